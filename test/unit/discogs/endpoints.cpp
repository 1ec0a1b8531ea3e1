#include "discogs/endpoints.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace segue::discogs {
namespace {

using http::method;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using traffic::repetition;

const endpoint& number(int n) {
    return all_endpoints()[static_cast<std::size_t>(n - 1)];
}

// A path that somebody could ask for: numbers for ids, a name that needs care for users.
std::string example_of(const endpoint& e) {
    static const std::map<std::string, std::string> values = {
        {"release_id", "249504"},
        {"master_id", "1000"},
        {"artist_id", "3857"},
        {"label_id", "1"},
        {"username", "some.one_%C3%A9"},
        {"folder_id", "0"},
        {"instance_id", "98765"},
        {"field_id", "3"},
        {"listing_id", "172723812"},
        {"order_id", "845236-9"},
        {"price", "10.00"},
        {"currency", "EUR"},
        {"id", "599632"},
        {"list_id", "7"}};
    std::string text;
    std::string_view rest = e.path;
    for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
        const auto close = rest.find('}');
        text += rest.substr(0, open);
        const auto value = values.find(std::string(rest.substr(open + 1, close - open - 1)));
        EXPECT_NE(value, values.end()) << e.path;
        text += value == values.end() ? "?" : value->second;
        rest = rest.substr(close + 1);
    }
    return text.append(rest);
}

TEST(endpoints, table_holds_63_operations_in_their_order) {
    ASSERT_EQ(all_endpoints().size(), 63U);
    std::set<std::string_view> ids;
    int n = 0;
    for (const auto& e : all_endpoints()) {
        EXPECT_EQ(e.number, ++n);
        EXPECT_TRUE(ids.insert(e.id).second) << e.id;
        EXPECT_TRUE(e.path.starts_with('/')) << e.path;
        EXPECT_TRUE(e.path == "/" || !e.path.ends_with('/')) << e.path;
    }
}

TEST(endpoints, each_is_found_by_an_example_of_its_path_and_by_no_other) {
    for (const auto& e : all_endpoints()) {
        const auto path = example_of(e);
        EXPECT_EQ(find_endpoint(e.method, path), &e) << path;
        EXPECT_EQ(find_endpoint(e.method, path + "?page=2&per_page=100"), &e) << path;
        EXPECT_NE(find_endpoint(e.method, path + "/more"), &e) << path;
        if (path != "/") {
            EXPECT_EQ(find_endpoint(e.method, path + "/"), nullptr) << path;
            EXPECT_EQ(find_endpoint(e.method, path.substr(1)), nullptr) << path;
        }
    }
}

// Two patterns meet when some path is both: segment by segment equal, or one of them varies.
TEST(endpoints, no_path_and_method_is_two_operations) {
    const auto segments_of = [](std::string_view path) {
        std::vector<std::string> parts;
        std::istringstream in{std::string(path)};
        for (std::string part; std::getline(in, part, '/');)
            parts.push_back(part);
        return parts;
    };
    for (const auto& a : all_endpoints())
        for (const auto& b : all_endpoints()) {
            const auto as = segments_of(a.path);
            const auto bs = segments_of(b.path);
            if (&a == &b || a.method != b.method || as.size() != bs.size())
                continue;
            bool meet = true;
            for (std::size_t i = 0; i < as.size(); ++i)
                meet = meet && (as[i] == bs[i] || as[i].starts_with('{') || bs[i].starts_with('{'));
            EXPECT_FALSE(meet) << a.path << " and " << b.path;
        }
}

TEST(endpoints, unknown_paths_are_none) {
    for (const auto* path :
         {"",
          "?page=1",
          "/releases",
          "/releases/",
          "/releases//rating",
          "/Releases/1",
          "/database/searches",
          "/users//wants",
          "//releases/1",
          "/prefix/releases/1"})
        EXPECT_EQ(find_endpoint(method::get, path), nullptr) << path;
    EXPECT_EQ(find_endpoint(method::post, "/releases/1"), nullptr);
    EXPECT_EQ(find_endpoint(method::head, "/releases/1"), nullptr);
    EXPECT_EQ(find_endpoint(method::put, "/marketplace/listings"), nullptr);
}

TEST(endpoints, slash_that_is_encoded_belongs_to_its_segment) {
    EXPECT_EQ(find_endpoint(method::get, "/users/a%2Fb/wants"), &number(58));
}

// ---- repetition ----

TEST(endpoints, repetition_is_that_of_the_reference) {
    const std::set<int> harmful = {2, 3, 20, 25, 27, 32, 36, 37, 38, 46, 52};
    for (const auto& e : all_endpoints()) {
        const auto wanted = harmful.contains(e.number) ? repetition::harmful
                            : e.method == method::get  ? repetition::read
                                                       : repetition::idempotent;
        EXPECT_EQ(e.repeating, wanted) << e.id;
    }
}

