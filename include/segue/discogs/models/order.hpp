#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/money.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/base/partial_date.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/listing.hpp>
#include <segue/discogs/models/market_enums.hpp>
#include <segue/discogs/models/price.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Names the buyer or the seller of an order.
///
/// **Source** api/discogs.md, M22 and M51; `email` observed, 2023-08.
struct order_party {
    /// Number of the user.
    std::optional<std::int64_t> id;
    /// Name of the user.
    std::string username;
    /// Address to write to; a person's data, sent to the two parties alone.
    std::optional<std::string> email;
    /// API address of the user.
    std::optional<std::string> resource_url;
    /// Address of the user's picture.
    std::optional<std::string> avatar_url;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const order_party&) const = default;
};

/// Is one copy that was ordered.
///
/// **Source** api/discogs.md, M52; the three remarks observed, 2023-08.
struct order_item {
    /// The offer that was taken.
    listing_id id;
    /// What it is; `id`, `description`, `resource_url` and `thumbnail` alone are sure.
    std::optional<listing_release> release;
    /// What it costs.
    std::optional<discogs::price> price;
    /// How well the record is kept; `condition` in a listing.
    std::optional<open_enum<discogs::media_condition>> media_condition;
    /// How well the sleeve is kept.
    std::optional<open_enum<discogs::sleeve_condition>> sleeve_condition;
    /// What the seller said about the copy; `comments` in a listing.
    std::optional<std::string> condition_comments;
    /// Private remarks of the seller; `external_id` in a listing.
    std::optional<std::string> private_comments;
    /// Where the seller keeps it; `location` in a listing.
    std::optional<std::string> item_location;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const order_item&) const = default;
};

/// Tells what shipping costs and how it is done.
///
/// **Source** api/discogs.md, M53.
struct order_shipping {
    /// How much.
    std::optional<decimal> value;
    /// In what.
    std::optional<open_enum<discogs::currency>> currency;
    /// How, such as `Standard`.
    std::optional<std::string> method;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const order_shipping&) const = default;
};

/// Tells where a parcel is; without members until the seller has said.
///
/// **Source** api/discogs.md, M54.
struct order_tracking {
    /// The carrier's number of the parcel.
    std::optional<std::string> number;
    /// Who carries it.
    std::optional<open_enum<discogs::carrier>> carrier;
    /// Address of the carrier's page, made by the service.
    std::optional<std::string> url;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const order_tracking&) const = default;
};

/// Is a tax on an order.
///
/// **Source** observed, 2023-08; no documentation has it.
struct order_tax {
    /// Where it stands, such as `assessed`.
    std::optional<std::string> status;
    /// Per cent.
    std::optional<decimal> rate;
    /// Name of the tax.
    std::optional<std::string> name;
    /// Name for display.
    std::optional<std::string> display_name;
    /// `rate` for display.
    std::optional<std::string> display_rate;
    /// How much.
    std::optional<original_price> price;
    /// Of how much.
    std::optional<original_price> taxable_amount;
    /// Who pays it to the state, such as `Discogs`.
    std::optional<std::string> remitter;
    /// To which state, such as `US-GA`.
    std::optional<std::string> jurisdiction;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const order_tax&) const = default;
};

/// Is an order: what a buyer takes from a seller.
///
/// **Source** api/discogs.md, M51; `tax` observed, 2023-08.
struct order {
    /// Number of the seller and of the order, such as `845236-9`: a text, no number.
    std::string id;
    /// Where it stands.
    std::optional<open_enum<order_status>> status;
    /// Where it can go from there; may name the status that it has.
    list<open_enum<order_status>> next_status;
    /// What was ordered.
    list<order_item> items;
    /// What all costs together.
    std::optional<price> total;
    /// What shipping costs.
    std::optional<order_shipping> shipping;
    /// What the service takes from the seller.
    std::optional<price> fee;
    /// Taxes.
    list<order_tax> tax;
    /// Who sells.
    std::optional<order_party> seller;
    /// Who buys.
    std::optional<order_party> buyer;
    /// Where it goes, several lines; a person's data.
    std::optional<std::string> shipping_address;
    /// What the buyer wants to be done.
    std::optional<std::string> additional_instructions;
    /// Where the parcel is.
    std::optional<order_tracking> tracking;
    /// When it was made.
    std::optional<timestamp> created;
    /// When something happened last.
    std::optional<timestamp> last_activity;
    /// Whether the seller has put it away.
    std::optional<bool> archived;
    /// API address of the order.
    std::optional<std::string> resource_url;
    /// API address of its messages.
    std::optional<std::string> messages_url;
    /// Address of its page on the site.
    std::optional<std::string> uri;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const order&) const = default;
};

} // namespace segue::discogs
