#include <segue/base/partial_date.hpp>

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using segue::partial_date;
using segue::timestamp;

TEST(partial_date, full_date_has_all_parts) {
    const partial_date date{"1994-03-08"};
    EXPECT_EQ(date.year(), std::chrono::year{1994});
    EXPECT_EQ(date.month(), std::chrono::March);
    EXPECT_EQ(date.day(), std::chrono::day{8});
    EXPECT_EQ(date.text(), "1994-03-08");
}

TEST(partial_date, zeros_mean_unknown) {
    const partial_date month{"1994-03-00"};
    EXPECT_EQ(month.month(), std::chrono::March);
    EXPECT_FALSE(month.day());
    const partial_date year{"1994-00-00"};
    EXPECT_EQ(year.year(), std::chrono::year{1994});
    EXPECT_FALSE(year.month());
    EXPECT_FALSE(year.day());
    EXPECT_FALSE(partial_date{"0000-00-00"}.year());
    EXPECT_FALSE(partial_date{"1994-00-08"}.day());
}

TEST(partial_date, missing_parts_are_unknown) {
    EXPECT_EQ(partial_date{"1994"}.year(), std::chrono::year{1994});
    EXPECT_FALSE(partial_date{"1994"}.month());
    EXPECT_EQ(partial_date{"1994-12"}.month(), std::chrono::December);
    EXPECT_FALSE(partial_date{"1994-12"}.day());
}

TEST(partial_date, any_text_is_kept_and_never_throws) {
    for (const std::string text :
         {"",
          "0",
          "199",
          "19940308",
          "1994-",
          "1994-3",
          "1994-03-0",
          "94-03-08",
          "1994-03-08T00",
          "soon",
          "1994/03/08",
          "-1994",
          "1994-03-08-01"}) {
        const partial_date date{text};
        EXPECT_EQ(date.text(), text);
        EXPECT_FALSE(date.year()) << text;
        EXPECT_FALSE(date.month()) << text;
        EXPECT_FALSE(date.day()) << text;
    }
}

TEST(partial_date, impossible_month_or_day_is_unknown) {
    EXPECT_EQ(partial_date{"1994-13-01"}.year(), std::chrono::year{1994});
    EXPECT_FALSE(partial_date{"1994-13-01"}.month());
    EXPECT_FALSE(partial_date{"1995-02-29"}.day());
    EXPECT_EQ(partial_date{"1996-02-29"}.day(), std::chrono::day{29});
}

TEST(partial_date, equality_is_by_text) {
    EXPECT_EQ(partial_date{"1994"}, partial_date{"1994"});
    EXPECT_NE(partial_date{"1994"}, partial_date{"1994-00-00"});
    partial_date date;
    date.assign("1994");
    EXPECT_EQ(date, partial_date{"1994"});
}

std::chrono::sys_seconds at(int year, unsigned month, unsigned day, std::chrono::seconds time) {
    return std::chrono::sys_days{
               std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}} +
           time;
}

TEST(timestamp, offset_is_applied) {
    const auto utc = at(2014, 7, 1, 17h + 20min + 17s);
    EXPECT_EQ(timestamp{"2014-07-01T10:20:17-07:00"}.time(), utc);
    EXPECT_EQ(timestamp{"2014-07-01 10:20:17-07:00"}.time(), utc);
    EXPECT_EQ(timestamp{"2014-07-01T10:20:17-0700"}.time(), utc);
    EXPECT_EQ(timestamp{"2014-07-01T17:20:17Z"}.time(), utc);
    EXPECT_EQ(timestamp{"2014-07-01T19:20:17.123456+02:00"}.time(), utc);
    EXPECT_TRUE(timestamp{"2014-07-01T17:20:17Z"}.has_offset());
}

TEST(timestamp, without_offset_counts_as_utc_and_says_so) {
    const timestamp moment{"2018-09-27T12:59:02"};
    EXPECT_EQ(moment.time(), at(2018, 9, 27, 12h + 59min + 2s));
    EXPECT_FALSE(moment.has_offset());
}

TEST(timestamp, leap_second_is_the_next_minute) {
    EXPECT_EQ(timestamp{"2016-12-31T23:59:60Z"}.time(), at(2017, 1, 1, 0s));
}

TEST(timestamp, other_text_is_kept_without_time) {
    for (const std::string text :
         {"",
          "2014-07-01",
          "2014-07-01T",
          "2014-07-01T10:20",
          "2014-07-01T24:00:00",
          "2014-07-01T10:60:00",
          "2014-07-01T10:20:61",
          "2014-13-01T10:20:17",
          "2014-02-30T10:20:17",
          "2014-07-01T10:20:17.",
          "2014-07-01T10:20:17-7",
          "2014-07-01T10:20:17-07:99",
          "2014-07-01T10:20:17Zulu",
          "2014-07-01T10-20-17",
          "2014-07-01x10:20:17",
          "yesterday at noon"}) {
        const timestamp moment{text};
        EXPECT_EQ(moment.text(), text);
        EXPECT_FALSE(moment.time()) << text;
        EXPECT_FALSE(moment.has_offset()) << text;
    }
}

} // namespace
