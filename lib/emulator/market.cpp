#include "market.hpp"

#include <stdexcept>

namespace segue::emulator {

const currency_info& currency_of(const account& who) noexcept {
    return currency_or_dollar(who.currency);
}

void furnish(marketplace& into, const catalog& data, account_book& accounts, int listings, int orders) {
    // A day long gone, so that the same seed gives the same texts.
    constexpr wall_second opening = std::chrono::sys_days{std::chrono::year{2024} / 5 / 6};
    constexpr int foreign_listings = 120;
    const account& own = accounts.own();
    const account& other = accounts.other();
    into.sellers = {own.username, other.username};
    into.listings.stock(data, other.username, currency_of(other).code, foreign_listings, opening);
    into.listings.stock(data, own.username, currency_of(own).code, listings, opening);
    for (const database_id id :
         into.listings.stock(data, own.username, currency_of(own).code, orders, opening))
        sell(into, {id}, accounts, other.username, opening);
}

order_record& sell(
    marketplace& in,
    const std::vector<database_id>& listings,
    const account_book& accounts,
    std::string_view buyer,
    wall_second now) {
    const account* who = accounts.find(buyer);
    if (who == nullptr)
        throw std::invalid_argument("buyer has no account: '" + std::string(buyer) + "'");
    std::vector<listing_record*> sold;
    for (const database_id id : listings) {
        listing_record* listing = in.listings.find(id);
        if (listing == nullptr || !listing->on_sale())
            throw std::invalid_argument("listing is not for sale: " + std::to_string(id));
        for (const listing_record* earlier : sold)
            if (earlier == listing || earlier->seller != listing->seller ||
                earlier->currency != listing->currency)
                throw std::invalid_argument("listings must be different ones of one seller and currency");
        sold.push_back(listing);
    }
    if (sold.empty())
        throw std::invalid_argument("listings must not be empty");
    if (sold.front()->seller == who->username)
        throw std::invalid_argument("buyer must not be the seller: '" + who->username + "'");
    return in.orders.open(sold, accounts.find(sold.front()->seller)->id, who->username, now);
}

} // namespace segue::emulator
