#include <segue/base/log_observer.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <iostream>

namespace segue {
namespace {

using level = log_level;

bool failed(const boost::system::error_code& code) {
    return code && code != boost::asio::error::operation_aborted;
}

level level_of_kind(const events::queued&) {
    return level::everything;
}
level level_of_kind(const events::permitted&) {
    return level::everything;
}
level level_of_kind(const events::sent&) {
    return level::everything;
}
level level_of_kind(const events::answered& e) {
    return e.code || e.status >= 400 ? level::notable : level::everything;
}
level level_of_kind(const events::retried&) {
    return level::notable;
}
level level_of_kind(const events::joined&) {
    return level::everything;
}
level level_of_kind(const events::cached& e) {
    return e.stale ? level::notable : level::everything;
}
level level_of_kind(const events::circuit_changed&) {
    return level::failures;
}
level level_of_kind(const events::finished& e) {
    return failed(e.code) ? level::failures : level::everything;
}
level level_of_kind(const events::drifted&) {
    return level::notable;
}
level level_of_kind(const events::quota_changed& e) {
    return e.shut_for.count() > 0 ? level::failures : level::notable;
}
level level_of_kind(const events::page_short&) {
    return level::notable;
}
level level_of_kind(const events::list_moved&) {
    return level::notable;
}

// Anything that could end a line or move a terminal's cursor; bytes above 0x7F are UTF-8 and stay.
std::string one_line(std::string_view text) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (byte < 0x20 || byte == 0x7F)
            out.append("\\x").append(1, digits[byte / 16]).append(1, digits[byte % 16]);
        else
            out += c;
    }
    return out;
}

std::string number(std::uint64_t n) {
    return std::to_string(n);
}

std::string count(std::uint64_t n, std::string_view one, std::string_view many) {
    return number(n) + ' ' + std::string(n == 1 ? one : many);
}

std::string time(std::chrono::nanoseconds t) {
    return std::to_string(std::chrono::round<std::chrono::milliseconds>(t).count()) + " ms";
}

std::string attempt(int n) {
    return "attempt " + std::to_string(n);
}

std::string about(const call_view& call) {
    std::string text = call.id == 0 ? std::string() : "call " + number(call.id) + ' ';
    return text.append(call.method).append(" ").append(call.path).append(": ");
}

std::string total(const std::optional<std::int64_t>& n) {
    return n ? std::to_string(*n) : "an unknown number of";
}

std::string text_of(const events::queued& e) {
    return about(e.call) + "waits for quota";
}

std::string text_of(const events::permitted& e) {
    return about(e.call) + "permitted after " + time(e.waited);
}

std::string text_of(const events::sent& e) {
    return about(e.call) + "sent, " + attempt(e.attempt);
}

std::string text_of(const events::answered& e) {
    const auto what =
        e.code ? "no answer, " + e.code.message() + ','
               : "answered " + std::to_string(e.status) + ", " + count(e.body_bytes, "byte", "bytes");
    return about(e.call) + what + " after " + time(e.took) + ", " + attempt(e.attempt);
}

std::string text_of(const events::retried& e) {
    const auto when = e.wait.count() > 0 ? "in " + time(e.wait) : "at once";
    const auto status = e.status != 0 ? " (" + std::to_string(e.status) + ")" : std::string();
    return about(e.call) + attempt(e.attempt) + " failed, goes out again " + when + ": " +
           e.reason.message() + status;
}

std::string text_of(const events::joined& e) {
    return about(e.call) + "waits for the answer to call " + number(e.flight);
}

std::string text_of(const events::cached& e) {
    return about(e.call) + (e.stale ? "out of the cache in place of a failure, " : "out of the cache, ") +
           time(e.age) + " old";
}

std::string text_of(const events::circuit_changed& e) {
    const std::string text = e.open ? "circuit open for " + time(e.open_for) : std::string("circuit closed");
    return text + ": " + std::string(e.why);
}

std::string text_of(const events::finished& e) {
    std::string text = about(e.call);
    if (failed(e.code))
        text += "failed";
    else
        text += e.code ? "cancelled" : "done";
    text += " after " + time(e.took) + ", " +
            count(static_cast<std::uint64_t>(std::max(e.attempts, 0)), "attempt", "attempts");
    if (failed(e.code))
        text += ": " + e.code.message();
    return text;
}

std::string text_of(const events::drifted& e) {
    std::string text = about(e.call) + count(e.fields.size(), "field", "fields") + " not understood";
    std::string_view separator = ": ";
    for (const auto& field : e.fields) {
        text.append(separator).append("'").append(field.pointer).append("' expected ");
        text.append(field.expected).append(", found ").append(field.found);
        separator = "; ";
    }
    return text;
}

std::string text_of(const events::quota_changed& e) {
    std::string text = "quota: " + std::string(e.what);
    if (e.foreign_requests > 0)
        text += ", " + count(static_cast<std::uint64_t>(e.foreign_requests), "request", "requests");
    if (e.shut_for.count() > 0)
        text += ", for " + time(e.shut_for);
    return text;
}

std::string text_of(const events::page_short& e) {
    return about(e.call) + "a short page, " + number(e.items) + " of " +
           count(static_cast<std::uint64_t>(std::max<std::int64_t>(e.per_page, 0)), "item", "items");
}

std::string text_of(const events::list_moved& e) {
    std::string text = about(e.call) + "the list changed";
    if (e.total_before != e.total_now)
        text += ", " + total(e.total_before) + " items before, " + total(e.total_now) + " now";
    if (e.repeated_items > 0)
        text += ", " + count(e.repeated_items, "item", "items") + " of the page before again";
    if (e.vanished_items > 0)
        text += ", " + count(e.vanished_items, "item", "items") + " gone that had been read";
    return text;
}

} // namespace

log_level level_of(const event& e) noexcept {
    return std::visit([](const auto& news) { return level_of_kind(news); }, e);
}

std::string to_text(const event& e) {
    return one_line(std::visit([](const auto& news) { return text_of(news); }, e));
}

log_observer::log_observer(log_level level) : log_observer(std::clog, level) {}

log_observer::log_observer(std::ostream& to, log_level level) : to_(to), level_(level) {}

void log_observer::on_event(const event& e) {
    if (level_of(e) > level_)
        return;
    const std::string line = "segue: " + to_text(e) + '\n';
    const std::lock_guard lock(mutex_);
    to_.write(line.data(), static_cast<std::streamsize>(line.size()));
    to_.flush();
}

} // namespace segue
