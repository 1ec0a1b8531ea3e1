#include "oauth2.hpp"
#include "oauth2_text.hpp"

#include <algorithm>
#include <utility>

// What the token endpoint does, and the devices that ask there again and again.
namespace segue::emulator {
namespace {

constexpr std::string_view device_grant_type = "urn:ietf:params:oauth:grant-type:device_code";
/// RFC 8628, 3.5.
constexpr std::chrono::seconds slow_down_by{5};
/// Consonants, so that no code is a word: RFC 8628, 6.1.
constexpr std::string_view code_letters = "BCDFGHJKLMNPQRSTVWXZ";
constexpr server_time for_ever = server_time::max();

oauth2_outcome<oauth2_tokens> refuse(std::string_view error, std::string_view description) {
    return {{}, oauth2_refusal{std::string(error), std::string(description)}};
}

/// As the user may type it, without dashes and blanks and in small letters.
std::string plain_code(std::string_view typed) {
    std::string out;
    for (const char c : typed)
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
            out += static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
    return out;
}

bool fits(std::string_view verifier, const std::string& challenge, bool is_hashed) {
    // A verifier without a challenge may be an attack that took the challenge away: RFC 9700, 4.8.2.
    if (verifier.empty() || challenge.empty())
        return verifier.empty() && challenge.empty();
    if (!is_verifier(verifier))
        return false;
    return is_hashed ? hashed_challenge(verifier) == challenge : verifier == challenge;
}

} // namespace

oauth2_tokens oauth2_desk::give_access(consent_id of, const std::string& scope, server_time now) {
    oauth2_tokens out;
    out.access_token = random_letters(numbers_, 40);
    out.scope = scope;
    out.life = std::chrono::floor<std::chrono::seconds>(params_.token_life);
    out.user = consents_[of].user;
    access_record& record = access_[out.access_token];
    record.of = of;
    record.scope = scope;
    record.until = now + ahead_ + params_.token_life;
    return out;
}

oauth2_tokens oauth2_desk::give_both(consent_id of, server_time now) {
    oauth2_tokens out = give_access(of, consents_[of].scope, now);
    out.refresh_token = random_letters(numbers_, 40);
    refresh_record& record = refresh_[out.refresh_token];
    record.of = of;
    record.until = now + ahead_ + params_.refresh_life;
    return out;
}

oauth2_outcome<oauth2_tokens> oauth2_desk::redeem(
    const query_list& form, std::string_view authorization, account_book& accounts, server_time now) {
    if (has_repeated(form))
        return refuse("invalid_request", "A parameter stands there twice.");
    const auto [client, refused] = authenticate(form, authorization);
    if (refused)
        return {{}, refused};
    const std::string_view type = value_of(form, "grant_type");
    if (type.empty())
        return refuse("invalid_request", "grant_type is missing.");
    if (type == "authorization_code")
        return redeem_code(form, *client, now);
    if (type == "refresh_token")
        return renew(form, *client, now);
    if (type == "client_credentials")
        return give_to_client(form, *client, now);
    if (type == "password")
        return give_for_password(form, *client, accounts, now);
    if (type == device_grant_type)
        return give_to_device(form, *client, now);
    return refuse("unsupported_grant_type", "grant_type is none that is known here.");
}

oauth2_desk::outcome
oauth2_desk::redeem_code(const query_list& form, const oauth2_client& client, server_time now) {
    const std::string_view code = value_of(form, "code");
    if (code.empty())
        return refuse("invalid_request", "code is missing.");
    const auto found = codes_.find(code);
    // A code of Deezer's page has no proof key, so here it would be a way around one.
    if (found == codes_.end() || consents_[found->second.of].client_id != client.id ||
        found->second.dialect != oauth2_dialect::standard)
        return refuse("invalid_grant", "The code is unknown, or another client's.");
    code_record& record = found->second;
    if (record.used) {
        // Somebody has stolen it, before or after: RFC 6749, 4.1.2.
        consents_[record.of].ended = true;
        return refuse("invalid_grant", "The code was redeemed before; its tokens are taken back.");
    }
    if (!is_good(record.of, client, record.until, now))
        return refuse("invalid_grant", "The code has expired or was taken back.");
    if (value_of(form, "redirect_uri") != record.redirect_uri)
        return refuse("invalid_grant", "redirect_uri is not the one that the code was given to.");
    if (!fits(value_of(form, "code_verifier"), record.challenge, record.is_hashed))
        return refuse("invalid_grant", "code_verifier does not fit the challenge.");
    record.used = true;
    return {give_both(record.of, now), std::nullopt};
}

oauth2_desk::outcome
oauth2_desk::renew(const query_list& form, const oauth2_client& client, server_time now) {
    const std::string_view token = value_of(form, "refresh_token");
    if (token.empty())
        return refuse("invalid_request", "refresh_token is missing.");
    const auto found = refresh_.find(token);
    if (found == refresh_.end() || consents_[found->second.of].client_id != client.id)
        return refuse("invalid_grant", "The refresh token is unknown, or another client's.");
    refresh_record& record = found->second;
    if (record.used) {
        consents_[record.of].ended = true;
        return refuse("invalid_grant", "The refresh token was used before; its tokens are taken back.");
    }
    if (!is_good(record.of, client, record.until, now))
        return refuse("invalid_grant", "The refresh token has expired or was taken back.");
    const std::string& granted = consents_[record.of].scope;
    const std::string_view asked = value_of(form, "scope");
    if (!has_all_words(asked, granted))
        return refuse("invalid_scope", "More than was granted.");
    record.used = params_.refresh == refresh_rule::rotate;
    oauth2_tokens given = record.used ? give_both(record.of, now) : give_access(record.of, granted, now);
    if (!asked.empty()) {
        given.scope = asked;
        access_[given.access_token].scope = asked;
    }
    return {std::move(given), std::nullopt};
}

oauth2_desk::outcome
oauth2_desk::give_to_client(const query_list& form, const oauth2_client& client, server_time now) {
    if (client.secret.empty())
        return refuse("unauthorized_client", "Only clients with a secret have tokens of their own.");
    const auto scope = read_scope(value_of(form, "scope"));
    if (!scope)
        return refuse("invalid_scope", "A scope is unknown.");
    return {give_access(add_consent(client.id, nullptr, *scope), *scope, now), std::nullopt};
}

oauth2_desk::outcome oauth2_desk::give_for_password(
    const query_list& form, const oauth2_client& client, account_book& accounts, server_time now) {
    const std::string_view name = value_of(form, "username");
    const std::string_view password = value_of(form, "password");
    if (name.empty() || password.empty())
        return refuse("invalid_request", "username or password is missing.");
    account* user = accounts.find(name);
    if (user == nullptr || password_of(*user) != password)
        return refuse("invalid_grant", "Wrong name or password.");
    const auto scope = read_scope(value_of(form, "scope"));
    if (!scope)
        return refuse("invalid_scope", "A scope is unknown.");
    return {give_both(add_consent(client.id, user, *scope), now), std::nullopt};
}

oauth2_outcome<oauth2_device>
oauth2_desk::begin_device(const query_list& form, std::string_view authorization, server_time now) {
    if (has_repeated(form))
        return {{}, oauth2_refusal{"invalid_request", "A parameter stands there twice."}};
    const auto [client, refused] = authenticate(form, authorization);
    if (refused)
        return {{}, refused};
    const auto scope = read_scope(value_of(form, "scope"));
    if (!scope)
        return {{}, oauth2_refusal{"invalid_scope", "A scope is unknown."}};
    oauth2_device out;
    out.device_code = random_letters(numbers_, 40);
    out.life = std::chrono::floor<std::chrono::seconds>(params_.device_life);
    out.interval = params_.device_interval;
    for (int i = 0; i < 8; ++i) {
        const int letter = numbers_.between(0, static_cast<int>(code_letters.size()) - 1);
        out.user_code += code_letters[static_cast<std::size_t>(letter)];
        if (i == 3)
            out.user_code += '-';
    }
    device_record& record = devices_[out.device_code];
    record.client_id = client->id;
    record.user_code = plain_code(out.user_code);
    record.scope = *scope;
    record.until = now + ahead_ + params_.device_life;
    record.interval = params_.device_interval;
    return {std::move(out), std::nullopt};
}

bool oauth2_desk::answer_device(
    std::string_view user_code, oauth2_answer answer, account& by, server_time now) {
    const std::string typed = plain_code(user_code);
    for (auto& [code, record] : devices_) {
        const bool waits = record.state == device_state::waiting && now + ahead_ < record.until;
        if (!waits || typed != record.user_code)
            continue;
        record.state = answer == oauth2_answer::authorize ? device_state::allowed : device_state::denied;
        record.user = &by;
        return true;
    }
    return false;
}

oauth2_desk::outcome
oauth2_desk::give_to_device(const query_list& form, const oauth2_client& client, server_time now) {
    const std::string_view code = value_of(form, "device_code");
    if (code.empty())
        return refuse("invalid_request", "device_code is missing.");
    const auto found = devices_.find(code);
    if (found == devices_.end() || found->second.client_id != client.id ||
        found->second.state == device_state::used)
        return refuse("invalid_grant", "The device code is unknown, used, or another client's.");
    device_record& record = found->second;
    const server_time present = now + ahead_;
    if (present >= record.until)
        return refuse("expired_token", "The device code has expired.");
    if (record.state == device_state::denied)
        return refuse("access_denied", "The user said no.");
    if (record.state == device_state::waiting) {
        const bool early = record.asked_at && present < *record.asked_at + record.interval;
        record.asked_at = present;
        if (!early)
            return refuse("authorization_pending", "The user has not answered yet.");
        record.interval += slow_down_by;
        return refuse("slow_down", "Ask less often.");
    }
    record.state = device_state::used;
    return {give_both(add_consent(client.id, record.user, record.scope), now), std::nullopt};
}

oauth2_outcome<oauth2_tokens> oauth2_desk::redeem_deezer(const query_list& query, server_time now) {
    const oauth2_client* client = find_client(value_of(query, "app_id"));
    const auto found = codes_.find(value_of(query, "code"));
    // There is no client without a secret there, nor any proof key.
    const bool known = client != nullptr && !client->secret.empty() &&
                       client->secret == value_of(query, "secret") && found != codes_.end() &&
                       found->second.dialect == oauth2_dialect::deezer;
    if (!known || !is_good(found->second.of, *client, found->second.until, now))
        return refuse("wrong code", "");
    if (std::exchange(found->second.used, true)) {
        consents_[found->second.of].ended = true;
        return refuse("wrong code", "");
    }
    const std::string& scope = consents_[found->second.of].scope;
    oauth2_tokens given = give_access(found->second.of, scope, now);
    if (has_all_words("offline_access", scope)) {
        given.life = std::chrono::seconds{0};
        access_[given.access_token].until = for_ever;
    }
    return {std::move(given), std::nullopt};
}

} // namespace segue::emulator
