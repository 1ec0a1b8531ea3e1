// Offers, orders, messages, prices.

#include "unit/discogs/operations/operations.hpp"

namespace segue::test {
namespace {

// clang-format off
const operation marketplace_rows[] = {
    row(18, SEGUE_CALL(client.user(user).inventory(), list,
            {.status = discogs::listing_status::for_sale, .sort = discogs::inventory_sort::price,
             .sort_order = discogs::sort_order::descending, .page = 2, .per_page = 100}),
        {.request = "GET /users/some%20one/inventory?status=For%20Sale&sort=price&sort_order=desc&page=2&per_page=100",
         .answer = R"({"pagination":{"page":2,"urls":{}},"listings":[{"id":2983532888}]})"},
        [](const discogs::page<discogs::listing>& got) { return to_string(got.items.at(0).id); },
        "2983532888"),
    row(19, SEGUE_CALL(client.marketplace().listing(2983532888), get, {.currency = discogs::currency::eur}),
        {.request = "GET /marketplace/listings/2983532888?curr_abbr=EUR",
         .answer = R"({"id":2983532888,"status":"For Sale"})"},
        [](const discogs::listing& got) { return std::string(got.status.value().text()); },
        "For Sale"),
    row(20, SEGUE_CALL(client.marketplace().listings(), create,
            {.release_id = 249504, .condition = discogs::media_condition::very_good_plus, .price = {125, 1}}),
        {.request = "POST /marketplace/listings",
         .body = R"j({"release_id":249504,"condition":"Very Good Plus (VG+)","price":12.50,"status":"For Sale"})j",
         .status = 201, .answer = R"({"listing_id":4330647531,"resource_url":"u"})", .again = repeat::harmful},
        [](const discogs::listing_created& got) { return to_string(got.listing_id); },
        "4330647531"),
    row(21, SEGUE_CALL(client.marketplace().listing(4330647531), update, {.price = 9}),
        {.request = "POST /marketplace/listings/4330647531", .body = R"({"price":9.00})", .status = 204}),
    row(22, SEGUE_CALL(client.marketplace().listing(4330647531), remove),
        {.request = "DELETE /marketplace/listings/4330647531", .status = 204}),
    row(23, SEGUE_CALL(client.marketplace().orders(), list,
            {.status = discogs::order_status::payment_received, .archived = false,
             .sort = discogs::order_sort::last_activity, .sort_order = discogs::sort_order::ascending}),
        {.request = "GET /marketplace/orders?status=Payment%20Received&archived=false&sort=last_activity&sort_order=asc",
         .answer = R"({"pagination":{"urls":{}},"orders":[{"id":"1-1"}]})"},
        [](const discogs::page<discogs::order>& got) { return got.items.at(0).id; },
        "1-1"),
    row(24, SEGUE_CALL(client.marketplace().order("845236-9"), get),
        {.request = "GET /marketplace/orders/845236-9", .answer = R"({"id":"845236-9"})"},
        [](const discogs::order& got) { return got.id; },
        "845236-9"),
    row(25, SEGUE_CALL(client.marketplace().order("845236-9"), update, {.status = discogs::order_status::shipped}),
        {.request = "POST /marketplace/orders/845236-9", .body = R"({"status":"Shipped"})",
         .answer = R"({"id":"845236-9","status":"Shipped"})", .again = repeat::harmful},
        [](const discogs::order& got) { return std::string(got.status.value().text()); },
        "Shipped"),
    row(26, SEGUE_CALL(client.marketplace().order("1-1").messages(), list, {.page = 3, .per_page = 10}),
        {.request = "GET /marketplace/orders/1-1/messages?page=3&per_page=10",
         .answer = R"({"pagination":{"page":3,"urls":{}},"messages":[{"type":"message","message":"m"}]})"},
        [](const discogs::page<discogs::order_message>& got) { return got.items.at(0).message.value_or(""); },
        "m"),
    row(27, SEGUE_CALL(client.marketplace().order("1-1").messages(), create,
            {.message = "On its way: \"100%\"", .status = discogs::order_status::shipped}),
        {.request = "POST /marketplace/orders/1-1/messages",
         .body = R"({"message":"On its way: \"100%\"","status":"Shipped"})", .status = 201,
         .answer = R"({"message":"m","from":{"username":"u"}})", .again = repeat::harmful},
        [](const discogs::order_message& got) { return got.from_user.value().username; },
        "u"),
    row(28, SEGUE_CALL(client.marketplace(), fee, 20),
        {.request = "GET /marketplace/fee/20.00", .answer = R"({"value":1.6,"currency":"USD"})"},
        [](const discogs::price& got) { return to_string(got.value.value()); },
        "1.6"),
    row(29, SEGUE_CALL(client.marketplace(), fee, {1250, 2}, {.currency = discogs::currency::eur}),
        {.request = "GET /marketplace/fee/12.50/EUR", .answer = R"({"value":0.9,"currency":"USD"})"},
        [](const discogs::price& got) { return std::string(got.currency.value().text()); },
        "USD"),
    row(30, SEGUE_CALL(client.release(249504).price_suggestions(), get),
        {.request = "GET /marketplace/price_suggestions/249504",
         .answer = R"j({"Mint (M)":{"value":14.875000000000002,"currency":"EUR"}})j"},
        [](const discogs::price_suggestions& got) { return to_string(got.mint.value().value.value()); },
        "14.875000000000002"),
    row(31, SEGUE_CALL(client.release(249504).marketplace_stats(), get, {.currency = discogs::currency::jpy}),
        {.request = "GET /marketplace/stats/249504?curr_abbr=JPY",
         .answer = R"({"num_for_sale":0,"lowest_price":null,"blocked_from_sale":false})"},
        [](const discogs::marketplace_stats& got) { return std::to_string(got.num_for_sale.value_or(-1)); },
        "0"),
};
// clang-format on

} // namespace

std::span<const operation> marketplace_operations() {
    return marketplace_rows;
}

} // namespace segue::test
