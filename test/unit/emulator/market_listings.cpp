#include "market_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace segue::emulator {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class emulator_listings : public market_fixture {
protected:
    std::string inventory(const std::string& query = {}) { return "/users/" + me() + "/inventory" + query; }
    std::string foreign(const std::string& query = {}) { return "/users/" + other() + "/inventory" + query; }
    std::vector<std::string> ids(const std::string& target, const std::string& token) {
        const response answer = get(target, token);
        EXPECT_EQ(answer.status, 200) << target << " " << message_of(answer);
        return answer.status == 200 ? members(parsed(answer), "listings", "id") : std::vector<std::string>{};
    }
    void set_status(std::int64_t id, const std::string& status) {
        market().listings.find(id)->status = status;
    }
};

TEST_F(emulator_listings, what_is_created_is_found) {
    const response made = post(
        "/marketplace/listings",
        R"j({"release_id": "352665", "condition": "Very Good (VG)", "sleeve_condition": "No Cover",
            "price": 9.999, "comments": "ok", "allow_offers": true, "status": "For Sale", "external_id": "x1",
            "location": "shelf", "weight": 230, "format_quantity": "auto"})j");
    ASSERT_EQ(made.status, 201) << message_of(made);
    const auto answer = parsed(made);
    const std::int64_t id = answer.at("listing_id").as_int64();
    EXPECT_GT(id, std::int64_t{1} << 31U);
    EXPECT_EQ(text(answer.at("resource_url")), "https://api.discogs.com" + listing_path(id));
    EXPECT_THAT(ids(inventory(), mine()), ElementsAre(std::to_string(id)));

    const auto body = parsed(get(listing_path(id)));
    EXPECT_EQ(body.at("id").as_int64(), id);
    EXPECT_EQ(text(body.at("status")), "For Sale");
    EXPECT_EQ(text(body.at("condition")), "Very Good (VG)");
    EXPECT_EQ(text(body.at("sleeve_condition")), "No Cover");
    EXPECT_EQ(text(body.at("comments")), "ok");
    EXPECT_EQ(text(body.at("posted")), "1994-11-06T01:49:37-07:00");
    EXPECT_TRUE(body.at("allow_offers").as_bool());
    EXPECT_DOUBLE_EQ(body.at("price").at("value").as_double(), 10.0);
    EXPECT_EQ(text(body.at("price").at("currency")), "EUR") << "the account's own currency";
    EXPECT_EQ(text(body.at("original_price").at("formatted")), "€10.00");
    EXPECT_EQ(text(body.at("seller").at("username")), me());
    EXPECT_TRUE(body.at("seller").at("stats").at("rating").is_string());
    EXPECT_EQ(body.at("release").at("id").as_int64(), 352665);
    EXPECT_TRUE(body.at("release").at("master_id").is_null());
    EXPECT_THAT(text(body.at("release").at("description")), HasSubstr("The Downward Spiral (CD"));
    EXPECT_FALSE(body.at("in_cart").as_bool());
    EXPECT_DOUBLE_EQ(body.at("weight").as_double(), 230);
    EXPECT_EQ(body.at("format_quantity").as_int64(), 0);
    EXPECT_EQ(text(body.at("external_id")), "x1");
    EXPECT_EQ(text(body.at("location")), "shelf");
    EXPECT_EQ(body.at("quantity").as_int64(), 1);
}

TEST_F(emulator_listings, strangers_do_not_see_what_is_private) {
    const std::int64_t id = list(R"j(, "external_id": "x1", "location": "shelf")j");
    for (const std::string& token : {others(), std::string{}}) {
        const response answer = get(listing_path(id), token);
        ASSERT_EQ(answer.status, 200);
        const auto body = parsed(answer).as_object();
        for (const char* hidden :
             {"weight", "format_quantity", "external_id", "location", "quantity", "estimated_weight"})
            EXPECT_FALSE(body.contains(hidden)) << hidden;
        EXPECT_EQ(body.contains("in_cart"), !token.empty());
        EXPECT_EQ(body.at("shipping_price").as_object().empty(), token.empty());
        EXPECT_EQ(text(body.at("price").at("currency")), "USD");
        EXPECT_DOUBLE_EQ(body.at("price").at("value").as_double(), 13.59);
        EXPECT_EQ(text(body.at("original_price").at("curr_abbr")), "EUR");
        EXPECT_EQ(text(body.at("release").at("thumbnail")).empty(), token.empty());
    }
}

