#include "blocking_client.hpp"

#include <segue/emulator/emulator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace segue::emulator {
namespace {

using namespace std::chrono_literals;
using testing::blocking_client;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::reply;
using ::testing::SizeIs;

emulator_params plain() {
    emulator_params out;
    out.transport = transport_kind::http;
    return out;
}

/// What only other people or the site can do, through the members of the emulator.
class emulator_market_controls : public ::testing::Test {
protected:
    reply get(const std::string& target) { return client_.get(target, service_.token()); }
    std::string order(const std::string& id) { return get("/marketplace/orders/" + id).body; }
    std::string listing(std::int64_t id) { return get("/marketplace/listings/" + std::to_string(id)).body; }

    emulator service_{plain()};
    blocking_client client_{service_.base_url(), service_.ca_file()};
};

TEST_F(emulator_market_controls, stock_is_on_sale_and_can_be_sold) {
    const auto copies = service_.stock(service_.username(), 3);
    ASSERT_THAT(copies, SizeIs(3));
    EXPECT_THAT(get("/users/" + service_.username() + "/inventory").body, HasSubstr("\"items\":3"));
    const std::string one = service_.sell(copies[0], service_.other_username());
    EXPECT_THAT(one, EndsWith("-1"));
    const std::string two = service_.sell({copies[1], copies[2]}, service_.other_username());
    EXPECT_THAT(two, EndsWith("-2"));
    EXPECT_THAT(order(two), HasSubstr("\"id\":" + std::to_string(copies[2])));
    EXPECT_THAT(listing(copies[0]), HasSubstr("\"status\":\"Sold\""));
    EXPECT_THROW(service_.sell(copies[0], service_.other_username()), std::invalid_argument);
    EXPECT_THROW(service_.stock("nobody_there", 1), std::invalid_argument);
    EXPECT_THROW(service_.stock(service_.username(), -1), std::invalid_argument);
    EXPECT_THAT(service_.stock(service_.username(), 0), IsEmpty());
}

TEST_F(emulator_market_controls, the_site_sets_statuses_that_sellers_cannot) {
    const std::int64_t id = service_.stock(service_.username(), 1).front();
    for (const char* status : {"Violation", "Suspended", "Expired"}) {
        service_.set_listing_status(id, status);
        EXPECT_THAT(listing(id), HasSubstr("\"status\":\"" + std::string(status) + "\""));
    }
    EXPECT_THROW(service_.set_listing_status(id, "All"), std::invalid_argument);
    EXPECT_THROW(service_.set_listing_status(id, "Lost"), std::invalid_argument);
    EXPECT_THROW(service_.set_listing_status(1, "Expired"), std::invalid_argument);
}

TEST_F(emulator_market_controls, orders_are_archived_and_refunds_arrive) {
    const std::string id =
        service_.sell(service_.stock(service_.username(), 1).front(), service_.other_username());
    service_.set_archived(id, true);
    EXPECT_THAT(order(id), HasSubstr("\"archived\":true"));
    service_.set_archived(id, false);
    EXPECT_THAT(order(id), HasSubstr("\"archived\":false"));
    EXPECT_THROW(service_.set_archived("1-1", true), std::invalid_argument);
    EXPECT_THROW(service_.receive_refund(id), std::invalid_argument) << "none was sent";
    EXPECT_THROW(service_.receive_refund("1-1"), std::invalid_argument);
    const std::string body = R"({"status": "Refund Sent"})";
    client_.send(
        "POST /marketplace/orders/" + id +
        " HTTP/1.1\r\nHost: x\r\nUser-Agent: T/1\r\nAuthorization: Discogs token=" + service_.token() +
        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    EXPECT_EQ(client_.receive().status, 200);
    service_.receive_refund(id);
    EXPECT_THAT(order(id), HasSubstr("\"status\":\"Cancelled (Refund Received)\""));
}

TEST_F(emulator_market_controls, seller_settings_and_blocks_come_and_go) {
    const std::string suggestions = "/marketplace/price_suggestions/352665";
    EXPECT_EQ(get(suggestions).status, 200);
    service_.set_seller_settings(service_.username(), false);
    EXPECT_THAT(get(suggestions).body, HasSubstr("seller settings"));
    service_.set_seller_settings(service_.username(), true);
    EXPECT_EQ(get(suggestions).status, 200);
    EXPECT_THROW(service_.set_seller_settings("nobody_there", true), std::invalid_argument);

    EXPECT_THAT(get("/releases/352665").body, HasSubstr("\"blocked_from_sale\":false"));
    service_.block_from_sale(352665, true);
    EXPECT_THAT(get("/releases/352665").body, HasSubstr("\"blocked_from_sale\":true"));
    service_.block_from_sale(352665, false);
    EXPECT_THAT(get("/marketplace/stats/352665").body, HasSubstr("\"blocked_from_sale\":false"));
    EXPECT_THROW(service_.block_from_sale(4, true), std::invalid_argument);
}

TEST(emulator_market_params, what_makes_no_sense_is_refused_by_name) {
    const auto refused = [](auto change) -> std::string {
        emulator_params params = plain();
        change(params);
        try {
            const emulator never(params);
        } catch (const std::invalid_argument& problem) {
            return problem.what();
        }
        return "accepted";
    };
    EXPECT_THAT(refused([](emulator_params& p) { p.inventory_size = -1; }), HasSubstr("inventory_size"));
    EXPECT_THAT(
        refused([](emulator_params& p) { p.inventory_size = 1'000'001; }), HasSubstr("inventory_size"));
    EXPECT_THAT(refused([](emulator_params& p) { p.orders = -1; }), HasSubstr("orders"));
    EXPECT_THAT(refused([](emulator_params& p) { p.orders = 100'001; }), HasSubstr("orders"));
    EXPECT_THAT(refused([](emulator_params& p) { p.job_looks = -1; }), HasSubstr("job_looks"));
    EXPECT_THAT(refused([](emulator_params& p) { p.job_time = -1ms; }), HasSubstr("job_time"));
    EXPECT_THAT(refused([](emulator_params& p) { p.job_time = 2h; }), HasSubstr("job_time"));
    EXPECT_THAT(
        refused([](emulator_params& p) { p.request_token_life = -1ms; }), HasSubstr("request_token_life"));
}

} // namespace
} // namespace segue::emulator
