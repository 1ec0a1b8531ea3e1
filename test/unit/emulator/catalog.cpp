#include "emulator/catalog.hpp"

#include "asking.hpp"
#include "emulator/json_text.hpp"
#include "emulator/render.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace segue::emulator {
namespace {

using ::testing::Contains;
using ::testing::SizeIs;
using ::testing::StartsWith;

const catalog& data() {
    static const std::shared_ptr<const catalog> made = make_catalog(1);
    return *made;
}

viewer anonymous_viewer() {
    return {};
}

viewer user_viewer() {
    viewer out;
    static const shelf empty;
    out.sees_images = true;
    out.mine = &empty;
    return out;
}

TEST(catalog, downward_spiral_has_its_facts) {
    const release_record* record = data().release(352665);
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->title, "The Downward Spiral");
    EXPECT_EQ(record->artists.front().id, 3857);
    EXPECT_EQ(record->labels.front().id, 647);
    EXPECT_EQ(record->master_id, 3719);
    EXPECT_EQ(record->released, "1994-03-08");
    ASSERT_THAT(record->tracks, SizeIs(14));
    EXPECT_EQ(record->tracks[0].title, "Mr. Self Destruct");
    EXPECT_EQ(record->tracks[4].title, "Closer");
    EXPECT_EQ(record->tracks[13].title, "Hurt");
    EXPECT_EQ(record->tracks[13].duration, "6:13");
}

