#include <segue/discogs/credits.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

namespace segue::discogs {
namespace {

track line(std::string position, std::string title = {}) {
    track t;
    t.position = std::move(position);
    t.title = std::move(title);
    t.type_ = track_type::track;
    return t;
}

artist_credit credit(std::string name, std::string tracks = {}) {
    artist_credit c;
    c.name = std::move(name);
    c.tracks = std::move(tracks);
    return c;
}

// A1, A2 of the parts A2a and A2b, A3, B1, B2
list<track> two_sides() {
    list<track> tracks = {line("A1"), line("A2"), line("A3"), line("B1"), line("B2")};
    tracks[1].type_ = track_type::index;
    tracks[1].sub_tracks = {line("A2a"), line("A2b")};
    return tracks;
}

// One character for each line: `x` where it is named.
std::string named(std::string_view text) {
    const list<track> tracks = two_sides();
    std::string marks;
    for (const bool each : named_tracks(text, flat_tracks(tracks)))
        marks += each ? 'x' : '.';
    return marks;
}

TEST(named_tracks, positions_and_ranges_are_found) {
    EXPECT_EQ(named("A1"), "x.....");
    EXPECT_EQ(named("A1, B2"), "x....x");
    EXPECT_EQ(named("A1,B2,"), "x....x");
    EXPECT_EQ(named("A3 to B2"), "...xxx");
    EXPECT_EQ(named("A1, A3 to B1"), "x..xx.");
    EXPECT_EQ(named(" a3  TO\tb1 "), "...xx.");
    EXPECT_EQ(named("A1 to A1"), "x.....");
    EXPECT_EQ(named("A1 to B2"), "xxxxxx");
}

TEST(named_tracks, index_track_names_its_parts) {
    EXPECT_EQ(named("A2"), ".xx...");
    EXPECT_EQ(named("A2b"), "..x...");
    EXPECT_EQ(named("A2 to A3"), ".xxx..");
    EXPECT_EQ(named("A1 to A2"), "xxx...");
    EXPECT_EQ(named("A2b to B1"), "..xxx.");
}

TEST(named_tracks, odd_texts_name_what_can_be_understood) {
    for (const char* const text :
         {"",
          " ",
          ",",
          " , ,",
          "C1",
          "to",
          "A1 to",
          "to A1",
          "A1 to C1",
          "C1 to B2",
          "B2 to A1",
          "A1toB2",
          "A1-B2",
          "A1 A3",
          "A",
          "all",
          "A1 to A2 to A3",
          "\xff"})
        EXPECT_EQ(named(text), "......") << text;
    EXPECT_EQ(named("C1, A1, C2 to C3, B1"), "x...x.");
    EXPECT_TRUE(named_tracks("A1", {}).empty());
}

TEST(named_tracks, position_that_occurs_twice_is_the_first_one) {
    const list<track> tracks = {line("1"), line("2"), line("1")};
    EXPECT_EQ(named_tracks("1", flat_tracks(tracks)), (std::vector<bool>{true, false, false}));
}

TEST(named_tracks, many_tracks_and_ranges_end) {
    list<track> tracks;
    std::string text;
    for (int i = 0; i < 2'000; ++i) {
        tracks.push_back(line(std::to_string(i)));
        text += std::to_string(i) + " to " + std::to_string(i + 1) + ", ";
    }
    const auto all = named_tracks(text, flat_tracks(tracks));
    EXPECT_EQ(std::ranges::count(all, true), 1'999 + 1);
    EXPECT_EQ(
        named_tracks(std::string(1'000'000, ' ') + "to", flat_tracks(tracks)), std::vector<bool>(2'000));
}

TEST(credited_tracks, credits_come_from_line_index_and_release) {
    list<track> tracks = two_sides();
    tracks[0].extra_artists = {credit("own")};
    tracks[1].extra_artists = {credit("of the index")};
    tracks[1].sub_tracks[1].extra_artists = {credit("of the part")};
    const list<artist_credit> credits = {credit("whole"), credit("named", "A1 to A2a, B2")};

    const auto all = credited_tracks(tracks, credits);
    ASSERT_EQ(all.size(), 6U);
    std::vector<std::string> names;
    for (const credited_track& each : all) {
        std::string text(each.entry.position);
        for (const artist_credit* const one : each.credits)
            text += " " + one->name;
        names.push_back(text);
    }
    EXPECT_EQ(
        names,
        (std::vector<std::string>{
            "A1 own named",
            "A2a of the index named",
            "A2b of the part of the index",
            "A3",
            "B1",
            "B2 named"}));
    EXPECT_EQ(all[5].credits[0], &credits[1]) << "a reference, no copy";
}

template <class Tracks, class Credits>
concept can_be_credited = requires(Tracks&& tracks, Credits&& credits) {
    credited_tracks(std::forward<Tracks>(tracks), std::forward<Credits>(credits));
};

TEST(credited_tracks, lists_of_temporaries_do_not_compile) {
    EXPECT_TRUE((can_be_credited<list<track>&, const list<artist_credit>&>));
    EXPECT_FALSE((can_be_credited<list<track>, const list<artist_credit>&>));
    EXPECT_FALSE((can_be_credited<list<track>&, list<artist_credit>>));
    EXPECT_FALSE((can_be_credited<list<track>, list<artist_credit>>));
}

} // namespace
} // namespace segue::discogs
