// Who may ask what, and what is said of users.

#include "asking.hpp"
#include "people_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace segue::emulator {
namespace {

using namespace testing;

class people : public people_fixture {};

TEST_F(people, every_account_has_a_token_of_its_own) {
    const account_book& book = made_.accounts();
    std::set<std::string> tokens;
    for (const char* name : {"segue_listener", "Quiet.Crates", "halo_collector", "runout.reader"}) {
        const account* found = book.find(name);
        ASSERT_NE(found, nullptr) << name;
        EXPECT_EQ(found->token.size(), 40U);
        EXPECT_TRUE(tokens.insert(found->token).second) << name;
        EXPECT_EQ(made_.accounts().find(found->username), found);
        const auto identity = parsed(ask("GET", "/oauth/identity", {}, found->token));
        EXPECT_EQ(identity.at("username").as_string(), name);
        EXPECT_EQ(identity.at("id").as_int64(), found->id);
        EXPECT_EQ(
            identity.at("resource_url").as_string(), "https://api.discogs.com/users/" + std::string(name));
    }
    EXPECT_EQ(book.find("SEGUE_Listener")->username, "segue_listener") << "names are compared without case";
    EXPECT_EQ(book.find("nobody"), nullptr);
    EXPECT_EQ(account_book(1, *data_).find("Quiet.Crates")->token, book.find("Quiet.Crates")->token);
    EXPECT_NE(account_book(2, *data_).find("Quiet.Crates")->token, book.find("Quiet.Crates")->token);
}

TEST_F(people, identity_wants_a_user) {
    EXPECT_EQ(ask("GET", "/oauth/identity", {}, "").status, 401);
    const response app = as_application("/oauth/identity");
    EXPECT_EQ(app.status, 401);
    EXPECT_EQ(message_of(app), "You must authenticate to access this resource.");
    const response post = ask("POST", "/oauth/identity", "{}", mine());
    EXPECT_EQ(post.status, 405);
    EXPECT_EQ(header(post, "Allow"), "GET");
}

TEST_F(people, ratings_of_two_users_are_apart) {
    const std::string path = "/releases/1/rating/";
    EXPECT_EQ(ask("PUT", path + "Quiet.Crates", R"({"rating":2})", other()).status, 201);
    EXPECT_EQ(ask("PUT", path + "segue_listener", R"({"rating":5})", mine()).status, 201);
    EXPECT_EQ(parsed(ask("GET", path + "Quiet.Crates", {}, mine())).at("rating").as_int64(), 2);
    EXPECT_EQ(ask("PUT", path + "segue_listener", R"({"rating":1})", other()).status, 403);
    EXPECT_EQ(ask("DELETE", path + "segue_listener", {}, other()).status, 403);
    EXPECT_EQ(parsed(ask("GET", path + "segue_listener", {}, other())).at("rating").as_int64(), 5);
}

TEST_F(people, profile_shows_the_owner_more_than_others) {
    const std::string own = "/users/segue_listener";
    const auto seen = parsed(ask("GET", own, {}, mine())).as_object();
    EXPECT_EQ(seen.at("username").as_string(), "segue_listener");
    EXPECT_EQ(seen.at("email").as_string(), "segue.listener@example.invalid");
    EXPECT_EQ(seen.at("num_unread"), 0);
    EXPECT_EQ(seen.at("num_lists"), 2);
    EXPECT_EQ(seen.at("num_collection"), 12);
    EXPECT_EQ(seen.at("num_wantlist"), 6);
    EXPECT_EQ(seen.at("curr_abbr").as_string(), "EUR");
    EXPECT_EQ(seen.at("wantlist_url").as_string(), "https://api.discogs.com/users/segue_listener/wants");
    for (const std::string& token : {other(), std::string{}}) {
        const auto strange = parsed(ask("GET", "/users/SEGUE_LISTENER", {}, token)).as_object();
        EXPECT_EQ(strange.at("username").as_string(), "segue_listener") << "the canonical spelling";
        EXPECT_FALSE(strange.contains("email"));
        EXPECT_FALSE(strange.contains("num_unread"));
        EXPECT_EQ(strange.at("num_lists"), 1);
        EXPECT_EQ(strange.at("num_collection"), 12);
    }
    const auto quiet = parsed(ask("GET", "/users/Quiet.Crates", {}, mine())).as_object();
    EXPECT_FALSE(quiet.contains("num_collection"));
    EXPECT_FALSE(quiet.contains("num_wantlist"));
    EXPECT_EQ(quiet.at("curr_abbr").as_string(), "");
    EXPECT_TRUE(parsed(ask("GET", "/users/Quiet.Crates", {}, other())).as_object().contains("num_wantlist"));
}

TEST_F(people, unknown_user_is_404_for_every_reader) {
    for (const char* path :
         {"/users/nobody",
          "/users/nobody/submissions",
          "/users/nobody/contributions",
          "/users/nobody/collection/folders",
          "/users/nobody/collection/folders/0/releases",
          "/users/nobody/wants",
          "/users/nobody/lists"}) {
        const response answer = ask("GET", path, {}, mine());
        EXPECT_EQ(answer.status, 404) << path;
        EXPECT_EQ(message_of(answer), "User does not exist or may have been deleted.") << path;
    }
    EXPECT_EQ(ask("POST", "/users/nobody", R"({"name":"x"})", mine()).status, 404);
    EXPECT_EQ(ask("POST", "/users/nobody", R"({"name":"x"})", "").status, 401);
}

TEST_F(people, profile_is_changed_by_its_owner_member_by_member) {
    const std::string own = "/users/segue_listener";
    const auto changed = parsed(ask(
        "POST", own, R"({"name":"","location":"Gent","home_page":"x.example","curr_abbr":"GBP"})", mine()));
    EXPECT_EQ(changed.at("name").as_string(), "");
    EXPECT_EQ(changed.at("location").as_string(), "Gent");
    EXPECT_EQ(changed.at("curr_abbr").as_string(), "GBP");
    EXPECT_TRUE(changed.as_object().contains("email")) << "the owner's view";
    EXPECT_EQ(ask("POST", own, R"({"profile":"[b]Hello[/b]"})", mine()).status, 200);
    const auto read = parsed(ask("GET", own, {}, ""));
    EXPECT_EQ(read.at("profile").as_string(), "[b]Hello[/b]");
    EXPECT_EQ(read.at("home_page").as_string(), "x.example") << "what is not sent stays";
    request html = with_body("GET", own, {}, mine());
    html.headers.emplace_back("Accept", "application/vnd.discogs.v2.plaintext+json");
    EXPECT_EQ(
        parsed(made_.answer(html, at(std::chrono::seconds{1})).answer).at("profile").as_string(), "Hello");
}

TEST_F(people, profile_refuses_strangers_and_nonsense) {
    const std::string own = "/users/segue_listener";
    EXPECT_EQ(ask("POST", own, R"({"name":"x"})", "").status, 401);
    const response stranger = ask("POST", own, R"({"name":"x"})", other());
    EXPECT_EQ(stranger.status, 403);
    EXPECT_EQ(message_of(stranger), "You don't have permission to access this resource.");
    for (const char* body : {"", "{}", "[]", R"({"name":7})", R"({"curr_abbr":"DM"})", R"({"other":"x"})"})
        EXPECT_EQ(ask("POST", own, body, mine()).status, 422) << body;
    EXPECT_EQ(parsed(ask("GET", own, {}, "")).at("name").as_string(), "Sam Example");
    EXPECT_EQ(ask("PUT", own, R"({"name":"x"})", mine()).status, 405);
}

TEST_F(people, profile_counts_what_was_rated) {
    const std::string path = "/users/Quiet.Crates";
    const auto before = parsed(ask("GET", path, {}, "")).at("releases_rated").as_int64();
    (void)ask("PUT", "/releases/1/rating/Quiet.Crates", R"({"rating":2})", other());
    EXPECT_EQ(parsed(ask("GET", path, {}, "")).at("releases_rated").as_int64(), before + 1);
}

TEST_F(people, submissions_are_one_list_told_apart_by_kind) {
    const std::string path = "/users/halo_collector/submissions";
    std::set<std::pair<std::string, std::int64_t>> seen;
    std::int64_t items = 0;
    for (int page = 1;; ++page) {
        ASSERT_LT(page, 20);
        const auto body = parsed(ask("GET", path + "?per_page=100&page=" + std::to_string(page), {}, mine()));
        items = body.at("pagination").at("items").as_int64();
        std::size_t here = 0;
        for (const auto& [kind, list] : body.at("submissions").as_object()) {
            for (const auto& each : list.as_array())
                seen.emplace(std::string(kind), each.at("id").as_int64());
            here += list.as_array().size();
        }
        EXPECT_LE(here, 100U);
        if (!body.at("pagination").at("urls").as_object().contains("next"))
            break;
    }
    EXPECT_EQ(static_cast<std::int64_t>(seen.size()), items);
    EXPECT_TRUE(seen.contains({"artists", 3857}));
    EXPECT_TRUE(seen.contains({"labels", 647}));
    EXPECT_TRUE(seen.contains({"releases", 352665}));
    const auto first = parsed(ask("GET", path, {}, mine())).at("submissions");
    for (const auto& artist : first.at("artists").as_array())
        if (const auto* members = artist.as_object().if_contains("members")) {
            EXPECT_TRUE(members->at(0).is_string()) << "names, not objects";
        }
    EXPECT_FALSE(first.at("releases").at(0).as_object().contains("tracklist"));
    EXPECT_TRUE(first.at("releases").at(0).as_object().contains("community"));
}

TEST_F(people, who_did_nothing_has_empty_lists) {
    const auto submissions = parsed(ask("GET", "/users/segue_listener/submissions", {}, ""));
    EXPECT_TRUE(submissions.at("submissions").as_object().empty());
    EXPECT_EQ(submissions.at("pagination").at("items"), 0);
    EXPECT_TRUE(parsed(ask("GET", "/users/segue_listener/contributions", {}, ""))
                    .at("contributions")
                    .as_array()
                    .empty());
}

TEST_F(people, contributions_are_sorted_by_each_key_both_ways) {
    const std::string path = "/users/halo_collector/contributions?per_page=100&sort=";
    const auto titles = [&](const std::string& order) {
        std::vector<std::string> out;
        const auto page = parsed(ask("GET", path + order, {}, ""));
        for (const auto& each : page.at("contributions").as_array())
            out.emplace_back(each.at("title").as_string().c_str());
        return out;
    };
    const auto up = titles("title");
    ASSERT_EQ(up.size(), 100U);
    EXPECT_TRUE(std::is_sorted(up.begin(), up.end()));
    const auto down = titles("title&sort_order=desc");
    EXPECT_TRUE(std::is_sorted(down.rbegin(), down.rend()));
    for (const char* key : {"label", "artist", "catno", "format", "rating", "year", "added"})
        EXPECT_EQ(titles(key).size(), 100U) << key;
    const response refused = ask("GET", path + "price", {}, "");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(
        message_of(refused),
        "Invalid sort: expected one of added, artist, catno, format, label, rating, title, year.");
    EXPECT_EQ(
        parsed(ask("GET", "/users/halo_collector", {}, "")).at("releases_contributed").as_int64(),
        parsed(ask("GET", path + "title", {}, "")).at("pagination").at("items").as_int64());
}

TEST_F(people, a_drifting_list_gains_entries_that_never_were) {
    answer_options drift;
    drift.inserted_items = 2;
    const std::string base = "/users/halo_collector/";
    const struct {
        const char* path;
        const char* key;
    } lists[] = {
        {"/users/segue_listener/collection/folders/0/releases", "releases"},
        {"/users/segue_listener/wants", "wants"},
        {"/users/segue_listener/lists", "lists"},
        {"/users/halo_collector/contributions", "contributions"}};
    for (const auto& list : lists) {
        const request asked = with_body("GET", list.path, {}, mine());
        const auto now = at(std::chrono::seconds{1});
        const auto plain = parsed(made_.answer(asked, now).answer);
        const auto drifted = parsed(made_.answer(asked, now, drift).answer);
        EXPECT_EQ(
            drifted.at("pagination").at("items").as_int64(),
            plain.at("pagination").at("items").as_int64() + 2)
            << list.path;
        EXPECT_EQ(drifted.at(list.key).at(2), plain.at(list.key).at(0)) << list.path;
    }
    const request asked = with_body("GET", base + "submissions", {}, mine());
    const auto drifted = parsed(made_.answer(asked, at(std::chrono::seconds{1}), drift).answer);
    EXPECT_EQ(drifted.at("submissions").at("releases").at(0).at("title").as_string(), "Just Added 2");
}

} // namespace
} // namespace segue::emulator
