// Folders, copies, notes and worth of collections.

#include "people_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace segue::emulator {
namespace {

using namespace testing;
namespace json = boost::json;

constexpr const char* owner_only =
    "You are not allowed to view this resource. Please authenticate as the owner to view this content.";
constexpr const char* no_copy = "The requested collection item does not exist in this user's collection.";
const std::string own_collection = "/users/segue_listener/collection";
const std::string quiet_collection = "/users/Quiet.Crates/collection";

class people_collection : public people_fixture {
protected:
    using people_fixture::people_fixture;

    json::value read(const std::string& path) {
        return parsed(ask("GET", own_collection + path, {}, mine()));
    }
    /// Adds a copy and says where it is.
    std::string add(std::int64_t release, std::int64_t folder = 1) {
        const std::string path =
            "/folders/" + std::to_string(folder) + "/releases/" + std::to_string(release);
        const response made = ask("POST", own_collection + path, {}, mine());
        EXPECT_EQ(made.status, 201) << message_of(made);
        return path + "/instances/" + std::to_string(parsed(made).at("instance_id").as_int64());
    }
    std::int64_t make_folder(const std::string& name) {
        const response made = ask("POST", own_collection + "/folders", R"({"name":")" + name + "\"}", mine());
        EXPECT_EQ(made.status, 201);
        return parsed(made).at("id").as_int64();
    }
    response change(const std::string& copy, const std::string& body) {
        return ask("POST", own_collection + copy, body, mine());
    }
    json::object copy_of(std::int64_t release) {
        return read("/releases/" + std::to_string(release)).at("releases").at(0).as_object();
    }
};

TEST_F(people_collection, folders_everything_comes_first_and_counts_add_up) {
    const auto folders = read("/folders").at("folders").as_array();
    ASSERT_EQ(folders.size(), 4U);
    EXPECT_EQ(folders.at(0).at("id"), 0);
    EXPECT_EQ(folders.at(0).at("name").as_string(), "All");
    EXPECT_EQ(folders.at(0).at("count"), 12);
    std::int64_t sum = 0;
    bool uncategorized = false;
    for (std::size_t i = 1; i < folders.size(); ++i) {
        sum += folders.at(i).at("count").as_int64();
        uncategorized = uncategorized || folders.at(i).at("name").as_string() == "Uncategorized";
        EXPECT_EQ(read("/folders/" + std::to_string(folders.at(i).at("id").as_int64())), folders.at(i));
    }
    EXPECT_EQ(sum, 12);
    EXPECT_TRUE(uncategorized);
    EXPECT_EQ(
        folders.at(0).at("resource_url").as_string(),
        "https://api.discogs.com/users/segue_listener/collection/folders/0");
    EXPECT_EQ(ask("GET", own_collection + "/folders/77", {}, mine()).status, 404);
}

TEST_F(people_collection, folder_is_made_renamed_and_removed) {
    const std::int64_t id = make_folder("Shelf B");
    const std::string path = own_collection + "/folders/" + std::to_string(id);
    EXPECT_EQ(parsed(ask("GET", path, {}, mine())).at("name").as_string(), "Shelf B");
    EXPECT_EQ(parsed(ask("GET", path, {}, mine())).at("count"), 0);
    const response renamed = ask("POST", path, R"({"name":"Shelf C"})", mine());
    EXPECT_EQ(renamed.status, 200);
    EXPECT_EQ(parsed(renamed).at("name").as_string(), "Shelf C");
    const response removed = ask("DELETE", path, {}, mine());
    EXPECT_EQ(removed.status, 204);
    EXPECT_EQ(removed.body, nullptr);
    EXPECT_EQ(ask("DELETE", path, {}, mine()).status, 404);
    EXPECT_EQ(ask("POST", path, R"({"name":"x"})", mine()).status, 404);
    EXPECT_NE(make_folder("Shelf B"), id) << "numbers are not used again";
}

TEST_F(people_collection, folders_zero_and_one_stay_as_they_are) {
    for (const char* path : {"/folders/0", "/folders/1"}) {
        EXPECT_EQ(ask("POST", own_collection + path, R"({"name":"x"})", mine()).status, 422) << path;
        EXPECT_EQ(ask("DELETE", own_collection + path, {}, mine()).status, 422) << path;
    }
    EXPECT_EQ(read("/folders/1").at("name").as_string(), "Uncategorized");
}

