#include "wire.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace segue::emulator {
namespace {

void add_line(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
}

void add_padding(std::string& head, std::size_t bytes) {
    // Several lines: a limit on the whole head must hold, not only one on a single line.
    constexpr std::size_t line = 1'000;
    const std::string filler(line, 'x');
    for (std::size_t done = 0; done < bytes; done += line)
        add_line(head, "X-Padding", std::string_view(filler).substr(0, std::min(line, bytes - done)));
}

std::string hex(std::size_t value) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    do {
        out.insert(out.begin(), digits[value % 16]);
        value /= 16;
    } while (value != 0);
    return out;
}

body_text encode_chunks(std::string_view body, std::size_t chunk) {
    std::string out;
    out.reserve(body.size() + body.size() / chunk * 8 + 16);
    for (std::size_t at = 0; at < body.size(); at += chunk) {
        const std::string_view part = body.substr(at, chunk);
        out.append(hex(part.size())).append("\r\n").append(part).append("\r\n");
    }
    out.append("0\r\n\r\n");
    return make_body(std::move(out));
}

std::string make_head(const exchange& from, std::string_view date, std::size_t length) {
    std::string head;
    head.reserve(512);
    if (from.interim_continue)
        head.append("HTTP/1.1 100 Continue\r\n\r\n");
    for (std::size_t i = 0; i < from.interim_hints; ++i)
        head.append("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n");
    head.append(from.http10 ? "HTTP/1.0 " : "HTTP/1.1 ");
    head.append(std::to_string(from.answer.status))
        .append(" ")
        .append(reason_phrase(from.answer.status))
        .append("\r\n");
    add_line(head, "Date", date);
    for (const auto& [name, value] : from.answer.headers)
        add_line(head, name, value);
    add_padding(head, from.padding_bytes);
    const bool bodiless = from.answer.status == 204 || from.answer.status == 304;
    if (from.frame == framing::chunked)
        add_line(head, "Transfer-Encoding", "chunked");
    else if (from.frame == framing::length && !bodiless)
        add_line(head, "Content-Length", from.promised_length.value_or(std::to_string(length)));
    if (!from.http10)
        add_line(head, "Connection", from.promise_keep_alive ? "keep-alive" : "close");
    head.append("\r\n");
    return head;
}

} // namespace

wire_plan frame_answer(const exchange& from, std::string_view date) {
    wire_plan plan;
    plan.wait = from.wait;
    plan.head_piece_bytes = from.head_piece_bytes;
    plan.head_pause = from.head_pause;
    plan.then = from.then;
    if (from.stop == cut::before_head)
        return plan;
    const std::size_t length = from.answer.body ? from.answer.body->size() : 0;
    plan.head = make_head(from, date, length);
    if (from.stop == cut::in_head) {
        plan.head.resize(plan.head.size() / 2);
        return plan;
    }
    if (from.head_only || length == 0) {
        if (from.frame == framing::chunked && !from.head_only)
            plan.head.append("0\r\n\r\n");
        return plan;
    }
    plan.body = from.frame == framing::chunked ? encode_chunks(*from.answer.body, from.chunk_bytes)
                                               : from.answer.body;
    plan.body_bytes = std::min(plan.body->size(), from.sent_length.value_or(plan.body->size()));
    if (from.stop == cut::in_body)
        plan.body_bytes = plan.body->size() / 2;
    plan.body_wait = from.body_wait;
    plan.middle_wait = from.middle_wait;
    plan.piece_bytes = from.piece_bytes;
    plan.piece_pause = from.piece_pause;
    return plan;
}

std::string format_http_date(std::chrono::system_clock::time_point when) {
    static constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    const auto two = [](int value) {
        std::string out = std::to_string(value);
        return value < 10 ? "0" + out : out;
    };
    std::string out;
    out.append(days[static_cast<std::size_t>(parts.tm_wday)])
        .append(", ")
        .append(two(parts.tm_mday))
        .append(" ");
    out.append(months[static_cast<std::size_t>(parts.tm_mon)])
        .append(" ")
        .append(std::to_string(parts.tm_year + 1900));
    out.append(" ").append(two(parts.tm_hour)).append(":").append(two(parts.tm_min)).append(":");
    out.append(two(parts.tm_sec)).append(" GMT");
    return out;
}

} // namespace segue::emulator