TEST(catalog, downward_spiral_is_about_15_kB_for_a_user) {
    const std::string text = to_text(render_release(data(), *data().release(352665), {}, user_viewer()));
    EXPECT_GT(text.size(), 14'500U);
    EXPECT_LT(text.size(), 15'500U);
}

TEST(catalog, never_gonna_give_you_up_has_its_facts) {
    const release_record* record = data().release(249504);
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->title, "Never Gonna Give You Up");
    EXPECT_EQ(record->artists.front().id, 72872);
    EXPECT_EQ(record->master_id, 96559);
    EXPECT_EQ(record->formats.front().descriptions.front(), "7\"");
    EXPECT_EQ(data().artist(72872)->real_name, "Richard Paul Astley");
}

TEST(catalog, known_ids_exist) {
    for (const database_id id : {1, 2, 3, 79, 249504, 1503102, 352665})
        EXPECT_NE(data().release(id), nullptr) << id;
    for (const database_id id : {1, 239, 3857, 72872})
        EXPECT_NE(data().artist(id), nullptr) << id;
    EXPECT_EQ(data().release(4), nullptr);
    EXPECT_EQ(data().artist(4), nullptr);
    EXPECT_EQ(data().labels.at(647).name, "Nothing Records");
}

TEST(catalog, nine_inch_nails_has_over_300_entries_of_every_kind) {
    const auto& list = data().discographies.at(3857);
    EXPECT_GT(list.size(), 300U);
    std::set<std::string> roles;
    std::set<std::pair<bool, database_id>> ids;
    std::size_t masters = 0;
    for (const discography_entry& entry : list) {
        roles.insert(entry.role);
        masters += entry.main_release != 0 ? 1 : 0;
        EXPECT_TRUE(ids.emplace(entry.main_release != 0, entry.id).second) << "listed twice: " << entry.id;
    }
    EXPECT_THAT(roles, ::testing::IsSupersetOf({"Main", "TrackAppearance", "Remix", "Producer"}));
    EXPECT_GT(masters, 30U);
    EXPECT_GT(list.size() - masters, 200U);
}

TEST(catalog, every_listed_release_can_be_loaded) {
    for (const auto& [artist, list] : data().discographies)
        for (const discography_entry& entry : list)
            EXPECT_NE(data().release(entry.main_release != 0 ? entry.main_release : entry.id), nullptr)
                << entry.id;
}

TEST(catalog, master_of_downward_spiral_is_listed_with_its_main_release) {
    const auto& list = data().discographies.at(3857);
    const auto found =
        std::find_if(list.begin(), list.end(), [](const auto& entry) { return entry.id == 3719; });
    ASSERT_NE(found, list.end());
    EXPECT_EQ(found->main_release, 352665);
    EXPECT_EQ(found->title, "The Downward Spiral");
}

TEST(catalog, same_seed_same_data_other_seed_other_data) {
    const auto text = [](const catalog& from) {
        std::string out;
        for (const auto& [id, record] : from.releases)
            out += to_text(render_release(from, record, {}, {}));
        return out;
    };
    EXPECT_EQ(text(*make_catalog(7)), text(*make_catalog(7)));
    EXPECT_NE(text(*make_catalog(7)), text(*make_catalog(8)));
}

TEST(catalog, number_source_is_the_published_sequence) {
    // First outputs of splitmix64 for seed 1234567, from its reference implementation.
    number_source numbers(1'234'567);
    EXPECT_EQ(numbers.next(), 6'457'827'717'110'365'317ULL);
    EXPECT_EQ(numbers.next(), 3'203'168'211'198'807'973ULL);
}

TEST(render_release, anonymous_has_empty_picture_addresses) {
    const auto body = render_release(data(), *data().release(352665), {}, anonymous_viewer());
    const auto& image = body.at("images").as_array().front().as_object();
    EXPECT_EQ(image.at("uri").as_string(), "");
    EXPECT_EQ(image.at("uri150").as_string(), "");
    EXPECT_EQ(image.at("type").as_string(), "primary");
    EXPECT_EQ(body.at("thumb").as_string(), "");
    EXPECT_FALSE(body.at("artists").as_array().front().as_object().contains("thumbnail_url"));
}

TEST(render_release, with_credentials_has_pictures) {
    const auto body = render_release(data(), *data().release(352665), {}, user_viewer());
    const auto& image = body.at("images").as_array().front().as_object();
    EXPECT_THAT(std::string(image.at("uri").as_string().c_str()), StartsWith("https://i.discogs.com/"));
    EXPECT_EQ(image.at("uri"), image.at("resource_url"));
    EXPECT_TRUE(body.at("artists").as_array().front().as_object().contains("thumbnail_url"));
}

TEST(render_release, dates_are_formatted_as_far_as_known) {
    const auto formatted = [](database_id id) {
        return std::string(
            render_release(data(), *data().release(id), {}, {}).at("released_formatted").as_string().c_str());
    };
    EXPECT_EQ(formatted(352665), "08 Mar 1994");
    EXPECT_EQ(formatted(1), "Mar 1999");
    EXPECT_EQ(formatted(1503102), "1987");
}

TEST(render_release, release_without_master_has_no_master_members) {
    const auto body = render_release(data(), *data().release(2), {}, {});
    EXPECT_FALSE(body.contains("master_id"));
    EXPECT_FALSE(body.contains("master_url"));
}

TEST(render_release, nothing_for_sale_has_null_price) {
    release_record record = *data().release(1);
    record.lowest_price_cents = 0;
    EXPECT_TRUE(render_release(data(), record, {}, {}).at("lowest_price").is_null());
}

TEST(render_release, index_tracks_hold_sub_tracks) {
    const auto body = render_release(data(), *data().release(3), {}, {});
    const auto& index = body.at("tracklist").as_array().at(2).as_object();
    EXPECT_EQ(index.at("type_").as_string(), "index");
    EXPECT_THAT(index.at("sub_tracks").as_array(), SizeIs(2));
}

TEST(json_text, writes_doubles_as_people_do) {
    boost::json::object body;
    body["a"] = 4.37;
    body["b"] = 4.0;
    body["c"] = 7;
    body["d"] = boost::json::array{};
    body["e"] = boost::json::object{};
    body["f"] = "q\"\n";
    body["g"] = nullptr;
    EXPECT_EQ(to_text(body), R"({"a":4.37,"b":4.0,"c":7,"d":[],"e":{},"f":"q\"\n","g":null})");
}

TEST(slug, keeps_words_only) {
    EXPECT_EQ(slug("Rick Astley - Never Gonna (Mix)!"), "Rick-Astley-Never-Gonna-Mix");
    EXPECT_EQ(slug("Don't"), "Dont");
    EXPECT_EQ(slug(""), "");
}

} // namespace
} // namespace segue::emulator
