#pragma once

#include "listings.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace segue::emulator {

/// What was sold; the listing may change later, this does not.
struct order_item {
    database_id listing = 0;
    database_id release = 0;
    cents price = 0;
    std::string condition{};
    std::string sleeve_condition{};
    std::string comments{};
    std::string location{};
    std::string external_id{};
};

enum class message_kind { status, message, shipping, refund_sent, refund_received };

struct order_message {
    message_kind kind = message_kind::message;
    wall_second when{};
    std::string subject{};
    std::string text{};
    /// Who wrote it or did it.
    std::string by{};
    /// The service's number of the status that was set.
    int status_number = 0;
    /// Shipping before and after.
    cents original = 0;
    cents changed = 0;
    cents refund = 0;
};

struct order_record {
    /// `<seller's number>-<running number>`.
    std::string id{};
    std::int64_t number = 0;
    std::string seller{};
    std::string buyer{};
    std::string currency = "USD";
    std::string status = "New Order";
    wall_second created{};
    wall_second last_activity{};
    std::vector<order_item> items{};
    cents shipping = 0;
    bool archived = false;
    std::string instructions{};
    /// Empty: not told.
    std::string tracking_number{};
    std::string carrier{};
    /// Oldest first.
    std::vector<order_message> messages{};

    [[nodiscard]] cents items_total() const noexcept;
    [[nodiscard]] bool is_cancelled() const noexcept { return status.starts_with("Cancelled"); }
    /// Whether the seller may still name an amount for shipping.
    [[nodiscard]] bool may_be_invoiced() const noexcept;
};

/// Where an order of that status may go, itself included.
[[nodiscard]] word_list next_statuses(std::string_view status) noexcept;
/// Whether the order may be set to it.
[[nodiscard]] bool may_become(const order_record& order, std::string_view status) noexcept;
/// The service's number of a status.
[[nodiscard]] int status_number(std::string_view status) noexcept;

/// Sets the status and says so in a message; the present one changes nothing.
void set_status(order_record& order, std::string_view status, std::string_view by, wall_second now);
/// Sets the amount, says so, and sends the invoice.
void set_shipping(order_record& order, cents amount, std::string_view by, wall_second now);
/// What somebody writes; the newest message afterwards.
const order_message& write_message(
    order_record& order,
    std::string_view text,
    std::string_view by,
    std::string_view subject,
    wall_second now);
/// The buyer has the money back: a message, and the order is cancelled.
void receive_refund(order_record& order, wall_second now);

/// All orders. Pointers to orders stay good.
class order_book {
public:
    /// A sale: listings become sold, the order is new and holds one message. `seller_number` begins its id.
    order_record& open(
        const std::vector<listing_record*>& listings,
        database_id seller_number,
        std::string_view buyer,
        wall_second now);
    [[nodiscard]] order_record* find(std::string_view id);
    [[nodiscard]] const order_record* find(std::string_view id) const;
    /// Those that somebody sold, by number.
    [[nodiscard]] std::vector<const order_record*> of(std::string_view seller) const;

private:
    std::map<std::string, order_record, std::less<>> orders_{};
    std::map<std::string, std::vector<std::string>, std::less<>> by_seller_{};
};

} // namespace segue::emulator
