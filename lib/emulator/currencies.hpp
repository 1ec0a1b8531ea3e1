#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace segue::emulator {

/// A currency that the service accepts.
struct currency_info {
    std::string_view code;
    std::string_view symbol;
    /// Units for one US dollar; made up, and always the same.
    double per_dollar;
    /// Digits behind the point.
    int decimals = 2;
};

/// Null for a code that the service does not accept.
[[nodiscard]] const currency_info* find_currency(std::string_view code) noexcept;
/// All codes, comma separated.
[[nodiscard]] std::string currency_codes();
/// So many US cents as a text in that currency: `$1,234.50`.
[[nodiscard]] std::string money_text(std::int64_t us_cents, const currency_info& in);

} // namespace segue::emulator
