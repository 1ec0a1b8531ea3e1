#include <segue/discogs/display.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace segue::discogs {
namespace {

artist_credit joined_credit(std::string name, std::string join, std::string variation = {}) {
    artist_credit c;
    c.name = std::move(name);
    c.join = std::move(join);
    c.name_variation = std::move(variation);
    return c;
}

TEST(credits, joining_texts_have_the_right_blanks) {
    const auto joined = [](const char* join) {
        return display_name(
            std::vector{joined_credit("A (2)", join), joined_credit("B", "")}, variation_mark::none);
    };
    EXPECT_EQ(joined(","), "A, B");
    EXPECT_EQ(joined(", "), "A, B");
    EXPECT_EQ(joined(";"), "A; B");
    EXPECT_EQ(joined("&"), "A & B");
    EXPECT_EQ(joined(" & "), "A & B");
    EXPECT_EQ(joined("feat."), "A feat. B");
    EXPECT_EQ(joined("/"), "A / B");
    EXPECT_EQ(joined(", And"), "A, And B");
    EXPECT_EQ(joined(""), "A, B");
    EXPECT_EQ(joined(" \t"), "A, B");
}

TEST(credits, last_joining_text_joins_nothing) {
    EXPECT_EQ(display_name(std::vector{joined_credit("A", ",")}, variation_mark::none), "A");
}

TEST(credits, variation_is_marked_when_asked_for) {
    const std::vector credits = {
        joined_credit("Nine Inch Nails", "&", "NIN"),
        joined_credit("Flood", "feat."),
        joined_credit("Tinu (2)", "", "Tinu")};
    EXPECT_EQ(display_name(credits, variation_mark::asterisk), "NIN* & Flood feat. Tinu");
    EXPECT_EQ(display_name(credits, variation_mark::none), "NIN & Flood feat. Tinu");
    EXPECT_EQ(display_name(credits[0], variation_mark::asterisk), "NIN*");
    EXPECT_EQ(display_name(credits[1], variation_mark::asterisk), "Flood");
    EXPECT_EQ(display_name(credits[2], variation_mark::asterisk), "Tinu") << "only its number is gone";
    EXPECT_EQ(display_name(credits[0], variation_mark::none), "NIN");
}

TEST(credits, credits_without_names_are_joined_all_the_same) {
    EXPECT_EQ(display_name(std::vector(2, artist_credit()), variation_mark::asterisk), ", ");
    EXPECT_EQ(display_name(artist_credit(), variation_mark::asterisk), "");
}

} // namespace
} // namespace segue::discogs
