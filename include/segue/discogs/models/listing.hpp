#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/money.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/base/partial_date.hpp>
#include <segue/discogs/models/community.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/market_enums.hpp>
#include <segue/discogs/models/media.hpp>
#include <segue/discogs/models/price.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Sums up what buyers say of a seller.
///
/// **Source** api/discogs.md, M49.
struct seller_stats {
    /// Per cent of good ratings; a text on the wire.
    std::optional<decimal> rating;
    /// 0 to 5, in halves.
    std::optional<double> stars;
    /// How many ratings.
    std::optional<std::int64_t> total;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const seller_stats&) const = default;
};

/// Tells who sells. Older inventories name `id`, `username` and `resource_url` alone.
///
/// **Source** api/discogs.md, M47 and G60.
struct listing_seller {
    /// Number of the user.
    std::optional<std::int64_t> id;
    /// Name of the user.
    std::string username;
    /// API address of the user.
    std::optional<std::string> resource_url;
    /// Address of the user's picture.
    std::optional<std::string> avatar_url;
    /// Same as `resource_url`.
    std::optional<std::string> url;
    /// Address of the user's page on the site.
    std::optional<std::string> html_url;
    /// Same as `id`.
    std::optional<std::int64_t> uid;
    /// Ways to pay, comma separated.
    std::optional<std::string> payment;
    /// What the seller says about shipping: free text, no amount.
    std::optional<std::string> shipping;
    /// Least total of an order, in the seller's currency.
    std::optional<decimal> min_order_total;
    /// What buyers say.
    std::optional<seller_stats> stats;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const listing_seller&) const = default;
};

/// Tells what is offered. Orders and older inventories have few of these.
///
/// **Source** api/discogs.md, M48.
struct listing_release {
    /// The release.
    release_id id;
    /// Artist, title and format in one line.
    std::optional<std::string> description;
    /// Name of the artist as printed.
    std::optional<std::string> artist;
    /// Title without the artist.
    std::optional<std::string> title;
    /// Descriptions of the carrier, comma separated.
    std::optional<std::string> format;
    /// Names of the labels, comma separated; in inventories the first alone.
    std::optional<std::string> label;
    /// Catalogue numbers, comma separated.
    std::optional<std::string> catalog_number;
    /// Year of the release; 0 when unknown.
    std::optional<std::int64_t> year;
    /// What it is a version of; null in inventories.
    std::optional<discogs::master_id> master_id;
    /// API address of the release.
    std::optional<std::string> resource_url;
    /// Address of a small picture; may be empty.
    std::optional<std::string> thumbnail;
    /// Pictures.
    list<image> images;
    /// Counts over collections and wantlists.
    std::optional<release_list_stats> stats;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const listing_release&) const = default;
};

/// Is an offer: one copy of a release that somebody sells.
///
/// **Source** api/discogs.md, M46; `estimated_weight` and `shipping_is_blocked` observed, 2026-08.
struct listing {
    /// The offer; more than 32 bits.
    listing_id id;
    /// Where it stands.
    std::optional<open_enum<listing_status>> status;
    /// Price in the currency that was asked for, else the account's, else USD.
    std::optional<discogs::price> price;
    /// Price in the seller's currency.
    std::optional<discogs::original_price> original_price;
    /// What shipping to the caller costs; without members when not known.
    std::optional<discogs::price> shipping_price;
    /// The same in the seller's currency.
    std::optional<discogs::original_price> original_shipping_price;
    /// Whether the seller does not ship to the caller.
    std::optional<bool> shipping_is_blocked;
    /// How well the record is kept.
    std::optional<open_enum<media_condition>> condition;
    /// How well the sleeve is kept; may be empty.
    std::optional<open_enum<discogs::sleeve_condition>> sleeve_condition;
    /// What the seller says about the copy.
    std::optional<std::string> comments;
    /// Country that it ships from, in English.
    std::optional<std::string> ships_from;
    /// Since when it is offered.
    std::optional<timestamp> posted;
    /// Whether the seller takes less.
    std::optional<bool> allow_offers;
    /// Whether the caller has offered less.
    std::optional<bool> offer_submitted;
    /// Whether there is something to listen to.
    std::optional<bool> audio;
    /// Who sells.
    std::optional<listing_seller> seller;
    /// What is offered.
    std::optional<listing_release> release;
    /// Whether it is in the caller's cart; missing when anonymous.
    std::optional<bool> in_cart;
    /// Grams; for the seller alone.
    std::optional<std::int64_t> weight;
    /// What the service takes for the weight, in grams; for the seller alone.
    std::optional<std::int64_t> estimated_weight;
    /// As how many items it counts for shipping, 0 when the service works it out; for the seller alone.
    std::optional<std::int64_t> format_quantity;
    /// Private remarks; for the seller alone.
    std::optional<std::string> external_id;
    /// Where the copy is kept; for the seller alone.
    std::optional<std::string> location;
    /// How many copies; for the seller alone.
    std::optional<std::int64_t> quantity;
    /// API address of the offer.
    std::optional<std::string> resource_url;
    /// Address of its page on the site.
    std::optional<std::string> uri;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const listing&) const = default;
};

/// Names an offer that was just made; it is no `listing`.
///
/// **Source** api/discogs.md, M50 and G13.
struct listing_created {
    /// The offer.
    discogs::listing_id listing_id;
    /// API address of the offer.
    std::optional<std::string> resource_url;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const listing_created&) const = default;
};

} // namespace segue::discogs
