// What users want.

#include "people_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace segue::emulator {
namespace {

using namespace testing;

const std::string own_wants = "/users/segue_listener/wants";
const std::string quiet_wants = "/users/Quiet.Crates/wants";

class people_wantlist : public people_fixture {
protected:
    boost::json::array listed(const std::string& query = {}) {
        return parsed(ask("GET", own_wants + query, {}, mine())).at("wants").as_array();
    }
    /// The entry of a release; null when it is not there.
    boost::json::value entry(std::int64_t release) {
        for (const auto& each : listed())
            if (each.at("id") == release)
                return each;
        return nullptr;
    }
};

TEST_F(people_wantlist, put_adds_and_put_again_changes) {
    const response made =
        ask("PUT", own_wants + "/249504", R"({"notes":"With the poster","rating":3})", mine());
    EXPECT_EQ(made.status, 201);
    const auto body = parsed(made).as_object();
    EXPECT_EQ(body.at("id"), 249504);
    EXPECT_EQ(body.at("rating"), 3);
    EXPECT_EQ(body.at("notes").as_string(), "With the poster");
    EXPECT_EQ(body.at("date_added").as_string(), "1994-11-06T01:49:37-07:00");
    EXPECT_EQ(
        body.at("resource_url").as_string(), "https://api.discogs.com/users/segue_listener/wants/249504");
    EXPECT_EQ(body.at("basic_information").at("title").as_string(), "Never Gonna Give You Up");
    EXPECT_EQ(entry(249504), body);
    EXPECT_EQ(listed().size(), 7U);
    EXPECT_EQ(ask("PUT", own_wants + "/249504", R"({"notes":"Or without"})", mine()).status, 201);
    EXPECT_EQ(entry(249504).at("notes").as_string(), "Or without");
    EXPECT_EQ(entry(249504).at("rating"), 3) << "what is not sent stays";
    EXPECT_EQ(listed().size(), 7U);
}

TEST_F(people_wantlist, put_needs_no_body) {
    EXPECT_EQ(ask("PUT", own_wants + "/1", {}, mine()).status, 201);
    EXPECT_EQ(entry(1).at("notes").as_string(), "");
    EXPECT_EQ(entry(1).at("rating"), 0);
}

TEST_F(people_wantlist, post_edits_what_is_wanted) {
    EXPECT_EQ(ask("POST", own_wants + "/1", R"({"rating":2})", mine()).status, 404) << "not wanted yet";
    EXPECT_EQ(ask("PUT", own_wants + "/1", {}, mine()).status, 201);
    const response edited = ask("POST", own_wants + "/1", R"({"rating":2,"notes":"soon"})", mine());
    EXPECT_EQ(edited.status, 200);
    EXPECT_EQ(parsed(edited), entry(1));
    EXPECT_EQ(entry(1).at("rating"), 2);
    EXPECT_EQ(entry(1).at("notes").as_string(), "soon");
    EXPECT_EQ(parsed(ask("GET", "/releases/1/rating/segue_listener", {}, "")).at("rating"), 2);
    EXPECT_EQ(ask("POST", own_wants + "/1", R"({"rating":0})", mine()).status, 200);
    EXPECT_EQ(entry(1).at("rating"), 0);
}

TEST_F(people_wantlist, delete_removes_once) {
    EXPECT_EQ(ask("PUT", own_wants + "/1", {}, mine()).status, 201);
    const response removed = ask("DELETE", own_wants + "/1", {}, mine());
    EXPECT_EQ(removed.status, 204);
    EXPECT_EQ(removed.body, nullptr);
    EXPECT_EQ(ask("DELETE", own_wants + "/1", {}, mine()).status, 404);
    EXPECT_TRUE(entry(1).is_null());
}

TEST_F(people_wantlist, nonsense_is_refused_and_changes_nothing) {
    const response unknown = ask("PUT", own_wants + "/4", {}, mine());
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(message_of(unknown), "Release not found.");
    for (const char* body : {"[]", "{", R"({"rating":6})", R"({"rating":-1})", R"({"notes":5})"})
        EXPECT_EQ(ask("PUT", own_wants + "/1", body, mine()).status, 422) << body;
    EXPECT_TRUE(entry(1).is_null());
    EXPECT_EQ(ask("PUT", own_wants + "/1", {}, mine()).status, 201);
    EXPECT_EQ(ask("POST", own_wants + "/1", {}, mine()).status, 422) << "an edit says what";
    const response get = ask("GET", own_wants + "/1", {}, mine());
    EXPECT_EQ(get.status, 405);
    EXPECT_EQ(header(get, "Allow"), "PUT, POST, DELETE");
}

TEST_F(people_wantlist, writes_are_the_owners) {
    for (const char* method : {"PUT", "POST", "DELETE"}) {
        EXPECT_EQ(ask(method, own_wants + "/1", "{}", "").status, 401) << method;
        EXPECT_EQ(ask(method, own_wants + "/1", "{}", other()).status, 403) << method;
    }
}

TEST_F(people_wantlist, notes_are_the_owners_and_private_lists_too) {
    EXPECT_TRUE(listed().at(0).as_object().contains("notes"));
    const auto strange = parsed(ask("GET", own_wants, {}, other())).at("wants").at(0).as_object();
    EXPECT_FALSE(strange.contains("notes"));
    for (const std::string& token : {mine(), std::string{}}) {
        const response refused = ask("GET", quiet_wants, {}, token);
        EXPECT_EQ(refused.status, 403);
        EXPECT_EQ(
            message_of(refused),
            "You are not allowed to view this resource. Please authenticate as the owner to view this "
            "content.");
    }
    EXPECT_EQ(parsed(ask("GET", quiet_wants, {}, other())).at("wants").as_array().size(), 2U);
}

TEST_F(people_wantlist, list_is_paged_and_sorted) {
    const auto titles = [this](const std::string& query) {
        std::vector<std::string> out;
        for (const auto& each : listed(query))
            out.emplace_back(each.at("basic_information").at("title").as_string().c_str());
        return out;
    };
    const auto up = titles("?sort=title");
    EXPECT_TRUE(std::is_sorted(up.begin(), up.end()));
    const auto down = titles("?sort=title&sort_order=desc");
    EXPECT_TRUE(std::is_sorted(down.rbegin(), down.rend()));
    auto pages = titles("?per_page=4");
    EXPECT_EQ(pages.size(), 4U);
    for (const std::string& each : titles("?per_page=4&page=2"))
        pages.push_back(each);
    EXPECT_EQ(pages, titles(""));
    EXPECT_EQ(ask("GET", own_wants + "?page=2", {}, mine()).status, 404);
    EXPECT_EQ(titles("?sort=nothing-known").size(), 6U) << "no order is documented, so none is refused";
}

TEST_F(people_wantlist, search_and_lists_tell_what_is_wanted_and_owned) {
    const auto found = [this] {
        return parsed(ask("GET", "/database/search?type=release&q=never%20gonna", {}, mine()))
            .at("results")
            .at(0)
            .at("user_data");
    };
    const boost::json::object neither{{"in_wantlist", false}, {"in_collection", false}};
    EXPECT_EQ(found(), neither);
    EXPECT_EQ(ask("PUT", own_wants + "/249504", {}, mine()).status, 201);
    EXPECT_TRUE(found().at("in_wantlist").as_bool());
    EXPECT_FALSE(found().at("in_collection").as_bool());
    EXPECT_EQ(
        ask("POST", "/users/segue_listener/collection/folders/1/releases/249504", {}, mine()).status, 201);
    EXPECT_TRUE(found().at("in_collection").as_bool());
}

} // namespace
} // namespace segue::emulator
