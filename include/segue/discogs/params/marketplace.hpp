#pragma once

#include <segue/base/money.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/market_enums.hpp>
#include <segue/discogs/params/database.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace segue::discogs {

struct listing;

/// What a seller's offers may be sorted by.
enum class inventory_sort : unsigned char {
    listed, ///< Since when they are offered.
    price,
    item,
    artist,
    label,
    catalog_number, ///< `catno` on the wire.
    audio,
    status,   ///< For the seller alone.
    location, ///< For the seller alone.
};

/// Arguments of `inventory_node::list`.
struct inventory_params {
    /// For the seller alone: others get what is for sale, whatever they ask for.
    std::optional<listing_status> status{};
    std::optional<inventory_sort> sort{};
    /// Only with `sort`.
    std::optional<discogs::sort_order> sort_order{};
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

/// Arguments of `listing_node::get`.
struct listing_params {
    /// Currency of `price`; `curr_abbr` on the wire. Unset: the client's, the account's, else USD.
    std::optional<discogs::currency> currency{};
};

/// Is what `automatic` is one of.
struct automatic_t {};

/// Leaves a number of an offer to the service: `.weight = discogs::automatic`.
inline constexpr automatic_t automatic{};

/// Is a whole number, or the wish that the service works it out.
class number_or_automatic {
public:
    /// Is the wish.
    constexpr number_or_automatic(automatic_t) noexcept {}

    /// Is a number.
    template <std::integral Integer>
        requires(!std::same_as<Integer, bool>)
    constexpr number_or_automatic(Integer number) noexcept : number_(static_cast<std::int64_t>(number)) {}

    /// Returns the number; nothing for the wish.
    [[nodiscard]] constexpr std::optional<std::int64_t> number() const noexcept { return number_; }

private:
    std::optional<std::int64_t> number_;
};

/// Arguments of `listings_node::create`. The first three must be set.
struct listing_create_params {
    /// What is offered. Required.
    discogs::release_id release_id{};
    /// How well the record is kept. Required.
    std::optional<media_condition> condition{};
    /// In the seller's currency, at least 0.01, at most two digits behind the point; see `rounded`. Required.
    decimal price{};
    /// `for_sale` or `draft`. Default for sale.
    listing_status status = listing_status::for_sale;
    std::optional<discogs::sleeve_condition> sleeve_condition{};
    /// What buyers are told about the copy.
    std::optional<std::string_view> comments{};
    /// Whether buyers may offer less. Unset: no.
    std::optional<bool> allow_offers{};
    /// Private remarks.
    std::optional<std::string_view> external_id{};
    /// Where the copy is kept; private.
    std::optional<std::string_view> location{};
    /// Grams, or `automatic`. Unset: automatic.
    std::optional<number_or_automatic> weight{};
    /// As how many items it counts for shipping, or `automatic`. Unset: automatic.
    std::optional<number_or_automatic> format_quantity{};
};

/// Arguments of `listing_node::update`: at least one; what is unset is not sent. An empty text clears.
///
/// The documentation wants `release_id`, `condition`, `price` and `status` with every change, other clients
/// send parts and are heard. `from` fills these in where you want to be on the safe side.
struct listing_update_params {
    std::optional<discogs::release_id> release_id{};
    std::optional<media_condition> condition{};
    /// In the seller's currency, at least 0.01, at most two digits behind the point; see `rounded`.
    std::optional<decimal> price{};
    /// `for_sale` or `draft`.
    std::optional<listing_status> status{};
    std::optional<discogs::sleeve_condition> sleeve_condition{};
    /// What buyers are told about the copy.
    std::optional<std::string_view> comments{};
    /// Whether buyers may offer less.
    std::optional<bool> allow_offers{};
    /// Private remarks.
    std::optional<std::string_view> external_id{};
    /// Where the copy is kept; private.
    std::optional<std::string_view> location{};
    /// Grams, or `automatic`.
    std::optional<number_or_automatic> weight{};
    /// As how many items it counts for shipping, or `automatic`.
    std::optional<number_or_automatic> format_quantity{};

