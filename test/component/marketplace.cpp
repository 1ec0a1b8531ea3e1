// Offers, orders, messages and prices of the emulator through the client's nodes, over TLS; and the jobs of
// inventories, looked at one by one.

#include "support/on_emulator.hpp"

#include <array>

namespace {

using namespace segue;

constexpr discogs::release_id no_release(999'999'999);
constexpr discogs::listing_id no_listing(999'999'999'999);

class marketplace : public test::on_emulator {
protected:
    marketplace() { start(); }

    void TearDown() override {
        EXPECT_TRUE(observer->drifts.empty()) << "the emulator's answers are understood";
    }

    discogs::client client_of(const std::string& token) {
        auto p = params();
        p.token = token;
        return make_client(p);
    }

    discogs::listing_id offered(const discogs::client& client, decimal price = decimal(1250, 2)) {
        const discogs::listing_create_params offer{
            .release_id = known_release,
            .condition = discogs::media_condition::near_mint,
            .price = price,
            .comments = "Sealed; \"as new\"",
            .location = "Cellar"};
        return run(client.marketplace().listings().create(offer)).listing_id;
    }
};

TEST_F(marketplace, offer_is_made_seen_changed_and_taken_back) {
    const auto client = make_client();
    const auto id = offered(client);
    const auto offer = client.marketplace().listing(id);
    auto seen = run(offer.get());
    EXPECT_EQ(seen.id, id);
    EXPECT_EQ(seen.condition, discogs::media_condition::near_mint);
    EXPECT_EQ(seen.comments, "Sealed; \"as new\"");
    EXPECT_EQ(seen.original_price->value, decimal(1250, 2));
    EXPECT_EQ(run(offer.get({.currency = discogs::currency::gbp})).price->currency, discogs::currency::gbp);

    EXPECT_TRUE(run(done(offer.update({.price = decimal(20), .status = discogs::listing_status::draft}))));
    seen = run(offer.get());
    EXPECT_EQ(seen.original_price->value, decimal(20));
    EXPECT_EQ(seen.status, discogs::listing_status::draft);
    EXPECT_EQ(seen.comments, "Sealed; \"as new\"") << "what was not named stays";

    EXPECT_TRUE(run(done(offer.remove())));
    EXPECT_EQ(fails<not_found_error>(offer.get()).status, 404);
    fails<not_found_error>(done(offer.update({.price = decimal(1)})));
    fails<not_found_error>(done(offer.remove()));
    fails<not_found_error>(done(client.marketplace().listing(no_listing).remove()));
}

TEST_F(marketplace, offer_of_somebody_else_is_not_to_be_touched) {
    const auto id = offered(make_client());
    const auto theirs = client_of(service().token_of(service().other_username())).marketplace().listing(id);
    EXPECT_FALSE(run(theirs.get()).location) << "the seller's alone";
    fails<forbidden_error>(done(theirs.update({.price = decimal(1)})));
    fails<forbidden_error>(done(theirs.remove()));
    const auto nobody = client_of({}).marketplace();
    fails<authentication_error>(done(nobody.listing(id).remove()));
    const discogs::listing_create_params offer{
        .release_id = no_release, .condition = discogs::media_condition::poor, .price = decimal(1)};
    fails<authentication_error>(nobody.listings().create(offer));
    const auto mine = make_client().marketplace();
    EXPECT_EQ(fails<not_found_error>(mine.listings().create(offer)).message, "Release not found.");
}

TEST_F(marketplace, inventory_is_walked_in_the_order_asked_for) {
    const auto client = make_client();
    for (const int price : {3, 1, 2})
        offered(client, decimal(price));
    auto list = client.user(service().username())
                    .inventory()
                    .list(
                        {.status = discogs::listing_status::for_sale,
                         .sort = discogs::inventory_sort::price,
                         .sort_order = discogs::sort_order::descending,
                         .per_page = 2});
    std::vector<decimal> prices;
    for (const auto& each : run(list.collect()))
        prices.push_back(*each.original_price->value);
    EXPECT_EQ(prices, (std::vector<decimal>{3, 2, 1}));
    auto nobodys = client.user("nobody.of.this_name-1").inventory().list();
    fails<not_found_error>(nobodys.next());
}

TEST_F(marketplace, order_goes_its_way_with_messages) {
    const auto client = make_client();
    const auto id = service().sell(offered(client).value(), service().other_username());
    auto list = client.marketplace().orders().list({.status = discogs::order_status::new_order});
    EXPECT_EQ(run(list.collect()).at(0).id, id);
    const auto order = client.marketplace().order(id);
    EXPECT_EQ(run(order.get()).buyer->username, service().other_username());

    EXPECT_EQ(run(order.update({.shipping = decimal(450, 2)})).status, discogs::order_status::invoice_sent);
    const auto sent = run(
        order.messages().create({.message = "It is on its way.", .status = discogs::order_status::shipped}));
    EXPECT_EQ(sent.from_user->username, service().username());
    EXPECT_EQ(run(order.get()).status, discogs::order_status::shipped);
    auto messages = order.messages().list({.per_page = 2});
    const auto all = run(messages.collect());
    EXPECT_GE(all.size(), 3U);
    EXPECT_NE(all.at(0).message.value_or("").find("It is on its way."), std::string::npos) << "newest first";
    fails<validation_error>(order.update({.status = discogs::order_status::new_order}));
}

TEST_F(marketplace, order_is_shown_to_its_parties_alone) {
    const auto id = service().sell(offered(make_client()).value(), service().other_username());
    const auto buyers = client_of(service().token_of(service().other_username())).marketplace().order(id);
    EXPECT_EQ(run(buyers.get()).id, id);
    fails<forbidden_error>(buyers.update({.status = discogs::order_status::shipped}));
    const auto nobodys = client_of({}).marketplace();
    fails<authentication_error>(nobodys.order(id).get());
    auto orders = nobodys.orders().list();
    fails<authentication_error>(orders.next());
    const auto missing = make_client().marketplace().order("1-99999999");
    fails<not_found_error>(missing.get());
    fails<not_found_error>(missing.messages().create({.message = "Hello?"}));
    auto messages = missing.messages().list();
    fails<not_found_error>(messages.next());
}

TEST_F(marketplace, prices_are_told) {
    const auto client = make_client();
    const auto market = client.marketplace();
    EXPECT_GT(*run(market.fee(decimal(20))).value, decimal(0));
    const auto fee = run(market.fee(decimal(1999, 2), {.currency = discogs::currency::gbp}));
    EXPECT_EQ(fee.currency, discogs::currency::gbp);
    const auto suggested = run(client.release(known_release).price_suggestions().get());
    EXPECT_GT(*suggested.mint->value, *suggested.poor->value);
    offered(client);
    const auto stats = run(client.release(known_release).marketplace_stats().get());
    EXPECT_GE(stats.num_for_sale, 1);
    fails<not_found_error>(client.release(no_release).price_suggestions().get());
    fails<not_found_error>(client.release(no_release).marketplace_stats().get());
    fails<authentication_error>(client_of({}).release(known_release).price_suggestions().get());
}

TEST_F(marketplace, account_without_seller_settings_is_told_so_and_sells_nothing) {
    service().set_seller_settings(service().username(), false);
    const auto why = fails<api_error>(make_client().release(known_release).price_suggestions().get());
    EXPECT_EQ(why.code, errc::seller_settings_missing);
    EXPECT_EQ(why.message, "You must fill out your seller settings first.");
    const discogs::listing_create_params offer{
        .release_id = known_release, .condition = discogs::media_condition::poor, .price = decimal(1)};
    EXPECT_EQ(
        fails<forbidden_error>(make_client().marketplace().listings().create(offer)).message,
        "You don't have permission to access this resource.");
}

TEST_F(marketplace, jobs_are_looked_at_and_listed) {
    const auto client = make_client();
    const std::array<discogs::inventory_add_row, 1> rows{
        {{.release_id = known_release,
          .price = decimal(1500, 2),
          .media_condition = discogs::media_condition::mint}}};
    const auto upload = run(client.inventory_uploads().add(rows));
    EXPECT_EQ(run(client.inventory_upload(upload).get()).id, upload);
    auto uploads = client.inventory_uploads().list({.per_page = 5});
    EXPECT_EQ(run(uploads.collect()).at(0).id, upload);
    const auto asked = run(client.inventory_exports().create());
    EXPECT_EQ(run(client.inventory_export(asked).get()).id, asked);
    fails<not_found_error>(client.inventory_export(999'999'999).get());
    fails<not_found_error>(client.inventory_upload(999'999'999).get());
    auto nobodys = client_of({}).inventory_uploads().list();
    fails<authentication_error>(nobodys.next());
}

} // namespace
