#pragma once

#include "accounts.hpp"
#include "inventory_jobs.hpp"
#include "listings.hpp"
#include "orders.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace segue::emulator {

/// Everything that the marketplace keeps.
struct marketplace {
    explicit marketplace(std::uint64_t seed)
        : listings(seed), exports(seed ^ 0x6578ULL, 18'866'000), uploads(seed ^ 0x7570ULL, 3'572'000) {}

    listing_book listings;
    order_book orders{};
    job_book<export_job> exports;
    job_book<upload_job> uploads;
    job_pace pace{};
    /// Accounts that filled out their seller settings.
    std::set<std::string, std::less<>> sellers{};
    /// Releases that nobody may sell.
    std::set<database_id> blocked{};
    /// Set when a read changed something, as a look at a job may.
    bool touched = false;

    [[nodiscard]] bool may_sell(std::string_view username) const { return sellers.contains(username); }
    [[nodiscard]] bool is_blocked(database_id release) const { return blocked.contains(release); }
    /// Nothing for a release that is blocked.
    [[nodiscard]] offer_summary offers(const release_record& of) const {
        return is_blocked(of.id) ? offer_summary{} : listings.offers(of);
    }
};

/// What an account's prices are in; the dollar for who never chose.
[[nodiscard]] const currency_info& currency_of(const account& who) noexcept;

/// Opens the marketplace: the own account may sell and has so many listings and orders, the other one has a
/// shop.
void furnish(marketplace& into, const catalog& data, account_book& accounts, int listings, int orders);
/// Sells listings of one seller to somebody. **Errors** `std::invalid_argument` when one is not on sale, they
/// are of several sellers, or the buyer is the seller.
order_record& sell(
    marketplace& in,
    const std::vector<database_id>& listings,
    const account_book& accounts,
    std::string_view buyer,
    wall_second now);

} // namespace segue::emulator
