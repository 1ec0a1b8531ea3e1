#include "contract/tour/tour.hpp"

#include <segue/base/money.hpp>
#include <segue/discogs/models/ids.hpp>

#include <chrono>

namespace segue::contract {
namespace {

// Of nobody's.
constexpr discogs::listing_id no_listing(999'999'999'999);
constexpr std::string_view no_order = "1-99999999";

asio::awaitable<void> offers(tour& t) {
    const auto market = t.user().marketplace();
    const auto made = co_await t.good(market.listings().create(
        {.release_id = known_release,
         .condition = discogs::media_condition::near_mint,
         .price = decimal(1250, 2),
         .sleeve_condition = discogs::sleeve_condition::no_cover,
         .comments = "Sealed; \"as new\"",
         .allow_offers = false,
         .external_id = "shelf 4",
         .location = "Cellar",
         .weight = discogs::automatic,
         .format_quantity = 2}));
    const auto offer = market.listing(made.listing_id);
    co_await t.good(offer.get());
    co_await t.good(offer.get({.currency = discogs::currency::jpy}));
    co_await t.good(t.nobody().marketplace().listing(made.listing_id).get());
    co_await t.good(offer.update({.price = decimal(20)}));
    const auto now = co_await t.good(offer.get());
    co_await t.good(offer.update(discogs::listing_update_params::from(now)));
    co_await t.good(offer.update({.status = discogs::listing_status::draft, .comments = "", .weight = 230}));
    co_await t.refused(
        401, t.stranger().marketplace().listing(made.listing_id).update({.price = decimal(1)}));
    co_await t.good(offer.remove());
    co_await t.refused(404, market.listing(no_listing).get());
    co_await t.refused(404, market.listing(no_listing).update({.price = decimal(1)}));
    co_await t.refused(404, market.listing(no_listing).remove());
    co_await t.refused(
        401,
        t.stranger().marketplace().listings().create(
            {.release_id = known_release, .condition = discogs::media_condition::poor, .price = decimal(1)}));
}

asio::awaitable<void> inventories(tour& t) {
    const auto market = t.user().marketplace();
    for (int copies = 0; copies < 3; ++copies) {
        co_await t.good(market.listings().create(
            {.release_id = known_release,
             .condition = discogs::media_condition::mint,
             .price = decimal(990 + copies, 2)}));
    }
    const auto mine = t.user().user(t.username()).inventory();
    co_await two_pages(t, mine.list({.per_page = 1}));
    co_await t.good(t.nobody().user(t.username()).inventory().list().next_page());
    for (const auto status :
         {discogs::listing_status::all,
          discogs::listing_status::for_sale,
          discogs::listing_status::draft,
          discogs::listing_status::expired,
          discogs::listing_status::sold,
          discogs::listing_status::deleted,
          discogs::listing_status::suspended,
          discogs::listing_status::violation})
        co_await t.good(mine.list({.status = status, .per_page = 5}).next_page());
    for (const auto sort :
         {discogs::inventory_sort::listed,
          discogs::inventory_sort::price,
          discogs::inventory_sort::item,
          discogs::inventory_sort::artist,
          discogs::inventory_sort::label,
          discogs::inventory_sort::catalog_number,
          discogs::inventory_sort::audio,
          discogs::inventory_sort::status,
          discogs::inventory_sort::location}) {
        const auto order = discogs::sort_order::descending;
        co_await t.good(mine.list({.sort = sort, .sort_order = order, .page = 1, .per_page = 5}).next_page());
    }
    co_await t.refused(404, t.user().user("nobody.of.this_name-1").inventory().list().next_page());
}

asio::awaitable<void> lists_of_orders(tour& t) {
    const auto orders = t.user().marketplace().orders();
    co_await two_pages(t, orders.list({.per_page = 1}));
    for (const auto sort :
         {discogs::order_sort::id,
          discogs::order_sort::buyer,
          discogs::order_sort::created,
          discogs::order_sort::status,
          discogs::order_sort::last_activity}) {
        const auto order = discogs::sort_order::ascending;
        co_await t.good(
            orders.list({.sort = sort, .sort_order = order, .page = 1, .per_page = 5}).next_page());
    }
    for (const auto status :
         {discogs::order_status::all,
          discogs::order_status::new_order,
          discogs::order_status::cancelled_per_buyers_request,
          discogs::order_status::merged})
        co_await t.good(orders.list({.status = status, .archived = false}).next_page());
    using std::chrono::sys_days;
    using namespace std::chrono_literals;
    const std::chrono::sys_seconds after = sys_days(2001y / 2 / 3) + 4h + 5min + 6s;
    const std::chrono::sys_seconds before = sys_days(2099y / 12 / 31);
    co_await t.good(
        orders.list({.created_after = after, .created_before = before, .archived = true}).next_page());
    co_await t.refused(401, t.stranger().marketplace().orders().list().next_page());
}

asio::awaitable<void> orders(tour& t) {
    const auto market = t.user().marketplace();
    auto list = market.orders().list({.status = discogs::order_status::new_order});
    const auto some = co_await t.good(list.collect(1));
    if (some.empty()) {
        t.failed("there is no new order");
        co_return;
    }
    const auto order = market.order(some.front().id);
    co_await t.good(order.get());
    co_await t.good(order.messages().create({.message = "Thank you. It leaves tomorrow."}));
    co_await t.good(order.update({.shipping = decimal(450, 2)}));
    co_await t.good(order.update({.status = discogs::order_status::payment_received}));
    co_await t.good(
        order.messages().create({.message = "It is on its way.", .status = discogs::order_status::shipped}));
    co_await t.good(order.update(
        {.tracking = discogs::tracking_params{.number = "1Z 999", .carrier = discogs::carrier::ups}}));
    co_await t.good(order.get());
    co_await two_pages(t, order.messages().list({.per_page = 2}));
    co_await t.refused(404, market.order(no_order).get());
    co_await t.refused(404, market.order(no_order).update({.status = discogs::order_status::shipped}));
    co_await t.refused(404, market.order(no_order).messages().list().next_page());
    co_await t.refused(404, market.order(no_order).messages().create({.message = "Hello?"}));
    co_await t.refused(401, t.stranger().marketplace().order(no_order).get());
}

asio::awaitable<void> prices(tour& t) {
    const auto market = t.user().marketplace();
    co_await t.good(market.fee(decimal(20)));
    co_await t.good(market.fee(decimal(1999, 2), {.currency = discogs::currency::gbp}));
    co_await t.good(t.nobody().marketplace().fee(decimal(5, 1)));
    const auto release = t.user().release(known_release);
    co_await t.good(release.price_suggestions().get());
    co_await t.good(release.marketplace_stats().get());
    co_await t.good(release.marketplace_stats().get({.currency = discogs::currency::eur}));
    co_await t.good(t.nobody().release(known_release).marketplace_stats().get());
    co_await t.refused(404, t.user().release(no_release).price_suggestions().get());
    co_await t.refused(404, t.user().release(no_release).marketplace_stats().get());
    co_await t.refused(401, t.stranger().release(known_release).price_suggestions().get());
}

} // namespace

asio::awaitable<void> tour_market(tour& t) {
    t.claim(
        {"inventory.list",
         "listing.get",
         "listing.create",
         "listing.update",
         "listing.delete",
         "orders.list",
         "order.get",
         "order.update",
         "order.messages.list",
         "order.messages.create",
         "fee.get",
         "fee.get_in",
         "release.price_suggestions",
         "release.marketplace_stats"});
    co_await offers(t);
    co_await inventories(t);
    co_await lists_of_orders(t);
    co_await orders(t);
    co_await prices(t);
}

} // namespace segue::contract
