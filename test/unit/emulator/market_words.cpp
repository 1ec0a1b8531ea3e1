#include "emulator/market_words.hpp"

#include "emulator/clock_text.hpp"
#include "emulator/orders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::emulator {
namespace {

using ::testing::Optional;
using ::testing::SizeIs;

const currency_info& in(std::string_view code) {
    return *find_currency(code);
}

TEST(emulator_money, unknown_currencies_are_told_from_known_ones) {
    EXPECT_EQ(find_currency("DKK"), nullptr);
    EXPECT_EQ(find_currency("usd"), nullptr);
    EXPECT_EQ(currency_or_dollar("").code, "USD");
    EXPECT_EQ(currency_number(in("USD")), 1);
    EXPECT_NE(currency_number(in("GBP")), currency_number(in("EUR")));
}

TEST(emulator_money, amounts_are_written_and_converted) {
    EXPECT_EQ(decimal_text(1'205), "12.05");
    EXPECT_EQ(decimal_text(7), "0.07");
    EXPECT_EQ(signed_text(123'456'789, in("USD")), "$1,234,567.89");
    EXPECT_EQ(signed_text(12'345, in("EUR")), "€123.45");
    EXPECT_EQ(signed_text(100'000, in("GBP")), "£1,000.00");
    EXPECT_EQ(convert(1'000, in("USD"), in("EUR")), 920);
    EXPECT_EQ(convert(920, in("EUR"), in("USD")), 1'000);
    EXPECT_EQ(convert(33, in("GBP"), in("GBP")), 33);
}

TEST(emulator_money, decimals_are_read_and_rounded) {
    EXPECT_THAT(read_decimal("12"), Optional(1'200));
    EXPECT_THAT(read_decimal("12.5"), Optional(1'250));
    EXPECT_THAT(read_decimal("0.994"), Optional(99));
    EXPECT_THAT(read_decimal("0.995"), Optional(100));
    for (const char* bad : {"", ".", "1.", ".5", "-1", "+1", "1,50", "1.5.0", " 1", "1e3", "1234567890"})
        EXPECT_EQ(read_decimal(bad), std::nullopt) << bad;
    EXPECT_THAT(read_two_decimals("20.00"), Optional(2'000));
    for (const char* bad : {"20", "20.0", "20.000", ".00", "20,00", ""})
        EXPECT_EQ(read_two_decimals(bad), std::nullopt) << bad;
}

TEST(emulator_money, fee_is_nine_percent_between_its_bounds) {
    EXPECT_EQ(sale_fee(1'000), 90);
    EXPECT_EQ(sale_fee(1), 10);
    EXPECT_EQ(sale_fee(100'000'000), 15'000);
}

TEST(emulator_words, lists_are_those_of_the_service) {
    EXPECT_THAT(media_conditions(), SizeIs(8));
    EXPECT_THAT(sleeve_conditions(), SizeIs(11));
    EXPECT_TRUE(contains(sleeve_conditions(), "No Cover"));
    EXPECT_FALSE(contains(media_conditions(), "No Cover"));
    EXPECT_FALSE(contains(media_conditions(), "mint (m)"));
    EXPECT_THAT(spelled(inventory_filters(), "for sale"), Optional(std::string_view("For Sale")));
    EXPECT_EQ(spelled(inventory_filters(), "Gone"), std::nullopt);
    EXPECT_EQ(
        expected_one_of("status", inventory_filters()),
        "Invalid status: expected one of All, Deleted, Draft, Expired, For Sale, Sold, Suspended, "
        "Violation.");
}

TEST(emulator_words, every_status_leads_to_known_ones_only) {
    for (const std::string_view from : order_filters()) {
        EXPECT_EQ(status_number(from) == 0, from == "All") << from;
        for (const std::string_view to : next_statuses(from))
            EXPECT_TRUE(contains(order_filters(), to)) << from << " to " << to;
    }
    EXPECT_EQ(status_number("Invoice Sent"), 3);
    EXPECT_EQ(status_number("Payment Received"), 5);
    EXPECT_EQ(status_number("Shipped"), 6);
}

TEST(emulator_clock, texts_have_the_forms_of_the_service) {
    const auto when =
        whole_second(std::chrono::system_clock::time_point{std::chrono::milliseconds{784'111'777'900}});
    EXPECT_EQ(naive_text(when), "1994-11-06T08:49:37");
    EXPECT_EQ(column_text(when), "1994-11-06 01:49:37");
    EXPECT_EQ(file_text(when), "19941106-0849");
}

TEST(emulator_clock, instants_are_read_with_their_offset) {
    const wall_second when{std::chrono::seconds{784'111'777}};
    EXPECT_EQ(read_instant("1994-11-06T08:49:37Z"), when);
    EXPECT_EQ(read_instant("1994-11-06T01:49:37-07:00"), when);
    EXPECT_EQ(read_instant("1994-11-06T10:19:37+01:30"), when);
    for (const char* bad :
         {"",
          "1994-11-06",
          "1994-11-06T08:49:37",
          "1994-11-06 08:49:37Z",
          "1994-13-06T08:49:37Z",
          "1994-02-30T08:49:37Z",
          "1994-11-06T24:00:00Z",
          "1994-11-06T08:60:00Z",
          "1994-11-06T08:49:37Zx",
          "94-11-06T08:49:37Z",
          "1994-11-06T08:49:37+15:00",
          "yesterday"})
        EXPECT_EQ(read_instant(bad), std::nullopt) << bad;
}

TEST(emulator_clock, http_dates_are_read) {
    EXPECT_EQ(
        read_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), wall_second{std::chrono::seconds{784'111'777}});
    for (const char* bad :
         {"",
          "Sun, 06 Nov 1994 08:49:37 CET",
          "Sun, 06 Foo 1994 08:49:37 GMT",
          "Sun, 6 Nov 1994 08:49:37 GMT ",
          "Sun, 31 Feb 1994 08:49:37 GMT",
          "Sunday, 06-Nov-94 08:49:37 GMT",
          "784111777"})
        EXPECT_EQ(read_http_date(bad), std::nullopt) << bad;
}

} // namespace
} // namespace segue::emulator
