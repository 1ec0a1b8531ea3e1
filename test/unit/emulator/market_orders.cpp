#include "market_fixture.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace segue::emulator {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class emulator_orders : public market_fixture {
protected:
    static std::string path(const std::string& order) { return "/marketplace/orders/" + order; }
    static std::string letters(const std::string& order) { return path(order) + "/messages"; }
    response set(const std::string& order, const std::string& status) {
        return post(path(order), boost::json::serialize(boost::json::object{{"status", status}}));
    }
    std::string status_of(const std::string& order) { return text(parsed(get(path(order))).at("status")); }
    std::vector<std::string> ids(const std::string& query) {
        const response answer = get("/marketplace/orders" + query);
        EXPECT_EQ(answer.status, 200) << query << " " << message_of(answer);
        return answer.status == 200 ? members(parsed(answer), "orders", "id") : std::vector<std::string>{};
    }
    std::vector<std::string> types(const std::string& order) {
        return members(parsed(get(letters(order))), "messages", "type");
    }
    std::string number(int running) {
        return std::to_string(made_.accounts().find(me())->id) + "-" + std::to_string(running);
    }
};

TEST_F(emulator_orders, a_sale_makes_an_order_and_the_listing_is_sold) {
    const std::int64_t one = list(R"(, "external_id": "box 7")");
    const std::int64_t two = list();
    const std::string id = order_of({one, two});
    EXPECT_EQ(id, number(1));
    EXPECT_EQ(order(), number(2));
    EXPECT_EQ(text(parsed(get(listing_path(one))).at("status")), "Sold");
    EXPECT_EQ(get(listing_path(one), others()).status, 200) << "sold ones may still be read";

    const auto body = parsed(get(path(id)));
    EXPECT_EQ(text(body.at("id")), id);
    EXPECT_EQ(text(body.at("status")), "New Order");
    EXPECT_EQ(text(body.at("messages_url")), "https://api.discogs.com" + letters(id));
    EXPECT_THAT(body.at("next_status").as_array(), SizeIs(11));
    EXPECT_THAT(members(body, "items", "id"), ElementsAre(std::to_string(one), std::to_string(two)));
    const auto& item = body.at("items").at(0);
    EXPECT_EQ(text(item.at("media_condition")), "Mint (M)");
    EXPECT_EQ(text(item.at("private_comments")), "box 7");
    EXPECT_EQ(item.at("release").at("id").as_int64(), 352665);
    EXPECT_DOUBLE_EQ(body.at("total").at("value").as_double(), 25.0);
    EXPECT_EQ(text(body.at("total").at("currency")), "EUR");
    EXPECT_DOUBLE_EQ(body.at("fee").at("value").as_double(), 2.25);
    EXPECT_EQ(text(body.at("shipping").at("method")), "Standard");
    EXPECT_EQ(text(body.at("seller").at("username")), me());
    EXPECT_EQ(text(body.at("buyer").at("username")), other());
    EXPECT_EQ(body.at("buyer").at("id").as_int64(), made_.accounts().find(other())->id);
    EXPECT_FALSE(body.at("archived").as_bool());
    EXPECT_TRUE(body.at("tracking").as_object().empty());
    EXPECT_EQ(text(body.at("created")), "1994-11-06T01:49:37-07:00");
    EXPECT_THAT(text(body.at("shipping_address")), HasSubstr("\n"));
}

