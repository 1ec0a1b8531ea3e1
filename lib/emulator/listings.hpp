#pragma once

#include "catalog.hpp"
#include "clock_text.hpp"
#include "market_words.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::emulator {

/// One copy that somebody sells, sold or may sell.
struct listing_record {
    database_id id = 0;
    database_id release = 0;
    /// As the account is spelled.
    std::string seller{};
    std::string status = "For Sale";
    std::string condition{};
    std::string sleeve_condition{};
    std::string comments{};
    /// In `currency`, the seller's when the price was set.
    cents price = 0;
    std::string currency = "USD";
    bool allow_offers = false;
    std::string external_id{};
    std::string location{};
    /// Grams; none: by the format.
    std::optional<std::int64_t> weight{};
    /// None: automatic.
    std::optional<std::int64_t> format_quantity{};
    wall_second posted{};

    [[nodiscard]] bool on_sale() const noexcept { return status == "For Sale"; }
    /// Whether the service lets its seller change it.
    [[nodiscard]] bool editable() const noexcept {
        return on_sale() || status == "Draft" || status == "Expired";
    }
};

/// What is for sale of one release.
struct offer_summary {
    std::int64_t count = 0;
    /// US cents; 0: nothing.
    cents lowest = 0;
};

/// All listings there ever were; deleted ones stay as such. Pointers to listings stay good.
class listing_book {
public:
    explicit listing_book(std::uint64_t seed) : numbers_(seed ^ 0x6c697374ULL) {}

    /// Gives it an id and keeps it.
    listing_record& add(listing_record addition);
    [[nodiscard]] listing_record* find(database_id id);
    [[nodiscard]] const listing_record* find(database_id id) const;
    /// A seller's, by id.
    [[nodiscard]] std::vector<listing_record*> of(std::string_view seller);
    /// A seller's copies of one release.
    [[nodiscard]] std::vector<listing_record*> copies(std::string_view seller, database_id release);
    [[nodiscard]] std::vector<const listing_record*> of(std::string_view seller) const;
    /// Has to be told when a listing became one of another release.
    void moved(const listing_record& listing);
    /// The listings on sale together with the copies that the data set knows of.
    [[nodiscard]] offer_summary offers(const release_record& of) const;
    /// Puts so many made-up copies of releases of the data set on sale.
    std::vector<database_id> stock(
        const catalog& data, std::string_view seller, std::string_view currency, int copies, wall_second now);

private:
    number_source numbers_;
    /// Ids do not fit into 32 bits, as the real ones do not.
    database_id last_ = 2'983'532'000;
    std::map<database_id, listing_record> listings_{};
    std::map<database_id, std::vector<database_id>> by_release_{};
    std::map<std::string, std::vector<database_id>, std::less<>> by_seller_{};
};

/// How an inventory is put in order; all values are checked before.
struct inventory_order {
    std::string_view key = "listed";
    bool descending = false;
};

/// Puts listings in order; equal ones by id.
void sort_listings(
    const catalog& data, std::vector<const listing_record*>& listings, const inventory_order& order);

/// Words of a release as a listing shows them.
[[nodiscard]] std::string listing_format(const release_record& from);
/// `Artist - Title (Format)`.
[[nodiscard]] std::string listing_description(const release_record& from);
[[nodiscard]] std::string first_label(const release_record& from);
[[nodiscard]] std::string catalog_numbers(const release_record& from);

} // namespace segue::emulator
