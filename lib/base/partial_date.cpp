#include "base/ascii.hpp"

#include <segue/base/partial_date.hpp>

#include <cstddef>

namespace segue {
namespace {

// Walks over a text; every step says whether what it wanted was there.
class scanner {
public:
    explicit scanner(std::string_view text) : text_{text} {}

    [[nodiscard]] bool done() const { return text_.empty(); }

    bool skip(char wanted) {
        if (text_.empty() || text_.front() != wanted) {
            return false;
        }
        text_.remove_prefix(1);
        return true;
    }

    // Reads exactly so many digits.
    std::optional<int> number(std::size_t digits) {
        if (text_.size() < digits) {
            return std::nullopt;
        }
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (!is_digit(text_[i])) {
                return std::nullopt;
            }
            value = value * 10 + (text_[i] - '0');
        }
        text_.remove_prefix(digits);
        return value;
    }

    bool skip_digits() {
        const std::size_t before = text_.size();
        while (!text_.empty() && is_digit(text_.front())) {
            text_.remove_prefix(1);
        }
        return text_.size() < before;
    }

private:
    std::string_view text_;
};

struct date_parts {
    int year = 0;
    int month = 0;
    int day = 0;
};

// Zeros stand for what is unknown; nothing at all when the text is no date.
std::optional<date_parts> read_date(std::string_view text) {
    scanner scan{text};
    date_parts parts;
    const auto year = scan.number(4);
    if (!year) {
        return std::nullopt;
    }
    parts.year = *year;
    for (int* part : {&parts.month, &parts.day}) {
        if (scan.done()) {
            return parts;
        }
        if (!scan.skip('-')) {
            return std::nullopt;
        }
        const auto value = scan.number(2);
        if (!value) {
            return std::nullopt;
        }
        *part = *value;
    }
    return scan.done() ? std::optional{parts} : std::nullopt;
}

struct moment {
    std::chrono::sys_seconds time;
    bool has_offset = false;
};

// Reads `Z`, `-07:00` or `-0700`; no offset is none too.
bool read_offset(scanner& scan, moment& result) {
    if (scan.done()) {
        return true;
    }
    result.has_offset = true;
    if (scan.skip('Z')) {
        return scan.done();
    }
    const bool west = scan.skip('-');
    if (!west && !scan.skip('+')) {
        return false;
    }
    const auto hours = scan.number(2);
    scan.skip(':');
    const auto minutes = scan.number(2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59 || !scan.done()) {
        return false;
    }
    const std::chrono::seconds offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    result.time += west ? offset : -offset;
    return true;
}

std::optional<moment> read_moment(std::string_view text) {
    if (text.size() < 11 || (text[10] != 'T' && text[10] != ' ')) {
        return std::nullopt;
    }
    const auto date = read_date(text.substr(0, 10));
    if (!date) {
        return std::nullopt;
    }
    const std::chrono::year_month_day day{
        std::chrono::year{date->year},
        std::chrono::month{static_cast<unsigned>(date->month)},
        std::chrono::day{static_cast<unsigned>(date->day)}};
    if (!day.ok()) {
        return std::nullopt;
    }
    scanner scan{text.substr(11)};
    const auto hour = scan.number(2);
    const bool first_colon = scan.skip(':');
    const auto minute = scan.number(2);
    const bool second_colon = scan.skip(':');
    const auto second = scan.number(2);
    // 60 is the leap second, which a count of seconds shows as the next minute.
    if (!hour || !minute || !second || !first_colon || !second_colon || *hour > 23 || *minute > 59 ||
        *second > 60) {
        return std::nullopt;
    }
    if (scan.skip('.') && !scan.skip_digits()) {
        return std::nullopt;
    }
    moment result;
    result.time = std::chrono::sys_days{day} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
                  std::chrono::seconds{*second};
    if (!read_offset(scan, result)) {
        return std::nullopt;
    }
    return result;
}

} // namespace

std::optional<std::chrono::year> partial_date::year() const noexcept {
    const auto parts = read_date(text_);
    if (!parts || parts->year == 0) {
        return std::nullopt;
    }
    return std::chrono::year{parts->year};
}

std::optional<std::chrono::month> partial_date::month() const noexcept {
    const auto parts = read_date(text_);
    if (!parts || parts->month < 1 || parts->month > 12) {
        return std::nullopt;
    }
    return std::chrono::month{static_cast<unsigned>(parts->month)};
}

std::optional<std::chrono::day> partial_date::day() const noexcept {
    const auto parts = read_date(text_);
    if (!parts) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{
        std::chrono::year{parts->year},
        std::chrono::month{static_cast<unsigned>(parts->month)},
        std::chrono::day{static_cast<unsigned>(parts->day)}};
    if (!date.ok()) {
        return std::nullopt;
    }
    return date.day();
}

std::optional<std::chrono::sys_seconds> timestamp::time() const noexcept {
    const auto moment = read_moment(text_);
    if (!moment) {
        return std::nullopt;
    }
    return moment->time;
}

bool timestamp::has_offset() const noexcept {
    const auto moment = read_moment(text_);
    return moment && moment->has_offset;
}

} // namespace segue
