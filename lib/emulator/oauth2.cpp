#include "oauth2.hpp"

#include "oauth2_text.hpp"

#include <algorithm>
#include <tuple>

// Who may be sent where, clients and consents. What the token endpoint does stands in oauth2_tokens.cpp.
namespace segue::emulator {
namespace {

constexpr std::string_view any_scope = "identity";
constexpr std::chrono::hours longest_life{366 * 24};
constexpr std::chrono::minutes longest_interval{5};
/// With the longest life behind it still within what a `server_time` can say.
constexpr std::chrono::hours farthest_ahead{100 * 366 * 24};

/// Of what a scope may consist: RFC 6749, 3.3.
bool is_word(std::string_view word) noexcept {
    return std::all_of(
        word.begin(), word.end(), [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; });
}

/// Whether a scheme stands in front: RFC 3986, 3.1.
bool is_absolute(std::string_view uri) noexcept {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto end = std::find_if(uri.begin(), uri.end(), [&is_letter](char c) {
        return !is_letter(c) && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.';
    });
    return end != uri.end() && *end == ':' && is_letter(uri.front());
}

} // namespace

bool is_oauth2_path(std::string_view path) noexcept {
    return path.starts_with("/oauth2/");
}

std::string problem_of(const oauth2_params& params) {
    if (params.redirect_uris.empty())
        return "oauth2.redirect_uris must not be empty";
    for (const std::string& uri : params.redirect_uris)
        if (!is_absolute(uri) || !is_word(uri) || uri.find('#') != std::string::npos)
            return "oauth2.redirect_uris must be absolute and without fragments: '" + uri + "'";
    for (const std::string& scope : params.scopes)
        if (scope.empty() || !is_word(scope))
            return "oauth2.scopes must be words: '" + scope + "'";
    const std::pair<const char*, std::chrono::milliseconds> lives[] = {
        {"code_life", params.code_life},
        {"token_life", params.token_life},
        {"refresh_life", params.refresh_life},
        {"device_life", params.device_life}};
    for (const auto& [name, life] : lives)
        if (life.count() < 0 || life > longest_life)
            return std::string("oauth2.") + name + " must be zero to 366 days";
    if (params.device_interval.count() < 0 || params.device_interval > longest_interval)
        return "oauth2.device_interval must be zero to five minutes";
    return {};
}

oauth2_desk::oauth2_desk(std::uint64_t seed, oauth2_params params)
    : params_(std::move(params)), seed_(seed), numbers_(seed ^ 0x6f6175746832ULL) {
    confidential_.id = random_letters(numbers_, 20);
    confidential_.secret = random_letters(numbers_, 40);
    public_.id = random_letters(numbers_, 20);
}

void oauth2_desk::advance(std::chrono::milliseconds by) noexcept {
    ahead_ += std::min<std::chrono::milliseconds>(by, farthest_ahead - ahead_);
}

std::string oauth2_desk::password_of(const account& user) const {
    number_source numbers(seed_ ^ (0x70617373776f7264ULL + static_cast<std::uint64_t>(user.id)));
    return random_letters(numbers, 16);
}

const oauth2_client* oauth2_desk::find_client(std::string_view id) const noexcept {
    if (id == confidential_.id)
        return &confidential_;
    return id == public_.id ? &public_ : nullptr;
}

oauth2_outcome<const oauth2_client*>
oauth2_desk::authenticate(const query_list& form, std::string_view authorization) const {
    std::string id(value_of(form, "client_id"));
    std::string secret(value_of(form, "client_secret"));
    if (!authorization.empty()) {
        const auto pair = read_basic(authorization);
        if (!pair)
            return {nullptr, oauth2_refusal{"invalid_client", "The Authorization field is not Basic.", 401}};
        if (!secret.empty() || (!id.empty() && id != pair->first))
            return {nullptr, oauth2_refusal{"invalid_request", "Two ways of client authentication."}};
        std::tie(id, secret) = *pair;
    }
    const oauth2_client* known = find_client(id);
    if (known == nullptr || known->secret != secret)
        return {nullptr, oauth2_refusal{"invalid_client", "Unknown client, or a wrong secret.", 401}};
    return {known, std::nullopt};
}

bool oauth2_desk::is_registered(std::string_view redirect_uri, oauth2_dialect dialect) const {
    const std::string given = without_loopback_port(redirect_uri);
    return std::any_of(
        params_.redirect_uris.begin(), params_.redirect_uris.end(), [&](const std::string& one) {
            const std::string known = without_loopback_port(one);
            if (given == known)
                return true;
            // There a client registers its host, not each address.
            return dialect == oauth2_dialect::deezer && given.starts_with(known + "/") && is_word(given) &&
                   given.find('#') == std::string::npos;
        });
}

std::optional<std::string> oauth2_desk::read_scope(std::string_view asked) const {
    const auto words = split(asked, ' ');
    if (words.empty())
        return params_.scopes.empty() ? std::string(any_scope) : params_.scopes.front();
    std::string out;
    for (const std::string& word : words) {
        const auto& known = params_.scopes;
        const bool may = known.empty() || std::find(known.begin(), known.end(), word) != known.end();
        if (!may || !is_word(word))
            return std::nullopt;
        out.append(out.empty() ? "" : " ").append(word);
    }
    return out;
}

std::optional<oauth2_authorization>
oauth2_desk::read_authorization(const query_list& fields, oauth2_dialect dialect) const {
    const bool deezer = dialect == oauth2_dialect::deezer;
    oauth2_authorization out;
    out.dialect = dialect;
    out.client_id = value_of(fields, deezer ? "app_id" : "client_id");
    out.sent_redirect_uri = value_of(fields, "redirect_uri");
    out.redirect_uri = out.sent_redirect_uri;
    if (out.redirect_uri.empty() && params_.redirect_uris.size() == 1)
        out.redirect_uri = params_.redirect_uris.front();
    if (find_client(out.client_id) == nullptr || !is_registered(out.redirect_uri, dialect))
        return std::nullopt;
    out.state = value_of(fields, "state");
    std::string_view type = value_of(fields, "response_type");
    if (deezer && type.empty())
        type = "code";
    out.is_implicit = type == "token";
    out.refused = judge(fields, type, out);
    return out;
}

// The first thing that is wrong; what is right goes into the result.
std::optional<oauth2_refusal>
oauth2_desk::judge(const query_list& fields, std::string_view type, oauth2_authorization& into) const {
    if (has_repeated(fields))
        return oauth2_refusal{"invalid_request", "A parameter stands there twice."};
    if (type.empty())
        return oauth2_refusal{"invalid_request", "response_type is missing."};
    if (type != "code" && type != "token")
        return oauth2_refusal{"unsupported_response_type", "response_type must be code or token."};
    const bool deezer = into.dialect == oauth2_dialect::deezer;
    std::string scope(value_of(fields, deezer ? "perms" : "scope"));
    if (deezer)
        std::replace(scope.begin(), scope.end(), ',', ' ');
    const auto granted = read_scope(scope);
    if (!granted)
        return oauth2_refusal{"invalid_scope", "A scope is unknown."};
    into.scope = *granted;
    if (type == "token" || deezer)
        return std::nullopt;
    into.challenge = value_of(fields, "code_challenge");
    const std::string_view method = value_of(fields, "code_challenge_method");
    into.is_hashed = method == "S256";
    if (into.challenge.empty()) {
        const bool wanted = params_.pkce == pkce_rule::everybody ||
                            (params_.pkce == pkce_rule::public_clients && into.client_id == public_.id);
        if (wanted || !method.empty())
            return oauth2_refusal{"invalid_request", "code_challenge is missing."};
        return std::nullopt;
    }
    if (!method.empty() && method != "plain" && method != "S256")
        return oauth2_refusal{"invalid_request", "code_challenge_method must be S256 or plain."};
    if (!is_verifier(into.challenge) || (into.is_hashed && into.challenge.size() != 43))
        return oauth2_refusal{"invalid_request", "code_challenge is malformed."};
    return std::nullopt;
}

std::string oauth2_desk::way_back(const oauth2_authorization& to, query_list answer) const {
    if (!to.state.empty())
        answer.emplace_back("state", to.state);
    if (params_.issuer == issuer_naming::on && to.dialect == oauth2_dialect::standard)
        answer.emplace_back("iss", issuer());
    const bool has_query = to.redirect_uri.find('?') != std::string::npos;
    return to.redirect_uri + (to.is_implicit ? "#" : has_query ? "&" : "?") + to_form(answer);
}

std::string oauth2_desk::agree(const oauth2_authorization& to, account& by, server_time now) {
    const bool deezer = to.dialect == oauth2_dialect::deezer;
    const consent_id added = add_consent(to.client_id, &by, to.scope);
    if (to.is_implicit) {
        const oauth2_tokens given = give_access(added, to.scope, now);
        query_list answer{{"access_token", given.access_token}};
        answer.emplace_back(deezer ? "expires" : "expires_in", std::to_string(given.life.count()));
        if (!deezer) {
            answer.emplace_back("token_type", "Bearer");
            answer.emplace_back("scope", given.scope);
        }
        return way_back(to, std::move(answer));
    }
    std::string code = random_letters(numbers_, 32);
    code_record& record = codes_[code];
    record.of = added;
    record.dialect = to.dialect;
    record.redirect_uri = to.sent_redirect_uri;
    record.challenge = to.challenge;
    record.is_hashed = to.is_hashed;
    record.until = now + ahead_ + params_.code_life;
    return way_back(to, {{"code", std::move(code)}});
}

std::string oauth2_desk::deny(const oauth2_authorization& to) const {
    if (to.dialect == oauth2_dialect::deezer)
        return way_back(to, {{"error_reason", to.refused ? to.refused->error : "user_denied"}});
    const oauth2_refusal why = to.refused.value_or(oauth2_refusal{"access_denied", "The user said no."});
    return way_back(to, {{"error", why.error}, {"error_description", why.description}});
}

oauth2_desk::consent_id oauth2_desk::add_consent(std::string client_id, account* user, std::string scope) {
    consent added;
    added.client_id = std::move(client_id);
    added.user = user;
    added.scope = std::move(scope);
    consents_.push_back(std::move(added));
    return consents_.size() - 1;
}

bool oauth2_desk::is_good(
    consent_id of, const oauth2_client& client, server_time until, server_time now) const {
    return !consents_[of].ended && consents_[of].client_id == client.id && now + ahead_ < until;
}

void oauth2_desk::revoke_consents(const account& of) {
    for (consent& one : consents_)
        one.ended = one.ended || one.user == &of;
    // What was allowed to a device is a consent only when the device comes for it.
    for (auto& [code, device] : devices_)
        if (device.state == device_state::allowed && device.user == &of)
            device.state = device_state::denied;
}

std::optional<oauth2_refusal> oauth2_desk::revoke(const query_list& form, std::string_view authorization) {
    const auto [client, refused] = authenticate(form, authorization);
    if (refused)
        return refused;
    const std::string_view token = value_of(form, "token");
    if (token.empty() || has_repeated(form))
        return oauth2_refusal{"invalid_request", "token is missing, or a parameter stands there twice."};
    std::optional<consent_id> of;
    if (const auto access = access_.find(token); access != access_.end())
        of = access->second.of;
    else if (const auto renewal = refresh_.find(token); renewal != refresh_.end())
        of = renewal->second.of;
    // A token that is not known, or another client's, is as good as taken back: RFC 7009, 2.2.
    if (of && consents_[*of].client_id == client->id)
        consents_[*of].ended = true;
    return std::nullopt;
}

std::optional<oauth2_holder> oauth2_desk::holder_of(std::string_view access_token, server_time now) const {
    const auto found = access_.find(access_token);
    if (found == access_.end())
        return std::nullopt;
    const consent& from = consents_[found->second.of];
    const server_time left = found->second.until - now - ahead_;
    if (from.ended || left <= server_time{0})
        return std::nullopt;
    return oauth2_holder{
        from.user, from.client_id, found->second.scope, std::chrono::floor<std::chrono::seconds>(left)};
}

} // namespace segue::emulator