    /// Says everything of an offer again, to be changed in part:
    ///
    ///     const auto offer = co_await node.get();
    ///     auto changes = discogs::listing_update_params::from(offer);
    ///     changes.price = segue::decimal(1250, 2);
    ///     co_await node.update(changes);
    ///
    /// The price is the one in the seller's currency. Left unset is what cannot be said again: a status that
    /// no seller sets, a condition that we do not know, and weight and count, of which an answer does not
    /// tell whether the service works them out.
    /// **Lifetime** the texts are those of `offer`, which must live until `update` is called.
    [[nodiscard]] static listing_update_params from(const listing& offer);
    static listing_update_params from(const listing&&) = delete;
};

/// What a seller's orders may be sorted by.
enum class order_sort : unsigned char { id, buyer, created, status, last_activity };

/// Arguments of `orders_node::list`. The filters may be combined.
struct orders_params {
    std::optional<order_status> status{};
    /// Orders made later than this.
    std::optional<std::chrono::sys_seconds> created_after{};
    /// Orders made before this; not earlier than `created_after`.
    std::optional<std::chrono::sys_seconds> created_before{};
    /// Only those that were put away, or only those that were not. Unset: both.
    std::optional<bool> archived{};
    std::optional<order_sort> sort{};
    /// Only with `sort`.
    std::optional<discogs::sort_order> sort_order{};
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

/// Says where a parcel is; part of `order_update_params`.
struct tracking_params {
    /// The carrier's number of the parcel. Required.
    std::string_view number{};
    std::optional<discogs::carrier> carrier{};
};

/// Arguments of `order_node::update`: at least one; not `status` together with `shipping`.
struct order_update_params {
    /// One that a seller sets, and that the order's `next_status` names.
    std::optional<order_status> status{};
    /// What shipping costs, in the currency of the order, at most two digits behind the point; 0 is a price.
    /// The service then sends the buyer an invoice and sets `invoice_sent`.
    std::optional<decimal> shipping{};
    std::optional<tracking_params> tracking{};
};

/// Arguments of `order_messages_node::list`; the newest come first.
struct order_messages_params {
    /// First page to read, from 1. Unset: 1.
    std::optional<std::int64_t> page{};
    /// Most items on a page, 1 to 100. Unset: the service's 50.
    std::optional<std::int64_t> per_page{};
};

/// Arguments of `order_messages_node::create`: at least one.
struct order_message_params {
    /// The text; not empty.
    std::optional<std::string_view> message{};
    /// Also sets the status, one that a seller sets; the service says so in front of the text.
    std::optional<order_status> status{};
};

/// Arguments of `marketplace_node::fee`.
struct fee_params {
    /// Currency of the price. Unset: USD.
    std::optional<discogs::currency> currency{};
};

/// Arguments of `marketplace_stats_node::get`.
struct marketplace_stats_params {
    /// Currency of `lowest_price`; `curr_abbr` on the wire. Unset: the client's, the account's, else USD.
    std::optional<discogs::currency> currency{};
};

static_assert(std::is_trivially_destructible_v<inventory_params>);
static_assert(std::is_trivially_destructible_v<listing_params>);
static_assert(std::is_trivially_destructible_v<listing_create_params>);
static_assert(std::is_trivially_destructible_v<listing_update_params>);
static_assert(std::is_trivially_destructible_v<orders_params>);
static_assert(std::is_trivially_destructible_v<tracking_params>);
static_assert(std::is_trivially_destructible_v<order_update_params>);
static_assert(std::is_trivially_destructible_v<order_messages_params>);
static_assert(std::is_trivially_destructible_v<order_message_params>);
static_assert(std::is_trivially_destructible_v<fee_params>);
static_assert(std::is_trivially_destructible_v<marketplace_stats_params>);

} // namespace segue::discogs
