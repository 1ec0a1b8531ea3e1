#include "faults.hpp"

#include "gzip.hpp"
#include "json_text.hpp"
#include "retype.hpp"

#include <boost/json/object.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace segue::emulator {
namespace {

constexpr std::string_view rate_header = "X-Discogs-Ratelimit";

void set_header(header_list& headers, std::string_view name, std::string value) {
    for (auto& [key, current] : headers) {
        if (equal_ignoring_case(key, name)) {
            current = std::move(value);
            return;
        }
    }
    headers.emplace_back(name, std::move(value));
}

bool is_rate_header(std::string_view name) {
    return equal_ignoring_case(name.substr(0, rate_header.size()), rate_header);
}

void drop_rate_headers(header_list& headers) {
    std::erase_if(headers, [](const auto& header) { return is_rate_header(header.first); });
}

std::string error_message(int status) {
    switch (status) {
    case 401:
        return "You must authenticate to access this resource.";
    case 403:
        return "You don't have permission to access this resource.";
    case 404:
        return "The requested resource was not found.";
    case 429:
        return "You are making requests too quickly.";
    case 500:
        return "An internal server error occurred. (Malformed query?)";
    case 503:
        return "Server is currently unavailable.";
    default:
        return std::string(reason_phrase(status)) + ".";
    }
}

/// An error of the service with its own words, or with `message`.
void replace_status(int status, const std::string& message, exchange& changed) {
    // The service itself has refused already, with its own counters and message.
    const bool refused = changed.answer.status == 429 && status == 429;
    changed.answer.status = status;
    if (refused && message.empty())
        return;
    boost::json::object body;
    body["message"] = message.empty() ? error_message(status) : message;
    set_header(changed.answer.headers, "Content-Type", "application/json");
    changed.answer.body = make_body(to_text(body));
    std::erase_if(changed.answer.headers, [](const auto& header) { return header.first == "Link"; });
    if (status == 401)
        set_header(changed.answer.headers, "WWW-Authenticate", "OAuth realm=\"https://api.discogs.com\"");
}

/// Seconds of `date+30`; nothing for any other text.
std::optional<std::chrono::seconds> relative_date(std::string_view text) {
    constexpr std::string_view word = "date";
    if (!text.starts_with(word))
        return std::nullopt;
    text.remove_prefix(word.size());
    if (text.starts_with('+'))
        text.remove_prefix(1);
    int seconds = 0;
    const auto [stop, ec] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (ec != std::errc{} || stop != text.data() + text.size())
        return std::nullopt;
    return std::chrono::seconds{seconds};
}

void ask_to_wait(const fault& rule, exchange& changed) {
    replace_status(rule.status == 0 ? 429 : rule.status, {}, changed);
    std::string text = rule.body.empty() ? "1" : rule.body;
    if (const auto from_now = relative_date(text))
        text = format_http_date(std::chrono::ceil<std::chrono::seconds>(changed.wall) + *from_now);
    set_header(changed.answer.headers, "Retry-After", std::move(text));
}

void refuse_barely(const fault& rule, exchange& changed) {
    replace_status(429, rule.body, changed);
    drop_rate_headers(changed.answer.headers);
    std::erase_if(changed.answer.headers, [](const auto& header) {
        return equal_ignoring_case(header.first, "Retry-After");
    });
}

/// The three texts of `body`; an empty one leaves its header out.
void replace_rate_headers(const fault& rule, exchange& changed) {
    drop_rate_headers(changed.answer.headers);
    std::string_view rest = rule.body.empty() ? "-1,99999999999999999999,NaN" : std::string_view(rule.body);
    for (const std::string_view suffix : {"", "-Used", "-Remaining"}) {
        const std::string_view value = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(value.size() + 1, rest.size()));
        if (!value.empty())
            changed.answer.headers.emplace_back(std::string(rate_header).append(suffix), value);
    }
}

void replace_with_page(const fault& rule, exchange& changed) {
    const int status = rule.status == 0 ? 503 : rule.status;
    const std::string title = std::to_string(status) + " " + std::string(reason_phrase(status));
    const std::string page = "<!DOCTYPE html>\n<html>\n<head><title>" + title +
                             "</title></head>\n<body>\n<h1>" + title +
                             "</h1>\n<p>We will be back shortly.</p>\n</body>\n</html>\n";
    changed.answer = {};
    changed.answer.status = status;
    changed.answer.headers.emplace_back("Content-Type", "text/html; charset=utf-8");
    changed.answer.body = make_body(rule.body.empty() ? page : rule.body);
}

