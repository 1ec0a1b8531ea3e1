#pragma once

#include <segue/base/money.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/base/partial_date.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/market_enums.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace segue::discogs {

/// Is one row of an export's file: a listing as its seller sees it. An empty cell is an absent value.
///
/// **Source** api/discogs.md, M62 and D20.
struct inventory_export_row {
    /// The listing.
    discogs::listing_id listing_id;
    /// Artists as one text for display.
    std::optional<std::string> artist;
    /// Title without the artist.
    std::optional<std::string> title;
    /// Labels as one text.
    std::optional<std::string> label;
    /// Catalogue number; `catno` in the file.
    std::optional<std::string> catalog_number;
    /// Carriers as one text.
    std::optional<std::string> format;
    /// What is on offer.
    discogs::release_id release_id;
    /// Where the offer stands.
    std::optional<open_enum<listing_status>> status;
    /// In the account's currency, which the file does not name.
    std::optional<decimal> price;
    /// When it was listed; with a blank between date and time, without an offset.
    std::optional<timestamp> listed;
    /// Shown to buyers.
    std::optional<std::string> comments;
    /// Of the record.
    std::optional<open_enum<discogs::media_condition>> media_condition;
    /// Of the sleeve.
    std::optional<open_enum<discogs::sleeve_condition>> sleeve_condition;
    /// Whether buyers may offer another price; `Y` or `N` in the file.
    std::optional<bool> accept_offer;
    /// The seller's own number for it.
    std::optional<std::string> external_id;
    /// Grams.
    std::optional<std::int64_t> weight;
    /// How many items it counts as for shipping.
    std::optional<std::int64_t> format_quantity;
    /// Where it lies.
    std::optional<std::string> location;
    /// How many there are.
    std::optional<std::int64_t> quantity;
    /// Name and text of all other cells that are not empty: of columns without a member here, and of those
    /// with one whose text is not what the member is for.
    std::vector<std::pair<std::string, std::string>> others;

    /// Compares all members.
    bool operator==(const inventory_export_row&) const = default;
};

} // namespace segue::discogs