TEST(endpoints, heavy_search_is_tried_twice_at_most) {
    failure why;
    why.code = errc::server_failed;
    why.status = 500;
    why.message = "Query time exceeded. Please try a simpler query.";
    EXPECT_EQ(attempts_worth_making(number(17), why), 2);
    EXPECT_EQ(attempts_worth_making(number(5), why), std::nullopt);
    why.status = 503;
    EXPECT_EQ(attempts_worth_making(number(17), why), std::nullopt);
    why.status = 500;
    why.message = "Server is currently unavailable.";
    EXPECT_EQ(attempts_worth_making(number(17), why), std::nullopt);
}

// ---- lifetimes ----

TEST(endpoints, lifetime_is_that_of_the_reference_and_six_hours_at_most) {
    const std::set<int> six_hours = {4, 5, 9, 10, 11, 12, 13, 14, 15, 16, 28, 29, 30, 31};
    const std::set<int> none = {1, 2, 3, 35};
    for (const auto& e : all_endpoints()) {
        const bool kept = e.method == method::get && !none.contains(e.number);
        const std::chrono::seconds wanted(
            !kept                          ? 0
            : six_hours.contains(e.number) ? 21'600
            : e.number == 17               ? 600
                                           : 60);
        EXPECT_EQ(lifetime_of(e), wanted) << e.id;
        EXPECT_LE(lifetime_of(e), oldest_shown) << e.id;
        EXPECT_EQ(e.tags.empty(), !kept) << e.id << ": what is kept can be dropped";
    }
}

TEST(endpoints, credentials_are_those_of_the_reference) {
    EXPECT_EQ(number(1).auth, auth_level::none);
    EXPECT_EQ(number(3).auth, auth_level::oauth_application);
    EXPECT_EQ(number(5).auth, auth_level::none_or_more);
    EXPECT_EQ(number(17).auth, auth_level::app);
    EXPECT_EQ(number(20).auth, auth_level::user);
    EXPECT_EQ(number(61).auth, auth_level::owner);
    for (const auto& e : all_endpoints())
        if (e.method != method::get && e.number != 3) {
            EXPECT_TRUE(e.auth == auth_level::user || e.auth == auth_level::owner) << e.id;
        }
}

// ---- tags ----

std::vector<std::string> tags(method m, std::string_view target) {
    const auto* e = find_endpoint(m, target);
    EXPECT_NE(e, nullptr) << target;
    return e == nullptr ? std::vector<std::string>() : tags_of(*e, target);
}

std::vector<std::string> dropped(method m, std::string_view target, std::string_view body = {}) {
    const auto* e = find_endpoint(m, target);
    EXPECT_NE(e, nullptr) << target;
    return e == nullptr ? std::vector<std::string>() : dropped_by(*e, target, body);
}

TEST(endpoints, reads_are_tagged_with_what_they_show) {
    EXPECT_THAT(
        tags(method::get, "/releases/249504"),
        ElementsAre("release:249504", "release:249504:market", "market", "currency"));
    EXPECT_THAT(
        tags(method::get, "/releases/1/rating/Bob"),
        ElementsAre("release:1", "release:1:rating", "user:bob"));
    EXPECT_THAT(tags(method::get, "/database/search?query=nine"), ElementsAre("search", "user-data"));
    EXPECT_THAT(
        tags(method::get, "/users/Bob/collection/folders/0/releases?page=3"),
        ElementsAre("user:bob:items", "user:bob:collection", "user:bob"));
    EXPECT_THAT(tags(method::get, "/marketplace/orders/845236-9/messages"), ElementsAre("order:845236-9"));
    EXPECT_THAT(tags(method::get, "/inventory/export/599632"), ElementsAre("exports", "export:599632"));
}

TEST(endpoints, currency_that_the_query_names_is_not_the_account_s) {
    const auto plain = [](std::string_view target) {
        const auto all = tags(method::get, target);
        return std::count(all.begin(), all.end(), "currency") == 0;
    };
    EXPECT_TRUE(plain("/releases/1?curr_abbr=EUR"));
    EXPECT_TRUE(plain("/marketplace/stats/1?x=y&curr_abbr=EUR"));
    EXPECT_FALSE(plain("/releases/1?curr_abbr="));
    EXPECT_FALSE(plain("/releases/1?currency=EUR"));
    EXPECT_FALSE(plain("/releases/1?x=curr_abbr"));
    EXPECT_FALSE(plain("/releases/1?%zz&curr_abbr=EUR")) << "unreadable: taken for the account's";
}

TEST(endpoints, spellings_of_one_user_are_one_tag) {
    const auto tag = tags(method::get, "/users/Some.One/lists");
    EXPECT_THAT(tag, ElementsAre("user:some.one"));
    EXPECT_EQ(tags(method::get, "/users/sOmE%2EoNe/lists"), tag);
    EXPECT_THAT(tags(method::get, "/users/%C3%89mile/lists"), ElementsAre("user:\xC3\x89mile"));
    EXPECT_THAT(tags(method::get, "/users/100%/lists"), ElementsAre("user:100%"))
        << "malformed: as it stands";
}