void redirect(const fault& rule, const request& asked, exchange& changed) {
    changed.answer = {};
    changed.answer.status = rule.status == 0 ? 302 : rule.status;
    std::string target = rule.body.empty() ? "https://redirected.invalid" + asked.target : rule.body;
    changed.answer.headers.emplace_back("Location", std::move(target));
    changed.answer.headers.emplace_back("Content-Type", "text/html; charset=utf-8");
    changed.answer.body = make_body("<html><body>Moved.</body></html>\n");
}

std::string_view text_of(const exchange& changed) {
    return changed.answer.body ? std::string_view(*changed.answer.body) : std::string_view{};
}

/// Faults of what is said: status and body text. Nothing for the other kinds.
void apply_to_content(const fault& rule, const request& asked, exchange& changed) {
    switch (rule.kind) {
    case fault_kind::status:
        replace_status(rule.status == 0 ? 500 : rule.status, rule.body, changed);
        break;
    case fault_kind::retry_after:
        ask_to_wait(rule, changed);
        break;
    case fault_kind::refused_bare:
        refuse_barely(rule, changed);
        break;
    case fault_kind::html_page:
        replace_with_page(rule, changed);
        break;
    case fault_kind::redirect:
        redirect(rule, asked, changed);
        break;
    case fault_kind::empty_body:
        changed.answer.status = rule.status == 0 ? 200 : rule.status;
        changed.answer.body = nullptr;
        break;
    case fault_kind::not_json:
        changed.answer.status = rule.status == 0 ? 200 : rule.status;
        changed.answer.body = make_body(rule.body.empty() ? "upstream said: all good" : rule.body);
        break;
    case fault_kind::truncated_json:
        changed.answer.body = make_body(std::string(text_of(changed).substr(0, text_of(changed).size() / 2)));
        break;
    case fault_kind::wrong_kind:
        changed.answer.body = make_body("[" + std::string(text_of(changed)) + "]");
        break;
    case fault_kind::retyped_fields:
        changed.answer.body = make_body(change_members(text_of(changed), member_change::retyped));
        break;
    case fault_kind::null_fields:
        changed.answer.body = make_body(change_members(text_of(changed), member_change::null));
        break;
    case fault_kind::numbers_as_text:
        changed.answer.body = make_body(change_members(text_of(changed), member_change::numbers_as_text));
        break;
    case fault_kind::oversized_body: {
        const std::size_t bytes = rule.bytes == 0 ? 16U * 1024U * 1024U : rule.bytes;
        constexpr std::size_t frame = 14; // {"padding":""} without the text
        changed.answer.body =
            make_body("{\"padding\":\"" + std::string(bytes > frame ? bytes - frame : 0, 'x') + "\"}");
        break;
    }
    default:
        break;
    }
}

/// Faults of what the rate headers say.
void apply_to_rates(const fault& rule, exchange& changed) {
    if (rule.kind == fault_kind::no_rate_headers) {
        drop_rate_headers(changed.answer.headers);
    } else if (rule.kind == fault_kind::rate_headers) {
        replace_rate_headers(rule, changed);
    } else if (rule.kind == fault_kind::old_rate_headers && !changed.earlier_rates.empty()) {
        drop_rate_headers(changed.answer.headers);
        for (const auto& [name, value] : changed.earlier_rates)
            changed.answer.headers.emplace_back(name, value);
    }
}

/// Packs the body, and spoils it as asked.
void pack(const std::vector<struck_fault>& struck, exchange& changed) {
    if (text_of(changed).empty())
        return;
    changed.answer.body = gzip(text_of(changed));
    set_header(changed.answer.headers, "Content-Encoding", "gzip");
    set_header(changed.answer.headers, "Vary", "Accept-Encoding");
    for (const auto& [rule, earlier] : struck) {
        std::string bytes(text_of(changed));
        if (rule.kind == fault_kind::truncated_gzip)
            bytes.resize(bytes.size() / 2);
        else if (rule.kind == fault_kind::bad_gzip)
            for (std::size_t i = 0; i < std::min<std::size_t>(8, bytes.size() / 2); ++i)
                bytes[bytes.size() / 2 + i] = static_cast<char>(~bytes[bytes.size() / 2 + i]);
        else
            continue;
        changed.answer.body = make_body(std::move(bytes));
    }
}