TEST_F(people_collection, folder_that_holds_something_is_not_removed) {
    const std::int64_t id = make_folder("Full");
    const std::string copy = add(1, id);
    const std::string path = own_collection + "/folders/" + std::to_string(id);
    EXPECT_EQ(ask("DELETE", path, {}, mine()).status, 422);
    EXPECT_EQ(ask("DELETE", own_collection + copy, {}, mine()).status, 204);
    EXPECT_EQ(ask("DELETE", path, {}, mine()).status, 204);
}

TEST_F(people_collection, folder_name_must_be_a_text_with_something_in_it) {
    const std::int64_t id = make_folder("Kept");
    for (const char* body : {"", "{}", "[]", R"({"name":""})", R"({"name":5})", R"({"name":null})"}) {
        EXPECT_EQ(ask("POST", own_collection + "/folders", body, mine()).status, 422) << body;
        EXPECT_EQ(ask("POST", own_collection + "/folders/" + std::to_string(id), body, mine()).status, 422)
            << body;
    }
    EXPECT_EQ(ask("POST", own_collection + "/folders?name=x", {}, mine()).status, 422) << "not in the query";
    EXPECT_EQ(read("/folders").at("folders").as_array().size(), 5U);
}

TEST_F(people_collection, strangers_see_folder_zero_of_a_public_collection_only) {
    for (const std::string& token : {other(), std::string{}}) {
        const auto folders =
            parsed(ask("GET", own_collection + "/folders", {}, token)).at("folders").as_array();
        ASSERT_EQ(folders.size(), 1U);
        EXPECT_EQ(folders.at(0).at("id"), 0);
        EXPECT_EQ(ask("GET", own_collection + "/folders/0", {}, token).status, 200);
        EXPECT_EQ(ask("GET", own_collection + "/folders/0/releases", {}, token).status, 200);
        const int refused = token.empty() ? 401 : 403;
        EXPECT_EQ(ask("GET", own_collection + "/folders/1", {}, token).status, refused);
        EXPECT_EQ(ask("GET", own_collection + "/folders/1/releases", {}, token).status, refused);
        EXPECT_EQ(ask("GET", own_collection + "/folders/77", {}, token).status, refused)
            << "also one that is not there";
    }
}

TEST_F(people_collection, private_collection_is_its_owners) {
    for (const char* path : {"/folders", "/folders/0", "/folders/0/releases", "/releases/1", "/fields"}) {
        for (const std::string& token : {mine(), std::string{}}) {
            const response refused = ask("GET", quiet_collection + path, {}, token);
            EXPECT_EQ(refused.status, 403) << path;
            EXPECT_EQ(message_of(refused), owner_only) << path;
        }
        EXPECT_EQ(ask("GET", quiet_collection + path, {}, other()).status, 200) << path;
    }
}

TEST_F(people_collection, writes_are_the_owners) {
    const struct {
        const char* method;
        std::string path;
        const char* body;
    } writes[] = {
        {"POST", "/folders", R"({"name":"x"})"},
        {"POST", "/folders/1", R"({"name":"x"})"},
        {"DELETE", "/folders/1", ""},
        {"POST", "/folders/1/releases/1", ""},
        {"POST", "/folders/1/releases/1/instances/5", R"({"rating":1})"},
        {"DELETE", "/folders/1/releases/1/instances/5", ""},
        {"POST", "/folders/1/releases/1/instances/5/fields/1", R"({"value":"x"})"},
        {"GET", "/value", ""}};
    for (const auto& write : writes) {
        EXPECT_EQ(ask(write.method, own_collection + write.path, write.body, "").status, 401) << write.path;
        const response stranger = ask(write.method, own_collection + write.path, write.body, other());
        EXPECT_EQ(stranger.status, 403) << write.path;
        EXPECT_EQ(message_of(stranger), "You don't have permission to access this resource.");
        EXPECT_EQ(ask(write.method, "/users/nobody/collection" + write.path, write.body, mine()).status, 404);
    }
}

