#include "faults.hpp"

#include "gzip.hpp"
#include "json_text.hpp"
#include "retype.hpp"
#include "routes.hpp"

#include <boost/json/object.hpp>

#include <algorithm>
#include <stdexcept>

namespace segue::emulator {
namespace {

constexpr std::size_t largest_bytes = 256U * 1024U * 1024U;

bool strikes_connections(fault_kind kind) {
    return kind == fault_kind::reset_on_accept || kind == fault_kind::reset_after_handshake;
}

bool strikes_lists(fault_kind kind) {
    return kind == fault_kind::short_page || kind == fault_kind::empty_page ||
           kind == fault_kind::loop_page || kind == fault_kind::drifting_list;
}

void set_header(header_list& headers, std::string_view name, std::string value) {
    for (auto& [key, current] : headers) {
        if (equal_ignoring_case(key, name)) {
            current = std::move(value);
            return;
        }
    }
    headers.emplace_back(name, std::move(value));
}

void drop_rate_headers(header_list& headers) {
    std::erase_if(headers, [](const auto& header) {
        return equal_ignoring_case(std::string_view(header.first).substr(0, 19), "X-Discogs-Ratelimit");
    });
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

void replace_status(const fault& rule, exchange& changed) {
    const int status = rule.status == 0 ? 500 : rule.status;
    // The service itself has refused already, with its own counters and message.
    const bool refused = changed.answer.status == 429 && status == 429;
    changed.answer.status = status;
    if (refused && rule.body.empty())
        return;
    boost::json::object body;
    body["message"] = rule.body.empty() ? error_message(status) : rule.body;
    changed.answer.body = make_body(to_text(body));
    std::erase_if(changed.answer.headers, [](const auto& header) { return header.first == "Link"; });
    if (status == 401)
        set_header(changed.answer.headers, "WWW-Authenticate", "OAuth realm=\"https://api.discogs.com\"");
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

/// Faults of what is said: status, headers and body text. Nothing for the other kinds.
void apply_to_content(const fault& rule, const request& asked, exchange& changed) {
    switch (rule.kind) {
    case fault_kind::status:
        replace_status(rule, changed);
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
    case fault_kind::no_rate_headers:
        drop_rate_headers(changed.answer.headers);
        break;
    default:
        break;
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

/// Faults of how it is sent.
void apply_to_framing(const fault& rule, exchange& changed) {
    const std::size_t length = text_of(changed).size();
    switch (rule.kind) {
    case fault_kind::truncated_body:
        changed.promised_length = length;
        changed.sent_length = length / 2;
        changed.then = ending::close;
        break;
    case fault_kind::wrong_content_length:
        changed.promised_length = length / 2;
        break;
    case fault_kind::oversized_headers:
        changed.padding_bytes = rule.bytes == 0 ? 65'536 : rule.bytes;
        break;
    case fault_kind::chunked:
        changed.frame = framing::chunked;
        changed.chunk_bytes = rule.bytes == 0 ? 512 : rule.bytes;
        break;
    case fault_kind::continue_first:
        changed.interim_continue = true;
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
    case fault_kind::delay:
        changed.wait += rule.delay.count() == 0 ? std::chrono::seconds{1} : rule.delay;
        break;
    case fault_kind::slow_body:
        changed.piece_bytes = rule.bytes == 0 ? 1'024 : rule.bytes;
        changed.piece_pause = rule.delay.count() == 0 ? std::chrono::milliseconds{10} : rule.delay;
        break;
    case fault_kind::reset_after_request:
        changed.stop = cut::before_head;
        changed.then = ending::reset;
        break;
    case fault_kind::reset_in_headers:
        changed.stop = cut::in_head;
        changed.then = ending::reset;
        break;
    case fault_kind::reset_in_body:
        changed.stop = cut::in_body;
        changed.then = ending::reset;
        break;
    default:
        break;
    }
}

} // namespace

namespace {

/// Method, empty for any, and path of a route's name.
std::pair<std::string_view, std::string_view> split_route(std::string_view name) {
    const std::size_t blank = name.find(' ');
    if (blank == std::string_view::npos)
        return {{}, name};
    return {name.substr(0, blank), name.substr(blank + 1)};
}

bool on_route(std::string_view name, std::string_view method, const located& found) {
    if (name.empty())
        return true;
    const auto [wanted, path] = split_route(name);
    return found.on != nullptr && found.on->path == path && (wanted.empty() || wanted == method);
}

bool is_known_route(std::string_view name) {
    const auto [method, path] = split_route(name);
    for (const route& candidate : all_routes())
        if (candidate.path == path && (method.empty() || knows(candidate, method)))
            return true;
    return false;
}

std::string route_names() {
    std::string out;
    for (const route& each : all_routes())
        out.append(out.empty() ? "" : ", ").append(each.path).append(" (").append(each.methods).append(")");
    return out;
}

} // namespace

bool fault_table::armed::count_and_strike() {
    ++seen;
    constexpr int steps = 1'000'000;
    const auto first = static_cast<std::uint64_t>(rule.from);
    const bool due = seen >= first && (seen - first) % static_cast<std::uint64_t>(rule.every) == 0;
    if (!due || (rule.count != 0 && strikes >= rule.count))
        return false;
    if (rule.probability < 1 && chance.between(0, steps - 1) >= static_cast<int>(rule.probability * steps))
        return false;
    ++strikes;
    return true;
}

void fault_table::add(fault addition) {
    validate(addition);
    armed_.push_back({std::move(addition), number_source(seed_ + 0x9e37U * ++added_)});
}

std::vector<struck_fault> fault_table::strike_request(std::string_view method, std::string_view path) {
    std::vector<struck_fault> out;
    const located found = locate(path);
    for (armed& candidate : armed_) {
        const fault& rule = candidate.rule;
        const bool place = strikes_lists(rule.kind) ? found.on != nullptr && found.on->is_list
                                                    : !strikes_connections(rule.kind);
        const bool matches = place && (rule.method.empty() || rule.method == method) &&
                             path.starts_with(rule.path_prefix) && on_route(rule.route, method, found);
        if (matches && candidate.count_and_strike())
            out.push_back({rule, candidate.strikes - 1});
    }
    return out;
}

bool fault_table::strike_connection(fault_kind point) {
    bool struck = false;
    for (armed& candidate : armed_)
        if (candidate.rule.kind == point)
            struck = candidate.count_and_strike() || struck;
    return struck;
}

void validate(const fault& rule) {
    const auto require = [](bool good, const char* text) {
        if (!good)
            throw std::invalid_argument(text);
    };
    require(rule.from >= 1, "fault.from must be at least 1");
    const bool upper = rule.method.find_first_of("abcdefghijklmnopqrstuvwxyz ") == std::string::npos;
    require(upper, "fault.method must be upper-case");
    require(rule.count >= 0, "fault.count must not be negative");
    require(rule.every >= 1, "fault.every must be at least 1");
    require(rule.probability >= 0 && rule.probability <= 1, "fault.probability must be 0 to 1");
    if (!rule.route.empty() && !is_known_route(rule.route))
        throw std::invalid_argument("fault.route '" + rule.route + "' is none of " + route_names());
    require(
        rule.status == 0 || (rule.status >= 200 && rule.status <= 599),
        "fault.status must be 0 or 200 to 599");
    require(
        rule.delay.count() >= 0 && rule.delay <= std::chrono::hours{1}, "fault.delay must be 0 to one hour");
    require(rule.bytes <= largest_bytes, "fault.bytes must be at most 256 MiB");
    require(
        rule.path_prefix.empty() || rule.path_prefix.front() == '/',
        "fault.path_prefix must begin with a slash");
    const bool one_line = rule.body.find_first_of("\r\n") == std::string::npos;
    const bool in_head = rule.kind == fault_kind::redirect || rule.kind == fault_kind::unknown_encoding;
    require(!in_head || one_line, "fault.body of a redirect or an encoding must be one line");
}

answer_options options_for(const std::vector<struck_fault>& struck) {
    answer_options out;
    for (const auto& [rule, earlier] : struck) {
        out.refuse = out.refuse || (rule.kind == fault_kind::status && rule.status == 429);
        out.short_page = out.short_page || rule.kind == fault_kind::short_page;
        out.empty_page = out.empty_page || rule.kind == fault_kind::empty_page;
        out.loop_page = out.loop_page || rule.kind == fault_kind::loop_page;
        if (rule.kind == fault_kind::drifting_list)
            out.inserted_items += earlier;
    }
    return out;
}

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
    }
    if (packed && !ready)
        pack(struck, changed);
    for (const auto& [rule, earlier] : struck)
        apply_to_framing(rule, changed);
}

} // namespace segue::emulator