TEST_F(emulator_orders, impossible_sales_are_refused) {
    const std::int64_t mine_ = list();
    const std::int64_t draft = list(R"(, "status": "Draft")");
    const database_id foreign = market().listings.of(other()).front()->id;
    const auto sale = [this](const std::vector<database_id>& listings, const std::string& buyer) {
        made_.change([&](const catalog&, world& state) {
            (void)sell(state.market, listings, state.accounts, buyer, whole_second(now_.wall));
        });
    };
    EXPECT_THROW(sale({}, other()), std::invalid_argument);
    EXPECT_THROW(sale({1}, other()), std::invalid_argument);
    EXPECT_THROW(sale({draft}, other()), std::invalid_argument);
    EXPECT_THROW(sale({mine_}, me()), std::invalid_argument);
    EXPECT_THROW(sale({mine_}, "nobody_there"), std::invalid_argument);
    EXPECT_THROW(sale({mine_, foreign}, other()), std::invalid_argument);
    EXPECT_THROW(sale({mine_, mine_}, other()), std::invalid_argument);
    EXPECT_EQ(text(parsed(get(listing_path(mine_))).at("status")), "For Sale");
    EXPECT_NO_THROW(sale({mine_}, other()));
    EXPECT_THROW(sale({mine_}, other()), std::invalid_argument) << "sold already";
}

TEST_F(emulator_orders, only_seller_and_buyer_may_read) {
    const std::string id = order();
    EXPECT_EQ(get(path(id), others()).status, 200);
    EXPECT_EQ(get(letters(id), others()).status, 200);
    for (const std::string& target : {path(id), letters(id)}) {
        EXPECT_EQ(get(target, third()).status, 403);
        EXPECT_EQ(message_of(get(target, third())), "You don't have permission to access this resource.");
        EXPECT_EQ(get(target, "").status, 401);
    }
    EXPECT_EQ(get("/marketplace/orders", "").status, 401);
    EXPECT_EQ(get(path("1-1")).status, 404);
    EXPECT_EQ(get(letters("1-1")).status, 404);
    EXPECT_EQ(get(path("junk")).status, 404);
    EXPECT_THAT(members(parsed(get("/marketplace/orders", others())), "orders", "id"), SizeIs(0))
        << "sales only";
}

TEST_F(emulator_orders, an_order_moves_through_its_statuses) {
    const std::string id = order();
    for (const char* next :
         {"Buyer Contacted", "Payment Pending", "New Order", "Payment Received", "In Progress", "Shipped"}) {
        pass(60s);
        const response answer = set(id, next);
        ASSERT_EQ(answer.status, 200) << next << " " << message_of(answer);
        EXPECT_EQ(text(parsed(answer).at("status")), next);
    }
    const auto body = parsed(get(path(id)));
    EXPECT_THAT(body.at("next_status").as_array(), ElementsAre("Shipped"));
    EXPECT_EQ(text(body.at("last_activity")), "1994-11-06T01:55:37-07:00");
    const auto told = parsed(get(letters(id)));
    EXPECT_THAT(told.at("messages").as_array(), SizeIs(7));
    const auto& newest = told.at("messages").at(0);
    EXPECT_EQ(text(newest.at("type")), "status");
    EXPECT_EQ(newest.at("status_id").as_int64(), 6);
    EXPECT_EQ(text(newest.at("actor").at("username")), me());
    EXPECT_THAT(text(newest.at("message")), HasSubstr("Shipped"));
    EXPECT_EQ(text(newest.at("timestamp")), "1994-11-06T01:55:37-07:00");
    EXPECT_EQ(text(newest.at("order").at("id")), id);
}

TEST_F(emulator_orders, what_is_no_next_status_is_refused) {
    const std::string id = order();
    for (const char* never :
         {"Merged", "Order Changed", "Cancelled", "Cancelled (Refund Received)", "All", "shipped", ""}) {
        const response answer = set(id, never);
        EXPECT_EQ(answer.status, 422) << never;
        EXPECT_THAT(message_of(answer), HasSubstr("Invalid status: expected one of New Order, ")) << never;
    }
    const struct {
        const char* to;
        const char* never;
    } cases[] = {
        {"Payment Received", "Invoice Sent"},
        {"In Progress", "Payment Received"},
        {"Shipped", "Refund Sent"},
        {"Refund Sent", "Shipped"},
        {"Cancelled (Per Buyer's Request)", "New Order"},
        {"Cancelled (Item Unavailable)", "New Order"},
        {"Cancelled (Non-Paying Buyer)", "New Order"},
    };
    for (const auto& one : cases) {
        const std::string each = order();
        ASSERT_EQ(set(each, one.to).status, 200) << one.to;
        EXPECT_EQ(set(each, one.never).status, 422) << one.to << " to " << one.never;
        EXPECT_EQ(set(each, one.to).status, 200) << "the present one is always allowed";
        EXPECT_EQ(status_of(each), one.to);
    }
    EXPECT_EQ(status_of(id), "New Order");
}