TEST_F(people_collection, copy_is_added_with_its_whole_entry) {
    const response made = ask("POST", own_collection + "/folders/1/releases/249504", {}, mine());
    EXPECT_EQ(made.status, 201);
    const auto body = parsed(made).as_object();
    const std::int64_t instance = body.at("instance_id").as_int64();
    EXPECT_GT(instance, std::int64_t{INT32_MAX});
    EXPECT_EQ(body.at("id"), 249504);
    EXPECT_EQ(body.at("date_added").as_string(), "1994-11-06T01:49:37-07:00") << "the server's time";
    EXPECT_EQ(
        body.at("resource_url").as_string(),
        "https://api.discogs.com/users/segue_listener/collection/folders/1/releases/249504?instance_id=" +
            std::to_string(instance));
    const auto& information = body.at("basic_information").as_object();
    EXPECT_EQ(information.at("title").as_string(), "Never Gonna Give You Up");
    EXPECT_EQ(information.at("id"), 249504);
    for (const char* member :
         {"master_id",
          "master_url",
          "resource_url",
          "thumb",
          "cover_image",
          "year",
          "formats",
          "labels",
          "artists",
          "genres",
          "styles"})
        EXPECT_TRUE(information.contains(member)) << member;
    auto listed = copy_of(249504);
    EXPECT_EQ(listed.at("instance_id"), instance);
    EXPECT_EQ(read("/folders/0").at("count"), 13);
}

TEST_F(people_collection, added_twice_there_are_two_copies) {
    const std::string first = add(1);
    const std::string second = add(1);
    EXPECT_NE(first, second);
    const auto copies = read("/releases/1");
    EXPECT_EQ(copies.at("pagination").at("items"), 2);
    EXPECT_EQ(copies.at("releases").at(0).at("id"), copies.at("releases").at(1).at("id"));
    EXPECT_EQ(ask("DELETE", own_collection + first, {}, mine()).status, 204);
    EXPECT_EQ(read("/releases/1").at("pagination").at("items"), 1);
    EXPECT_TRUE(read("/releases/4").at("releases").as_array().empty()) << "not owned, or not there at all";
}

TEST_F(people_collection, add_refuses_what_does_not_exist) {
    EXPECT_EQ(ask("POST", own_collection + "/folders/0/releases/1", {}, mine()).status, 422);
    const response folder = ask("POST", own_collection + "/folders/77/releases/1", {}, mine());
    EXPECT_EQ(folder.status, 422);
    EXPECT_EQ(message_of(folder), "Invalid folder_id: folder does not exist.");
    const response release = ask("POST", own_collection + "/folders/1/releases/4", {}, mine());
    EXPECT_EQ(release.status, 404);
    EXPECT_EQ(message_of(release), "Release not found.");
    EXPECT_EQ(read("/folders/0").at("count"), 12);
}

TEST_F(people_collection, rating_belongs_to_the_release_not_to_the_copy) {
    const std::string first = add(1);
    (void)add(1);
    const response rated = change(first, R"({"rating":4})");
    EXPECT_EQ(rated.status, 204);
    EXPECT_EQ(rated.body, nullptr);
    const auto copies = read("/releases/1").at("releases").as_array();
    ASSERT_EQ(copies.size(), 2U);
    for (const auto& each : copies)
        EXPECT_EQ(each.at("rating"), 4);
    EXPECT_EQ(parsed(ask("GET", "/releases/1/rating/segue_listener", {}, "")).at("rating"), 4);
    for (const char* none : {R"({"rating":0})", R"({"rating":null})"}) {
        EXPECT_EQ(change(first, R"({"rating":5})").status, 204);
        EXPECT_EQ(change(first, none).status, 204) << none;
        EXPECT_EQ(copy_of(1).at("rating"), 0) << none;
    }
}

TEST_F(people_collection, copy_moves_and_its_old_path_is_gone) {
    const std::int64_t folder = make_folder("Attic II");
    const std::string copy = add(1);
    const std::string body = R"({"rating":3,"folder_id":)" + std::to_string(folder) + "}";
    EXPECT_EQ(change(copy, body).status, 204);
    EXPECT_EQ(copy_of(1).at("folder_id"), folder);
    EXPECT_EQ(copy_of(1).at("rating"), 3) << "both at once";
    EXPECT_EQ(read("/folders/" + std::to_string(folder)).at("count"), 1);
    const response again = change(copy, body);
    EXPECT_EQ(again.status, 404);
    EXPECT_EQ(message_of(again), no_copy);
    EXPECT_EQ(ask("DELETE", own_collection + copy, {}, mine()).status, 404);
}

