// What the verbs of the marketplace make of their arguments, what they refuse, and what they make of answers.

#include "support/client_fixture.hpp"

#include <chrono>

namespace {

using namespace segue;
using segue::test::param_of;
using segue::testing::json;

template <class T>
asio::awaitable<bool> done(asio::awaitable<T> verb) {
    co_await std::move(verb);
    co_return true;
}

// The noun alone, whatever noun of a user leads to it.
class door : public discogs::marketplace_node {
public:
    explicit door(discogs::marketplace_node from) : marketplace_node(std::move(from)) {}
    discogs::inventory_node inventory(std::string_view username) const { return {core(), username}; }
};

class marketplace_params : public test::client_fixture {
protected:
    marketplace_params() { params.rate_limit = traffic::rate_limit::off; }

    http::request last() const { return transport->request(transport->count() - 1); }

    /// The body of a new offer.
    std::string created(discogs::listing_create_params offer) {
        answer = [](const http::request&) { return json(201, R"({"listing_id":5})"); };
        EXPECT_EQ(run(make_client().marketplace().listings().create(offer)).listing_id.value(), 5);
        return last().body;
    }

    /// The param that keeps an offer from being made.
    std::string refused(discogs::listing_create_params offer) {
        return fails<bad_params>(make_client().marketplace().listings().create(offer)).param;
    }

    /// The body of a change.
    std::string updated(discogs::listing_update_params changes) {
        answer = [](const http::request&) { return json(204, ""); };
        EXPECT_TRUE(run(done(make_client().marketplace().listing(5).update(changes))));
        return last().body;
    }

    std::string refused(discogs::listing_update_params changes) {
        return fails<bad_params>(done(make_client().marketplace().listing(5).update(changes))).param;
    }

    std::string updated(discogs::order_update_params changes) {
        answer = [](const http::request&) { return json(R"({"id":"1-1"})"); };
        EXPECT_EQ(run(make_client().marketplace().order("1-1").update(changes)).id, "1-1");
        return last().body;
    }

    std::string refused(discogs::order_update_params changes) {
        return fails<bad_params>(make_client().marketplace().order("1-1").update(changes)).param;
    }

    std::string refused(discogs::order_message_params message) {
        return fails<bad_params>(make_client().marketplace().order("1-1").messages().create(message)).param;
    }

    std::string refused(discogs::orders_params filters) {
        auto list = make_client().marketplace().orders().list(filters);
        return fails<bad_params>(list.next()).param;
    }

    /// The query that these filters make.
    std::string target_of(discogs::orders_params filters) {
        answer = [](const http::request&) { return json(R"({"orders":[]})"); };
        auto list = make_client().marketplace().orders().list(filters);
        EXPECT_FALSE(run(list.next()));
        return last().target;
    }

