#include "orders.hpp"

#include <algorithm>
#include <array>

namespace segue::emulator {
namespace {

struct step {
    std::string_view status;
    int number;
    word_list next;
};

constexpr std::array<std::string_view, 11> from_open{
    "New Order",
    "Buyer Contacted",
    "Invoice Sent",
    "Payment Pending",
    "Payment Received",
    "In Progress",
    "Shipped",
    "Refund Sent",
    "Cancelled (Non-Paying Buyer)",
    "Cancelled (Item Unavailable)",
    "Cancelled (Per Buyer's Request)"};

constexpr std::array<std::string_view, 6> from_paid{
    "Payment Received",
    "In Progress",
    "Shipped",
    "Refund Sent",
    "Cancelled (Item Unavailable)",
    "Cancelled (Per Buyer's Request)"};

constexpr std::array<std::string_view, 5> from_progress{
    "In Progress",
    "Shipped",
    "Refund Sent",
    "Cancelled (Item Unavailable)",
    "Cancelled (Per Buyer's Request)"};

constexpr std::array<std::string_view, 1> shipped{"Shipped"};
constexpr std::array<std::string_view, 1> refunded{"Refund Sent"};
constexpr std::array<std::string_view, 1> unpaid{"Cancelled (Non-Paying Buyer)"};
constexpr std::array<std::string_view, 1> unavailable{"Cancelled (Item Unavailable)"};
constexpr std::array<std::string_view, 1> on_request{"Cancelled (Per Buyer's Request)"};

/// Before the money came an order may go anywhere; a shipped one stays, as recorded.
constexpr std::array steps{
    step{"New Order", 1, from_open},
    step{"Buyer Contacted", 2, from_open},
    step{"Invoice Sent", 3, from_open},
    step{"Payment Pending", 4, from_open},
    step{"Payment Received", 5, from_paid},
    step{"Shipped", 6, shipped},
    step{"In Progress", 7, from_progress},
    step{"Refund Sent", 8, refunded},
    step{"Cancelled (Non-Paying Buyer)", 9, unpaid},
    step{"Cancelled (Item Unavailable)", 10, unavailable},
    step{"Cancelled (Per Buyer's Request)", 11, on_request},
    step{"Merged", 12, {}},
    step{"Order Changed", 13, from_open},
    step{"Cancelled", 14, {}},
    step{"Cancelled (Refund Received)", 15, {}},
};

const step* find_step(std::string_view status) noexcept {
    for (const step& candidate : steps)
        if (candidate.status == status)
            return &candidate;
    return nullptr;
}

order_message& append(order_record& order, message_kind kind, std::string_view by, wall_second now) {
    order_message& out = order.messages.emplace_back();
    out.kind = kind;
    out.when = now;
    out.by = std::string(by);
    order.last_activity = now;
    return out;
}

order_item item_of(const listing_record& listing) {
    order_item out;
    out.listing = listing.id;
    out.release = listing.release;
    out.price = listing.price;
    out.condition = listing.condition;
    out.sleeve_condition = listing.sleeve_condition;
    out.comments = listing.comments;
    out.location = listing.location;
    out.external_id = listing.external_id;
    return out;
}

} // namespace

cents order_record::items_total() const noexcept {
    cents out = 0;
    for (const order_item& item : items)
        out += item.price;
    return out;
}

bool order_record::may_be_invoiced() const noexcept {
    return contains(next_statuses(status), "Invoice Sent");
}

word_list next_statuses(std::string_view status) noexcept {
    const step* found = find_step(status);
    return found == nullptr ? word_list{} : found->next;
}

bool may_become(const order_record& order, std::string_view status) noexcept {
    return contains(next_statuses(order.status), status);
}

int status_number(std::string_view status) noexcept {
    const step* found = find_step(status);
    return found == nullptr ? 0 : found->number;
}

void set_status(order_record& order, std::string_view status, std::string_view by, wall_second now) {
    if (order.status == status)
        return;
    order.status = std::string(status);
    order_message& told = append(order, message_kind::status, by, now);
    told.status_number = status_number(status);
    told.text = std::string(by) + " changed the order status to " + std::string(status) + ".";
    if (status != "Refund Sent")
        return;
    const cents amount = order.items_total() + order.shipping;
    order_message& refund = append(order, message_kind::refund_sent, by, now);
    refund.refund = amount;
    refund.text = std::string(by) + " sent a refund of " +
                  signed_text(amount, currency_or_dollar(order.currency)) + ".";
}

void set_shipping(order_record& order, cents amount, std::string_view by, wall_second now) {
    order_message& told = append(order, message_kind::shipping, by, now);
    told.original = order.shipping;
    told.changed = amount;
    const currency_info& in = currency_or_dollar(order.currency);
    told.text = std::string(by) + " set the shipping price to " + signed_text(amount, in) + ".";
    order.shipping = amount;
    set_status(order, "Invoice Sent", by, now);
}

const order_message& write_message(
    order_record& order,
    std::string_view text,
    std::string_view by,
    std::string_view subject,
    wall_second now) {
    order_message& out = append(order, message_kind::message, by, now);
    out.text = std::string(text);
    out.subject = std::string(subject);
    return out;
}

void receive_refund(order_record& order, wall_second now) {
    const cents amount = order.items_total() + order.shipping;
    order_message& refund = append(order, message_kind::refund_received, order.buyer, now);
    refund.refund = amount;
    refund.text = order.buyer + " received a refund of " +
                  signed_text(amount, currency_or_dollar(order.currency)) + ".";
    set_status(order, "Cancelled (Refund Received)", order.buyer, now);
}

order_record& order_book::open(
    const std::vector<listing_record*>& listings,
    database_id seller_number,
    std::string_view buyer,
    wall_second now) {
    order_record out;
    out.seller = listings.front()->seller;
    out.buyer = std::string(buyer);
    out.currency = listings.front()->currency;
    out.created = now;
    for (listing_record* listing : listings) {
        out.items.push_back(item_of(*listing));
        listing->status = "Sold";
    }
    std::vector<std::string>& earlier = by_seller_[out.seller];
    out.number = static_cast<std::int64_t>(earlier.size()) + 1;
    out.id = std::to_string(seller_number) + "-" + std::to_string(out.number);
    order_message& told = append(out, message_kind::status, buyer, now);
    told.status_number = status_number(out.status);
    told.text = out.buyer + " ordered.";
    earlier.push_back(out.id);
    std::string key = out.id;
    return orders_.emplace(std::move(key), std::move(out)).first->second;
}

order_record* order_book::find(std::string_view id) {
    const auto found = orders_.find(id);
    return found == orders_.end() ? nullptr : &found->second;
}

const order_record* order_book::find(std::string_view id) const {
    const auto found = orders_.find(id);
    return found == orders_.end() ? nullptr : &found->second;
}

std::vector<const order_record*> order_book::of(std::string_view seller) const {
    std::vector<const order_record*> out;
    if (const auto ids = by_seller_.find(seller); ids != by_seller_.end())
        for (const std::string& id : ids->second)
            out.push_back(find(id));
    return out;
}

} // namespace segue::emulator
