#include "base/ascii.hpp"

#include <segue/base/money.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <stdexcept>

namespace segue {
namespace {

constexpr int max_scale = 999;
constexpr int max_printed_zeros = 30;
constexpr std::uint64_t max_magnitude = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

std::uint64_t magnitude(std::int64_t value) {
    return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

int digit_count(std::uint64_t value) {
    int count = 1;
    while (value >= 10) {
        value /= 10;
        ++count;
    }
    return count;
}

// Gathers digits; zeros wait until a digit follows, so that trailing ones never overflow the coefficient.
struct digit_sum {
    std::uint64_t limit;
    std::uint64_t value = 0;
    int waiting_zeros = 0;
    bool overflow = false;

    void push(int digit) {
        if (value > (limit - static_cast<std::uint64_t>(digit)) / 10) {
            overflow = true;
        } else {
            value = value * 10 + static_cast<std::uint64_t>(digit);
        }
    }

    void add(char c) {
        if (c == '0') {
            if (value != 0) {
                ++waiting_zeros;
            }
            return;
        }
        for (; waiting_zeros > 0 && !overflow; --waiting_zeros) {
            push(0);
        }
        if (!overflow) {
            push(c - '0');
        }
    }

    // Returns how many trailing zeros did not fit; they go into the scale.
    int settle() {
        while (waiting_zeros > 0 && value <= limit / 10) {
            value *= 10;
            --waiting_zeros;
        }
        return waiting_zeros;
    }
};

} // namespace

decimal::decimal(std::int64_t coefficient, int scale) : coefficient_{coefficient}, scale_{scale} {
    if (scale < -max_scale || scale > max_scale) {
        throw std::out_of_range{"segue::decimal: scale outside -999 to 999"};
    }
}

std::optional<decimal> decimal::parse(std::string_view text) noexcept {
    const char* at = text.data();
    const char* const end = at + text.size();
    const bool negative = at != end && *at == '-';
    if (negative) {
        ++at;
    }
    if (at == end || !is_digit(*at) || (*at == '0' && at + 1 != end && is_digit(at[1]))) {
        return std::nullopt;
    }
    digit_sum digits{max_magnitude + (negative ? 1U : 0U)};
    for (; at != end && is_digit(*at); ++at) {
        digits.add(*at);
    }
    long long scale = 0;
    if (at != end && *at == '.') {
        const char* const fraction = ++at;
        for (; at != end && is_digit(*at); ++at) {
            digits.add(*at);
        }
        scale = at - fraction;
        if (scale == 0) {
            return std::nullopt;
        }
    }
    if (at != end && (*at == 'e' || *at == 'E')) {
        ++at;
        const bool down = at != end && *at == '-';
        if (at != end && (*at == '-' || *at == '+')) {
            ++at;
        }
        if (at == end) {
            return std::nullopt;
        }
        long long exponent = 0;
        for (; at != end && is_digit(*at); ++at) {
            exponent = std::min<long long>(exponent * 10 + (*at - '0'), 1'000'000'000'000);
        }
        if (!is_digit(at[-1])) {
            return std::nullopt;
        }
        scale += down ? exponent : -exponent;
    }
    if (at != end || digits.overflow) {
        return std::nullopt;
    }
    scale -= digits.settle();
    decimal result;
    if (digits.value == 0) {
        result.scale_ = static_cast<int>(std::clamp<long long>(scale, 0, max_scale));
        return result;
    }
    if (scale < -max_scale || scale > max_scale) {
        return std::nullopt;
    }
    result.coefficient_ = static_cast<std::int64_t>(negative ? ~digits.value + 1 : digits.value);
    result.scale_ = static_cast<int>(scale);
    return result;
}

double decimal::to_double() const noexcept {
    // Through text, because that is rounded once; coefficient / 10^scale would round twice.
    const std::string text = std::to_string(coefficient_) + 'e' + std::to_string(-scale_);
    double value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc::result_out_of_range) {
        if (scale_ > 0) {
            return 0.0;
        }
        const double infinity = std::numeric_limits<double>::infinity();
        return coefficient_ < 0 ? -infinity : infinity;
    }
    return value;
}

std::strong_ordering decimal::compare(const decimal& left, const decimal& right) noexcept {
    const auto sign = [](const decimal& value) {
        return (value.coefficient_ > 0) - (value.coefficient_ < 0);
    };
    if (sign(left) != sign(right) || sign(left) == 0) {
        return sign(left) <=> sign(right);
    }
    std::uint64_t left_digits = magnitude(left.coefficient_);
    std::uint64_t right_digits = magnitude(right.coefficient_);
    const int left_count = digit_count(left_digits);
    const int right_count = digit_count(right_digits);
    std::strong_ordering order = (left_count - left.scale_) <=> (right_count - right.scale_);
    if (order == std::strong_ordering::equal) {
        // Same place of the first digit: pad both to the same length, at most 19 digits, which fits.
        for (int count = left_count; count < right_count; ++count) {
            left_digits *= 10;
        }
        for (int count = right_count; count < left_count; ++count) {
            right_digits *= 10;
        }
        order = left_digits <=> right_digits;
    }
    return sign(left) > 0 ? order : 0 <=> order;
}

decimal rounded(const decimal& value, int digits) {
    if (value.scale() <= digits) {
        return value;
    }
    std::int64_t coefficient = value.coefficient();
    std::int64_t first_dropped = 0;
    int to_drop = value.scale() - digits;
    for (; to_drop > 0 && coefficient != 0; --to_drop) {
        first_dropped = coefficient % 10;
        coefficient /= 10;
    }
    // With digits left to drop, the first of them is one of the zeros in front of the number.
    if (to_drop == 0 && (first_dropped >= 5 || first_dropped <= -5)) {
        coefficient += first_dropped > 0 ? 1 : -1;
    }
    return {coefficient, digits};
}

std::string to_string(const decimal& value) {
    std::string digits = std::to_string(magnitude(value.coefficient()));
    const int scale = value.scale();
    const int count = static_cast<int>(digits.size());
    if (scale > 0) {
        if (count > scale) {
            digits.insert(static_cast<std::size_t>(count - scale), 1, '.');
        } else if (scale - count <= max_printed_zeros) {
            digits.insert(0, static_cast<std::size_t>(scale - count), '0');
            digits.insert(0, "0.");
        } else {
            digits += "e-" + std::to_string(scale);
        }
    } else if (scale < 0 && value.coefficient() != 0) {
        if (-scale <= max_printed_zeros) {
            digits.append(static_cast<std::size_t>(-scale), '0');
        } else {
            digits += "e" + std::to_string(-scale);
        }
    }
    if (value.coefficient() < 0) {
        digits.insert(0, 1, '-');
    }
    return digits;
}

} // namespace segue