TEST_F(emulator_listings, price_follows_the_currency_that_is_asked_for) {
    const std::int64_t id = list();
    const auto body = parsed(get(listing_path(id) + "?curr_abbr=GBP"));
    EXPECT_EQ(text(body.at("price").at("currency")), "GBP");
    EXPECT_DOUBLE_EQ(body.at("price").at("value").as_double(), 10.73);
    const response refused = get(listing_path(id) + "?curr_abbr=DKK");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(message_of(refused), HasSubstr("Invalid curr_abbr: expected one of AUD, "));
}

TEST_F(emulator_listings, bad_members_are_refused_by_name) {
    const struct {
        const char* body;
        const char* message;
    } cases[] = {
        {"", "Invalid body: expected a JSON object."},
        {"[]", "Invalid body: expected a JSON object."},
        {"{\"release_id\": 1", "Invalid body: expected a JSON object."},
        {R"j({"condition": "Mint (M)", "price": 1})j", "Invalid release_id: expected integer."},
        {R"j({"release_id": "x", "condition": "Mint (M)", "price": 1})j",
         "Invalid release_id: expected integer."},
        {R"j({"release_id": 0, "condition": "Mint (M)", "price": 1})j",
         "Invalid release_id: expected at least 1."},
        {R"j({"release_id": 352665, "price": 1})j", "Invalid condition: expected one of Mint (M), Near Mint"},
        {R"j({"release_id": 352665, "condition": "Mint", "price": 1})j",
         "Invalid condition: expected one of"},
        {R"j({"release_id": 352665, "condition": "Generic", "price": 1})j",
         "Invalid condition: expected one of"},
        {R"j({"release_id": 352665, "condition": "Mint (M)"})j", "Invalid price: expected float."},
        {R"j({"release_id": 352665, "condition": "Mint (M)", "price": null})j",
         "Invalid price: expected float."},
        {R"j({"release_id": 352665, "condition": "Mint (M)", "price": "much"})j",
         "Invalid price: expected float."},
        {R"j({"release_id": 352665, "condition": "Mint (M)", "price": true})j",
         "Invalid price: expected float."},
        {R"j({"release_id": 352665, "condition": "Mint (M)", "price": 0})j",
         "Invalid price: expected at least 0.01."},
        {R"j({"release_id": 352665, "condition": "Mint (M)", "price": -3})j",
         "Invalid price: expected at least"},
        {R"j({"release_id": 352665, "condition": "Mint (M)", "price": 1e12})j",
         "Invalid price: expected float."},
        {R"j({"release_id": 352665, "condition": "Mint (M)", "price": 1, "sleeve_condition": "Torn"})j",
         "Invalid sleeve_condition: expected one of"},
        {R"j({"release_id": 352665, "condition": "Mint (M)", "price": 1, "status": "Sold"})j",
         "Invalid status: expected one of Draft, For Sale."},
        {R"j({"release_id": 352665, "condition": "Mint (M)", "price": 1, "status": "for sale"})j",
         "Invalid status: expected one of"},
        {R"j({"release_id": 352665, "condition": "Mint (M)", "price": 1, "comments": 4})j",
         "Invalid comments: expected string."},
        {R"j({"release_id": 352665, "condition": "Mint (M)", "price": 1, "allow_offers": "Y"})j",
         "Invalid allow_offers: expected boolean."},
        {R"j({"release_id": 352665, "condition": "Mint (M)", "price": 1, "weight": "heavy"})j",
         "Invalid weight: expected integer."},
        {R"j({"release_id": 352665, "condition": "Mint (M)", "price": 1, "format_quantity": -1})j",
         "Invalid format_quantity: expected at least 0."},
    };
    for (const auto& one : cases) {
        const response answer = post("/marketplace/listings", one.body);
        EXPECT_EQ(answer.status, 422) << one.body;
        EXPECT_THAT(message_of(answer), HasSubstr(one.message)) << one.body;
    }
    EXPECT_THAT(ids(inventory(), mine()), SizeIs(0)) << "nothing was listed";
}

