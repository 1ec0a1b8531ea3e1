#include "http/http_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace segue::http {
namespace {

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc() || end != text.data() + text.size() || text.empty() || text.front() == '-')
        return std::nullopt;
    return value;
}

std::optional<unsigned> month_of(std::string_view name) {
    static constexpr std::array<std::string_view, 12> names = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end())
        return std::nullopt;
    return static_cast<unsigned>(at - names.begin()) + 1;
}

} // namespace

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view t) {
    // Day names are not checked; every other column is.
    if (t.size() != 29 || t[3] != ',' || t[4] != ' ' || t[7] != ' ' || t[11] != ' ' || t[16] != ' ' ||
        t[19] != ':' || t[22] != ':' || t.substr(25) != " GMT")
        return std::nullopt;
    const auto day = number(t.substr(5, 2));
    const auto month = month_of(t.substr(8, 3));
    const auto year = number(t.substr(12, 4));
    const auto hour = number(t.substr(17, 2));
    const auto minute = number(t.substr(20, 2));
    const auto second = number(t.substr(23, 2));
    if (!day || !month || !year || !hour || !minute || !second)
        return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(*year), std::chrono::month(*month), std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

std::optional<std::chrono::sys_seconds> date_of(const response& answer) {
    const auto text = answer.headers.find("Date");
    return text ? parse_http_date(*text) : std::nullopt;
}

std::optional<std::chrono::milliseconds>
parse_retry_after(std::string_view text, std::chrono::system_clock::time_point today) {
    constexpr std::chrono::milliseconds most = std::chrono::hours(24);
    if (!text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        const auto seconds = text.size() > 6 ? std::nullopt : number(text);
        return seconds ? std::min<std::chrono::milliseconds>(std::chrono::seconds(*seconds), most) : most;
    }
    const auto date = parse_http_date(text);
    if (!date)
        return std::nullopt;
    // In milliseconds, because the clock's own nanoseconds end in the year 2262.
    const auto wait = *date - std::chrono::floor<std::chrono::milliseconds>(today);
    return std::clamp<std::chrono::milliseconds>(wait, std::chrono::milliseconds(0), most);
}

} // namespace segue::http
