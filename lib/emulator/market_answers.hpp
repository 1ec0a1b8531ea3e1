#pragma once

#include "answers.hpp"
#include "market_render.hpp"

// What the areas of the marketplace share.
namespace segue::emulator {

/// The currency that the caller's prices are in: the one asked for by `curr_abbr`, else the account's, else
/// the dollar; null when the one asked for is none, and `refusal` is the answer then.
[[nodiscard]] const currency_info* wanted_currency(const call& asked, response& refusal);

/// How a list was asked to be put in order.
struct list_order {
    std::string key{};
    bool descending = false;
};

/// Nothing when `sort` or `sort_order` is none of the known ones, and `refusal` is the answer then.
[[nodiscard]] std::optional<list_order>
wanted_order(const call& asked, word_list keys, std::string_view usual, response& refusal);

} // namespace segue::emulator