std::chrono::milliseconds time_of(const fault& rule, std::chrono::milliseconds usual) {
    return rule.delay.count() == 0 ? usual : rule.delay;
}

std::size_t size_of(const fault& rule, std::size_t usual) {
    return rule.bytes == 0 ? usual : rule.bytes;
}

/// Faults of how it is framed.
void apply_to_framing(const fault& rule, exchange& changed) {
    const std::size_t length = text_of(changed).size();
    switch (rule.kind) {
    case fault_kind::truncated_body:
        changed.promised_length = std::to_string(length);
        changed.sent_length = length / 2;
        changed.then = ending::close;
        break;
    case fault_kind::wrong_content_length:
        changed.promised_length = std::to_string(length / 2);
        break;
    case fault_kind::bad_content_length:
        changed.promised_length = rule.body.empty() ? "-1" : rule.body;
        changed.then = ending::close;
        break;
    case fault_kind::oversized_headers:
        changed.padding_bytes = size_of(rule, 65'536);
        break;
    case fault_kind::chunked:
        changed.frame = framing::chunked;
        changed.chunk_bytes = size_of(rule, 512);
        break;
    case fault_kind::continue_first:
        changed.interim_continue = true;
        break;
    case fault_kind::early_hints:
        changed.interim_hints = size_of(rule, 3);
        break;
    case fault_kind::http10:
        changed.http10 = true;
        changed.frame = framing::until_close;
        changed.then = ending::close;
        break;
    case fault_kind::connection_close:
        changed.promise_keep_alive = false;
        changed.then = ending::close;
        break;
    case fault_kind::close_after_response:
        changed.then = ending::close;
        break;
    default:
        break;
    }
}

/// Faults of when it is sent, and of what ends it early.
void apply_to_course(const fault& rule, exchange& changed) {
    constexpr std::chrono::milliseconds long_time{1'000};
    constexpr std::chrono::milliseconds short_time{10};
    const auto end = [&changed](cut stop, ending then) {
        changed.stop = stop;
        changed.then = then;
    };
    switch (rule.kind) {
    case fault_kind::delay:
        changed.wait += time_of(rule, long_time);
        break;
    case fault_kind::slow_head:
        changed.head_piece_bytes = size_of(rule, 16);
        changed.head_pause = time_of(rule, short_time);
        break;
    case fault_kind::delay_before_body:
        changed.body_wait += time_of(rule, long_time);
        break;
    case fault_kind::delay_in_body:
        changed.middle_wait += time_of(rule, long_time);
        break;
    case fault_kind::slow_body:
        changed.piece_bytes = size_of(rule, 1'024);
        changed.piece_pause = time_of(rule, short_time);
        break;
    case fault_kind::reset_after_request:
        end(cut::before_head, ending::reset);
        break;
    case fault_kind::close_after_request:
        end(cut::before_head, ending::close);
        break;
    case fault_kind::reset_in_headers:
        end(cut::in_head, ending::reset);
        break;
    case fault_kind::reset_in_body:
        end(cut::in_body, ending::reset);
        break;
    case fault_kind::half_close:
        end(cut::in_body, ending::half_close);
        break;
    default:
        break;
    }
}

} // namespace

void apply_faults(
    const std::vector<struck_fault>& struck, const request& asked, bool packed, exchange& changed) {
    bool ready = false; // one of them has packed it already
    for (const auto& [rule, earlier] : struck) {
        if (rule.kind == fault_kind::gzip_bomb) {
            changed.answer.body = gzip_bomb(rule.bytes == 0 ? 128U * 1024U * 1024U : rule.bytes);
            set_header(changed.answer.headers, "Content-Encoding", "gzip");
            ready = true;
        } else if (rule.kind == fault_kind::unknown_encoding) {
            set_header(changed.answer.headers, "Content-Encoding", rule.body.empty() ? "br" : rule.body);
            ready = true;
        } else if (!ready) {
            apply_to_content(rule, asked, changed);
            packed = packed || rule.kind == fault_kind::unasked_gzip;
        }
        apply_to_rates(rule, changed);
    }
    if (packed && !ready)
        pack(struck, changed);
    for (const auto& [rule, earlier] : struck) {
        apply_to_framing(rule, changed);
        apply_to_course(rule, changed);
    }
}

} // namespace segue::emulator
