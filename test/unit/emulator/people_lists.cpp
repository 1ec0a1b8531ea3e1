// Lists that users made.

#include "people_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace segue::emulator {
namespace {

using namespace testing;

class people_lists : public people_fixture {
protected:
    boost::json::array lists_of(const std::string& name, const std::string& token) {
        return parsed(ask("GET", "/users/" + name + "/lists", {}, token)).at("lists").as_array();
    }
};

TEST_F(people_lists, private_ones_are_shown_to_their_owner_only) {
    const auto seen = lists_of("segue_listener", mine());
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_TRUE(seen.at(0).at("public").as_bool());
    EXPECT_FALSE(seen.at(1).at("public").as_bool());
    const std::string hidden = "/lists/" + std::to_string(seen.at(1).at("id").as_int64());
    EXPECT_EQ(ask("GET", hidden, {}, mine()).status, 200);
    for (const std::string& token : {other(), std::string{}}) {
        EXPECT_EQ(lists_of("segue_listener", token).size(), 1U);
        EXPECT_EQ(ask("GET", hidden, {}, token).status, 404);
    }
    EXPECT_EQ(lists_of("Quiet.Crates", other()).size(), 2U);
    EXPECT_EQ(lists_of("Quiet.Crates", mine()).size(), 1U);
    EXPECT_TRUE(lists_of("halo_collector", mine()).empty());
}

TEST_F(people_lists, summary_and_list_agree_but_for_the_items) {
    for (const auto& summary : lists_of("segue_listener", mine())) {
        const std::string path = "/lists/" + std::to_string(summary.at("id").as_int64());
        auto whole = parsed(ask("GET", path, {}, mine())).as_object();
        EXPECT_FALSE(whole.at("items").as_array().empty());
        whole.erase("items");
        EXPECT_EQ(whole, summary);
        EXPECT_EQ(whole.at("user").at("username").as_string(), "segue_listener");
        EXPECT_EQ(whole.at("resource_url").as_string(), "https://api.discogs.com" + path);
    }
}

TEST_F(people_lists, items_are_of_every_kind_and_lead_somewhere) {
    const std::string path = "/lists/1710001";
    const auto items = parsed(ask("GET", path, {}, mine())).at("items").as_array();
    ASSERT_EQ(items.size(), 4U);
    std::vector<std::string> kinds;
    for (const auto& item : items) {
        const std::string kind = item.at("type").as_string().c_str();
        kinds.push_back(kind);
        const std::string url = item.at("resource_url").as_string().c_str();
        EXPECT_EQ(
            ask("GET", url.substr(std::string("https://api.discogs.com").size()), {}, mine()).status, 200)
            << url;
        EXPECT_THAT(
            item.at("uri").as_string().c_str(),
            ::testing::StartsWith("https://www.discogs.com/" + kind + "/"));
        EXPECT_FALSE(item.at("display_title").as_string().empty());
        const bool counted = kind == "release" || kind == "master";
        EXPECT_EQ(item.as_object().contains("stats"), counted) << kind;
    }
    EXPECT_EQ(kinds, (std::vector<std::string>{"release", "master", "artist", "label"}));
    EXPECT_EQ(items.at(0).at("display_title").as_string(), "Rick Astley - Never Gonna Give You Up");
    EXPECT_TRUE(items.at(0).at("stats").as_object().contains("user"));
}

TEST_F(people_lists, pictures_and_own_counts_need_credentials) {
    const auto item = parsed(ask("GET", "/lists/1710001", {}, "")).at("items").at(0).as_object();
    EXPECT_EQ(item.at("image_url").as_string(), "");
    EXPECT_FALSE(item.at("stats").as_object().contains("user"));
    const auto app = parsed(as_application("/lists/1710001")).at("items").at(0).as_object();
    EXPECT_NE(app.at("image_url").as_string(), "");
    EXPECT_FALSE(app.at("stats").as_object().contains("user"));
}

TEST_F(people_lists, own_counts_follow_the_collection_for_releases_and_masters) {
    const std::string shelf = "/users/segue_listener/collection/folders/1/releases/";
    const auto counts = [this](std::size_t item) {
        return parsed(ask("GET", "/lists/1710001", {}, mine())).at("items").at(item).at("stats").at("user");
    };
    const auto owned = counts(1).at("in_collection").as_int64();
    EXPECT_EQ(counts(0).at("in_collection"), 0);
    EXPECT_EQ(ask("POST", shelf + "249504", {}, mine()).status, 201);
    EXPECT_EQ(ask("POST", shelf + "9310010", {}, mine()).status, 201);
    EXPECT_EQ(counts(0).at("in_collection"), 1);
    EXPECT_EQ(counts(1).at("in_collection"), owned + 1) << "a pressing of the master";
}

TEST_F(people_lists, unknown_list_is_404_and_lists_are_not_written) {
    EXPECT_EQ(ask("GET", "/lists/5", {}, mine()).status, 404);
    EXPECT_EQ(ask("GET", "/lists/x", {}, mine()).status, 404);
    EXPECT_EQ(ask("POST", "/lists/1710001", "{}", mine()).status, 405);
    EXPECT_EQ(ask("POST", "/users/segue_listener/lists", "{}", mine()).status, 405);
}

} // namespace
} // namespace segue::emulator