TEST_F(emulator_listings, listing_needs_a_user_a_release_and_seller_settings) {
    const std::string body = R"j({"release_id": 4, "condition": "Mint (M)", "price": 1})j";
    EXPECT_EQ(post("/marketplace/listings", body, "").status, 401);
    const response unknown = post("/marketplace/listings", body);
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(message_of(unknown), "Release not found.");
    const response barred = post("/marketplace/listings", body, third());
    EXPECT_EQ(barred.status, 403);
    EXPECT_EQ(message_of(barred), "You don't have permission to access this resource.");
    market().blocked.insert(352665);
    const response blocked =
        post("/marketplace/listings", R"j({"release_id": 352665, "condition": "Mint (M)", "price": 1})j");
    EXPECT_EQ(blocked.status, 422);
    EXPECT_THAT(message_of(blocked), HasSubstr("blocked from sale"));
}

TEST_F(emulator_listings, edits_change_what_they_name) {
    const std::int64_t id = list(R"j(, "comments": "first", "weight": 100)j");
    pass(60s);
    EXPECT_EQ(
        post(listing_path(id), R"j({"price": "20.5", "weight": "auto", "release_id": 249504})j").status, 204);
    const auto body = parsed(get(listing_path(id)));
    EXPECT_DOUBLE_EQ(body.at("price").at("value").as_double(), 20.5);
    EXPECT_EQ(body.at("release").at("id").as_int64(), 249504);
    EXPECT_EQ(text(body.at("comments")), "first");
    EXPECT_EQ(text(body.at("condition")), "Mint (M)");
    EXPECT_NE(body.at("weight").as_double(), 100);
    EXPECT_EQ(text(body.at("posted")), "1994-11-06T01:49:37-07:00");
    EXPECT_EQ(post(listing_path(id), R"j({"price": "cheap"})j").status, 422);
    EXPECT_EQ(post(listing_path(id), R"j({"release_id": 4})j").status, 404);
    EXPECT_EQ(post(listing_path(id), "no json").status, 422);
    EXPECT_EQ(post(listing_path(id), R"j({"price": 1})j", others()).status, 403);
    EXPECT_EQ(post(listing_path(id), R"j({"price": 1})j", "").status, 401);
    EXPECT_EQ(post(listing_path(1), R"j({"price": 1})j").status, 404);
    EXPECT_DOUBLE_EQ(parsed(get(listing_path(id))).at("price").at("value").as_double(), 20.5);
}

TEST_F(emulator_listings, what_comes_on_sale_again_is_listed_anew) {
    const std::int64_t id = list();
    for (const char* before : {"Draft", "Expired"}) {
        set_status(id, before);
        pass(60s);
        EXPECT_EQ(post(listing_path(id), R"j({"status": "For Sale"})j").status, 204) << before;
        EXPECT_EQ(text(parsed(get(listing_path(id))).at("status")), "For Sale") << before;
    }
    EXPECT_EQ(text(parsed(get(listing_path(id))).at("posted")), "1994-11-06T01:51:37-07:00");
}

TEST_F(emulator_listings, sold_and_barred_ones_cannot_be_edited_but_deleted) {
    for (const char* status : {"Sold", "Suspended", "Violation"}) {
        const std::int64_t id = list();
        set_status(id, status);
        const response refused = post(listing_path(id), R"j({"price": 1})j");
        EXPECT_EQ(refused.status, 422) << status;
        EXPECT_THAT(message_of(refused), HasSubstr(status));
        EXPECT_EQ(remove(listing_path(id)).status, 204) << status;
    }
}

TEST_F(emulator_listings, deleted_ones_are_gone_for_good) {
    const std::int64_t id = list();
    EXPECT_EQ(send(with_body("DELETE", listing_path(id), {}, others())).status, 403);
    EXPECT_EQ(send(with_body("DELETE", listing_path(id), {}, "")).status, 401);
    const response gone = remove(listing_path(id));
    EXPECT_EQ(gone.status, 204);
    EXPECT_EQ(gone.body, nullptr);
    EXPECT_EQ(get(listing_path(id)).status, 404);
    EXPECT_EQ(remove(listing_path(id)).status, 404);
    EXPECT_EQ(post(listing_path(id), R"j({"price": 1})j").status, 404);
    EXPECT_THAT(ids(inventory(), mine()), SizeIs(0));
    EXPECT_THAT(ids(inventory("?status=Deleted"), mine()), ElementsAre(std::to_string(id)));
}

