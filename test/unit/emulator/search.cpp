#include "emulator/search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace segue::emulator {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

struct found {
    search_kind kind;
    database_id id;
    bool operator==(const found&) const = default;
};

class search : public ::testing::Test {
protected:
    static std::vector<found> find(const query_list& query) {
        static const std::shared_ptr<const catalog> data = make_catalog(1);
        static const search_index index(*data);
        std::vector<found> out;
        for (const search_row* row : index.find(query))
            out.push_back({row->kind, row->id});
        return out;
    }
    static std::size_t count(const query_list& query) { return find(query).size(); }
    static constexpr found spiral{search_kind::release, 352665};
    static constexpr found spiral_master{search_kind::master, 3719};
};

TEST_F(search, empty_query_finds_everything) {
    EXPECT_GT(count({}), 450U);
    EXPECT_EQ(count({}), count({{"q", ""}, {"genre", ""}}));
}

TEST_F(search, unknown_parameters_are_ignored) {
    EXPECT_EQ(count({{"query", "nirvana"}, {"sort", "title"}}), count({}));
}

TEST_F(search, q_needs_every_word_in_any_case) {
    EXPECT_THAT(find({{"q", "DOWNWARD nails"}}), Contains(spiral));
    EXPECT_THAT(find({{"q", "downward astley"}}), IsEmpty());
    EXPECT_THAT(find({{"q", "hurt"}}), Contains(spiral)) << "track titles count";
}

TEST_F(search, artists_come_first) {
    const auto hits = find({{"q", "nine inch nails"}});
    ASSERT_FALSE(hits.empty());
    EXPECT_EQ(hits.front(), (found{search_kind::artist, 3857}));
    EXPECT_TRUE(std::is_sorted(hits.begin(), hits.end(), [](auto a, auto b) { return a.kind < b.kind; }));
}

TEST_F(search, type_keeps_one_kind) {
    EXPECT_THAT(
        find({{"q", "nine inch nails"}, {"type", "artist"}}), ElementsAre(found{search_kind::artist, 3857}));
    EXPECT_THAT(find({{"q", "nothing"}, {"type", "label"}}), ElementsAre(found{search_kind::label, 647}));
    EXPECT_THAT(find({{"q", "downward"}, {"type", "master"}}), Contains(spiral_master));
    EXPECT_THAT(find({{"q", "downward"}, {"type", "release"}}), Not(Contains(spiral_master)));
    EXPECT_THAT(find({{"type", "song"}}), IsEmpty());
}

TEST_F(search, each_parameter_finds_and_excludes) {
    const struct {
        const char* name;
        const char* finds;
        const char* misses;
    } cases[] = {
        {"title", "nine inch nails - the downward spiral", "nine inch nails - broken"},
        {"release_title", "downward spiral", "nails"},
        {"credit", "adrian belew", "pete hammond"},
        {"artist", "nine inch", "nirvana"},
        {"anv", "trent reznor", "atticus"},
        {"label", "nothing", "svek"},
        {"genre", "rock", "jazz"},
        {"style", "Industrial", "Industr"},
        {"country", "us", "uk"},
        {"year", "1994", "1995"},
        {"format", "album", "vinyl"},
        {"catno", "923462", "halo 01"},
        {"barcode", "0 75679 23462 9", "123456"},
        {"track", "march of the pigs", "smells like"},
        {"submitter", "halo_collector", "pighouse"},
        {"contributor", "pighouse", "nobody"},
    };
    for (const auto& one : cases) {
        EXPECT_THAT(find({{one.name, one.finds}, {"type", "release"}}), Contains(spiral)) << one.name;
        EXPECT_THAT(find({{one.name, one.misses}, {"type", "release"}}), Not(Contains(spiral))) << one.name;
        EXPECT_LT(count({{one.name, one.finds}}), count({})) << one.name << " must filter";
    }
}

TEST_F(search, parameters_combine) {
    EXPECT_THAT(find({{"artist", "nirvana"}, {"year", "1994"}}), IsEmpty());
    EXPECT_THAT(
        find({{"artist", "nine inch nails"}, {"track", "closer"}, {"country", "US"}, {"year", "1994"}}),
        Contains(spiral));
}

TEST_F(search, year_may_be_a_range) {
    EXPECT_THAT(find({{"year", "1990-1995"}}), Contains(spiral));
    EXPECT_THAT(find({{"year", "1995-1999"}}), Not(Contains(spiral)));
}

TEST_F(search, release_parameters_exclude_artists_and_labels) {
    const auto hits = find({{"genre", "Rock"}});
    for (const found& hit : hits)
        EXPECT_TRUE(hit.kind == search_kind::release || hit.kind == search_kind::master);
    EXPECT_THAT(find({{"artist", "nine inch nails"}}), Contains(found{search_kind::artist, 3857}));
    EXPECT_THAT(find({{"label", "nothing records"}}), Contains(found{search_kind::label, 647}));
    EXPECT_THAT(find({{"anv", "N.I.N."}}), Contains(found{search_kind::artist, 3857}));
}

TEST_F(search, render_members_depend_on_the_kind) {
    const auto data = make_catalog(1);
    const search_index index(*data);
    viewer user;
    const shelf empty;
    user.sees_images = true;
    user.mine = &empty;
    const auto artist =
        render_result(*index.find({{"q", "nine inch nails"}, {"type", "artist"}}).front(), user);
    EXPECT_TRUE(artist.at("master_id").is_null());
    EXPECT_TRUE(artist.at("master_url").is_null());
    EXPECT_FALSE(artist.contains("year"));
    EXPECT_EQ(artist.at("uri").as_string(), "/artist/3857-Nine-Inch-Nails");
    EXPECT_TRUE(artist.contains("user_data"));

    const auto master =
        render_result(*index.find({{"q", "downward hurt"}, {"type", "master"}}).front(), viewer{});
    EXPECT_EQ(master.at("id").as_int64(), 3719);
    EXPECT_EQ(master.at("master_id").as_int64(), 3719);
    EXPECT_EQ(master.at("year").as_string(), "1994");
    EXPECT_FALSE(master.contains("formats"));
    EXPECT_FALSE(master.contains("user_data"));

    const auto release =
        render_result(*index.find({{"q", "downward hurt"}, {"type", "release"}}).front(), viewer{});
    EXPECT_EQ(release.at("id").as_int64(), 352665);
    EXPECT_EQ(release.at("title").as_string(), "Nine Inch Nails - The Downward Spiral");
    EXPECT_EQ(release.at("format").as_array().front().as_string(), "CD");
    EXPECT_EQ(release.at("formats").as_array().front().as_object().at("name").as_string(), "CD");
    EXPECT_EQ(release.at("format_quantity").as_int64(), 1);

    const auto loner =
        render_result(*index.find({{"q", "knockin' boots"}, {"type", "release"}}).front(), viewer{});
    EXPECT_EQ(loner.at("master_id").as_int64(), 0);
    EXPECT_TRUE(loner.at("master_url").is_null());
}

} // namespace
} // namespace segue::emulator
