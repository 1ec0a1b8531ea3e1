#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/money.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/base/partial_date.hpp>
#include <segue/discogs/models/market_enums.hpp>
#include <segue/discogs/models/user_summary.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Refers to an order.
///
/// **Source** api/discogs.md, M55.
struct order_reference {
    /// Number of the seller and of the order, such as `1-1`.
    std::string id;
    /// API address of the order.
    std::optional<std::string> resource_url;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const order_reference&) const = default;
};

/// Tells of money that went back.
///
/// **Source** api/discogs.md, M56.
struct order_refund {
    /// How much, in the currency of the order.
    std::optional<decimal> amount;
    /// Of what.
    std::optional<order_reference> order;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const order_refund&) const = default;
};

/// Is a message of an order: somebody's words, or news of the order itself. One type for all kinds: `kind()`
/// tells which of the members below are there.
///
/// | `kind()` | members besides the common ones |
/// |---|---|
/// | `status` | `status_id`, `actor` |
/// | `message` | `from_user`, sometimes `to` |
/// | `shipping` | `original_value`, `new_value` |
/// | `refund_sent`, `refund_received` | `refund` |
///
/// **Source** api/discogs.md, M55.
struct order_message {
    /// What the service says it is; missing in the answer to a message just sent.
    std::optional<open_enum<message_type>> type;
    /// When.
    std::optional<segue::timestamp> timestamp;
    /// The text; may hold markup.
    std::optional<std::string> message;
    /// Its subject; may be empty.
    std::optional<std::string> subject;
    /// Of what order.
    std::optional<order_reference> order;
    /// Who wrote; `from` on the wire.
    std::optional<user_summary> from_user;
    /// To whom.
    std::optional<user_summary> to;
    /// The service's number for the new status: 3 invoice sent, 5 payment received, 6 shipped; others are not
    /// documented.
    std::optional<std::int64_t> status_id;
    /// Who changed the status.
    std::optional<user_summary> actor;
    /// What shipping cost before; `original` on the wire.
    std::optional<decimal> original_value;
    /// What shipping costs now; `new` on the wire.
    std::optional<decimal> new_value;
    /// What went back.
    std::optional<order_refund> refund;
    /// Fields without a member here.
    segue::extra extra;

    /// Tells what it is: `type` where the service sends one, else by the members that are there.
    ///
    /// **Returns** nothing for a type that we do not know, and where nothing tells: without `type` a refund
    /// may have been sent or received.
    [[nodiscard]] std::optional<message_type> kind() const noexcept;

    /// Compares all members.
    bool operator==(const order_message&) const = default;
};

} // namespace segue::discogs
