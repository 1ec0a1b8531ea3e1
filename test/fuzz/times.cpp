#include "fuzz/replay/entry.hpp"
#include "http/http_date.hpp"

#include <segue/base/partial_date.hpp>

#include <algorithm>

// One text, read as everything that tells a time: an HTTP date, a Retry-After field, a partial date, a
// moment.
namespace segue::test {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds today = std::chrono::sys_days{std::chrono::year{2024} / 6 / 15};

std::string written(std::chrono::sys_seconds when) {
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{when - day};
    static constexpr const char* months[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[64];
    std::snprintf(
        text,
        sizeof text,
        "%02u %s %04d %02d:%02d:%02d GMT",
        static_cast<unsigned>(date.day()),
        months[static_cast<unsigned>(date.month()) - 1],
        static_cast<int>(date.year()),
        static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()));
    return text;
}

void check_http_date(std::string_view text) {
    const auto date = http::parse_http_date(text);
    if (date && text.substr(23, 2) != "60") {
        hold(text.substr(5) == written(*date), "a date that is written otherwise", written(*date));
    }
    const auto wait = http::parse_retry_after(text, today);
    const bool digits =
        !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    hold(
        wait.has_value() == (date.has_value() || digits), "Retry-After is neither a number nor a date", text);
    hold(!wait || (*wait >= 0ms && *wait <= 24h), "a wait out of range", text);
    hold(!date || *wait == 0ms || today + *wait >= std::min(*date, today + 24h), "a wait too short", text);
}

void check_dates(const std::string& text) {
    const partial_date date{text};
    hold(date.text() == text, "the text of a date changed");
    const auto day = date.day();
    hold(!day || (date.month() && (date.year() || text.starts_with("0000"))), "a day without a month", text);
    hold(
        !day || (date.year().value_or(std::chrono::year{0}) / *date.month() / *day).ok(),
        "no such day",
        text);
    hold(!date.month() || date.month()->ok(), "no such month", text);

    const timestamp moment{text};
    hold(moment.text() == text, "the text of a moment changed");
    hold(!moment.has_offset() || moment.time(), "an offset without a moment", text);
    if (moment.time()) {
        const partial_date its_day{text.substr(0, 10)};
        const std::chrono::year_month_day named{
            its_day.year().value_or(std::chrono::year{0}), its_day.month().value(), its_day.day().value()};
        const auto apart = *moment.time() - std::chrono::sys_days{named};
        hold(apart > -24h && apart < 48h, "a moment far from its day", text);
    }
}

} // namespace
} // namespace segue::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(segue::test::fuzz_input{data, size}.rest());
    segue::test::check_http_date(text);
    segue::test::check_dates(text);
    return 0;
}
