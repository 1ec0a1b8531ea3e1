#include <segue/base/money.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

namespace {

using segue::decimal;
using segue::money;

decimal parsed(std::string_view text) {
    const auto value = decimal::parse(text);
    EXPECT_TRUE(value) << text;
    return value.value_or(decimal{});
}

static_assert(!std::is_convertible_v<decimal, double>);
static_assert(!std::is_constructible_v<decimal, double>);
static_assert(!std::is_constructible_v<decimal, std::uint64_t>);
static_assert(!std::is_constructible_v<decimal, bool>);

TEST(decimal, plain_text_keeps_all_digits) {
    for (const char* const text :
         {"0",
          "0.00",
          "12.50",
          "-12.50",
          "3.7681945000000003",
          "0.001",
          "9223372036854775807",
          "-9223372036854775808",
          "100",
          "0.5"}) {
        EXPECT_EQ(to_string(parsed(text)), text);
    }
    EXPECT_EQ(parsed("12.50").coefficient(), 1250);
    EXPECT_EQ(parsed("12.50").scale(), 2);
}

TEST(decimal, exponents_are_exact) {
    EXPECT_EQ(to_string(parsed("1e3")), "1000");
    EXPECT_EQ(to_string(parsed("1.25E+2")), "125");
    EXPECT_EQ(to_string(parsed("125e-2")), "1.25");
    EXPECT_EQ(parsed("1e400"), parsed("10e399"));
    EXPECT_EQ(to_string(parsed("1e400")), "1e400");
    EXPECT_EQ(to_string(parsed("-25e-400")), "-25e-400");
    EXPECT_EQ(parsed(to_string(parsed("1e-999"))), parsed("1e-999"));
    EXPECT_EQ(to_string(parsed("0e9999999999999999999999")), "0");
    EXPECT_EQ(to_string(parsed("-0")), "0");
}

TEST(decimal, text_that_is_no_json_number_is_refused) {
    for (const char* const text :
         {"",   "-",   "+1",   "01",  "-01", "1.",    ".5",  "1e",    "1e+", " 1",
          "1 ", "1,5", "0x10", "NaN", "inf", "1e1.5", "--1", "1.2.3", "$1",  "1e5x"}) {
        EXPECT_FALSE(decimal::parse(text)) << text;
    }
}

TEST(decimal, more_digits_than_fit_are_refused_unless_they_are_zeros) {
    EXPECT_FALSE(decimal::parse("9223372036854775808"));
    EXPECT_FALSE(decimal::parse("-9223372036854775809"));
    EXPECT_FALSE(decimal::parse("1.2345678901234567890123"));
    EXPECT_FALSE(decimal::parse("1e1000"));
    EXPECT_FALSE(decimal::parse("1e-1000"));
    EXPECT_EQ(parsed("1.0000000000000000000000000"), 1);
    EXPECT_EQ(parsed("1000000000000000000000000"), parsed("1e24"));
}

TEST(decimal, comparison_is_numeric) {
    EXPECT_EQ(parsed("5"), parsed("5.00"));
    EXPECT_EQ(parsed("0"), parsed("-0.000"));
    EXPECT_LT(parsed("4.99"), 5);
    EXPECT_LT(parsed("-5"), parsed("-4.99"));
    EXPECT_LT(parsed("-1"), 0);
    EXPECT_LT(parsed("0"), parsed("1e-999"));
    EXPECT_GT(parsed("1e999"), parsed("9223372036854775807"));
    EXPECT_EQ(parsed("9223372036854775807"), parsed("9223372036854775807.0"));
    EXPECT_GT(parsed("0.10"), parsed("0.099"));
}

TEST(decimal, scale_out_of_range_throws) {
    EXPECT_EQ((decimal{1250, 2}), parsed("12.5"));
    EXPECT_THROW((decimal{1, 1000}), std::out_of_range);
    EXPECT_THROW((decimal{1, -1000}), std::out_of_range);
}

TEST(decimal, to_double_rounds_once) {
    EXPECT_EQ(static_cast<double>(parsed("0.1")), 0.1);
    EXPECT_EQ(parsed("3.7681945000000003").to_double(), 3.7681945000000003);
    EXPECT_EQ(parsed("-9223372036854775807").to_double(), -9223372036854775807.0);
    EXPECT_EQ(parsed("1e400").to_double(), std::numeric_limits<double>::infinity());
    EXPECT_EQ(parsed("-1e400").to_double(), -std::numeric_limits<double>::infinity());
    EXPECT_EQ(parsed("1e-400").to_double(), 0.0);
}

TEST(decimal, printed_text_reads_back_equal) {
    std::mt19937_64 random{7};
    for (int i = 0; i < 20'000; ++i) {
        const auto coefficient = static_cast<std::int64_t>(random() >> (random() % 64));
        const int scale = static_cast<int>(random() % 1999) - 999;
        const decimal value{i % 2 == 0 ? coefficient : -coefficient, scale};
        const auto back = decimal::parse(to_string(value));
        // A value that needs a zero or two more than fit is refused, never changed.
        if (back) {
            ASSERT_EQ(*back, value) << to_string(value);
        } else {
            ADD_FAILURE() << to_string(value);
        }
    }
}

TEST(decimal, order_agrees_with_long_double) {
    std::mt19937_64 random{11};
    for (int i = 0; i < 20'000; ++i) {
        const decimal left{
            static_cast<std::int64_t>(random() % 2001) - 1000, static_cast<int>(random() % 7) - 3};
        const decimal right{
            static_cast<std::int64_t>(random() % 2001) - 1000, static_cast<int>(random() % 7) - 3};
        const long long a = std::llround(left.to_double() * 1000);
        const long long b = std::llround(right.to_double() * 1000);
        ASSERT_EQ(left <=> right, a <=> b) << to_string(left) << ' ' << to_string(right);
        ASSERT_EQ(left == right, a == b);
    }
}

TEST(money, compares_amount_and_currency) {
    const money price{decimal{1250, 2}, "USD"};
    EXPECT_EQ(price, (money{decimal{125, 1}, "USD"}));
    EXPECT_NE(price, (money{decimal{1250, 2}, "EUR"}));
    EXPECT_NE(price, (money{decimal{1251, 2}, "USD"}));
    EXPECT_EQ(money{}.currency, "");
}

} // namespace