TEST_F(emulator_orders, the_present_status_changes_nothing) {
    const std::string id = order();
    EXPECT_EQ(set(id, "New Order").status, 200);
    EXPECT_THAT(types(id), ElementsAre("status"));
}

TEST_F(emulator_orders, shipping_sends_the_invoice) {
    const std::string id = order();
    const response answer = post(path(id), R"({"shipping": 4.5})");
    ASSERT_EQ(answer.status, 200) << message_of(answer);
    const auto body = parsed(answer);
    EXPECT_EQ(text(body.at("status")), "Invoice Sent");
    EXPECT_DOUBLE_EQ(body.at("shipping").at("value").as_double(), 4.5);
    EXPECT_DOUBLE_EQ(body.at("total").at("value").as_double(), 17.0);
    EXPECT_EQ(post(path(id), R"({"shipping": "6.00"})").status, 200);
    EXPECT_THAT(types(id), ElementsAre("shipping", "status", "shipping", "status"));
    const auto told = parsed(get(letters(id))).at("messages").at(0);
    EXPECT_DOUBLE_EQ(told.at("original").as_double(), 4.5);
    EXPECT_DOUBLE_EQ(told.at("new").as_double(), 6.0);
}

TEST_F(emulator_orders, shipping_is_refused_once_it_is_paid_shipped_or_cancelled) {
    for (const char* status :
         {"Payment Received", "Shipped", "Cancelled (Per Buyer's Request)", "Refund Sent"}) {
        const std::string id = order();
        ASSERT_EQ(set(id, status).status, 200);
        const response refused = post(path(id), R"({"shipping": 1})");
        EXPECT_EQ(refused.status, 422) << status;
        EXPECT_THAT(message_of(refused), HasSubstr(status));
        EXPECT_EQ(status_of(id), status);
    }
}

TEST_F(emulator_orders, bad_changes_change_nothing) {
    const std::string id = order();
    const struct {
        const char* body;
        int status;
        const char* message;
    } cases[] = {
        {R"({"status": "Shipped", "shipping": 4})", 422, "either status or shipping"},
        {"{}", 422, "Expected status, shipping or tracking."},
        {"", 422, "Invalid body"},
        {R"({"shipping": "free"})", 422, "Invalid shipping: expected float."},
        {R"({"shipping": -1})", 422, "Invalid shipping: expected at least 0.00."},
        {R"({"status": 6})", 422, "Invalid status: expected string."},
        {R"({"tracking": "1Z"})", 422, "Invalid tracking: expected object."},
        {R"({"tracking": {}})", 400, "Tracking number is required."},
        {R"({"tracking": {"carrier": "UPS"}, "status": "Shipped"})", 400, "Tracking number is required."},
        {R"({"tracking": {"number": ""}})", 400, "Tracking number is required."},
        {R"({"tracking": {"number": 7}})", 422, "Invalid number: expected string."},
        {R"({"tracking": {"number": "1Z", "carrier": "Pigeon"}})",
         422,
         "Invalid carrier: expected one of UPS, "},
    };
    for (const auto& one : cases) {
        const response answer = post(path(id), one.body);
        EXPECT_EQ(answer.status, one.status) << one.body;
        EXPECT_THAT(message_of(answer), HasSubstr(one.message)) << one.body;
    }
    EXPECT_EQ(status_of(id), "New Order");
    EXPECT_THAT(types(id), ElementsAre("status"));
    EXPECT_EQ(post(path("1-1"), "{}").status, 404);
    EXPECT_EQ(post(path(id), "{}", "").status, 401);
    EXPECT_EQ(post(path(id), "{}", third()).status, 403);
}

