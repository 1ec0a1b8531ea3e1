#pragma once

#include <segue/base/open_enum.hpp>

#include <span>

namespace segue::discogs {

/// Says how well a record is kept; from best to worst.
///
/// **Source** api/discogs.md, D2.
enum class media_condition {
    mint,           ///< `Mint (M)`.
    near_mint,      ///< `Near Mint (NM or M-)`.
    very_good_plus, ///< `Very Good Plus (VG+)`.
    very_good,      ///< `Very Good (VG)`.
    good_plus,      ///< `Good Plus (G+)`.
    good,           ///< `Good (G)`.
    fair,           ///< `Fair (F)`.
    poor,           ///< `Poor (P)`.
};

/// Says how well a sleeve is kept; from best to worst, then what is no grade.
///
/// **Source** api/discogs.md, D3.
enum class sleeve_condition {
    mint,           ///< `Mint (M)`.
    near_mint,      ///< `Near Mint (NM or M-)`.
    very_good_plus, ///< `Very Good Plus (VG+)`.
    very_good,      ///< `Very Good (VG)`.
    good_plus,      ///< `Good Plus (G+)`.
    good,           ///< `Good (G)`.
    fair,           ///< `Fair (F)`.
    poor,           ///< `Poor (P)`.
    generic,        ///< `Generic`: not the record's own.
    not_graded,     ///< `Not Graded`.
    no_cover,       ///< `No Cover`.
};

/// Says where an offer stands. A seller sets `for_sale` and `draft` alone, and edits what is one of these or
/// `expired`.
///
/// **Source** api/discogs.md, D4.
enum class listing_status {
    all,       ///< `All`; a filter of inventories, no offer's own.
    for_sale,  ///< `For Sale`; all that others see.
    draft,     ///< `Draft`: not yet offered.
    expired,   ///< `Expired`.
    sold,      ///< `Sold`.
    deleted,   ///< `Deleted`.
    suspended, ///< `Suspended`.
    violation, ///< `Violation`: taken down by the site.
};

/// Says where an order stands. Which of them can follow, an order's `next_status` tells.
///
/// **Source** api/discogs.md, D5.
enum class order_status {
    all,                          ///< `All`; a filter of orders, no order's own.
    new_order,                    ///< `New Order`.
    buyer_contacted,              ///< `Buyer Contacted`.
    invoice_sent,                 ///< `Invoice Sent`.
    payment_pending,              ///< `Payment Pending`.
    payment_received,             ///< `Payment Received`.
    in_progress,                  ///< `In Progress`.
    shipped,                      ///< `Shipped`.
    refund_sent,                  ///< `Refund Sent`.
    cancelled_non_paying_buyer,   ///< `Cancelled (Non-Paying Buyer)`.
    cancelled_item_unavailable,   ///< `Cancelled (Item Unavailable)`.
    cancelled_per_buyers_request, ///< `Cancelled (Per Buyer's Request)`.
    merged,                       ///< `Merged` into another order; set by the service.
    order_changed,                ///< `Order Changed`; set by the service.
    cancelled,                    ///< `Cancelled`; set by the service.
    cancelled_refund_received,    ///< `Cancelled (Refund Received)`; set by the service.
};

/// Says what a message of an order is about.
///
/// **Source** api/discogs.md, D8.
enum class message_type {
    status,          ///< `status`: the order went to another status.
    message,         ///< `message`: somebody wrote.
    shipping,        ///< `shipping`: the price of shipping changed.
    refund_sent,     ///< `refund_sent`.
    refund_received, ///< `refund_received`.
};

/// Names who carries a parcel.
///
/// **Source** api/discogs.md, D9.
enum class carrier {
    ups,           ///< `UPS`.
    usps,          ///< `USPS`.
    dhl,           ///< `DHL`.
    deutsche_post, ///< `Deutsche Post`.
    la_poste,      ///< `La Poste`.
    royal_mail,    ///< `Royal Mail`.
    postnl,        ///< `PostNL`.
    dhl_germany,   ///< `DHL Germany`.
    other,         ///< `Other`.
};

} // namespace segue::discogs

namespace segue {

/// Texts of `discogs::media_condition`.
template <>
struct enum_names<discogs::media_condition> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::media_condition>> table() noexcept;
};

/// Texts of `discogs::sleeve_condition`.
template <>
struct enum_names<discogs::sleeve_condition> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::sleeve_condition>> table() noexcept;
};

/// Texts of `discogs::listing_status`.
template <>
struct enum_names<discogs::listing_status> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::listing_status>> table() noexcept;
};

/// Texts of `discogs::order_status`.
template <>
struct enum_names<discogs::order_status> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::order_status>> table() noexcept;
};

/// Texts of `discogs::message_type`.
template <>
struct enum_names<discogs::message_type> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::message_type>> table() noexcept;
};

/// Texts of `discogs::carrier`.
template <>
struct enum_names<discogs::carrier> {
    /// Returns every known value with its text.
    static std::span<const enum_name<discogs::carrier>> table() noexcept;
};

} // namespace segue