TEST_F(emulator_listings, drafts_are_the_owners_only) {
    const std::int64_t id = list(R"j(, "status": "Draft")j");
    EXPECT_EQ(get(listing_path(id)).status, 200);
    EXPECT_EQ(get(listing_path(id), others()).status, 404);
    EXPECT_EQ(get(listing_path(id), "").status, 404);
    EXPECT_THAT(ids(inventory(), others()), SizeIs(0));
    EXPECT_THAT(ids(inventory("?status=Draft"), others()), SizeIs(0));
    EXPECT_THAT(ids(inventory("?status=Draft"), mine()), SizeIs(1));
    EXPECT_EQ(remove(listing_path(id)).status, 204);
}

TEST_F(emulator_listings, filters_choose_by_status) {
    std::vector<std::string> made;
    for (const char* status : {"For Sale", "Draft", "Expired", "Sold", "Suspended", "Violation", "Deleted"}) {
        made.push_back(std::to_string(list()));
        set_status(std::stoll(made.back()), status);
    }
    EXPECT_THAT(ids(inventory(), mine()), SizeIs(6));
    EXPECT_THAT(ids(inventory("?status=All"), mine()), SizeIs(7));
    EXPECT_THAT(ids(inventory("?status=For%20Sale"), mine()), ElementsAre(made[0]));
    EXPECT_THAT(ids(inventory("?status=for+sale"), mine()), ElementsAre(made[0]));
    EXPECT_THAT(ids(inventory("?status=Expired"), mine()), ElementsAre(made[2]));
    EXPECT_THAT(ids(inventory("?status=Sold"), mine()), ElementsAre(made[3]));
    EXPECT_THAT(ids(inventory("?status=All"), others()), ElementsAre(made[0])) << "whatever it says";
    EXPECT_THAT(ids(inventory("?status=Sold"), ""), ElementsAre(made[0]));
    const response refused = get(inventory("?status=Gone"));
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(
        message_of(refused),
        "Invalid status: expected one of All, Deleted, Draft, Expired, For Sale, Sold, Suspended, "
        "Violation.");
}

TEST_F(emulator_listings, every_sort_key_orders_both_ways) {
    made_.change([&](const catalog& data, world& state) {
        state.market.listings.stock(data, me(), "EUR", 80, whole_second(now_.wall));
    });
    const auto values = [this](const std::string& key, const std::string& direction) {
        const auto body = parsed(get(inventory("?per_page=100&sort=" + key + "&sort_order=" + direction)));
        std::vector<std::string> out;
        for (const auto& item : body.at("listings").as_array()) {
            const auto& release = item.at("release");
            if (key == "price") {
                const std::string price =
                    std::to_string(std::llround(item.at("price").at("value").as_double() * 100));
                out.push_back(std::string(10 - price.size(), '0') + price);
            } else if (key == "item")
                out.push_back(text(release.at("title")));
            else if (key == "catno")
                out.push_back(text(release.at("catalog_number")));
            else if (key == "listed")
                out.push_back(text(item.at("posted")));
            else if (key == "status" || key == "location")
                out.push_back(text(item.at(key)));
            else
                out.push_back(text(release.at(key)));
        }
        return out;
    };
    for (const char* key : {"listed", "price", "item", "artist", "label", "catno", "location"}) {
        const auto up = values(key, "asc");
        const auto down = values(key, "desc");
        ASSERT_THAT(up, SizeIs(80)) << key;
        EXPECT_TRUE(std::is_sorted(up.begin(), up.end())) << key;
        EXPECT_TRUE(std::is_sorted(down.rbegin(), down.rend())) << key;
        EXPECT_NE(up.front(), up.back()) << key;
    }
    set_status(std::stoll(ids(inventory(), mine()).front()), "Draft");
    EXPECT_EQ(values("status", "asc").front(), "Draft");
    EXPECT_EQ(values("status", "desc").back(), "Draft");
    EXPECT_EQ(get(inventory("?sort=audio")).status, 200);
}

