#include "emulator/currencies.hpp"
#include "emulator/timestamps.hpp"

#include <gtest/gtest.h>

namespace segue::emulator {
namespace {

TEST(money_text, symbol_groups_and_cents) {
    const currency_info dollars = *find_currency("USD");
    EXPECT_EQ(money_text(0, dollars), "$0.00");
    EXPECT_EQ(money_text(5, dollars), "$0.05");
    EXPECT_EQ(money_text(123'450, dollars), "$1,234.50");
    EXPECT_EQ(money_text(100'000'000, dollars), "$1,000,000.00");
    EXPECT_EQ(money_text(10'000, *find_currency("EUR")), "\u20ac92.00");
    EXPECT_EQ(money_text(1'000, *find_currency("JPY")), "\u00a51,495") << "yen have no cents";
}

TEST(money_text, codes_are_compared_exactly) {
    EXPECT_EQ(find_currency("usd"), nullptr);
    EXPECT_EQ(find_currency(""), nullptr);
    EXPECT_EQ(currency_codes(), "AUD, BRL, CAD, CHF, EUR, GBP, JPY, MXN, NZD, SEK, USD, ZAR");
}

TEST(timestamps, are_written_with_the_offset_of_the_service) {
    using std::chrono::system_clock;
    EXPECT_EQ(format_timestamp(system_clock::time_point{}), "1969-12-31T17:00:00-07:00");
    EXPECT_EQ(
        format_timestamp(system_clock::time_point{std::chrono::seconds{1'709'209'805}}),
        "2024-02-29T05:30:05-07:00");
    EXPECT_EQ(
        format_timestamp(system_clock::time_point{std::chrono::milliseconds{999}}),
        "1969-12-31T17:00:00-07:00");
}

} // namespace
} // namespace segue::emulator
