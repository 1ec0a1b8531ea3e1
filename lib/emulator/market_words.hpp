#pragma once

#include "currencies.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// The closed sets of the marketplace and its money.
namespace segue::emulator {

/// Hundredths of whatever currency it is in.
using cents = std::int64_t;

/// The dollar for a code that is none of the API.
[[nodiscard]] const currency_info& currency_or_dollar(std::string_view code) noexcept;
/// The service's own number of a currency.
[[nodiscard]] int currency_number(const currency_info& of) noexcept;

[[nodiscard]] cents convert(cents amount, const currency_info& from, const currency_info& to) noexcept;
/// `$1,234.50`.
[[nodiscard]] std::string signed_text(cents amount, const currency_info& in);
/// `1234.50`.
[[nodiscard]] std::string decimal_text(cents amount);
/// Reads `12`, `12.5` or `12.345`, which is rounded; nothing for everything else and from a thousand million
/// on.
[[nodiscard]] std::optional<cents> read_decimal(std::string_view text);
/// Reads a price as a path has it: exactly two decimals.
[[nodiscard]] std::optional<cents> read_two_decimals(std::string_view text);
/// What the marketplace takes for a sale: 9 %, at least 0.10 and at most 150.00.
[[nodiscard]] cents sale_fee(cents price) noexcept;

using word_list = std::span<const std::string_view>;

/// From the best to the worst.
[[nodiscard]] word_list media_conditions() noexcept;
[[nodiscard]] word_list sleeve_conditions() noexcept;
/// What a listing may be set to.
[[nodiscard]] word_list listing_statuses() noexcept;
/// What an inventory may be filtered by.
[[nodiscard]] word_list inventory_filters() noexcept;
/// What an order may be filtered by; the first is `All`.
[[nodiscard]] word_list order_filters() noexcept;
[[nodiscard]] word_list carriers() noexcept;

[[nodiscard]] bool contains(word_list words, std::string_view word) noexcept;
/// The word as the list spells it, found without regard to case.
[[nodiscard]] std::optional<std::string_view> spelled(word_list words, std::string_view word) noexcept;
/// `Invalid status: expected one of Draft, For Sale.`
[[nodiscard]] std::string expected_one_of(std::string_view name, word_list words);

} // namespace segue::emulator
