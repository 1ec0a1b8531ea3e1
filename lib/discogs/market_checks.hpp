#pragma once

#include "discogs/load.hpp"

#include <segue/base/money.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/market_enums.hpp>

#include <optional>
#include <string_view>

namespace segue::discogs {

/// Writes an amount with exactly two digits behind the point, as the marketplace has them everywhere: without
/// them the service takes a fee's path for none, and a price for no number with a fraction.
///
/// **Returns** nothing when it has more digits than that, or too many in all.
std::optional<decimal> in_cents(const decimal& amount);

/// Says what an amount may be at least.
enum class least_amount : unsigned char {
    zero, ///< Nothing may be asked for.
    cent, ///< A price.
};

/// Returns the amount as it is to be sent; refuses one that cannot be, and then returns 0.
decimal checked_amount(
    resource::request_spec& spec, std::string_view param, const decimal& amount, least_amount least);

/// Refuses an id below 1.
void check_listing(resource::request_spec& spec, listing_id id);

/// Tells whether a seller may give an offer this status; the others come from the service.
bool is_settable(listing_status status) noexcept;

/// Tells whether a seller may give an order this status; the others come from the service.
bool is_settable(order_status status) noexcept;

} // namespace segue::discogs