    discogs::inventory_node inventory(std::string_view username) {
        return door(make_client().marketplace()).inventory(username);
    }
};

constexpr discogs::listing_create_params an_offer() {
    return {.release_id = 1, .condition = discogs::media_condition::mint, .price = 10};
}

TEST_F(marketplace_params, nouns_send_nothing_and_know_their_names) {
    auto market = make_client().marketplace();
    EXPECT_EQ(market.listing(2983532888).id().value(), 2983532888) << "T28: more than 32 bits";
    EXPECT_EQ(market.order("845236-9").id(), "845236-9");
    EXPECT_EQ(inventory("a b").username(), "a b");
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(marketplace_params, every_member_of_a_new_offer_is_sent) {
    EXPECT_EQ(
        created(
            {.release_id = 249504,
             .condition = discogs::media_condition::near_mint,
             .price = decimal(5, 2),
             .status = discogs::listing_status::draft,
             .sleeve_condition = discogs::sleeve_condition::not_graded,
             .comments = "a \"b\"\n",
             .allow_offers = true,
             .external_id = "box 7",
             .location = "",
             .weight = 230,
             .format_quantity = discogs::automatic}),
        R"j({"release_id":249504,"condition":"Near Mint (NM or M-)","price":0.05,"status":"Draft",)j"
        R"("sleeve_condition":"Not Graded","comments":"a \"b\"\n","allow_offers":true,"external_id":"box 7",)"
        R"("location":"","weight":230,"format_quantity":"auto"})");
}

TEST_F(marketplace_params, false_zero_and_empty_texts_are_values) { // T48
    EXPECT_EQ(
        updated({.comments = "", .allow_offers = false, .weight = 0, .format_quantity = 0}),
        R"({"comments":"","allow_offers":false,"weight":0,"format_quantity":0})");
}

TEST_F(marketplace_params, change_in_part_sends_that_part_alone) { // T54, G14
    EXPECT_EQ(updated({.price = decimal(1250, 2)}), R"({"price":12.50})");
    EXPECT_EQ(
        updated({.status = discogs::listing_status::for_sale, .weight = discogs::automatic}),
        R"({"status":"For Sale","weight":"auto"})");
    EXPECT_EQ(
        updated({.release_id = 7, .condition = discogs::media_condition::poor}),
        R"j({"release_id":7,"condition":"Poor (P)"})j");
}

TEST_F(marketplace_params, price_has_two_digits_behind_the_point_whatever_it_was_written_as) { // T50, G19
    const std::pair<decimal, const char*> prices[] = {
        {10, "10.00"},
        {decimal(1, 2), "0.01"},
        {decimal(125, 1), "12.50"},
        {decimal(125'000, 4), "12.50"},
        {decimal(3, -2), "300.00"},
        {decimal(92'233'720'368'547'758, 0), "92233720368547758.00"}};
    for (const auto& [price, text] : prices) {
        auto offer = an_offer();
        offer.price = price;
        EXPECT_NE(created(offer).find(std::string("\"price\":") + text + ","), std::string::npos) << text;
        answer = [](const http::request&) { return json(R"({"value":1,"currency":"USD"})"); };
        run(make_client().marketplace().fee(price));
        EXPECT_EQ(last().target, std::string("/marketplace/fee/") + text);
    }
}

TEST_F(marketplace_params, price_that_cannot_be_sent_is_refused) {
    const decimal bad[] = {
        0, -1, decimal(1, 3), decimal(12'345, 3), decimal(-5, 2), decimal(1, -17), decimal(4, 3)};
    for (const auto& price : bad) {
        auto offer = an_offer();
        offer.price = price;
        EXPECT_EQ(refused(offer), "price") << to_string(price);
        EXPECT_EQ(refused(discogs::listing_update_params{.price = price}), "price") << to_string(price);
        EXPECT_EQ(fails<bad_params>(make_client().marketplace().fee(price)).param, "amount");
    }
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(marketplace_params, suggestion_becomes_a_price_when_it_is_rounded) { // T37
    answer = [](const http::request&) {
        return json(R"j({"Very Good (VG)":{"value":14.875000000000002,"currency":"EUR"}})j");
    };
    const auto suggested = run(make_client().release(1).price_suggestions().get());
    const auto* good = suggested.find(discogs::media_condition::very_good);
    ASSERT_NE(good, nullptr);
    EXPECT_EQ(to_string(*good->value), "14.875000000000002") << "no digit is lost";
    EXPECT_EQ(suggested.find(discogs::media_condition::mint), nullptr);
    auto offer = an_offer();
    offer.price = rounded(*good->value, 2);
    EXPECT_NE(created(offer).find(R"("price":14.88,)"), std::string::npos);
}

TEST_F(marketplace_params, offer_that_lacks_something_or_cannot_be_is_refused_by_name) {
    const auto with = [](auto change) {
        auto offer = an_offer();
        change(offer);
        return offer;
    };
    using offer = discogs::listing_create_params;
    EXPECT_EQ(refused(with([](offer& o) { o.release_id = 0; })), "release_id");
    EXPECT_EQ(refused(with([](offer& o) { o.condition.reset(); })), "condition");
    EXPECT_EQ(refused(with([](offer& o) { o.weight = -1; })), "weight");
    EXPECT_EQ(refused(with([](offer& o) { o.format_quantity = -1; })), "format_quantity");
    for (const auto status :
         {discogs::listing_status::all,
          discogs::listing_status::expired,
          discogs::listing_status::sold,
          discogs::listing_status::deleted,
          discogs::listing_status::suspended,
          discogs::listing_status::violation}) {
        EXPECT_EQ(refused(with([status](offer& o) { o.status = status; })), "status");
        EXPECT_EQ(refused(discogs::listing_update_params{.status = status}), "status");
    }
    EXPECT_EQ(refused(discogs::listing_create_params{}), "release_id");
    EXPECT_EQ(refused(discogs::listing_update_params{}), "params");
    EXPECT_EQ(refused(discogs::listing_update_params{.release_id = -4}), "release_id");
    EXPECT_EQ(refused(discogs::listing_update_params{.weight = -4}), "weight");
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(marketplace_params, changes_from_an_offer_say_all_of_it_again_in_the_currency_of_the_seller) {
    answer = [](const http::request&) {
        return json(
            R"j({"id":5,"status":"For Sale","condition":"Mint (M)","sleeve_condition":"Generic","comments":"c",)j"
            R"("allow_offers":false,"price":{"value":2.5616438356164384,"currency":"USD"},)"
            R"("original_price":{"curr_abbr":"GBP","value":1.87},"release":{"id":9},"weight":230.0,)"
            R"("format_quantity":0,"external_id":"","location":"shelf"})");
    };
    const auto offer = run(make_client().marketplace().listing(5).get());
    auto changes = discogs::listing_update_params::from(offer);
    EXPECT_EQ(changes.price, decimal(187, 2));
    EXPECT_FALSE(changes.weight || changes.format_quantity) << "the service may have worked them out";
    changes.comments = "new";
    EXPECT_EQ(
        updated(changes),
        R"j({"release_id":9,"condition":"Mint (M)","price":1.87,"status":"For Sale",)j"
        R"("sleeve_condition":"Generic","comments":"new","allow_offers":false,"external_id":"","location":"shelf"})");
}

TEST_F(marketplace_params, changes_from_an_offer_leave_out_what_cannot_be_said_again) {
    discogs::listing offer;
    EXPECT_EQ(refused(discogs::listing_update_params::from(offer)), "params") << "there is nothing";
    offer.status = discogs::listing_status::expired;
    offer.condition = open_enum<discogs::media_condition>(std::string_view("Played once"));
    offer.price = discogs::price{decimal(3), {}, {}};
    const auto changes = discogs::listing_update_params::from(offer);
    EXPECT_FALSE(changes.status || changes.condition || changes.release_id);
    EXPECT_EQ(changes.price, decimal(3)) << "without an original price";
}

TEST_F(marketplace_params, order_changes_are_sent_and_contradictions_refused) { // T55, G17
    EXPECT_EQ(updated({.shipping = decimal(5)}), R"({"shipping":5.00})");
    EXPECT_EQ(updated({.shipping = decimal(0)}), R"({"shipping":0.00})");
    EXPECT_EQ(
        updated({.tracking = discogs::tracking_params{"1Z \"9\"", discogs::carrier::royal_mail}}),
        R"({"tracking":{"number":"1Z \"9\"","carrier":"Royal Mail"}})");
    EXPECT_EQ(
        updated(
            {.status = discogs::order_status::shipped, .tracking = discogs::tracking_params{.number = "7"}}),
        R"({"status":"Shipped","tracking":{"number":"7"}})");
    const auto requests = transport->count();
    EXPECT_EQ(refused(discogs::order_update_params{}), "params");
    EXPECT_EQ(
        refused(
            discogs::order_update_params{.status = discogs::order_status::shipped, .shipping = decimal(5)}),
        "shipping");
    EXPECT_EQ(refused(discogs::order_update_params{.shipping = decimal(-1, 2)}), "shipping");
    EXPECT_EQ(refused(discogs::order_update_params{.shipping = decimal(1, 3)}), "shipping");
    EXPECT_EQ(
        refused(discogs::order_update_params{.tracking = discogs::tracking_params{}}), "tracking.number");
    EXPECT_EQ(transport->count(), requests);
}

TEST_F(marketplace_params, status_of_an_order_is_one_that_a_seller_sets) { // D5, G18
    using status = discogs::order_status;
    int settable = 0;
    for (const auto& [value, text] : enum_names<status>::table()) {
        const bool of_the_service = value == status::all || value == status::merged ||
                                    value == status::order_changed || value == status::cancelled ||
                                    value == status::cancelled_refund_received;
        if (of_the_service) {
            EXPECT_EQ(refused(discogs::order_update_params{.status = value}), "status") << text;
            EXPECT_EQ(refused(discogs::order_message_params{.status = value}), "status") << text;
        } else {
            EXPECT_EQ(
                updated(discogs::order_update_params{.status = value}),
                "{\"status\":\"" + std::string(text) + "\"}");
            ++settable;
        }
    }
    EXPECT_EQ(settable, 11);
}

TEST_F(marketplace_params, message_needs_a_text_or_a_status) {
    EXPECT_EQ(refused(discogs::order_message_params{}), "message");
    EXPECT_EQ(refused(discogs::order_message_params{.message = ""}), "message");
    EXPECT_EQ(
        refused(discogs::order_message_params{.message = "", .status = discogs::order_status::shipped}),
        "message");
    EXPECT_EQ(transport->count(), 0U);
    answer = [](const http::request&) { return json(200, R"({"message":"m"})"); };
    run(make_client().marketplace().order("1-1").messages().create(
        {.status = discogs::order_status::in_progress}));
    EXPECT_EQ(last().body, R"({"status":"In Progress"})");
}

TEST_F(marketplace_params, answer_to_a_message_has_no_type_and_tells_its_kind) { // T56
    answer = [](const http::request&) {
        return json(201, R"({"from":{"username":"u"},"message":"m","order":{"id":"1-1"},"subject":"s"})");
    };
    const auto message = run(make_client().marketplace().order("1-1").messages().create({.message = "m"}));
    EXPECT_FALSE(message.type);
    EXPECT_EQ(message.kind(), discogs::message_type::message);
    EXPECT_EQ(message.from_user->username, "u");
    EXPECT_EQ(message.order->id, "1-1");
}

TEST_F(marketplace_params, id_of_an_order_is_two_numbers_and_stays_a_text) { // T29
    auto market = make_client().marketplace();
    for (const char* bad : {"", "1", "1-", "-1", "1-1-1", "1 -1", "a-1", "1-b", "1/2", "../x", "+1-1"}) {
        EXPECT_EQ(fails<bad_params>(market.order(bad).get()).param, "order_id") << bad;
        EXPECT_EQ(
            fails<bad_params>(market.order(bad).update({.status = discogs::order_status::shipped})).param,
            "order_id")
            << bad;
        auto list = market.order(bad).messages().list();
        EXPECT_EQ(fails<bad_params>(list.next()).param, "order_id") << bad;
        EXPECT_EQ(fails<bad_params>(market.order(bad).messages().create({.message = "m"})).param, "order_id");
    }
    EXPECT_EQ(transport->count(), 0U);
    answer = [](const http::request&) { return json(R"({"id":"99999999999999999999-9"})"); };
    EXPECT_EQ(run(market.order("99999999999999999999-9").get()).id, "99999999999999999999-9");
    EXPECT_EQ(last().target, "/marketplace/orders/99999999999999999999-9");
}

TEST_F(marketplace_params, ids_below_one_are_refused) {
    auto client = make_client();
    auto none = client.marketplace().listing(0);
    EXPECT_EQ(fails<bad_params>(none.get()).param, "listing_id");
    EXPECT_EQ(fails<bad_params>(done(none.update({.price = 1}))).param, "listing_id");
    const auto removal = fails<bad_params>(done(client.marketplace().listing(-1).remove()));
    EXPECT_EQ(removal.param, "listing_id");
    EXPECT_EQ(removal.method, "DELETE");
    EXPECT_EQ(fails<bad_params>(client.release(0).price_suggestions().get()).param, "release_id");
    EXPECT_EQ(fails<bad_params>(client.release(0).marketplace_stats().get()).param, "release_id");
    auto nobody = inventory("").list();
    EXPECT_EQ(fails<bad_params>(nobody.next()).param, "username");
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(marketplace_params, orders_are_filtered_by_times_and_by_whether_they_were_put_away) { // T48, T49
    using namespace std::chrono;
    EXPECT_EQ(
        target_of(
            {.status = discogs::order_status::cancelled_per_buyers_request,
             .created_after = sys_days(2019y / June / 24) + 20h + 58min + 58s,
             .created_before = sys_days(2020y / January / 1),
             .archived = true}),
        "/marketplace/orders?status=Cancelled%20%28Per%20Buyer%27s%20Request%29"
        "&created_after=2019-06-24T20%3A58%3A58Z&created_before=2020-01-01T00%3A00%3A00Z&archived=true");
    EXPECT_EQ(target_of({.archived = false}), "/marketplace/orders?archived=false");
    EXPECT_EQ(target_of({.status = discogs::order_status::all}), "/marketplace/orders?status=All");
    EXPECT_EQ(target_of({}), "/marketplace/orders");
    const sys_seconds new_year = sys_days(2020y / January / 1);
    EXPECT_EQ(
        param_of(target_of({.created_after = new_year, .created_before = new_year}), "created_after"),
        "2020-01-01T00%3A00%3A00Z");
    EXPECT_EQ(
        param_of(target_of({.created_after = sys_days(7y / March / 5)}), "created_after"),
        "0007-03-05T00%3A00%3A00Z");
    const auto requests = transport->count();
    EXPECT_EQ(
        refused(discogs::orders_params{.created_after = new_year, .created_before = new_year - 1s}),
        "created_before");
    EXPECT_EQ(refused(discogs::orders_params{.created_after = sys_days(10'000y / 1 / 1)}), "created_after");
    EXPECT_EQ(
        refused(discogs::orders_params{.created_before = sys_days(year(-1) / 12 / 31)}), "created_before");
    EXPECT_EQ(refused(discogs::orders_params{.created_before = sys_seconds::max()}), "created_before");
    EXPECT_EQ(refused(discogs::orders_params{.sort_order = discogs::sort_order::ascending}), "sort_order");
    EXPECT_EQ(refused(discogs::orders_params{.page = 0}), "page");
    EXPECT_EQ(refused(discogs::orders_params{.per_page = 101}), "per_page");
    auto messages = make_client().marketplace().order("1-1").messages().list({.page = 0});
    EXPECT_EQ(fails<bad_params>(messages.next()).param, "page");
    EXPECT_EQ(transport->count(), requests);
}

TEST_F(marketplace_params, orders_and_offers_are_sorted_by_every_key) {
    using by = discogs::order_sort;
    const std::pair<by, const char*> order_keys[] = {
        {by::id, "id"},
        {by::buyer, "buyer"},
        {by::created, "created"},
        {by::status, "status"},
        {by::last_activity, "last_activity"}};
    for (const auto& [key, word] : order_keys)
        EXPECT_EQ(param_of(target_of({.sort = key}), "sort"), word);

    using like = discogs::inventory_sort;
    const std::pair<like, const char*> keys[] = {
        {like::listed, "listed"},
        {like::price, "price"},
        {like::item, "item"},
        {like::artist, "artist"},
        {like::label, "label"},
        {like::catalog_number, "catno"},
        {like::audio, "audio"},
        {like::status, "status"},
        {like::location, "location"}};
    answer = [](const http::request&) { return json(R"({"listings":[]})"); };
    for (const auto& [key, word] : keys) {
        auto list = inventory("u").list({.sort = key});
        EXPECT_FALSE(run(list.next()));
        EXPECT_EQ(last().target, std::string("/users/u/inventory?sort=") + word);
    }
    auto bad = inventory("u").list({.sort_order = discogs::sort_order::descending});
    EXPECT_EQ(fails<bad_params>(bad.next()).param, "sort_order");
}

TEST_F(marketplace_params, inventory_is_filtered_by_every_status_in_the_service_spelling) { // G48
    const char* const texts[] = {
        "All", "For%20Sale", "Draft", "Expired", "Sold", "Deleted", "Suspended", "Violation"};
    answer = [](const http::request&) { return json(R"({"listings":[]})"); };
    std::size_t at = 0;
    for (const auto& entry : enum_names<discogs::listing_status>::table()) {
        auto list = inventory("u").list({.status = entry.value});
        EXPECT_FALSE(run(list.next()));
        ASSERT_LT(at, std::size(texts));
        EXPECT_EQ(param_of(last().target, "status"), texts[at++]);
    }
    EXPECT_EQ(at, std::size(texts));
}

// T25: a stranger's offers end behind page 100, whatever total is stated; the pager stands where it stood.
TEST_F(marketplace_params, inventory_of_somebody_else_goes_a_hundred_pages_deep) {
    answer = [](const http::request& r) -> segue::testing::reply {
        const int page = std::stoi("0" + param_of(r.target, "page"));
        if (page > 100)
            return segue::testing::error_json(
                403, "Pagination above 100 disabled for inventories besides your own");
        return json(
            R"({"pagination":{"page":)" + std::to_string(page) +
            R"(,"pages":986,"per_page":1,"items":98590,)" +
            R"("urls":{"next":"https://api.discogs.com/users/u/inventory?per_page=1&page=)" +
            std::to_string(page + 1) + R"("}},"listings":[{"id":)" + std::to_string(page) + "}]}");
    };
    auto offers = inventory("u").list({.page = 99, .per_page = 1});
    EXPECT_EQ(run(offers.next())->id.value(), 99);
    EXPECT_EQ(run(offers.next())->id.value(), 100);
    for (int again = 0; again < 2; ++again) {
        const auto f = fails<depth_limit_error>(offers.next());
        EXPECT_EQ(f.status, 403);
        EXPECT_EQ(f.cause, errc::forbidden);
    }
    EXPECT_EQ(param_of(last().target, "page"), "101");
    EXPECT_EQ(run(offers.total()), 98590);
}

TEST_F(
    marketplace_params, inventory_is_walked_with_its_filters_and_without_credentials_of_the_echo) { // T7, T24
    answer = [](const http::request& r) {
        const bool second = r.target.find("page=2") != std::string::npos;
        return json(
            std::string(R"({"pagination":{"items":2,"urls":{)") +
            (second
                 ? ""
                 : R"("next":"http://api.discogs.com/users/u/inventory?status=For+Sale&token=t&page=2&per_page=1")") +
            R"(}},"listings":[{"id":)" + (second ? "12" : "11") + "}]}");
    };
    auto offers = inventory("u").list({.status = discogs::listing_status::for_sale, .per_page = 1});
    EXPECT_EQ(run(offers.collect()).size(), 2U);
    EXPECT_EQ(last().target, "/users/u/inventory?status=For%20Sale&page=2&per_page=1");
}

TEST_F(marketplace_params, missing_seller_settings_are_no_missing_release) { // T52, G20, T74
    auto suggestions = make_client().release(1).price_suggestions();
    answer = [](const http::request&) {
        return segue::testing::error_json(404, "You must fill out your seller settings first.");
    };
    const auto f = fails<api_error>(suggestions.get());
    EXPECT_EQ(f.code, errc::seller_settings_missing);
    EXPECT_FALSE(f.code == condition::not_found);
    EXPECT_FALSE(f.code == condition::transient);
    try {
        run(suggestions.get());
        FAIL() << "no error";
    } catch (const not_found_error&) {
        FAIL() << "the release may well exist";
    } catch (const api_error& e) {
        EXPECT_EQ(e.status(), 404);
    }
    answer = [](const http::request&) { return segue::testing::error_json(404, "Release not found."); };
    fails<not_found_error>(suggestions.get());
    answer = [](const http::request&) { return json("{}"); };
    EXPECT_TRUE(run(suggestions.get()).empty()) << "no price is known";
}

TEST_F(marketplace_params, currency_of_the_client_holds_where_the_service_takes_one) {
    params.currency = discogs::currency::gbp;
    auto client = make_client();
    answer = [](const http::request&) { return json(R"({"id":5})"); };
    run(client.marketplace().listing(5).get());
    EXPECT_EQ(last().target, "/marketplace/listings/5?curr_abbr=GBP");
    run(client.marketplace().listing(5).get({.currency = discogs::currency::zar}));
    EXPECT_EQ(last().target, "/marketplace/listings/5?curr_abbr=ZAR");
    run(client.release(5).marketplace_stats().get());
    EXPECT_EQ(last().target, "/marketplace/stats/5?curr_abbr=GBP");
    run(client.release(5).price_suggestions().get());
    EXPECT_EQ(last().target, "/marketplace/price_suggestions/5");
    run(client.marketplace().fee(1));
    EXPECT_EQ(last().target, "/marketplace/fee/1.00") << "a fee has a path for it";
    EXPECT_TRUE(run(done(client.marketplace().listing(5).remove())));
    EXPECT_EQ(last().target, "/marketplace/listings/5") << "G46";
}

TEST_F(marketplace_params, fee_is_in_the_currency_that_the_answer_names) {
    answer = [](const http::request&) { return json(R"({"value":0.9,"currency":"USD"})"); };
    const auto fee = run(make_client().marketplace().fee(10, {.currency = discogs::currency::eur}));
    EXPECT_EQ(fee.as_money(), (money{decimal(9, 1), "USD"}));
}

TEST_F(marketplace_params, number_of_a_new_offer_leads_to_the_offer) { // T53, T28, G13
    auto market = make_client().marketplace();
    answer = [](const http::request&) { return json(201, R"({"listing_id":"4330647531"})"); };
    const auto made = run(market.listings().create(an_offer()));
    answer = [](const http::request&) { return json(R"({"id":4330647531})"); };
    EXPECT_EQ(run(market.listing(made.listing_id).get()).id, made.listing_id);
    EXPECT_EQ(last().target, "/marketplace/listings/4330647531");
}

TEST_F(marketplace_params, write_makes_the_answers_stale_that_show_what_it_changed) {
    cache = traffic::make_memory_cache();
    auto client = make_client();
    auto offer = client.marketplace().listing(5);
    answer = [](const http::request&) { return json(R"({"id":5,"release":{"id":9}})"); };
    run(offer.get());
    run(offer.get());
    EXPECT_EQ(transport->count(), 1U);
    answer = [](const http::request&) { return json(204, ""); };
    EXPECT_TRUE(run(done(offer.update({.price = 1}))));
    answer = [](const http::request&) { return json(R"({"id":5})"); };
    run(offer.get());
    EXPECT_EQ(transport->count(), 3U);
    auto order = client.marketplace().order("1-1");
    answer = [](const http::request&) { return json(R"({"id":"1-1"})"); };
    run(order.get());
    run(order.messages().create({.message = "m"}));
    run(order.get());
    EXPECT_EQ(transport->count(), 6U);
}

} // namespace
