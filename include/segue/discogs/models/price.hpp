#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/money.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/discogs/models/enums.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Is an amount in a currency, as the marketplace sends it: a price, a fee, a suggestion.
///
/// Where there is nothing to pay the service sends an object without members.
/// **Source** api/discogs.md, M7 and M57.
struct price {
    /// How much; converted amounts and suggestions have up to 16 digits, see `rounded`.
    std::optional<decimal> value;
    /// In what; of foreign sellers perhaps one that we do not know.
    std::optional<open_enum<discogs::currency>> currency;
    /// Fields without a member here.
    segue::extra extra;

    /// Returns amount and currency in one; nothing without an amount.
    [[nodiscard]] std::optional<money> as_money() const;

    /// Compares all members.
    bool operator==(const price&) const = default;
};

/// Is an amount that was converted for the caller; part of an `original_price`.
///
/// **Source** api/discogs.md, M8.
struct converted_price {
    /// In what; `curr_abbr` on the wire.
    std::optional<open_enum<currency>> currency_code;
    /// The service's number for the currency; `curr_id` on the wire.
    std::optional<std::int64_t> currency_id;
    /// For display, with the currency's sign.
    std::optional<std::string> formatted;
    /// How much.
    std::optional<decimal> value;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const converted_price&) const = default;
};

/// Is an amount in the currency of the seller.
///
/// **Source** api/discogs.md, M8 and G54.
struct original_price {
    /// In what; `curr_abbr` on the wire.
    std::optional<open_enum<currency>> currency_code;
    /// The service's number for the currency, 1 for USD; `curr_id` on the wire.
    std::optional<std::int64_t> currency_id;
    /// For display, with the currency's sign.
    std::optional<std::string> formatted;
    /// How much.
    std::optional<decimal> value;
    /// The same in the caller's currency.
    std::optional<converted_price> converted;
    /// Fields without a member here.
    segue::extra extra;

    /// Returns amount and currency in one; nothing without an amount.
    [[nodiscard]] std::optional<money> as_money() const;

    /// Compares all members.
    bool operator==(const original_price&) const = default;
};

} // namespace segue::discogs
