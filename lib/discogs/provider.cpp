#include "discogs/provider.hpp"

#include "base/wipe.hpp"
#include "discogs/models/descriptions.hpp"
#include "http/http_date.hpp"
#include "http/status.hpp"
#include "resource/json_reader.hpp"
#include "traffic/cache_key.hpp"

#include <array>
#include <charconv>

namespace segue::discogs {
namespace {

constexpr std::size_t most_body_kept = 2048;

// Absent, and whatever is no number, is unknown: error pages and a CDN's own answers lack these headers.
std::optional<int> number_in(const http::headers& headers, std::string_view name) {
    const auto text = headers.find(name);
    if (!text)
        return std::nullopt;
    int value = 0;
    const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (ec != std::errc() || end != text->data() + text->size() || value < 0)
        return std::nullopt;
    return value;
}

bool is_html(const http::response& answer) {
    const auto type = answer.headers.find("Content-Type");
    if (type && type->find("text/html") != std::string_view::npos)
        return true;
    const auto first = answer.body.find_first_not_of(" \t\r\n");
    return first != std::string::npos && answer.body[first] == '<';
}

// The one 404 that is about the caller's account and says nothing of what was asked for.
bool lacks_seller_settings(int status, std::string_view message) noexcept {
    return status == 404 && message.find("seller settings") != std::string_view::npos;
}

errc code_of(const http::response& answer) {
    return answer.status == 403 && is_html(answer) ? errc::blocked : http::errc_of_status(answer.status);
}

std::string detail_text(const service_error_detail& d) {
    std::string text;
    for (const auto& part : d.loc)
        text.append(text.empty() ? "" : ".").append(part);
    text.append(text.empty() ? "" : ": ").append(d.message.value_or(""));
    if (d.type)
        text.append(" (").append(*d.type).append(")");
    return text;
}

std::string account_of(const account::credentials& c) {
    switch (c.is) {
    case account::credentials::kind::none:
        break;
    case account::credentials::kind::token:
        return traffic::account_id(std::array<std::string_view, 2>{"token", c.token.reveal()});
    case account::credentials::kind::oauth:
        return traffic::account_id(std::array<std::string_view, 2>{"oauth", c.access_token.reveal()});
    case account::credentials::kind::key_and_secret:
        return traffic::account_id(std::array<std::string_view, 2>{"key", c.key.reveal()});
    }
    return {};
}

} // namespace

std::string error_message(std::string_view body) {
    service_error parsed;
    if (!resource::read_json(body, parsed) && (parsed.message || !parsed.detail.empty())) {
        std::string text = parsed.message.value_or("");
        for (const auto& d : parsed.detail)
            text.append(text.empty() ? "" : "; ").append(detail_text(d));
        if (!text.empty())
            return text;
    }
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return "empty body";
    constexpr std::size_t most_text = 200;
    return std::string(body.substr(0, most_text));
}

discogs_provider::discogs_provider(account::credentials c, std::string path_prefix, oauth_settings oauth)
    : credentials_(std::move(c)), account_(account_of(credentials_)), path_prefix_(std::move(path_prefix)),
      oauth_(std::move(oauth)) {}

std::shared_ptr<const discogs_provider> discogs_provider::for_account(account::credentials c) const {
    return std::make_shared<discogs_provider>(std::move(c), path_prefix_, oauth_);
}

account::oauth1_keys discogs_provider::application_keys() const {
    account::oauth1_keys keys;
    keys.how = oauth_.how;
    keys.consumer_key = credentials_.key;
    keys.consumer_secret = credentials_.key_secret;
    return keys;
}

std::string_view discogs_provider::path_of(const http::request& r) const noexcept {
    const std::string_view target = r.target;
    return target.starts_with(path_prefix_) ? target.substr(path_prefix_.size()) : target;
}

const endpoint* discogs_provider::endpoint_of(const http::request& r) const noexcept {
    return find_endpoint(r.method, path_of(r));
}

traffic::repetition discogs_provider::repetition_of(const http::request& r) const noexcept {
    if (const auto* e = endpoint_of(r))
        return e->repeating;
    // Of what no table knows, only the method tells.
    return r.method == http::method::get || r.method == http::method::head ? traffic::repetition::read
                                                                           : traffic::repetition::harmful;
}

std::optional<int>
discogs_provider::attempts_worth_making(const http::request& r, const failure& why) const noexcept {
    const auto* e = endpoint_of(r);
    return e != nullptr ? discogs::attempts_worth_making(*e, why) : std::nullopt;
}

std::chrono::seconds discogs_provider::lifetime_of(const http::request& r) const noexcept {
    const auto* e = endpoint_of(r);
    return e != nullptr ? discogs::lifetime_of(*e) : std::chrono::seconds(0);
}

std::vector<std::string> discogs_provider::tags_of(const http::request& r) const {
    const auto* e = endpoint_of(r);
    return e != nullptr ? discogs::tags_of(*e, path_of(r)) : std::vector<std::string>();
}

std::vector<std::string> discogs_provider::changed_by(const http::request& r) const {
    const auto* e = endpoint_of(r);
    return e != nullptr ? dropped_by(*e, path_of(r), r.body) : std::vector<std::string>();
}

// Only an application's key and secret are good for a sign-in. Without any credentials, and with wrong ones,
// the service's own answer says more.
std::optional<failure> discogs_provider::refusal_of(const http::request& r) const {
    if (credentials_.is != account::credentials::kind::key_and_secret)
        return std::nullopt;
    const auto* e = endpoint_of(r);
    if (e == nullptr || !needs_user(*e, path_of(r)))
        return std::nullopt;
    failure f;
    f.code = errc::sign_in_required;
    f.message = "key and secret are the application's and nobody's account: sign a user in with "
                "discogs::sign_in, then call through client.with_account";
    return f;
}

// In one piece, so that nothing of it is left behind when it is wiped.
std::string discogs_provider::authorization_of(
    const http::request& r, std::chrono::system_clock::time_point today) const {
    const auto joined = [](std::initializer_list<std::string_view> parts) {
        std::string field;
        std::size_t room = 0;
        for (const auto part : parts)
            room += part.size();
        field.reserve(room);
        for (const auto part : parts)
            field.append(part);
        return field;
    };
    switch (credentials_.is) {
    case account::credentials::kind::none:
        break;
    case account::credentials::kind::token:
        return joined({"Discogs token=", credentials_.token.reveal()});
    case account::credentials::kind::oauth: {
        auto keys = application_keys();
        keys.token = credentials_.access_token;
        keys.token_secret = credentials_.access_token_secret;
        const auto stamp = account::make_oauth1_stamp(today + service_ahead());
        return oauth1_authorization(r, keys, stamp);
    }
    case account::credentials::kind::key_and_secret:
        return joined(
            {"Discogs key=", credentials_.key.reveal(), ", secret=", credentials_.key_secret.reveal()});
    }
    return {};
}

void discogs_provider::sign(http::request& r, std::chrono::system_clock::time_point today) const {
    auto field = authorization_of(r, today);
    const wiped_at_end gone(field);
    if (!field.empty())
        r.headers.set("Authorization", field);
}

// A signature with a time of its own is taken for nobody's, so a clock that is off must not matter. Only
// where time is signed; a difference that the way explains is none.
void discogs_provider::note_clock(
    const http::response& answer, std::chrono::system_clock::time_point begun) const noexcept {
    constexpr std::chrono::seconds close{10};
    constexpr std::chrono::hours farthest{100 * 366 * 24}; // a date beyond does not fit into a time_point
    if (credentials_.is != account::credentials::kind::oauth && credentials_.key.empty())
        return;
    const auto theirs = http::date_of(answer);
    if (!theirs)
        return;
    const auto ahead = *theirs - std::chrono::floor<std::chrono::seconds>(begun);
    const bool counts = std::chrono::abs(ahead) > close && std::chrono::abs(ahead) < farthest;
    service_ahead_.store(counts ? ahead.count() : 0, std::memory_order_relaxed);
}

std::optional<failure>
discogs_provider::judge(const http::response& answer, std::chrono::system_clock::time_point today) const {
    if (answer.status >= 200 && answer.status < 300)
        return std::nullopt;
    failure f;
    f.code = code_of(answer);
    f.status = answer.status;
    f.message = is_html(answer) ? "an HTML page, not the service's own answer" : error_message(answer.body);
    if (lacks_seller_settings(f.status, f.message))
        f.code = errc::seller_settings_missing;
    // Whom it cannot make out it takes for nobody, and says so only here.
    if ((f.code == errc::forbidden || f.code == errc::unauthorized) &&
        credentials_.is == account::credentials::kind::oauth)
        f.message += "; a wrong access token, secret or clock gives this too";
    f.body = answer.body.substr(0, most_body_kept);
    f.service_time = http::date_of(answer);
    if (const auto wait = answer.headers.find("Retry-After"))
        f.retry_after = http::parse_retry_after(*wait, today);
    return f;
}

// By the first character alone: whoever reads the answer finds what is wrong further on.
std::optional<failure> discogs_provider::judge_sense(const http::response& answer) const {
    const auto first = answer.body.find_first_not_of(" \t\r\n");
    constexpr std::string_view beginnings = "{[\"-0123456789tfn";
    if (first != std::string::npos && beginnings.find(answer.body[first]) != std::string_view::npos)
        return std::nullopt;
    failure f;
    f.code = errc::not_json;
    f.expected = "JSON";
    f.found = first == std::string::npos ? "an empty body" : is_html(answer) ? "an HTML page" : "other text";
    f.body = answer.body.substr(0, most_body_kept);
    return f;
}

traffic::quota_reading discogs_provider::read_quota(
    const http::response& answer, std::chrono::system_clock::time_point today) const {
    traffic::quota_reading reading;
    reading.refused = answer.status == 429;
    reading.limit = number_in(answer.headers, "X-Discogs-Ratelimit");
    reading.used = number_in(answer.headers, "X-Discogs-Ratelimit-Used");
    reading.remaining = number_in(answer.headers, "X-Discogs-Ratelimit-Remaining");
    if (const auto wait = answer.headers.find("Retry-After"); wait && reading.refused)
        reading.retry_after = http::parse_retry_after(*wait, today);
    return reading;
}

traffic::tier discogs_provider::limit_tier() const noexcept {
    return credentials_.is == account::credentials::kind::none ? traffic::tier::anonymous
                                                               : traffic::tier::authenticated;
}

} // namespace segue::discogs
