#include <segue/discogs/display.hpp>
#include <segue/discogs/models/artist_release.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace segue::discogs {
namespace {

artist_credit credit(std::string name, std::string join, std::string variation = {}) {
    artist_credit c;
    c.name = std::move(name);
    c.join = std::move(join);
    c.name_variation = std::move(variation);
    return c;
}

TEST(display, number_of_a_namesake_is_left_out) {
    EXPECT_EQ(without_number("Trash80 (2)"), "Trash80");
    EXPECT_EQ(without_number("Nirvana (1234)"), "Nirvana");
    for (const char* const name :
         {"",
          "Trash80",
          "(2)",
          " (2)",
          "Sunn O)))",
          "Was (Not Was)",
          "Blink-182",
          "A (2",
          "A (2) B",
          "A ()",
          "A(2)"})
        EXPECT_EQ(without_number(name), name);
}

TEST(display, invisible_marks_and_outer_blanks_are_left_out) {
    EXPECT_EQ(
        visible_text("\xe2\x80\x8e"
                     "ABC 1\xe2\x80\x8e, D\xe2\x80\x8f"
                     "E"),
        "ABC 1, DE");
    EXPECT_EQ(visible_text(" https://example.org/ \r\n"), "https://example.org/");
    EXPECT_EQ(visible_text("M\xc3\xbcller \xe2\x82\xac"), "M\xc3\xbcller \xe2\x82\xac");
    EXPECT_EQ(visible_text(" \xe2\x80\x8e "), "");
    EXPECT_EQ(visible_text("\xe2\x80"), "\xe2\x80") << "half a mark is no mark";
    EXPECT_EQ(visible_text(""), "");
}

TEST(display, credits_are_named_as_printed_and_joined) {
    EXPECT_EQ(display_name(credit("Persuader, The (3)", "", "The Persuader")), "The Persuader");
    EXPECT_EQ(display_name(credit("Trash80 (2)", "")), "Trash80");
    const std::vector credits = {
        credit("A", "&"), credit("B (2)", ","), credit("C", "Feat."), credit("D", "And")};
    EXPECT_EQ(display_name(credits), "A & B, C Feat. D");
    std::vector bare = {credit("A", ""), credit("B", "")};
    EXPECT_EQ(display_name(bare), "A, B");
    bare[0].join.reset();
    EXPECT_EQ(display_name(bare), "A, B");
    EXPECT_EQ(display_name(std::vector<artist_credit>()), "");
}

TEST(display, search_result_has_a_page_on_the_site) {
    search_result hit;
    EXPECT_EQ(site_address(hit), "");
    hit.uri = "";
    EXPECT_EQ(site_address(hit), "");
    hit.uri = "/release/352665-Nine-Inch-Nails";
    EXPECT_EQ(site_address(hit), "https://www.discogs.com/release/352665-Nine-Inch-Nails");
    hit.uri = "https://www.discogs.com/artist/1";
    EXPECT_EQ(site_address(hit), "https://www.discogs.com/artist/1");
}

TEST(display, placeholder_is_no_picture) {
    EXPECT_TRUE(is_picture("https://i.discogs.com/abc/rs:fit/R-1.jpeg"));
    EXPECT_FALSE(is_picture(""));
    EXPECT_FALSE(is_picture("https://st.discogs.com/905f882a/images/spacer.gif"));
    EXPECT_FALSE(is_picture("https://img.discogs.com/images/spacer.gif"));
    EXPECT_FALSE(is_picture("https://img.discogs.com/images/spacer.gif?v=2"));
    EXPECT_TRUE(is_picture("https://i.discogs.com/spacer.gif.jpeg"));
}

TEST(display, ids_of_mixed_lists_have_their_own_types) {
    artist_release entry;
    entry.id = 7;
    EXPECT_FALSE(entry.as_release() || entry.as_master());
    entry.type = artist_release_type::release;
    EXPECT_EQ(entry.as_release(), release_id(7));
    EXPECT_FALSE(entry.as_master());
    entry.type = artist_release_type::master;
    EXPECT_EQ(entry.as_master(), master_id(7));
    EXPECT_FALSE(entry.as_release());

    search_result hit;
    hit.id = 9;
    hit.type = open_enum<search_type>("list");
    EXPECT_FALSE(hit.as_release() || hit.as_master() || hit.as_artist() || hit.as_label());
    hit.type = search_type::release;
    EXPECT_EQ(hit.as_release(), release_id(9));
    EXPECT_FALSE(hit.as_master() || hit.as_artist() || hit.as_label());
    hit.type = search_type::master;
    EXPECT_EQ(hit.as_master(), master_id(9));
    hit.type = search_type::artist;
    EXPECT_EQ(hit.as_artist(), artist_id(9));
    hit.type = search_type::label;
    EXPECT_EQ(hit.as_label(), label_id(9));
    EXPECT_FALSE(hit.as_release() || hit.as_master() || hit.as_artist());
}

} // namespace
} // namespace segue::discogs
