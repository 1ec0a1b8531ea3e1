#include "discogs/provider.hpp"

#include "discogs/models/descriptions.hpp"
#include "http/http_date.hpp"
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

errc code_of(const http::response& answer) {
    switch (answer.status) {
    case 400:
    case 415:
        return errc::bad_request;
    case 401:
        return errc::unauthorized;
    case 403:
        return is_html(answer) ? errc::blocked : errc::forbidden;
    case 404:
        return errc::not_found;
    case 409:
        return errc::conflict;
    case 422:
        return errc::unprocessable;
    case 429:
        return errc::rate_limited;
    default:
        if (answer.status >= 500 && answer.status < 600)
            return errc::server_failed;
        return answer.status >= 300 && answer.status < 400 ? errc::unexpected_redirect
                                                           : errc::unexpected_status;
    }
}

std::string finding(const service_error_detail& d) {
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
            text.append(text.empty() ? "" : "; ").append(finding(d));
        if (!text.empty())
            return text;
    }
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return "empty body";
    constexpr std::size_t most_text = 200;
    return std::string(body.substr(0, most_text));
}

discogs_provider::discogs_provider(account::credentials c, std::string path_prefix)
    : credentials_(std::move(c)), account_(account_of(credentials_)), path_prefix_(std::move(path_prefix)) {}

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

void discogs_provider::sign(http::request& r) const {
    switch (credentials_.is) {
    case account::credentials::kind::none:
        return;
    case account::credentials::kind::token:
        r.headers.set("Authorization", "Discogs token=" + credentials_.token.reveal());
        return;
    case account::credentials::kind::key_and_secret:
        r.headers.set(
            "Authorization",
            "Discogs key=" + credentials_.key.reveal() + ", secret=" + credentials_.key_secret.reveal());
        return;
    }
}

std::optional<failure>
discogs_provider::judge(const http::response& answer, std::chrono::system_clock::time_point today) const {
    if (answer.status >= 200 && answer.status < 300)
        return std::nullopt;
    failure f;
    f.code = code_of(answer);
    f.status = answer.status;
    f.message = is_html(answer) ? "an HTML page, not the service's own answer" : error_message(answer.body);
    f.body = answer.body.substr(0, most_body_kept);
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
