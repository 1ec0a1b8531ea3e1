#include <segue/base/money.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <stdexcept>

namespace {

using namespace segue;

TEST(rounded, halves_go_away_from_zero) {
    EXPECT_EQ(to_string(rounded(*decimal::parse("14.875000000000002"), 2)), "14.88");
    EXPECT_EQ(to_string(rounded(decimal(12'345, 3), 2)), "12.35");
    EXPECT_EQ(to_string(rounded(decimal(-12'345, 3), 2)), "-12.35");
    EXPECT_EQ(to_string(rounded(decimal(12'344, 3), 2)), "12.34");
    EXPECT_EQ(to_string(rounded(decimal(9'995, 3), 2)), "10.00");
    EXPECT_EQ(to_string(rounded(decimal(5, 1), 0)), "1");
    EXPECT_EQ(to_string(rounded(decimal(49, 2), 0)), "0");
    EXPECT_EQ(to_string(rounded(decimal(1'250, 0), -2)), "1300");
}

TEST(rounded, number_with_no_more_digits_stays_as_it_was_written) {
    for (const char* text : {"5", "5.0", "5.00", "0.01", "-3", "0"})
        EXPECT_EQ(to_string(rounded(*decimal::parse(text), 2)), text);
    EXPECT_EQ(to_string(rounded(*decimal::parse("0.500"), 2)), "0.50");
}

TEST(rounded, numbers_at_the_edges_come_out_right) {
    EXPECT_EQ(rounded(decimal(9, 999), 2), decimal(0));
    EXPECT_EQ(rounded(decimal(9, 4), 2), decimal(0)) << "the zeros in front count";
    EXPECT_EQ(rounded(decimal(6, 3), 2), decimal(1, 2));
    EXPECT_EQ(
        rounded(decimal(std::numeric_limits<std::int64_t>::max(), 3), 2), decimal(922337203685477581, 2));
    EXPECT_EQ(rounded(decimal(std::numeric_limits<std::int64_t>::min(), 1), 0), decimal(-922337203685477581));
    EXPECT_THROW(static_cast<void>(rounded(decimal(1, 999), -1000)), std::out_of_range);
}

TEST(rounded, differs_by_at_most_half_a_unit_and_is_never_further_from_zero_than_the_next) {
    std::mt19937_64 random{5};
    for (int i = 0; i < 20'000; ++i) {
        const auto thousandths = static_cast<std::int64_t>(random() % 200'001) - 100'000;
        const auto cents = rounded(decimal(thousandths, 3), 2);
        ASSERT_EQ(cents.scale(), 2);
        const auto off = cents.coefficient() * 10 - thousandths;
        ASSERT_LE(off < 0 ? -off : off, 5) << thousandths;
        ASSERT_TRUE(off != 5 || thousandths > 0) << thousandths;
        ASSERT_TRUE(off != -5 || thousandths < 0) << thousandths;
    }
}

} // namespace
