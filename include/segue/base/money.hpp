#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace segue {

/// Holds a decimal number exactly as the service wrote it: `coefficient / 10^scale`.
///
/// `5`, `5.0` and `5.00` are equal and keep their digits when printed.
/// **Units and ranges** 64-bit coefficient, scale from -999 to 999.
class decimal {
public:
    /// Holds 0.
    constexpr decimal() noexcept = default;

    /// Holds a whole number that fits 64 signed bits.
    template <std::integral Integer>
        requires(
            !std::same_as<Integer, bool> &&
            std::numeric_limits<Integer>::digits <= std::numeric_limits<std::int64_t>::digits)
    constexpr decimal(Integer value) noexcept : coefficient_{value} {}

    /// Holds `coefficient / 10^scale`: `{1250, 2}` is 12.50.
    ///
    /// **Errors** throws `std::out_of_range` for a scale outside -999 to 999.
    decimal(std::int64_t coefficient, int scale);

    /// Reads the text of a JSON number, exponents included, without rounding.
    ///
    /// **Returns** nothing when the text is not a JSON number or has more digits than fit.
    [[nodiscard]] static std::optional<decimal> parse(std::string_view text) noexcept;

    /// Returns the digits without the point, with the sign.
    [[nodiscard]] constexpr std::int64_t coefficient() const noexcept { return coefficient_; }

    /// Returns how many of the digits stand behind the point; negative: zeros to append.
    [[nodiscard]] constexpr int scale() const noexcept { return scale_; }

    /// Returns the nearest `double`; for charts, never for sums of money.
    [[nodiscard]] double to_double() const noexcept;

    /// Same as `to_double()`.
    [[nodiscard]] explicit operator double() const noexcept { return to_double(); }

    /// Compares by numeric value: 5 equals 5.00.
    friend bool operator==(const decimal& left, const decimal& right) noexcept {
        return (left <=> right) == std::strong_ordering::equal;
    }

    /// Orders by numeric value.
    friend std::strong_ordering operator<=>(const decimal& left, const decimal& right) noexcept {
        return compare(left, right);
    }

private:
    static std::strong_ordering compare(const decimal& left, const decimal& right) noexcept;

    std::int64_t coefficient_ = 0;
    int scale_ = 0;
};

/// Returns the number as JSON writes it, with all its digits; with an exponent only when it is very
/// large or very small.
[[nodiscard]] std::string to_string(const decimal& value);

/// Returns the number with at most so many digits behind the point, halves away from zero: 14.875 is 14.88.
///
/// **Units and ranges** 0 and negative digits round to whole numbers, tens and so on; -999 at least, or it
/// throws `std::out_of_range`.
[[nodiscard]] decimal rounded(const decimal& value, int digits);

/// Holds an amount of money.
///
/// Some answers carry a bare number whose currency follows from the request: then `currency` is empty.
struct money {
    /// How much, exact.
    decimal amount;

    /// ISO 4217 code such as `USD`; empty when the service did not say.
    std::string currency = {};

    /// Compares amount (numerically) and currency.
    friend bool operator==(const money&, const money&) = default;
};

} // namespace segue