TEST(endpoints, only_reads_have_tags_and_only_writes_drop_some) {
    for (const auto& e : all_endpoints()) {
        const auto target = example_of(e);
        for (const auto& tag : tags_of(e, target))
            EXPECT_EQ(tag.find_first_of("{} "), std::string::npos) << tag;
        for (const auto& tag : dropped_by(e, target))
            EXPECT_EQ(tag.find_first_of("{} "), std::string::npos) << tag;
        if (e.method == method::get)
            EXPECT_THAT(dropped_by(e, target), IsEmpty()) << e.id;
        else
            EXPECT_THAT(tags_of(e, target), IsEmpty()) << e.id;
        const bool writes = e.method != method::get && e.number != 3;
        EXPECT_EQ(dropped_by(e, target).empty(), !writes) << e.id;
    }
}

// ---- what writes make stale ----

// The reads, by number, that lose their entries after a write; all of one user, release, listing and order.
std::set<int> stale_after(int write, std::string_view body = {}) {
    const auto drops = dropped_by(number(write), example_of(number(write)), body);
    std::set<int> stale;
    for (const auto& e : all_endpoints())
        for (const auto& tag : tags_of(e, example_of(e)))
            if (std::find(drops.begin(), drops.end(), tag) != drops.end())
                stale.insert(e.number);
    return stale;
}

TEST(endpoints, each_write_makes_stale_what_the_reference_says) {
    using numbers = std::set<int>;
    const std::string body = R"({"release_id": 249504, "price": 10})";
    const numbers collection = {45, 47, 50, 51, 57};
    numbers moved = collection;
    moved.insert({12, 14, 16, 17, 63});
    const std::map<int, numbers> wanted = {
        {7, {6, 9, 50, 51, 58}},
        {8, {6, 9, 50, 51, 58}},
        {20, {5, 18, 31}}, // a listing that did not exist is nowhere
        {21, {5, 18, 19, 31}},
        {22, {5, 18, 19, 31}},
        {25, {23, 24, 26}},
        {27, {23, 24, 26}},
        {32, {33, 34}},
        {36, {18, 39, 40}},
        {37, {18, 39, 40}},
        {38, {18, 39, 40}},
        {42, {5, 11, 18, 19, 30, 31, 41, 57}},
        {46, collection},
        {48, collection},
        {49, collection},
        {52, moved},
        {53, collection},
        {54, moved},
        {56, collection},
        {59, {12, 14, 16, 17, 58, 63}},
        {60, {17, 58}},
        {61, {12, 14, 16, 17, 58, 63}}};
    for (const auto& e : all_endpoints()) {
        if (e.method == method::get || e.number == 3)
            continue;
        ASSERT_TRUE(wanted.contains(e.number)) << e.id;
        EXPECT_EQ(stale_after(e.number, body), wanted.at(e.number)) << e.id;
    }
}

TEST(endpoints, write_leaves_others_alone) {
    EXPECT_THAT(
        dropped(method::put, "/releases/1/rating/Bob"),
        UnorderedElementsAre("release:1:rating", "user:bob:items", "user:bob:wants"));
    const auto other = tags(method::get, "/releases/2/rating/bob");
    for (const auto& tag : dropped(method::put, "/releases/1/rating/bob"))
        EXPECT_EQ(std::count(other.begin(), other.end(), tag), 0) << tag;
    EXPECT_THAT(
        dropped(method::post, "/marketplace/orders/1-2"), UnorderedElementsAre("orders", "order:1-2"));
}

TEST(endpoints, listing_s_body_names_the_release_whose_offers_change) {
    EXPECT_THAT(
        dropped(method::post, "/marketplace/listings", R"({"price": 5, "release_id": 7})"),
        UnorderedElementsAre("inventory", "release:7:market"));
    EXPECT_THAT(
        dropped(method::post, "/marketplace/listings/9", R"({"release_id": "7"})"),
        UnorderedElementsAre("listing:9", "inventory", "release:7:market"));
}

TEST(endpoints, release_not_known_drops_what_all_say_of_offers) {
    EXPECT_THAT(
        dropped(method::remove, "/marketplace/listings/9"),
        UnorderedElementsAre("listing:9", "inventory", "market"));
    for (const auto* body :
         {"{", "[]", "{}", R"({"release_id": null})", R"({"release_id": {}})", "release_id=7"})
        EXPECT_THAT(
            dropped(method::post, "/marketplace/listings", body), UnorderedElementsAre("inventory", "market"))
            << body;
    EXPECT_THAT(stale_after(22), ::testing::IsSupersetOf({5, 18, 19, 31}));
}

} // namespace
} // namespace segue::discogs