TEST_F(emulator_listings, unknown_sort_keys_and_those_of_the_owner_are_refused) {
    EXPECT_EQ(
        message_of(get(inventory("?sort=color"))),
        "Invalid sort: expected one of listed, price, item, artist, label, catno, audio, status, "
        "location.");
    EXPECT_EQ(get(inventory("?sort=price&sort_order=up")).status, 422);
    for (const char* key : {"status", "location"}) {
        const response refused = get(foreign(std::string("?sort=") + key));
        EXPECT_EQ(refused.status, 422) << key;
        EXPECT_EQ(
            message_of(refused),
            "Invalid sort: expected one of listed, price, item, artist, label, catno, audio.");
    }
}

TEST_F(emulator_listings, the_text_filter_is_loose) {
    const std::int64_t id = list();
    post("/marketplace/listings", R"j({"release_id": 249504, "condition": "Mint (M)", "price": 1})j");
    EXPECT_THAT(ids(inventory("?q=downward+SPIRAL"), mine()), ElementsAre(std::to_string(id)));
    EXPECT_THAT(ids(inventory("?q=no+such+thing"), mine()), SizeIs(0));
}

TEST_F(emulator_listings, pages_are_walked_with_their_parameters) {
    const auto first = parsed(get(foreign("?status=For%20Sale&sort=price&per_page=50")));
    EXPECT_EQ(first.at("pagination").at("items").as_int64(), 120);
    EXPECT_EQ(first.at("pagination").at("pages").as_int64(), 3);
    EXPECT_THAT(
        text(first.at("pagination").at("urls").at("next")), HasSubstr("status=For%20Sale&sort=price&"));
    EXPECT_THAT(members(first, "listings", "status"), Each(std::string("For Sale")));
    EXPECT_THAT(ids(foreign("?per_page=50&page=3"), ""), SizeIs(20));
    EXPECT_EQ(get(foreign("?per_page=50&page=4")).status, 404);
    EXPECT_EQ(get("/users/nobody_there/inventory").status, 404);
}

TEST_F(emulator_listings, foreign_inventories_end_at_page_100_and_own_ones_do_not) {
    EXPECT_EQ(get(foreign("?per_page=1&page=100")).status, 200);
    for (const char* page : {"101", "120", "5000"}) {
        const response refused = get(foreign(std::string("?per_page=1&page=") + page));
        EXPECT_EQ(refused.status, 403);
        EXPECT_EQ(message_of(refused), "Pagination above 100 disabled for inventories besides your own");
    }
    EXPECT_EQ(get(foreign("?per_page=1&page=120"), others()).status, 200);
    EXPECT_EQ(get(foreign("?per_page=1&page=121"), others()).status, 404);
}

TEST_F(emulator_listings, paging_faults_reach_inventories) {
    answer_options options;
    options.inserted_items = 2;
    const auto drifted = parsed(made_.answer(with_token(foreign("?per_page=10")), now_, options).answer);
    EXPECT_EQ(drifted.at("pagination").at("items").as_int64(), 122);
    EXPECT_EQ(drifted.at("listings").at(0).at("id").as_int64(), 90'000'001);
    options.inserted_items = 0;
    options.short_page = true;
    const auto cut = parsed(made_.answer(with_token(foreign("?per_page=10")), now_, options).answer);
    EXPECT_THAT(cut.at("listings").as_array(), SizeIs(7));
}

TEST_F(emulator_listings, the_same_seed_gives_the_same_shop) {
    service again(
        [] {
            emulator_params params;
            params.rate = 1'000;
            return params;
        }(),
        data_);
    const response one = get(foreign());
    const response two = again.answer(with_token(foreign()), now_).answer;
    ASSERT_EQ(one.status, 200);
    EXPECT_EQ(*one.body, *two.body);
}

TEST_F(emulator_listings, a_stock_is_there_from_the_beginning_when_wanted) {
    emulator_params params;
    params.inventory_size = 230;
    params.orders = 3;
    service stocked(params, data_);
    const auto body = parsed(stocked.answer(with_token(inventory("?status=For+Sale")), now_).answer);
    EXPECT_EQ(body.at("pagination").at("items").as_int64(), 230);
    const auto sold = parsed(stocked.answer(with_token("/marketplace/orders"), now_).answer);
    EXPECT_EQ(sold.at("pagination").at("items").as_int64(), 3);
}

} // namespace
} // namespace segue::emulator
