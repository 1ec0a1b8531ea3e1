#pragma once

#include <segue/base/extra.hpp>
#include <segue/discogs/models/market_enums.hpp>
#include <segue/discogs/models/price.hpp>

#include <cstdint>
#include <optional>

namespace segue::discogs {

/// Tells what the service would ask for a release, by the condition of the record, in the seller's currency.
///
/// Where it knows no price there is none; conditions that we do not know are in `extra`.
/// **Source** api/discogs.md, M58.
struct price_suggestions {
    /// `Mint (M)` on the wire.
    std::optional<price> mint;
    /// `Near Mint (NM or M-)` on the wire.
    std::optional<price> near_mint;
    /// `Very Good Plus (VG+)` on the wire.
    std::optional<price> very_good_plus;
    /// `Very Good (VG)` on the wire.
    std::optional<price> very_good;
    /// `Good Plus (G+)` on the wire.
    std::optional<price> good_plus;
    /// `Good (G)` on the wire.
    std::optional<price> good;
    /// `Fair (F)` on the wire.
    std::optional<price> fair;
    /// `Poor (P)` on the wire.
    std::optional<price> poor;
    /// Fields without a member here.
    segue::extra extra;

    /// Returns the price of a condition; null when there is none.
    ///
    /// **Lifetime** until the next change.
    [[nodiscard]] const price* find(media_condition condition) const noexcept;

    /// Tells whether there is no price at all.
    [[nodiscard]] bool empty() const noexcept;

    /// Compares all members.
    bool operator==(const price_suggestions&) const = default;
};

/// Tells what is offered of a release.
///
/// **Source** api/discogs.md, M59.
struct marketplace_stats {
    /// Cheapest copy; nothing when none is for sale.
    std::optional<price> lowest_price;
    /// How many copies.
    std::optional<std::int64_t> num_for_sale;
    /// Whether the site lets nobody sell it.
    std::optional<bool> blocked_from_sale;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const marketplace_stats&) const = default;
};

} // namespace segue::discogs