TEST_F(people_collection, change_of_a_copy_refuses_nonsense_and_changes_nothing) {
    const std::string copy = add(1);
    for (const char* body :
         {"",
          "{}",
          "[]",
          R"({"rating":6})",
          R"({"rating":-1})",
          R"({"rating":"five"})",
          R"({"folder_id":0})",
          R"({"folder_id":77})",
          R"({"rating":5,"folder_id":77})",
          R"({"folder_id":"x"})"})
        EXPECT_EQ(change(copy, body).status, 422) << body;
    EXPECT_EQ(message_of(change(copy, R"({"folder_id":77})")), "Invalid folder_id: folder does not exist.");
    EXPECT_EQ(copy_of(1).at("rating"), 0);
    EXPECT_EQ(copy_of(1).at("folder_id"), 1);
    EXPECT_EQ(change("/folders/1/releases/1/instances/5", R"({"rating":1})").status, 404);
    const std::string elsewhere = "/folders/1/releases/249504" + copy.substr(copy.find("/instances"));
    EXPECT_EQ(change(elsewhere, R"({"rating":1})").status, 404) << "the release must be right too";
    EXPECT_EQ(message_of(ask("DELETE", own_collection + elsewhere, {}, mine())), no_copy);
}

TEST_F(people_collection, copies_are_sorted_by_each_key_both_ways) {
    const auto values = [this](const std::string& key, const std::string& order) {
        std::vector<std::string> out;
        const auto page = read("/folders/0/releases?per_page=100&sort=" + key + "&sort_order=" + order);
        for (const auto& each : page.at("releases").as_array()) {
            const auto& about = each.at("basic_information");
            json::value found = about.at("title");
            if (key == "added")
                found = each.at("date_added");
            else if (key == "rating")
                found = each.at("rating");
            else if (key == "year")
                found = about.at("year");
            else if (key == "artist")
                found = about.at("artists").at(0).at("name");
            else if (key == "format")
                found = about.at("formats").at(0).at("name");
            else if (key == "label")
                found = about.at("labels").at(0).at("name");
            else if (key == "catno")
                found = about.at("labels").at(0).at("catno");
            out.push_back(found.is_string() ? found.as_string().c_str() : std::to_string(found.as_int64()));
        }
        return out;
    };
    for (const char* key : {"label", "artist", "title", "catno", "format", "rating", "added", "year"}) {
        const auto up = values(key, "asc");
        ASSERT_EQ(up.size(), 12U) << key;
        EXPECT_TRUE(std::is_sorted(up.begin(), up.end())) << key;
        const auto down = values(key, "desc");
        EXPECT_TRUE(std::is_sorted(down.rbegin(), down.rend())) << key;
        EXPECT_TRUE(std::is_permutation(up.begin(), up.end(), down.begin(), down.end())) << key;
    }
    EXPECT_EQ(ask("GET", own_collection + "/folders/0/releases?sort=price", {}, mine()).status, 422);
    EXPECT_EQ(
        ask("GET", own_collection + "/folders/0/releases?sort=title&sort_order=up", {}, mine()).status, 422);
}

TEST_F(people_collection, order_follows_a_rating_given_meanwhile) {
    const std::string path = "/folders/0/releases?sort=rating&sort_order=desc&per_page=1";
    const std::string copy = add(1);
    EXPECT_EQ(change(copy, R"({"rating":5})").status, 204);
    (void)read(path);
    EXPECT_EQ(ask("PUT", "/releases/1/rating/segue_listener", R"({"rating":1})", mine()).status, 201);
    EXPECT_NE(read(path).at("releases").at(0).at("id"), 1);
}

