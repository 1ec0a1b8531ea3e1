#include "clock_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace segue::emulator {
namespace {

/// The service writes Pacific time; summer all year, so that texts do not depend on a table of zones.
constexpr std::chrono::hours service_zone{-7};

std::string digits(int value, std::size_t width) {
    std::string out = std::to_string(value);
    return out.size() < width ? std::string(width - out.size(), '0') + out : out;
}

struct time_parts {
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
};

time_parts split(wall_second when) {
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{when - day};
    time_parts out;
    out.year = static_cast<int>(date.year());
    out.month = static_cast<int>(static_cast<unsigned>(date.month()));
    out.day = static_cast<int>(static_cast<unsigned>(date.day()));
    out.hour = static_cast<int>(time.hours().count());
    out.minute = static_cast<int>(time.minutes().count());
    out.second = static_cast<int>(time.seconds().count());
    return out;
}

std::optional<wall_second> join(const time_parts& from) {
    const std::chrono::year_month_day date{
        std::chrono::year{from.year},
        std::chrono::month{static_cast<unsigned>(from.month)},
        std::chrono::day{static_cast<unsigned>(from.day)}};
    if (!date.ok() || from.hour > 23 || from.minute > 59 || from.second > 60)
        return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{from.hour} + std::chrono::minutes{from.minute} +
           std::chrono::seconds{from.second};
}

std::string joined(const time_parts& from, char between) {
    std::string out = digits(from.year, 4) + "-" + digits(from.month, 2) + "-" + digits(from.day, 2);
    out += between;
    return out + digits(from.hour, 2) + ":" + digits(from.minute, 2) + ":" + digits(from.second, 2);
}

/// Cuts a number of exactly that many digits and what has to follow it off the front.
bool take_digits(std::string_view& text, std::size_t width, std::string_view after, int& into) {
    if (text.size() < width + after.size() || text.substr(width, after.size()) != after)
        return false;
    const std::string_view number = text.substr(0, width);
    if (number.find_first_not_of("0123456789") != std::string_view::npos)
        return false;
    std::from_chars(number.data(), number.data() + width, into);
    text.remove_prefix(width + after.size());
    return true;
}

std::optional<std::chrono::minutes> read_offset(std::string_view text) {
    if (text == "Z")
        return std::chrono::minutes{0};
    if (text.size() != 6 || (text.front() != '+' && text.front() != '-'))
        return std::nullopt;
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    int hours = 0;
    int minutes = 0;
    if (!take_digits(text, 2, ":", hours) || !take_digits(text, 2, "", minutes) || hours > 14 || minutes > 59)
        return std::nullopt;
    return std::chrono::minutes{sign * (hours * 60 + minutes)};
}

} // namespace

wall_second whole_second(std::chrono::system_clock::time_point when) noexcept {
    return std::chrono::floor<std::chrono::seconds>(when);
}

std::string naive_text(wall_second when) {
    return joined(split(when), 'T');
}

std::string column_text(wall_second when) {
    return joined(split(when + service_zone), ' ');
}

std::string file_text(wall_second when) {
    const time_parts at = split(when);
    return digits(at.year, 4) + digits(at.month, 2) + digits(at.day, 2) + "-" + digits(at.hour, 2) +
           digits(at.minute, 2);
}

std::optional<wall_second> read_instant(std::string_view text) {
    time_parts at;
    const bool good = take_digits(text, 4, "-", at.year) && take_digits(text, 2, "-", at.month) &&
                      take_digits(text, 2, "T", at.day) && take_digits(text, 2, ":", at.hour) &&
                      take_digits(text, 2, ":", at.minute) && take_digits(text, 2, "", at.second);
    const auto offset = good ? read_offset(text) : std::nullopt;
    const auto local = offset ? join(at) : std::nullopt;
    return local ? std::optional(*local - *offset) : std::nullopt;
}

std::optional<wall_second> read_http_date(std::string_view text) {
    static constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(3, 2) != ", ")
        return std::nullopt;
    text.remove_prefix(5);
    time_parts at;
    if (!take_digits(text, 2, " ", at.day))
        return std::nullopt;
    const auto* const month = std::find(months.begin(), months.end(), text.substr(0, 3));
    if (month == months.end() || text[3] != ' ')
        return std::nullopt;
    at.month = static_cast<int>(month - months.begin()) + 1;
    text.remove_prefix(4);
    const bool good = take_digits(text, 4, " ", at.year) && take_digits(text, 2, ":", at.hour) &&
                      take_digits(text, 2, ":", at.minute) && take_digits(text, 2, " GMT", at.second) &&
                      text.empty();
    return good ? join(at) : std::nullopt;
}

} // namespace segue::emulator
