// The models of the marketplace: every documented key has its member, and odd values cost themselves alone.

#include "discogs/market_checks.hpp"
#include "discogs/models/descriptions.hpp"
#include "resource/json_reader.hpp"
#include "resource/json_writer.hpp"

#include <segue/discogs/params/marketplace.hpp>

#include <gtest/gtest.h>

#include <set>
#include <type_traits>

namespace segue::discogs {
namespace {

template <class Model>
Model read(std::string_view text, std::vector<drift>* drifts = nullptr) {
    Model model;
    const auto failure = resource::read_json(text, model, drifts);
    EXPECT_FALSE(failure) << failure->found << " at " << failure->offset;
    return model;
}

using names = std::set<std::string_view>;

template <class Model>
names wire_names() {
    names all;
    for (const resource::field_description& field : resource::json_traits<Model>::description().fields)
        all.insert(field.wire);
    return all;
}

// The keys that api/discogs.md lists, M7, M8 and M46 to M59, and those that recorded answers have besides.
TEST(market_models, every_documented_key_has_a_member) {
    EXPECT_EQ(wire_names<price>(), (names{"value", "currency"}));
    EXPECT_EQ(
        wire_names<original_price>(), (names{"curr_abbr", "curr_id", "formatted", "value", "converted"}));
    EXPECT_EQ(
        wire_names<listing>(),
        (names{
            "id",
            "resource_url",
            "uri",
            "status",
            "condition",
            "sleeve_condition",
            "comments",
            "ships_from",
            "posted",
            "allow_offers",
            "offer_submitted",
            "audio",
            "price",
            "original_price",
            "shipping_price",
            "original_shipping_price",
            "seller",
            "release",
            "in_cart",
            "weight",
            "format_quantity",
            "external_id",
            "location",
            "quantity",
            "estimated_weight",
            "shipping_is_blocked"}));
    EXPECT_EQ(
        wire_names<listing_seller>(),
        (names{
            "id",
            "username",
            "resource_url",
            "avatar_url",
            "url",
            "html_url",
            "uid",
            "payment",
            "shipping",
            "min_order_total",
            "stats"}));
    EXPECT_EQ(
        wire_names<listing_release>(),
        (names{
            "id",
            "catalog_number",
            "resource_url",
            "year",
            "description",
            "artist",
            "title",
            "format",
            "label",
            "thumbnail",
            "images",
            "stats",
            "master_id"}));
    EXPECT_EQ(wire_names<seller_stats>(), (names{"rating", "stars", "total"}));
    EXPECT_EQ(wire_names<listing_created>(), (names{"listing_id", "resource_url"}));
    EXPECT_EQ(
        wire_names<order>(),
        (names{
            "id",
            "resource_url",
            "messages_url",
            "uri",
            "status",
            "next_status",
            "fee",
            "created",
            "last_activity",
            "items",
            "shipping",
            "shipping_address",
            "additional_instructions",
            "archived",
            "seller",
            "buyer",
            "total",
            "tracking",
            "tax"}));
    EXPECT_EQ(
        wire_names<order_item>(),
        (names{
            "id",
            "release",
            "price",
            "media_condition",
            "sleeve_condition",
            "condition_comments",
            "item_location",
            "private_comments"}));
    EXPECT_EQ(wire_names<order_shipping>(), (names{"currency", "value", "method"}));
    EXPECT_EQ(wire_names<order_tracking>(), (names{"number", "carrier", "url"}));
    EXPECT_EQ(
        wire_names<order_message>(),
        (names{
            "type",
            "timestamp",
            "message",
            "subject",
            "order",
            "from",
            "to",
            "status_id",
            "actor",
            "original",
            "new",
            "refund"}));
    EXPECT_EQ(wire_names<order_refund>(), (names{"amount", "order"}));
    EXPECT_EQ(wire_names<order_reference>(), (names{"id", "resource_url"}));
    EXPECT_EQ(wire_names<marketplace_stats>(), (names{"lowest_price", "num_for_sale", "blocked_from_sale"}));
    names conditions;
    for (const auto& each : enum_names<media_condition>::table())
        conditions.insert(each.text);
    EXPECT_EQ(wire_names<price_suggestions>(), conditions);
}

TEST(market_models, every_condition_finds_its_own_suggestion) {
    for (const auto& each : enum_names<media_condition>::table()) {
        const auto one = read<price_suggestions>("{\"" + std::string(each.text) + R"(":{"value":7}})");
        for (const auto& other : enum_names<media_condition>::table())
            EXPECT_EQ(one.find(other.value) != nullptr, other.value == each.value) << each.text;
        EXPECT_EQ(one.find(each.value)->value, decimal(7));
        EXPECT_FALSE(one.empty());
    }
    const auto odd = read<price_suggestions>(R"({"Played once":{"value":1}})");
    EXPECT_TRUE(odd.empty());
    EXPECT_EQ(odd.extra.text("Played once"), R"({"value":1})");
}

TEST(market_models, grades_of_records_are_grades_of_sleeves_too) {
    for (const auto& each : enum_names<media_condition>::table())
        EXPECT_TRUE(from_text<sleeve_condition>(each.text)) << each.text;
    for (const char* none : {"Generic", "Not Graded", "No Cover"}) {
        EXPECT_TRUE(from_text<sleeve_condition>(none)) << none;
        EXPECT_FALSE(from_text<media_condition>(none)) << none;
    }
    EXPECT_FALSE(from_text<media_condition>("Mint")) << "no abbreviations";
}

TEST(market_models, numbers_and_texts_are_taken_for_each_other) { // T28, T38, T41, G59
    std::vector<drift> drifts;
    const auto offer = read<listing>(
        R"({"id":"4330647531","weight":"230","external_id":7,"quantity":"1","seller":{"username":"u",)"
        R"("min_order_total":"1.50","stats":{"rating":99.8,"stars":5,"total":"4042"}},"release":{"id":"9",)"
        R"("year":"1987","master_id":0},"original_price":{"curr_id":"3","value":"1.87"}})",
        &drifts);
    EXPECT_TRUE(drifts.empty());
    EXPECT_EQ(offer.id.value(), 4330647531);
    EXPECT_EQ(offer.weight, 230);
    EXPECT_EQ(offer.external_id, "7");
    EXPECT_EQ(offer.seller->stats->rating, decimal(998, 1));
    EXPECT_EQ(offer.seller->min_order_total, decimal(15, 1));
    EXPECT_EQ(offer.release->year, 1987);
    EXPECT_FALSE(*offer.release->master_id) << "T31: no master";
    EXPECT_EQ(read<listing>(R"({"id":1,"weight":230.0})").weight, 230);
    EXPECT_EQ(read<seller_stats>(R"({"rating":"100.0"})").rating, decimal(100));
    EXPECT_EQ(read<order>(R"({"id":1})").id, "1");
    EXPECT_FALSE(read<marketplace_stats>(R"({"lowest_price":null,"num_for_sale":null})").lowest_price);
}

TEST(market_models, money_without_amount_or_currency_is_no_money_or_has_none) { // T35, T36
    const auto offer =
        read<listing>(R"({"id":1,"price":{"value":10},"shipping_price":{},"original_shipping_price":{},)"
                      R"("original_price":{"curr_abbr":"PLN","value":40.00,"formatted":"40,00"}})");
    EXPECT_EQ(offer.price->as_money(), (money{decimal(10), ""}));
    ASSERT_TRUE(offer.shipping_price && offer.original_shipping_price);
    EXPECT_FALSE(offer.shipping_price->as_money());
    EXPECT_FALSE(offer.original_shipping_price->as_money());
    EXPECT_EQ(offer.original_price->as_money(), (money{decimal(40), "PLN"})) << "one that we do not know";
    EXPECT_FALSE(offer.original_price->currency_code->known());
    EXPECT_EQ(resource::to_json(offer.shipping_price.value()), "{}");
    std::vector<drift> drifts;
    const auto bare = read<listing>(R"({"id":1,"price":12.5,"comments":"c"})", &drifts);
    EXPECT_FALSE(bare.price);
    EXPECT_EQ(bare.comments, "c") << "the rest is not lost";
    ASSERT_EQ(drifts.size(), 1U);
    EXPECT_EQ(drifts[0].pointer, "/price");
    EXPECT_EQ(bare.extra.text("price"), "12.5");
}

TEST(market_models, statuses_that_we_do_not_know_keep_their_texts) {
    const auto offer = read<listing>(R"({"id":1,"status":"Pending","sleeve_condition":""})");
    EXPECT_EQ(offer.status->text(), "Pending");
    EXPECT_FALSE(offer.status->known());
    EXPECT_EQ(offer.sleeve_condition->text(), "");
    const auto taken = read<order>(
        R"j({"id":"1-1","status":"Cancelled (Per Buyer's Request)","next_status":["Shipped","Lost"],"tracking":{}})j");
    EXPECT_EQ(taken.status, order_status::cancelled_per_buyers_request);
    EXPECT_EQ(taken.next_status.at(0), order_status::shipped);
    EXPECT_EQ(taken.next_status.at(1).text(), "Lost");
    ASSERT_TRUE(taken.tracking);
    EXPECT_FALSE(taken.tracking->number);
}

TEST(market_models, message_tells_its_kind_by_type_or_by_its_members) { // T56, M55
    using type = message_type;
    const std::pair<const char*, std::optional<type>> cases[] = {
        {R"({"type":"status","actor":{"username":"u"},"status_id":6})", type::status},
        {R"({"type":"message","from":{"username":"u"},"to":{"username":"v"}})", type::message},
        {R"({"type":"shipping","original":0.0,"new":5.0})", type::shipping},
        {R"({"type":"refund_sent","refund":{"amount":5.0,"order":{"id":"1-1"}}})", type::refund_sent},
        {R"({"type":"refund_received","refund":{"amount":5.0}})", type::refund_received},
        {R"({"actor":{"username":"u"}})", type::status},
        {R"({"status_id":3})", type::status},
        {R"({"from":{"username":"u"}})", type::message},
        {R"({"new":5.0})", type::shipping},
        {R"({"original":5.0})", type::shipping},
        {R"({"type":"","from":{"username":"u"}})", type::message},
        {R"({"refund":{"amount":5.0}})", std::nullopt},
        {R"({"type":"feedback","from":{"username":"u"}})", std::nullopt},
        {R"({"message":"m"})", std::nullopt}};
    for (const auto& [text, kind] : cases)
        EXPECT_EQ(read<order_message>(text).kind(), kind) << text;
    const auto shipping =
        read<order_message>(R"({"type":"shipping","original":0.0,"new":5.00,"order":{"id":7}})");
    EXPECT_EQ(shipping.original_value, decimal(0));
    EXPECT_EQ(to_string(*shipping.new_value), "5.00");
    EXPECT_EQ(shipping.order->id, "7") << "T29: a number by mistake is the text of it";
    EXPECT_EQ(
        read<order_message>(R"({"status_id":1,"timestamp":"2015-03-31T15:41:31-07:00"})")
            .timestamp->has_offset(),
        true);
}

TEST(market_models, amounts_are_brought_to_two_digits_without_rounding) {
    EXPECT_EQ(to_string(*in_cents(decimal(5))), "5.00");
    EXPECT_EQ(to_string(*in_cents(decimal(-5, 1))), "-0.50");
    EXPECT_EQ(to_string(*in_cents(decimal(1'230, 3))), "1.23");
    EXPECT_EQ(to_string(*in_cents(decimal(0, -999))), "0.00");
    EXPECT_FALSE(in_cents(decimal(1'235, 3)));
    EXPECT_FALSE(in_cents(decimal(1, 999)));
    EXPECT_FALSE(in_cents(decimal(1, -999)));
    EXPECT_FALSE(in_cents(decimal(std::numeric_limits<std::int64_t>::max())));
    EXPECT_FALSE(in_cents(decimal(std::numeric_limits<std::int64_t>::min())));
}

// Params go into expressions that await: g++ 12 destroys other ones twice.
static_assert(std::is_trivially_destructible_v<number_or_automatic>);
static_assert(!std::is_constructible_v<number_or_automatic, bool>);
static_assert(!std::is_convertible_v<release_id, listing_id>);

} // namespace
} // namespace segue::discogs