TEST_F(emulator_orders, tracking_is_the_sellers_and_may_come_with_a_status) {
    const std::string id = order();
    const response refused = post(path(id), R"({"tracking": {"number": "1Z"}})", others());
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(message_of(refused), "Only the seller can set tracking information.");
    const response barred = post(path(id), R"({"status": "Shipped"})", others());
    EXPECT_EQ(barred.status, 403);
    EXPECT_EQ(message_of(barred), "You don't have permission to access this resource.");
    const response answer = post(
        path(id), R"({"status": "Shipped", "tracking": {"number": "1Z 9", "carrier": "Deutsche Post"}})");
    ASSERT_EQ(answer.status, 200) << message_of(answer);
    const auto body = parsed(answer);
    EXPECT_EQ(text(body.at("status")), "Shipped");
    EXPECT_EQ(text(body.at("tracking").at("number")), "1Z 9");
    EXPECT_EQ(text(body.at("tracking").at("carrier")), "Deutsche Post");
    EXPECT_EQ(text(body.at("tracking").at("url")), "https://tracking.invalid/Deutsche-Post/1Z-9");
    const auto bare = parsed(post(path(id), R"({"tracking": {"number": "2Z"}})")).at("tracking").as_object();
    EXPECT_EQ(bare.size(), 1U) << "no carrier, no address";
}

TEST_F(emulator_orders, messages_are_written_by_both_newest_first) {
    const std::string id = order();
    pass(60s);
    const response written = post(letters(id), R"({"message": "On its way <soon>", "email_buyer": true})");
    ASSERT_EQ(written.status, 201) << message_of(written);
    const auto body = parsed(written).as_object();
    EXPECT_FALSE(body.contains("type"));
    EXPECT_EQ(text(body.at("from").at("username")), me());
    EXPECT_EQ(text(body.at("message")), "On its way <soon>");
    EXPECT_EQ(text(body.at("subject")), "Discogs Order #" + id + ", The Downward Spiral");
    EXPECT_EQ(text(body.at("timestamp")), "1994-11-06T01:50:37-07:00");
    EXPECT_EQ(post(letters(id), R"({"message": "Thanks"})", others()).status, 201);
    EXPECT_THAT(types(id), ElementsAre("message", "message", "status"));
    EXPECT_EQ(text(parsed(get(letters(id))).at("messages").at(0).at("from").at("username")), other());
    const auto page = parsed(get(letters(id) + "?per_page=2&page=2"));
    EXPECT_THAT(members(page, "messages", "type"), ElementsAre("status"));
    EXPECT_EQ(get(letters(id) + "?per_page=2&page=3").status, 404);
}

TEST_F(emulator_orders, a_message_may_set_the_status) {
    const std::string id = order();
    const auto both = parsed(post(letters(id), R"({"message": "Soon.", "status": "Invoice Sent"})"));
    EXPECT_EQ(text(both.at("message")), "Seller changed status from New Order to Invoice Sent\n\nSoon.");
    EXPECT_EQ(status_of(id), "Invoice Sent");
    const auto alone = parsed(post(letters(id), R"({"status": "Shipped"})"));
    EXPECT_EQ(text(alone.at("message")), "Seller changed status from Invoice Sent to Shipped");
    EXPECT_THAT(types(id), ElementsAre("message", "status", "message", "status", "status"));
}

TEST_F(emulator_orders, bad_messages_are_refused) {
    const std::string id = order();
    EXPECT_EQ(message_of(post(letters(id), "{}")), "Expected message or status.");
    EXPECT_EQ(post(letters(id), R"({"message": ""})").status, 422);
    EXPECT_EQ(post(letters(id), R"({"message": 3})").status, 422);
    EXPECT_EQ(post(letters(id), "text").status, 422);
    EXPECT_EQ(post(letters(id), R"({"status": "Merged"})").status, 422);
    EXPECT_EQ(post(letters(id), R"({"status": "Shipped"})", others()).status, 403);
    EXPECT_EQ(post(letters(id), R"({"message": "x"})", third()).status, 403);
    EXPECT_EQ(post(letters(id), R"({"message": "x"})", "").status, 401);
    EXPECT_EQ(post(letters("1-1"), R"({"message": "x"})").status, 404);
    EXPECT_THAT(types(id), ElementsAre("status"));
}