TEST_F(people_collection, notes_and_folders_are_the_owners_but_for_public_fields) {
    const std::string copy = add(1);
    const auto set = [&](int field, const char* value) {
        const std::string body = R"({"value":")" + std::string(value) + "\"}";
        return change(copy + "/fields/" + std::to_string(field), body).status;
    };
    EXPECT_FALSE(copy_of(1).contains("notes")) << "no note, no member";
    EXPECT_EQ(set(1, "Mint (M)"), 204);
    EXPECT_EQ(set(3, "From a friend"), 204);
    EXPECT_EQ(set(4, "Old deck"), 204);
    const auto mine_seen = copy_of(1);
    EXPECT_EQ(mine_seen.at("notes").as_array().size(), 3U);
    EXPECT_EQ(mine_seen.at("notes").at(0), (json::object{{"field_id", 1}, {"value", "Mint (M)"}}));
    const auto strange =
        parsed(ask("GET", own_collection + "/releases/1", {}, other())).at("releases").at(0).as_object();
    EXPECT_FALSE(strange.contains("folder_id"));
    EXPECT_EQ(strange.at("notes"), (json::array{json::object{{"field_id", 4}, {"value", "Old deck"}}}));
    EXPECT_EQ(set(3, ""), 204) << "an empty text takes the note away";
    EXPECT_EQ(copy_of(1).at("notes").as_array().size(), 2U);
}

TEST_F(people_collection, fields_have_options_or_lines) {
    const auto fields = read("/fields").at("fields").as_array();
    ASSERT_EQ(fields.size(), 4U);
    EXPECT_EQ(fields.at(0).at("type").as_string(), "dropdown");
    EXPECT_EQ(fields.at(0).at("options").as_array().size(), 8U);
    EXPECT_EQ(fields.at(1).at("options").at(0).as_string(), "Generic");
    EXPECT_EQ(fields.at(2).at("type").as_string(), "textarea");
    EXPECT_EQ(fields.at(2).at("lines"), 3);
    EXPECT_EQ(fields.at(2).at("position"), 3);
    EXPECT_FALSE(fields.at(2).at("public").as_bool());
    EXPECT_TRUE(fields.at(3).at("public").as_bool());
    const response refused = ask("GET", own_collection + "/fields", {}, other());
    EXPECT_EQ(refused.status, 403) << "although the collection is public";
    EXPECT_EQ(message_of(refused), owner_only);
}

TEST_F(people_collection, field_wants_its_value_in_the_body) {
    const std::string copy = add(1);
    const response missing = change(copy + "/fields/3?value=x", "");
    EXPECT_EQ(missing.status, 422);
    const auto detail = parsed(missing).at("detail").at(0);
    EXPECT_EQ(detail.at("type").as_string(), "missing");
    EXPECT_EQ(detail.at("loc"), json::array{"body"});
    for (const char* body : {"{}", R"({"value":5})", R"({"value":null})", "value=x"})
        EXPECT_EQ(change(copy + "/fields/3", body).status, 422) << body;
}

TEST_F(people_collection, field_refuses_bad_options_fields_folders_and_copies) {
    const std::string copy = add(1);
    const char* value = R"({"value":"Near Mint"})";
    for (const std::string& path : {copy + "/fields/1", copy + "/fields/77"}) {
        const response refused = change(path, value);
        EXPECT_EQ(refused.status, 422) << path;
        EXPECT_EQ(
            parsed(refused).at("detail").at(0).at("msg").as_string(),
            "HTTP fetch failed from 'collection': 400: Bad Request");
    }
    const std::string instance = copy.substr(copy.find("/releases"));
    EXPECT_EQ(change("/folders/77" + instance + "/fields/3", value).status, 422);
    const response gone = change("/folders/1/releases/1/instances/5/fields/3", value);
    EXPECT_EQ(gone.status, 404);
    EXPECT_EQ(message_of(gone), "Release not found in user's collection.");
    EXPECT_FALSE(copy_of(1).contains("notes"));
}

TEST_F(people_collection, value_is_text_in_the_accounts_currency) {
    const auto euros = read("/value");
    for (const char* member : {"minimum", "median", "maximum"})
        EXPECT_THAT(euros.at(member).as_string().c_str(), ::testing::StartsWith("\u20ac")) << member;
    (void)ask("POST", "/users/segue_listener", R"({"curr_abbr":"JPY"})", mine());
    EXPECT_THAT(read("/value").at("minimum").as_string().c_str(), ::testing::StartsWith("\u00a5"));
    EXPECT_THAT(
        parsed(ask("GET", quiet_collection + "/value", {}, other())).at("minimum").as_string().c_str(),
        ::testing::StartsWith("$"))
        << "who chose no currency has dollars";
}

