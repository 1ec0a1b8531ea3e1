#include "discogs/csv/csv_scanner.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace segue::discogs {
namespace {

struct found_row {
    std::vector<std::string> cells;
    std::uint64_t number = 0;
    std::uint64_t line = 0;
    std::vector<csv_flaw::kind> flaws;

    bool operator==(const found_row&) const = default;
};

std::vector<found_row>
rows_of(std::string_view text, std::size_t piece = std::string::npos, std::size_t longest = 1000) {
    csv_scanner scanner(longest);
    std::vector<found_row> all;
    const auto keep = [&] {
        auto& into = all.emplace_back();
        into.number = scanner.row().number;
        into.line = scanner.row().line;
        into.cells.assign(scanner.row().cells.begin(), scanner.row().cells.end());
        for (const auto& flaw : scanner.row().flaws)
            into.flaws.push_back(flaw.what);
    };
    while (!text.empty()) {
        // A piece of its own, so that nothing can refer to the text afterwards.
        std::string part(text.substr(0, piece));
        text.remove_prefix(part.size());
        std::string_view rest = part;
        while (!rest.empty()) {
            rest.remove_prefix(scanner.take(rest));
            if (scanner.has_row())
                keep();
        }
    }
    if (scanner.finish())
        keep();
    return all;
}

using cells = std::vector<std::string>;

std::vector<cells> cells_of(std::string_view text) {
    std::vector<cells> all;
    for (const auto& row : rows_of(text))
        all.push_back(row.cells);
    return all;
}

TEST(csv_scanner, good_texts_are_split_as_rfc_4180_says) {
    const std::pair<std::string_view, std::vector<cells>> table[] = {
        {"", {}},
        {"a", {{"a"}}},
        {"a,b\r\n", {{"a", "b"}}},
        {"a,b\n", {{"a", "b"}}},
        {"a,b\r\nc,d", {{"a", "b"}, {"c", "d"}}},
        {"a,\r\n,b\r\n", {{"a", ""}, {"", "b"}}},
        {",", {{"", ""}}},
        {",,\n", {{"", "", ""}}},
        {"\"a\",\"b\"\r\n", {{"a", "b"}}},
        {"\"a,b\",c", {{"a,b", "c"}}},
        {"\"a\r\nb\",c\r\nd,e\r\n", {{"a\r\nb", "c"}, {"d", "e"}}},
        {R"("say ""no""",b)", {{"say \"no\"", "b"}}},
        {R"("""",b)", {{"\"", "b"}}},
        {R"("","")", {{"", ""}}},
        {"\"\"\n", {{""}}},
        {" a , b \n", {{" a ", " b "}}},
        {"\xEF\xBB\xBFlisting_id\r\n1\r\n", {{"listing_id"}, {"1"}}},
        {"\xEF\xBB\xBF\"listing_id\"\n", {{"listing_id"}}},
        {"\xEF\xBB\xBF", {}},
        {"12\xE2\x80\xB3,\xC3\xBC\n", {{"12\xE2\x80\xB3", "\xC3\xBC"}}},
    };
    for (const auto& [text, expected] : table) {
        EXPECT_EQ(cells_of(text), expected) << text;
        for (const auto& row : rows_of(text))
            EXPECT_TRUE(row.flaws.empty()) << text;
    }
}

TEST(csv_scanner, empty_lines_are_no_rows_and_lines_are_counted) {
    const auto rows = rows_of("a\n\n\r\n\"b\nb\",2\n\nc\n");
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].line, 1U);
    EXPECT_EQ(rows[1].line, 4U);
    EXPECT_EQ(rows[2].line, 7U);
    EXPECT_EQ(rows[2].number, 3U);
}

TEST(csv_scanner, broken_rules_are_told_and_the_text_is_kept) {
    struct expectation {
        std::string_view text;
        cells first;
        csv_flaw::kind flaw;
    };
    const expectation table[] = {
        {"12\" vinyl,b\n", {"12\" vinyl", "b"}, csv_flaw::quote_in_plain_cell},
        {"\"a\"b,c\n", {"ab", "c"}, csv_flaw::text_behind_quotes},
        {"\"a\" ,c\n", {"a ", "c"}, csv_flaw::text_behind_quotes},
        {"\"a,b\nc", {"a,b\nc"}, csv_flaw::quotes_left_open},
        {"\"", {""}, csv_flaw::quotes_left_open},
        {"a,b\rc,d\n", {"a", "b"}, csv_flaw::carriage_return_alone},
        {"a,b\r", {"a", "b"}, csv_flaw::carriage_return_alone},
    };
    for (const auto& [text, first, flaw] : table) {
        const auto rows = rows_of(text);
        ASSERT_FALSE(rows.empty()) << text;
        EXPECT_EQ(rows[0].cells, first) << text;
        EXPECT_EQ(rows[0].flaws, std::vector<csv_flaw::kind>{flaw}) << text;
    }
    EXPECT_EQ(cells_of("a\rb\rc\n"), (std::vector<cells>{{"a"}, {"b"}, {"c"}}));
}

TEST(csv_scanner, beginning_of_a_mark_alone_is_text) {
    EXPECT_EQ(cells_of("\xEF\xBB,b"), (std::vector<cells>{{"\xEF\xBB", "b"}}));
    EXPECT_EQ(cells_of("\xEF"), (std::vector<cells>{{"\xEF"}}));
    EXPECT_EQ(rows_of("\xEF\xBB\xBF\xEF\xBB\xBF", 1).front().cells, cells{"\xEF\xBB\xBF"})
        << "one is taken off";
}

TEST(csv_scanner, pieces_of_any_size_make_the_same_rows) {
    const std::string_view text =
        "\xEF\xBB\xBFid,\"a \"\"b\"\"\",c\r\n1,\"x\r\ny\",z\r\n\r\n2,12\" q,\"o\"p\r3,,\n4,\"open";
    const auto whole = rows_of(text);
    ASSERT_EQ(whole.size(), 5U);
    for (std::size_t piece = 1; piece < text.size(); ++piece)
        EXPECT_EQ(rows_of(text, piece), whole) << piece;
}

TEST(csv_scanner, row_above_the_limit_is_cut_and_the_next_is_whole) {
    const std::string text = std::string(50, 'x') + ",y\nz,1\n";
    const auto rows = rows_of(text, 7, 20);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].cells, (cells{std::string(20, 'x'), ""}));
    EXPECT_EQ(rows[0].flaws, std::vector<csv_flaw::kind>{csv_flaw::row_too_long});
    EXPECT_EQ(rows[1].cells, (cells{"z", "1"}));
    EXPECT_TRUE(rows[1].flaws.empty());
}

TEST(csv_scanner, row_of_separators_is_bounded_too) {
    const auto rows = rows_of(std::string(1000, ',') + "\n1\n", 64, 20);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].cells.size(), 20U);
    EXPECT_EQ(rows[0].flaws, std::vector<csv_flaw::kind>{csv_flaw::row_too_long});
}

TEST(csv_scanner, flaws_of_a_row_are_bounded) {
    std::string text;
    for (int i = 0; i < 100; ++i)
        text += "a\"b,";
    EXPECT_EQ(rows_of(text)[0].flaws.size(), csv_scanner::most_flaws);
}

} // namespace
} // namespace segue::discogs
