#include "http/http_date.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using segue::http::parse_http_date;
using segue::http::parse_retry_after;

const std::chrono::system_clock::time_point noon =
    std::chrono::sys_days(
        std::chrono::year_month_day(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(20))) +
    12h;

TEST(http_date, preferred_form_is_read) {
    EXPECT_EQ(parse_http_date("Fri, 20 Nov 2026 12:00:00 GMT"), noon);
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT")->time_since_epoch(), 784111777s);
}

TEST(http_date, other_text_is_nothing) {
    for (const auto* text :
         {"",
          "tomorrow",
          "Fri, 31 Feb 2026 12:00:00 GMT",
          "Fri, 20 Nov 2026 24:00:00 GMT",
          "Fri, 20 Nov 2026 12:00:00 CET",
          "Fri, 2a Nov 2026 12:00:00 GMT",
          "Fri, -1 Nov 2026 12:00:00 GMT",
          "Fri, 20 Nov -026 12:00:00 GMT",
          "Fri, 20 Nov 2026 -2:00:00 GMT",
          "Fri, 20 Nov 2026 12:-1:00 GMT",
          "Fri, 20 Nov 2026 12:00:-1 GMT",
          "Sunday, 06-Nov-94 08:49:37 GMT"})
        EXPECT_FALSE(parse_http_date(text)) << text;
}

TEST(retry_after, seconds_are_a_wait) {
    EXPECT_EQ(parse_retry_after("7", noon), 7s);
    EXPECT_EQ(parse_retry_after("0", noon), 0s);
}

TEST(retry_after, date_is_compared_with_today) {
    EXPECT_EQ(parse_retry_after("Fri, 20 Nov 2026 12:00:30 GMT", noon), 30s);
    EXPECT_EQ(parse_retry_after("Fri, 20 Nov 2026 11:00:00 GMT", noon), 0s);
}

TEST(retry_after, whole_seconds_are_kept_exactly_up_to_a_day) {
    EXPECT_EQ(parse_retry_after("3600", noon), 1h);
    EXPECT_EQ(parse_retry_after("3601", noon), 3601s) << "what is too long is decided by who waits";
    EXPECT_EQ(parse_retry_after("86400", noon), 24h);
    EXPECT_EQ(parse_retry_after("86401", noon), 24h);
    EXPECT_EQ(parse_retry_after("000000007", noon), 24h) << "longer than any sane number";
}

TEST(retry_after, date_keeps_the_part_of_a_second_that_has_passed_here) {
    EXPECT_EQ(parse_retry_after("Fri, 20 Nov 2026 12:00:01 GMT", noon + 250ms), 750ms);
    EXPECT_EQ(parse_retry_after("Fri, 20 Nov 2026 12:00:00 GMT", noon), 0s);
    EXPECT_EQ(parse_retry_after("Thu, 01 Jan 1970 00:00:00 GMT", noon), 0s);
    EXPECT_EQ(parse_retry_after("Fri, 01 Jan 0001 00:00:00 GMT", noon), 0s);
}

TEST(retry_after, absurd_wait_is_cut_to_a_day) {
    EXPECT_EQ(parse_retry_after("99999999999999999999", noon), 24h);
    EXPECT_EQ(parse_retry_after("100000", noon), 24h);
    EXPECT_EQ(parse_retry_after("Fri, 20 Nov 2099 12:00:00 GMT", noon), 24h);
    EXPECT_EQ(
        parse_retry_after("Fri, 20 Nov 7626 12:00:00 GMT", noon), 24h); // beyond the clock's nanoseconds
}

TEST(retry_after, unreadable_text_is_nothing) {
    for (const auto* text :
         {"",
          "-1",
          "-99999999999999999999",
          "1.5",
          "1e9",
          "+5",
          "0x10",
          "nan",
          "NaN",
          "inf",
          "-inf",
          "soon",
          "1 ",
          " 1",
          "5, 6",
          "Fri, 20 Nov 2026 12:00:30"})
        EXPECT_FALSE(parse_retry_after(text, noon)) << text;
}

} // namespace
