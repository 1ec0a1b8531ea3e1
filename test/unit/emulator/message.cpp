#include "emulator/message.hpp"

#include <gtest/gtest.h>

namespace segue::emulator {
namespace {

TEST(parse_target, splits_path_and_decodes_parameters_in_order) {
    const std::string target =
        "/database/search?q=nine+inch%20nails&genre=Folk%2C%20World%2C%20%26%20Country&a&b=";
    const parsed_target parsed = parse_target(target);
    EXPECT_EQ(parsed.path, "/database/search");
    const query_list expected{
        {"q", "nine inch nails"}, {"genre", "Folk, World, & Country"}, {"a", ""}, {"b", ""}};
    EXPECT_EQ(parsed.query, expected);
}

TEST(parse_target, survives_odd_input) {
    EXPECT_EQ(parse_target("").path, "");
    EXPECT_TRUE(parse_target("/?").query.empty());
    EXPECT_TRUE(parse_target("/?&&").query.empty());
    const query_list broken{{"a", "%"}, {"b", "%4"}, {"c", "%zz"}, {"d", "="}};
    EXPECT_EQ(parse_target("/?a=%&b=%4&c=%zz&d==").query, broken);
}

TEST(query_text, encodes_everything_but_unreserved) {
    EXPECT_EQ(encode_query_text("aZ0-._~"), "aZ0-._~");
    EXPECT_EQ(encode_query_text("a b&c/\u00e9"), "a%20b%26c%2F%C3%A9");
    EXPECT_EQ(decode_query_text(encode_query_text("100 % + \u00e9")), "100 % + \u00e9");
}

TEST(find_header, compares_names_without_case_and_takes_the_first) {
    const header_list headers{{"User-Agent", "a"}, {"user-agent", "b"}};
    EXPECT_EQ(find_header(headers, "USER-AGENT"), "a");
    EXPECT_FALSE(find_header(headers, "User").has_value());
    EXPECT_FALSE(find_header({}, "x").has_value());
}

TEST(reason_phrase, knows_the_statuses_of_the_service) {
    EXPECT_EQ(reason_phrase(200), "OK");
    EXPECT_EQ(reason_phrase(429), "Too Many Requests");
    EXPECT_EQ(reason_phrase(599), "Unknown");
}

} // namespace
} // namespace segue::emulator
