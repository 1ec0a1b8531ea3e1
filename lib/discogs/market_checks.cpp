#include "discogs/market_checks.hpp"

#include <cstdint>
#include <limits>

namespace segue::discogs {

std::optional<decimal> in_cents(const decimal& amount) {
    constexpr int cents = 2;
    const auto short_one = rounded(amount, cents);
    if (short_one != amount)
        return std::nullopt;
    constexpr auto most = std::numeric_limits<std::int64_t>::max() / 10;
    auto digits = short_one.coefficient();
    for (int scale = short_one.scale(); scale < cents; ++scale) {
        if (digits > most || digits < -most)
            return std::nullopt;
        digits *= 10;
    }
    return decimal(digits, cents);
}

decimal checked_amount(
    resource::request_spec& spec, std::string_view param, const decimal& amount, least_amount least) {
    const auto cents = in_cents(amount);
    if (!cents) {
        refuse(spec, param, "must have at most two digits behind the point; rounded() makes it so");
        return {};
    }
    const bool is_price = least == least_amount::cent;
    if (*cents < decimal(is_price ? 1 : 0, 2))
        refuse(spec, param, is_price ? "must be at least 0.01" : "must not be negative");
    return *cents;
}

void check_listing(resource::request_spec& spec, listing_id id) {
    if (id.value() < 1)
        refuse(spec, "listing_id", "must be at least 1");
}

bool is_settable(listing_status status) noexcept {
    return status == listing_status::for_sale || status == listing_status::draft;
}

bool is_settable(order_status status) noexcept {
    switch (status) {
    case order_status::new_order:
    case order_status::buyer_contacted:
    case order_status::invoice_sent:
    case order_status::payment_pending:
    case order_status::payment_received:
    case order_status::in_progress:
    case order_status::shipped:
    case order_status::refund_sent:
    case order_status::cancelled_non_paying_buyer:
    case order_status::cancelled_item_unavailable:
    case order_status::cancelled_per_buyers_request:
        return true;
    case order_status::all:
    case order_status::merged:
    case order_status::order_changed:
    case order_status::cancelled:
    case order_status::cancelled_refund_received:
        break;
    }
    return false;
}

} // namespace segue::discogs
