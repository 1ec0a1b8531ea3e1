#include "currencies.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace segue::emulator {
namespace {

constexpr std::array currencies{
    currency_info{"AUD", "A$", 1.52},
    currency_info{"BRL", "R$", 4.95},
    currency_info{"CAD", "CA$", 1.36},
    currency_info{"CHF", "CHF", 0.88},
    currency_info{"EUR", "\u20ac", 0.92},
    currency_info{"GBP", "\u00a3", 0.79},
    currency_info{"JPY", "\u00a5", 149.5, 0},
    currency_info{"MXN", "MX$", 17.1},
    currency_info{"NZD", "NZ$", 1.64},
    currency_info{"SEK", "SEK", 10.4},
    currency_info{"USD", "$", 1.0},
    currency_info{"ZAR", "ZAR", 18.7},
};

} // namespace

const currency_info* find_currency(std::string_view code) noexcept {
    const auto found = std::find_if(currencies.begin(), currencies.end(), [code](const currency_info& each) {
        return each.code == code;
    });
    return found == currencies.end() ? nullptr : &*found;
}

std::string currency_codes() {
    std::string out;
    for (const currency_info& each : currencies)
        out.append(out.empty() ? "" : ", ").append(each.code);
    return out;
}

std::string money_text(std::int64_t us_cents, const currency_info& in) {
    const std::int64_t parts = in.decimals == 0 ? 1 : 100;
    const auto amount = static_cast<std::int64_t>(
        std::llround(static_cast<double>(us_cents * parts) / 100.0 * in.per_dollar));
    std::string whole = std::to_string(amount / parts);
    for (std::size_t i = whole.size(); i > 3; i -= 3)
        whole.insert(i - 3, ",");
    if (parts == 1)
        return std::string(in.symbol) + whole;
    const std::string cents = std::to_string(100 + amount % parts).substr(1);
    return std::string(in.symbol) + whole + "." + cents;
}

} // namespace segue::emulator