TEST_F(people_collection, releases_elsewhere_tell_what_the_user_has) {
    const auto row = [this](const std::string& token) {
        const auto page = parsed(ask("GET", "/labels/5/releases", {}, token));
        return page.at("releases").at(0);
    };
    const std::int64_t release = row(mine()).at("id").as_int64();
    EXPECT_EQ(row(mine()).at("stats").at("user").at("in_collection"), 0);
    (void)add(release);
    (void)add(release);
    EXPECT_EQ(row(mine()).at("stats").at("user").at("in_collection"), 2);
    EXPECT_EQ(row(other()).at("stats").at("user").at("in_collection"), 0) << "answers are kept by user";
    EXPECT_FALSE(row("").at("stats").as_object().contains("user"));
}

class people_sync : public people_collection {
protected:
    people_sync()
        : people_collection(
              [] {
                  emulator_params params;
                  params.collection_size = 1'500;
                  params.wantlist_size = 250;
                  return params;
              }(),
              make_catalog(1, crates_for(1'500))) {}
};

TEST_F(people_sync, large_collection_is_walked_without_gap_or_repeat) {
    std::set<std::int64_t> instances;
    std::set<std::int64_t> releases;
    for (int page = 1; page <= 15; ++page) {
        const auto body = read("/folders/0/releases?per_page=100&page=" + std::to_string(page));
        EXPECT_EQ(body.at("pagination").at("items"), 1'500);
        for (const auto& each : body.at("releases").as_array()) {
            EXPECT_TRUE(instances.insert(each.at("instance_id").as_int64()).second);
            releases.insert(each.at("id").as_int64());
        }
    }
    EXPECT_EQ(instances.size(), 1'500U);
    EXPECT_EQ(releases.size(), 1'425U) << "every twentieth is a second copy";
    const response past = ask("GET", own_collection + "/folders/0/releases?per_page=100&page=16", {}, mine());
    EXPECT_EQ(past.status, 404);
    EXPECT_EQ(message_of(past), "Page 16 is outside of valid range [1, 15].");
    EXPECT_EQ(
        parsed(ask("GET", "/users/segue_listener/wants", {}, mine())).at("pagination").at("items"), 250);
}

TEST_F(people_sync, generated_releases_and_artists_resolve) {
    const auto page = read("/folders/0/releases?per_page=100");
    for (const auto& each : page.at("releases").as_array()) {
        const std::string id = std::to_string(each.at("id").as_int64());
        EXPECT_EQ(
            parsed(ask("GET", "/releases/" + id, {}, mine())).at("title"),
            each.at("basic_information").at("title"));
        const auto& artist = each.at("basic_information").at("artists").at(0);
        const std::string path = "/artists/" + std::to_string(artist.at("id").as_int64());
        if (artist.at("id").as_int64() >= 9'700'001) {
            EXPECT_EQ(parsed(ask("GET", path, {}, mine())).at("name"), artist.at("name"));
            EXPECT_FALSE(
                parsed(ask("GET", path + "/releases", {}, mine())).at("releases").as_array().empty());
        }
    }
}

TEST(people_start, the_same_seed_gives_the_same_collection) {
    const auto first_page = [](std::uint64_t seed) {
        emulator_params params;
        params.seed = seed;
        service made(params, make_catalog(seed));
        const std::string path = own_collection + "/folders/0/releases";
        return *made.answer(with_token(path, seed), at(std::chrono::seconds{1})).answer.body;
    };
    EXPECT_EQ(first_page(3), first_page(3));
    EXPECT_NE(first_page(3), first_page(4));
}

TEST(people_start, sizes_of_zero_give_empty_lists) {
    emulator_params params;
    params.collection_size = params.wantlist_size = 0;
    service made(params, make_catalog(1));
    const auto items = [&made](const std::string& path) {
        const auto page = parsed(made.answer(with_token(path), at(std::chrono::seconds{1})).answer);
        return page.at("pagination").at("items").as_int64();
    };
    EXPECT_EQ(items(own_collection + "/folders/0/releases"), 0);
    EXPECT_EQ(items("/users/segue_listener/wants"), 0);
}

} // namespace
} // namespace segue::emulator