TEST_F(emulator_orders, refunds_have_messages_of_their_own) {
    const std::string id = order();
    ASSERT_EQ(set(id, "Refund Sent").status, 200);
    made_.change([&](const catalog&, world& state) {
        receive_refund(*state.market.orders.find(id), whole_second(now_.wall));
    });
    EXPECT_EQ(status_of(id), "Cancelled (Refund Received)");
    EXPECT_THAT(types(id), ElementsAre("status", "refund_received", "refund_sent", "status", "status"));
    const auto refund = parsed(get(letters(id))).at("messages").at(2).at("refund");
    EXPECT_DOUBLE_EQ(refund.at("amount").as_double(), 12.5);
    EXPECT_EQ(text(refund.at("order").at("id")), id);
    EXPECT_EQ(set(id, "New Order").status, 422);
}

TEST_F(emulator_orders, lists_are_filtered) {
    for (int i = 0; i < 3; ++i) {
        order();
        pass(3'600s);
    }
    set(number(2), "Shipped");
    market().orders.find(number(3))->archived = true;
    EXPECT_THAT(ids(""), ElementsAre(number(1), number(2), number(3)));
    EXPECT_THAT(ids("?status=All"), SizeIs(3));
    EXPECT_THAT(ids("?status=Shipped"), ElementsAre(number(2)));
    EXPECT_THAT(ids("?status=Cancelled%20%28Per%20Buyer%27s%20Request%29"), SizeIs(0));
    EXPECT_THAT(ids("?archived=true"), ElementsAre(number(3)));
    EXPECT_THAT(ids("?archived=false"), ElementsAre(number(1), number(2)));
    EXPECT_THAT(ids("?created_after=1994-11-06T08:49:37Z"), ElementsAre(number(2), number(3)));
    EXPECT_THAT(ids("?created_before=1994-11-06T10:49:37Z"), ElementsAre(number(1), number(2)));
    EXPECT_THAT(
        ids("?created_after=1994-11-06T08:50:00Z&created_before=1994-11-06T10:00:00Z"),
        ElementsAre(number(2)));
}

TEST_F(emulator_orders, lists_are_sorted_and_paged) {
    for (int i = 0; i < 11; ++i) {
        order();
        pass(60s);
    }
    set(number(4), "Shipped");
    EXPECT_EQ(ids("?sort=last_activity&sort_order=desc").front(), number(4));
    EXPECT_EQ(ids("?sort=status&sort_order=desc").front(), number(4));
    EXPECT_EQ(ids("?sort=created&sort_order=desc").front(), number(11));
    EXPECT_EQ(ids("?sort=id&sort_order=desc").front(), number(11)) << "by number, not by text";
    EXPECT_EQ(ids("?sort=buyer").front(), number(1));
    EXPECT_EQ(ids("?sort=buyer&sort_order=desc").front(), number(1)) << "equal ones by number";
    EXPECT_THAT(ids("?sort=id&per_page=5&page=3"), ElementsAre(number(11)));
    EXPECT_EQ(get("/marketplace/orders?per_page=5&page=4").status, 404);
}

TEST_F(emulator_orders, bad_parameters_are_refused) {
    for (const char* query :
         {"?status=Lost",
          "?created_after=yesterday",
          "?created_before=1994-11-06",
          "?archived=1",
          "?sort=price",
          "?sort_order=up"}) {
        const response answer = get(std::string("/marketplace/orders") + query);
        EXPECT_EQ(answer.status, 422) << query;
        EXPECT_THAT(message_of(answer), HasSubstr("Invalid ")) << query;
    }
}

} // namespace
} // namespace segue::emulator
