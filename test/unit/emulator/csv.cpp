#include "emulator/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::emulator {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(emulator_csv, rows_end_with_crlf_or_lf_or_with_the_text) {
    const csv_table table = read_csv("a,b\r\n1,2\n3,");
    EXPECT_EQ(table.problem, "");
    EXPECT_THAT(table.rows, ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2"), ElementsAre("3", "")));
}

TEST(emulator_csv, quoted_cells_hold_commas_quotes_and_line_ends) {
    const csv_table table = read_csv("\"a,\"\"b\"\"\r\nc\",\"\",d\r\n");
    EXPECT_EQ(table.problem, "");
    EXPECT_THAT(table.rows, ElementsAre(ElementsAre("a,\"b\"\r\nc", "", "d")));
}

TEST(emulator_csv, byte_order_mark_and_empty_lines_are_skipped) {
    const csv_table table = read_csv("\xEF\xBB\xBF"
                                     "a\r\n\r\n\nb\r\n");
    EXPECT_EQ(table.problem, "");
    EXPECT_THAT(table.rows, ElementsAre(ElementsAre("a"), ElementsAre("b")));
    EXPECT_THAT(read_csv("").rows, IsEmpty());
}

TEST(emulator_csv, a_lone_carriage_return_is_part_of_a_cell) {
    EXPECT_THAT(read_csv("a\rb,c\r\n").rows, ElementsAre(ElementsAre("a\rb", "c")));
}

TEST(emulator_csv, bad_quotes_are_told_with_their_row) {
    EXPECT_THAT(read_csv("a\r\n\"b").problem, HasSubstr("never closed in row 2"));
    EXPECT_THAT(read_csv("\"a\"b,c").problem, HasSubstr("after a closing quote in row 1"));
    EXPECT_THAT(read_csv("a\r\nb\r\nc\"d").problem, HasSubstr("not quoted in row 3"));
}

TEST(emulator_csv, what_is_written_is_read_back) {
    const std::vector<std::string> cells{"plain", "", "with,comma", "with \"quotes\"", "two\r\nlines", "\n"};
    std::string text;
    append_csv(text, cells);
    append_csv(text, {"next"});
    EXPECT_THAT(text, HasSubstr("plain,,\"with,comma\",\"with \"\"quotes\"\"\""));
    const csv_table table = read_csv(text);
    ASSERT_THAT(table.rows, SizeIs(2));
    EXPECT_EQ(table.rows[0], cells);
}

TEST(emulator_csv, utf8_is_told_from_other_bytes) {
    for (const char* good : {"", "abc\r\n", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x8E\xB5", "\xED\x9F\xBF"})
        EXPECT_TRUE(is_plain_utf8(good)) << good;
    for (const char* bad :
         {"\x80",
          "\xC3",
          "\xC0\xAF",
          "\xE0\x80\xAF",
          "\xED\xA0\x80",
          "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80",
          "\xE2\x82",
          "\xC3\x28",
          "\xFF"})
        EXPECT_FALSE(is_plain_utf8(bad)) << bad;
    EXPECT_FALSE(is_plain_utf8(std::string_view("PK\x03\x04\x00", 5)));
}

} // namespace
} // namespace segue::emulator
