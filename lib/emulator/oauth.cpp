#include "oauth.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace segue::emulator {
namespace {

/// How far a signed call's clock may be off.
constexpr std::chrono::minutes clock_slack{10};
constexpr std::size_t longest_nonce = 64;
/// Old nonces are forgotten together; until then their timestamps have run out.
constexpr std::size_t most_nonces = 100'000;

std::string_view without_spaces(std::string_view text) noexcept {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

/// Percent escapes only: in headers a plus is a plus.
std::string decode_header_text(std::string_view text) {
    std::string escaped;
    for (const char c : text)
        escaped += c == '+' ? std::string("%2B") : std::string(1, c);
    return decode_query_text(escaped);
}

/// `OAuth a="b", c="d"`.
void add_header(query_list& into, std::string_view header) {
    header.remove_prefix(std::min(header.find(' '), header.size()));
    while (!header.empty()) {
        const std::size_t end = std::min(header.find(','), header.size());
        const std::string_view item = without_spaces(header.substr(0, end));
        header.remove_prefix(std::min(end + 1, header.size()));
        const std::size_t equals = item.find('=');
        if (equals == std::string_view::npos)
            continue;
        std::string_view value = item.substr(equals + 1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        if (item.substr(0, equals) != "realm")
            into.emplace_back(item.substr(0, equals), decode_header_text(value));
    }
}

/// RFC 5849, 3.4.1.3.2: encoded, sorted, joined.
std::string normalized(const query_list& parameters) {
    query_list encoded;
    for (const auto& [name, value] : parameters)
        if (name != "oauth_signature")
            encoded.emplace_back(encode_query_text(name), encode_query_text(value));
    std::sort(encoded.begin(), encoded.end());
    std::string out;
    for (const auto& [name, value] : encoded)
        out.append(out.empty() ? "" : "&").append(name).append("=").append(value);
    return out;
}

std::string hmac(const EVP_MD* hash, std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    HMAC(
        hash,
        key.data(),
        static_cast<int>(key.size()),
        reinterpret_cast<const unsigned char*>(text.data()),
        text.size(),
        digest.data(),
        &size);
    std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> encoded{};
    const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
    return std::string(encoded.begin(), encoded.begin() + length);
}

std::optional<std::int64_t> read_seconds(std::string_view text) {
    std::int64_t value = 0;
    const auto [stop, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good = ec == std::errc{} && stop == text.data() + text.size() && value > 0;
    return good ? std::optional(value) : std::nullopt;
}

} // namespace

std::string_view signed_message::value(std::string_view name) const noexcept {
    return find_query(parameters, name).value_or("");
}

signed_message read_signed(const request& asked) {
    signed_message out;
    out.method = asked.method;
    const parsed_target target = parse_target(asked.target);
    out.address = std::string(find_header(asked.headers, "Host").value_or("")) + std::string(target.path);
    if (const auto header = find_header(asked.headers, "Authorization");
        header && header->starts_with("OAuth"))
        add_header(out.parameters, *header);
    out.parameters.insert(out.parameters.end(), target.query.begin(), target.query.end());
    const auto type = find_header(asked.headers, "Content-Type");
    if (type && type->starts_with("application/x-www-form-urlencoded")) {
        const query_list form = parse_target("?" + asked.body).query;
        out.parameters.insert(out.parameters.end(), form.begin(), form.end());
    }
    return out;
}

std::string signature_of(
    const signed_message& message,
    std::string_view scheme,
    std::string_view consumer_secret,
    std::string_view token_secret) {
    std::string key = encode_query_text(consumer_secret) + "&" + encode_query_text(token_secret);
    const std::string_view method = message.value("oauth_signature_method");
    if (method == "PLAINTEXT")
        return key;
    if (method != "HMAC-SHA1" && method != "HMAC-SHA256")
        return {};
    const std::string url = std::string(scheme) + "://" + message.address;
    const std::string base = message.method + "&" + encode_query_text(url) + "&" +
                             encode_query_text(normalized(message.parameters));
    return hmac(method == "HMAC-SHA1" ? EVP_sha1() : EVP_sha256(), key, base);
}

oauth_desk::oauth_desk(std::uint64_t seed, accepted_credentials good)
    : good_(std::move(good)), numbers_(seed ^ 0x6f61757468ULL) {}

bool oauth_desk::is_signed(const signed_message& message, std::string_view token_secret) const {
    const std::string_view given = message.value("oauth_signature");
    for (const char* scheme : {"https", "http"}) {
        const std::string wanted = signature_of(message, scheme, good_.consumer_secret, token_secret);
        if (!wanted.empty() && given == wanted)
            return true;
    }
    return false;
}

bool oauth_desk::spend_nonce(const signed_message& message) {
    const std::string_view nonce = message.value("oauth_nonce");
    if (nonce.empty() || nonce.size() > longest_nonce)
        return false;
    if (nonces_.size() >= most_nonces)
        nonces_.clear();
    return nonces_.emplace(message.value("oauth_timestamp"), nonce).second;
}

bool oauth_desk::knows_consumer(const signed_message& message) const {
    return message.value("oauth_consumer_key") == good_.consumer_key;
}

std::optional<oauth_refusal> oauth_desk::refuse(
    const signed_message& message,
    std::initializer_list<std::string_view> required,
    std::string_view token_secret) {
    const bool oauth =
        std::any_of(message.parameters.begin(), message.parameters.end(), [](const auto& parameter) {
            return parameter.first.starts_with("oauth_");
        });
    if (!oauth)
        return oauth_refusal{400, "Not a conforming OAuth request."};
    for (const std::string_view name : required)
        if (message.value(name).empty())
            return oauth_refusal{401, "Parameter not found: " + std::string(name)};
    if (!knows_consumer(message))
        return oauth_refusal{401, "Invalid consumer."};
    // The legs take any number for a time, milliseconds too; signed calls are strict.
    if (!read_seconds(message.value("oauth_timestamp")))
        return oauth_refusal{401, "Invalid timestamp."};
    if (!is_signed(message, token_secret))
        return oauth_refusal{401, "Invalid signature."};
    if (!spend_nonce(message))
        return oauth_refusal{401, "Invalid nonce."};
    return std::nullopt;
}

oauth_desk::issued oauth_desk::make_token() {
    issued out;
    out.token = random_letters(numbers_, 40);
    out.secret = random_letters(numbers_, 40);
    return out;
}

std::pair<oauth_desk::issued, std::optional<oauth_refusal>>
oauth_desk::request_token(const signed_message& message, time_point now) {
    auto refused = refuse(
        message,
        {"oauth_consumer_key",
         "oauth_nonce",
         "oauth_timestamp",
         "oauth_signature_method",
         "oauth_signature",
         "oauth_callback"},
        "");
    if (refused)
        return {issued{}, std::move(refused)};
    issued made = make_token();
    pending& waits = pending_[made.token];
    waits.secret = made.secret;
    waits.callback = message.value("oauth_callback");
    waits.until = now + token_life_;
    return {std::move(made), std::nullopt};
}

std::pair<oauth_desk::issued, std::optional<oauth_refusal>>
oauth_desk::access_token(const signed_message& message, time_point now) {
    const auto waits = pending_.find(message.value("oauth_token"));
    const bool known = waits != pending_.end();
    auto refused = refuse(
        message,
        {"oauth_consumer_key",
         "oauth_nonce",
         "oauth_timestamp",
         "oauth_signature_method",
         "oauth_signature",
         "oauth_token",
         "oauth_verifier"},
        known ? std::string_view(waits->second.secret) : std::string_view{});
    // Without its token no signature can be right: say what is really wrong.
    if (refused && refused->text == "Invalid signature." && !known)
        refused->text = "Invalid token.";
    if (!refused && !known)
        refused = oauth_refusal{401, "Invalid token."};
    if (refused)
        return {issued{}, std::move(refused)};
    if (now >= waits->second.until)
        return {{}, oauth_refusal{400, "Expired verifier."}};
    if (waits->second.user == nullptr || message.value("oauth_verifier") != waits->second.verifier)
        return {{}, oauth_refusal{400, "Invalid verifier."}};
    issued made = make_token();
    granted_[made.token] = {made.secret, waits->second.user};
    pending_.erase(waits);
    return {std::move(made), std::nullopt};
}

std::optional<std::string>
oauth_desk::authorize(std::string_view request_token, account& by, time_point now) {
    const auto waits = pending_.find(request_token);
    if (waits == pending_.end() || now >= waits->second.until || waits->second.user != nullptr)
        return std::nullopt;
    waits->second.user = &by;
    waits->second.verifier = random_letters(numbers_, 10);
    return waits->second.verifier;
}

std::optional<std::string> oauth_desk::callback_of(std::string_view request_token) const {
    const auto waits = pending_.find(request_token);
    return waits == pending_.end() ? std::nullopt : std::optional(waits->second.callback);
}

oauth_desk::signer oauth_desk::identify(const signed_message& message, time_point now) {
    signer out;
    const std::string_view token = message.value("oauth_token");
    const auto known = granted_.find(token);
    if (!knows_consumer(message) || (!token.empty() && known == granted_.end()))
        return out;
    const auto sent = read_seconds(message.value("oauth_timestamp"));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const std::int64_t slack = std::chrono::seconds{clock_slack}.count();
    if (!sent || *sent < seconds - slack || *sent > seconds + slack)
        return out;
    const std::string_view secret =
        token.empty() ? std::string_view{} : std::string_view(known->second.secret);
    out.valid = is_signed(message, secret) && spend_nonce(message);
    if (out.valid && !token.empty())
        out.user = known->second.user;
    return out;
}

} // namespace segue::emulator
