#include "market_fixture.hpp"

#include <gmock/gmock.h>

namespace segue::emulator {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class emulator_prices : public market_fixture {
protected:
    static std::string stats(database_id release, const std::string& query = {}) {
        return "/marketplace/stats/" + std::to_string(release) + query;
    }
    /// A release that nobody else sells.
    database_id unsold() const {
        for (const auto& [id, release] : data_->releases)
            if (release.for_sale == 0 && release.lowest_price_cents == 0)
                return id;
        ADD_FAILURE() << "the data set sells everything";
        return 0;
    }
    void forget_the_shop() {
        for (listing_record* each : market().listings.of(other()))
            each->status = "Deleted";
    }
};

TEST_F(emulator_prices, fee_is_a_share_in_the_currency_asked_for) {
    const auto dollars = parsed(get("/marketplace/fee/20.00", ""));
    EXPECT_DOUBLE_EQ(dollars.at("value").as_double(), 1.8);
    EXPECT_EQ(text(dollars.at("currency")), "USD");
    EXPECT_EQ(text(parsed(get("/marketplace/fee/20.00/GBP", "")).at("currency")), "GBP");
    EXPECT_DOUBLE_EQ(parsed(get("/marketplace/fee/0.01/EUR", "")).at("value").as_double(), 0.1);
}

TEST_F(emulator_prices, fee_of_a_price_without_two_decimals_is_404) {
    for (const char* path :
         {"20", "20.0", "20.0000", "20,00", "-1.00", "1e2", "abc", "20.00/DKK", "20.00/usd", "20/EUR"})
        EXPECT_EQ(get(std::string("/marketplace/fee/") + path).status, 404) << path;
    EXPECT_EQ(post("/marketplace/fee/20.00", "{}").status, 405);
}

TEST_F(emulator_prices, suggestions_fall_with_the_grade) {
    const response answer = get("/marketplace/price_suggestions/352665");
    ASSERT_EQ(answer.status, 200);
    const auto body = parsed(answer).as_object();
    ASSERT_EQ(body.size(), 8U);
    double before = 1e9;
    for (const std::string_view grade : media_conditions()) {
        const auto& price = body.at(boost::json::string_view(grade.data(), grade.size()));
        EXPECT_EQ(text(price.at("currency")), "EUR");
        EXPECT_LT(price.at("value").as_double(), before) << grade;
        before = price.at("value").as_double();
    }
    EXPECT_GT(before, 0);
}

TEST_F(emulator_prices, suggestions_need_a_user_and_seller_settings) {
    EXPECT_EQ(get("/marketplace/price_suggestions/352665", "").status, 401);
    const response barred = get("/marketplace/price_suggestions/352665", third());
    EXPECT_EQ(barred.status, 404);
    EXPECT_EQ(message_of(barred), "You must fill out your seller settings first.");
    EXPECT_EQ(message_of(get("/marketplace/price_suggestions/4")), "Release not found.");
    market().sellers.clear();
    EXPECT_EQ(
        message_of(get("/marketplace/price_suggestions/352665")),
        "You must fill out your seller settings first.");
}

TEST_F(emulator_prices, suggestions_without_data_are_an_empty_object) {
    forget_the_shop();
    const response answer = get("/marketplace/price_suggestions/" + std::to_string(unsold()));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(*answer.body, "{}");
}

TEST_F(emulator_prices, stats_follow_the_listings) {
    forget_the_shop();
    const auto before = parsed(get(stats(352665), ""));
    EXPECT_EQ(before.at("num_for_sale").as_int64(), 186);
    EXPECT_DOUBLE_EQ(before.at("lowest_price").at("value").as_double(), 3.49);
    EXPECT_EQ(text(before.at("lowest_price").at("currency")), "USD");
    EXPECT_FALSE(before.at("blocked_from_sale").as_bool());

    const std::int64_t id = list();
    EXPECT_EQ(post(listing_path(id), R"({"price": 0.92})").status, 204);
    const auto listed = parsed(get(stats(352665, "?curr_abbr=USD")));
    EXPECT_EQ(listed.at("num_for_sale").as_int64(), 187);
    EXPECT_DOUBLE_EQ(listed.at("lowest_price").at("value").as_double(), 1.0);
    EXPECT_DOUBLE_EQ(parsed(get(stats(352665))).at("lowest_price").at("value").as_double(), 0.92);

    EXPECT_EQ(post(listing_path(id), R"({"release_id": 249504})").status, 204);
    EXPECT_EQ(parsed(get(stats(352665))).at("num_for_sale").as_int64(), 186)
        << "it is of another release now";
    EXPECT_EQ(post(listing_path(id), R"({"release_id": 352665})").status, 204);
    EXPECT_EQ(parsed(get(stats(352665))).at("num_for_sale").as_int64(), 187);
    order_of({id});
    EXPECT_EQ(parsed(get(stats(352665))).at("num_for_sale").as_int64(), 186) << "it is sold";
}

TEST_F(emulator_prices, releases_and_masters_tell_the_same) {
    forget_the_shop();
    const auto number = [this](const std::string& target) {
        return parsed(get(target)).at("num_for_sale").as_int64();
    };
    const auto master = "/masters/" + std::to_string(data_->release(352665)->master_id);
    const auto of_release = number("/releases/352665");
    const auto of_master = number(master);
    const std::int64_t id = list();
    post(listing_path(id), R"({"price": 0.01})");
    EXPECT_EQ(number("/releases/352665"), of_release + 1);
    EXPECT_EQ(number(master), of_master + 1);
    EXPECT_DOUBLE_EQ(parsed(get("/releases/352665")).at("lowest_price").as_double(), 0.01);
    EXPECT_DOUBLE_EQ(parsed(get(master)).at("lowest_price").as_double(), 0.01);
}

TEST_F(emulator_prices, nothing_for_sale_and_blocked_are_told_apart) {
    forget_the_shop();
    const database_id release = unsold();
    const auto none = parsed(get(stats(release)));
    EXPECT_EQ(none.at("num_for_sale").as_int64(), 0);
    EXPECT_TRUE(none.at("lowest_price").is_null());
    EXPECT_FALSE(none.at("blocked_from_sale").as_bool());
    market().blocked.insert(352665);
    const auto blocked = parsed(get(stats(352665)));
    EXPECT_TRUE(blocked.at("num_for_sale").is_null());
    EXPECT_TRUE(blocked.at("lowest_price").is_null());
    EXPECT_TRUE(blocked.at("blocked_from_sale").as_bool());
    EXPECT_TRUE(parsed(get("/releases/352665")).at("blocked_from_sale").as_bool());
}

TEST_F(emulator_prices, stats_refuse_unknown_releases_and_currencies) {
    EXPECT_EQ(message_of(get(stats(4))), "Release not found.");
    EXPECT_EQ(get(stats(352665, "?curr_abbr=XXX")).status, 422);
}

} // namespace
} // namespace segue::emulator
