#include <segue/discogs/models/market_enums.hpp>

namespace segue {

std::span<const enum_name<discogs::media_condition>> enum_names<discogs::media_condition>::table() noexcept {
    using enum discogs::media_condition;
    static constexpr enum_name<discogs::media_condition> names[] = {
        {mint, "Mint (M)"},
        {near_mint, "Near Mint (NM or M-)"},
        {very_good_plus, "Very Good Plus (VG+)"},
        {very_good, "Very Good (VG)"},
        {good_plus, "Good Plus (G+)"},
        {good, "Good (G)"},
        {fair, "Fair (F)"},
        {poor, "Poor (P)"},
    };
    return names;
}

std::span<const enum_name<discogs::sleeve_condition>>
enum_names<discogs::sleeve_condition>::table() noexcept {
    using enum discogs::sleeve_condition;
    static constexpr enum_name<discogs::sleeve_condition> names[] = {
        {mint, "Mint (M)"},
        {near_mint, "Near Mint (NM or M-)"},
        {very_good_plus, "Very Good Plus (VG+)"},
        {very_good, "Very Good (VG)"},
        {good_plus, "Good Plus (G+)"},
        {good, "Good (G)"},
        {fair, "Fair (F)"},
        {poor, "Poor (P)"},
        {generic, "Generic"},
        {not_graded, "Not Graded"},
        {no_cover, "No Cover"},
    };
    return names;
}

std::span<const enum_name<discogs::listing_status>> enum_names<discogs::listing_status>::table() noexcept {
    using enum discogs::listing_status;
    static constexpr enum_name<discogs::listing_status> names[] = {
        {all, "All"},
        {for_sale, "For Sale"},
        {draft, "Draft"},
        {expired, "Expired"},
        {sold, "Sold"},
        {deleted, "Deleted"},
        {suspended, "Suspended"},
        {violation, "Violation"},
    };
    return names;
}

std::span<const enum_name<discogs::order_status>> enum_names<discogs::order_status>::table() noexcept {
    using enum discogs::order_status;
    static constexpr enum_name<discogs::order_status> names[] = {
        {all, "All"},
        {new_order, "New Order"},
        {buyer_contacted, "Buyer Contacted"},
        {invoice_sent, "Invoice Sent"},
        {payment_pending, "Payment Pending"},
        {payment_received, "Payment Received"},
        {in_progress, "In Progress"},
        {shipped, "Shipped"},
        {refund_sent, "Refund Sent"},
        {cancelled_non_paying_buyer, "Cancelled (Non-Paying Buyer)"},
        {cancelled_item_unavailable, "Cancelled (Item Unavailable)"},
        {cancelled_per_buyers_request, "Cancelled (Per Buyer's Request)"},
        {merged, "Merged"},
        {order_changed, "Order Changed"},
        {cancelled, "Cancelled"},
        {cancelled_refund_received, "Cancelled (Refund Received)"},
    };
    return names;
}

std::span<const enum_name<discogs::message_type>> enum_names<discogs::message_type>::table() noexcept {
    using enum discogs::message_type;
    static constexpr enum_name<discogs::message_type> names[] = {
        {status, "status"},
        {message, "message"},
        {shipping, "shipping"},
        {refund_sent, "refund_sent"},
        {refund_received, "refund_received"},
    };
    return names;
}

std::span<const enum_name<discogs::carrier>> enum_names<discogs::carrier>::table() noexcept {
    using enum discogs::carrier;
    static constexpr enum_name<discogs::carrier> names[] = {
        {ups, "UPS"},
        {usps, "USPS"},
        {dhl, "DHL"},
        {deutsche_post, "Deutsche Post"},
        {la_poste, "La Poste"},
        {royal_mail, "Royal Mail"},
        {postnl, "PostNL"},
        {dhl_germany, "DHL Germany"},
        {other, "Other"},
    };
    return names;
}

} // namespace segue
