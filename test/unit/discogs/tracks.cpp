#include <segue/discogs/tracks.hpp>

#include <gtest/gtest.h>

#include <utility>

namespace segue::discogs {
namespace {

using namespace std::chrono_literals;

track line(
    std::string position, std::string title, std::string duration, track_type type = track_type::track) {
    track t;
    t.position = std::move(position);
    t.title = std::move(title);
    t.duration = std::move(duration);
    t.type_ = type;
    return t;
}

artist_credit player(std::string name) {
    artist_credit c;
    c.name = std::move(name);
    return c;
}

// A heading, a track, an index track with two parts, another heading, an index without parts, an untyped
// line.
list<track> mixed_list() {
    list<track> tracks;
    tracks.push_back(line("", "Side One", "", track_type::heading));
    tracks.push_back(line("A1", "Overture", "3:00"));
    track index = line("A2", "Suite", "", track_type::index);
    index.artists.push_back(player("Somebody"));
    index.sub_tracks.push_back(line("A2a", "First", "1:30"));
    index.sub_tracks.push_back(line("", "Second", ""));
    index.sub_tracks.back().artists.push_back(player("Guest"));
    tracks.push_back(index);
    tracks.push_back(line("", "Side Two", "", track_type::heading));
    tracks.push_back(line("B1", "Whole", "10:00", track_type::index));
    track untyped = line("B2", "Untyped", "0:45");
    untyped.type_.reset();
    tracks.push_back(untyped);
    return tracks;
}

TEST(tracks, flat_list_keeps_what_stands_around) {
    const list<track> tracks = mixed_list();
    const auto flat = flat_tracks(tracks);
    ASSERT_EQ(flat.size(), 5U);

    EXPECT_EQ(flat[0].line, &tracks[1]);
    EXPECT_EQ(flat[0].heading, "Side One");
    EXPECT_EQ(flat[0].index, nullptr);
    EXPECT_EQ(flat[0].index_title, "");
    EXPECT_EQ(flat[0].position, "A1");
    EXPECT_TRUE(flat[0].artists->empty());

    EXPECT_EQ(flat[1].line, &tracks[2].sub_tracks[0]);
    EXPECT_EQ(flat[1].heading, "Side One");
    EXPECT_EQ(flat[1].index, &tracks[2]);
    EXPECT_EQ(flat[1].index_title, "Suite");
    EXPECT_EQ(flat[1].position, "A2a");
    EXPECT_EQ(flat[1].artists, &tracks[2].artists) << "those of the index track";

    EXPECT_EQ(flat[2].line->title, "Second");
    EXPECT_EQ(flat[2].position, "A2") << "that of the index track";
    EXPECT_EQ(flat[2].artists->front().name, "Guest");

    EXPECT_EQ(flat[3].line->title, "Whole") << "an index track without parts is one to listen to";
    EXPECT_EQ(flat[3].heading, "Side Two");
    EXPECT_EQ(flat[3].index, nullptr);
    EXPECT_EQ(flat[4].line->title, "Untyped");
}

TEST(tracks, parts_of_parts_name_the_outermost_index) {
    track inner = line("", "Act", "", track_type::index);
    inner.sub_tracks.push_back(line("1.1.1", "Scene", "2:00"));
    track outer = line("1", "Opera", "", track_type::index);
    outer.sub_tracks.push_back(inner);
    const list<track> tracks = {outer};
    const auto flat = flat_tracks(tracks);
    ASSERT_EQ(flat.size(), 1U);
    EXPECT_EQ(flat[0].index_title, "Opera");
    EXPECT_EQ(flat[0].line->title, "Scene");
}

TEST(tracks, flat_list_of_nothing_is_empty) {
    const list<track> none;
    EXPECT_TRUE(flat_tracks(none).empty());
    const list<track> only_heading = {line("", "Side", "", track_type::heading)};
    EXPECT_TRUE(flat_tracks(only_heading).empty());
}

template <class List>
concept can_be_flattened = requires(List&& tracks) { flat_tracks(std::forward<List>(tracks)); };

TEST(tracks, flat_list_of_a_temporary_does_not_compile) {
    EXPECT_TRUE(can_be_flattened<const list<track>&>);
    EXPECT_FALSE(can_be_flattened<list<track>>);
    EXPECT_FALSE(can_be_flattened<const list<track>>);
}

TEST(durations, usual_texts_are_read) {
    const std::pair<const char*, std::chrono::seconds> cases[] = {
        {"3:29", 209s},
        {"0:07", 7s},
        {"75:12", 75min + 12s},
        {"1:02:10", 1h + 2min + 10s},
        {"12:34:56", 12h + 34min + 56s},
        {"100:00:00", 100h},
        {" 4:30\t", 270s},
        {"03:05", 185s},
        {"4'33\"", 273s},
        {"4'33''", 273s},
        {"4\xe2\x80\xb2"
         "33\xe2\x80\xb3",
         273s},
        {"4\xe2\x80\x99"
         "33\xe2\x80\x9d",
         273s},
        {"4'3\"", 243s},
        {"9999:59", 9999min + 59s},
    };
    for (const auto& [text, length] : cases)
        EXPECT_EQ(parse_duration(text), length) << text;
}

TEST(durations, odd_texts_are_no_length) {
    for (const char* const text :
         {"",
          " ",
          "0:00",
          "00:00:00",
          "-3:29",
          "3:-29",
          "3:60",
          "3:5",
          "3:555",
          "3",
          "180",
          ":30",
          "3:",
          "3:29:",
          "1:60:00",
          "1:2:03",
          "3.29",
          "3:29 min",
          "~3:29",
          "3:29.5",
          "(3:29)",
          "3 :29",
          "3: 29",
          "4'33",
          "4'60\"",
          "4\"",
          "10000:00",
          "1:2:3:4",
          "99999999999999999999:00",
          "x",
          "\xff\xfe"})
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
    EXPECT_EQ(parse_duration(std::string_view("3:2\0", 4)), std::nullopt);
}

TEST(durations, written_texts_are_read_as_the_same_length) {
    EXPECT_EQ(to_duration_text(209s), "3:29");
    EXPECT_EQ(to_duration_text(7s), "0:07");
    EXPECT_EQ(to_duration_text(59min + 59s), "59:59");
    EXPECT_EQ(to_duration_text(1h), "1:00:00");
    EXPECT_EQ(to_duration_text(26h + 3min + 4s), "26:03:04");
    EXPECT_EQ(to_duration_text(0s), "");
    EXPECT_EQ(to_duration_text(-5s), "");
    for (std::chrono::seconds length = 1s; length < 12h; length += 61s)
        ASSERT_EQ(parse_duration(to_duration_text(length)), length);
}

TEST(durations, total_counts_parts_or_their_index_but_not_both) {
    list<track> tracks = mixed_list();
    EXPECT_EQ(total_time(tracks), (playing_time{3min + 90s + 10min + 45s, 4, 1}));
    EXPECT_FALSE(total_time(tracks).complete());

    tracks[2].duration = "4:00"; // the index track's own: its parts no longer matter
    EXPECT_EQ(total_time(tracks), (playing_time{3min + 4min + 10min + 45s, 4, 0}));
    EXPECT_TRUE(total_time(tracks).complete());

    tracks[1].duration.reset();
    tracks[4].duration = "?";
    EXPECT_EQ(total_time(tracks), (playing_time{4min + 45s, 2, 2}));
}

TEST(durations, total_of_nothing_is_not_complete) {
    EXPECT_EQ(total_time({}), playing_time());
    EXPECT_FALSE(total_time({}).complete());
    EXPECT_EQ(duration_of(track()), std::nullopt);
}

} // namespace
} // namespace segue::discogs
