#include "resource/movement_watch.hpp"
#include "support/list_fixture.hpp"

namespace {

using namespace segue;
using segue::test::param_of;
using segue::test::release_page;

class pager_movement : public test::list_fixture {};

TEST_F(pager_movement, list_that_stands_still_says_nothing) {
    sizes = {50, 50, 7};
    auto pager = list();
    EXPECT_EQ(rest_of(pager).size(), 107U);
    EXPECT_EQ(pager.moved().pages, 0U);
    EXPECT_FALSE(pager.moved().total_before);
    EXPECT_TRUE(observer->lists.empty());
}

TEST_F(pager_movement, item_inserted_in_front_is_told_and_the_item_given_twice) {
    answer = [](const http::request& r) {
        if (param_of(r.target, "page").empty())
            return segue::testing::json(release_page(1, 1, 50, 2, 60));
        return segue::testing::json(release_page(2, 49, 12, 0, 62));
    };
    auto pager = list();
    const auto got = rest_of(pager);
    EXPECT_EQ(got.size(), 62U);
    EXPECT_EQ(std::count(got.begin(), got.end(), 49), 2);
    EXPECT_EQ(std::count(got.begin(), got.end(), 50), 2);
    const auto moved = pager.moved();
    EXPECT_EQ(moved.pages, 1U);
    EXPECT_EQ(moved.repeated_items, 2U);
    EXPECT_EQ(moved.total_before, 60);
    EXPECT_EQ(moved.total_now, 62);
    EXPECT_EQ(
        observer->lists,
        std::vector<std::string>{
            "GET /artists/1/releases?per_page=50&page=2: the list changed, 60 items before, "
            "62 now, 2 items of the page before again"});
}

TEST_F(pager_movement, total_that_changes_alone_is_told_once_per_change) {
    answer = [](const http::request& r) {
        const auto page = param_of(r.target, "page");
        if (page.empty())
            return segue::testing::json(release_page(1, 1, 50, 2, 160));
        if (page == "2")
            return segue::testing::json(release_page(2, 51, 50, 3, 159));
        return segue::testing::json(release_page(3, 101, 50, 0, 159));
    };
    auto pager = list();
    EXPECT_EQ(rest_of(pager).size(), 150U);
    EXPECT_EQ(pager.moved().pages, 1U);
    EXPECT_EQ(pager.moved().repeated_items, 0U);
    EXPECT_EQ(pager.moved().total_now, 159);
    EXPECT_EQ(run(pager.total()), 159);
    EXPECT_EQ(observer->lists.size(), 1U);
}

TEST_F(pager_movement, repeated_item_is_told_without_a_total) {
    answer = [](const http::request& r) {
        auto body = segue::testing::json(R"({"releases":[{"id":1,"title":"a"},{"id":2,"title":"b"}]})");
        if (param_of(r.target, "page").empty())
            body.headers.add("Link", "<https://api.discogs.com/x?page=2>; rel=next");
        else
            body.body = R"({"releases":[{"id":2,"title":"b, renamed"},{"id":3,"title":"c"}]})";
        return body;
    };
    auto pager = list();
    EXPECT_EQ(rest_of(pager), (std::vector<std::int64_t>{1, 2, 2, 3}));
    EXPECT_EQ(pager.moved().repeated_items, 1U);
    EXPECT_FALSE(pager.moved().total_before);
}

TEST_F(pager_movement, repetition_is_seen_across_an_empty_page) {
    answer = [](const http::request& r) {
        const auto page = param_of(r.target, "page");
        if (page.empty())
            return segue::testing::json(release_page(1, 1, 3, 2));
        if (page == "2")
            return segue::testing::json(release_page(2, 4, 0, 3));
        return segue::testing::json(release_page(3, 3, 2, 0));
    };
    auto pager = list();
    EXPECT_EQ(rest_of(pager), (std::vector<std::int64_t>{1, 2, 3, 3, 4}));
    EXPECT_EQ(pager.moved().repeated_items, 1U);
}

TEST_F(pager_movement, short_and_empty_pages_are_told_and_the_last_one_is_not) {
    sizes = {47, 0, 50, 3};
    auto pager = list();
    EXPECT_EQ(rest_of(pager).size(), 100U);
    const std::vector<std::string> told = {
        "GET /artists/1/releases: a short page, 47 of 50 items",
        "GET /artists/1/releases?per_page=50&page=2: a short page, 0 of 50 items"};
    EXPECT_EQ(observer->lists, told);
    EXPECT_EQ(pager.moved().pages, 0U);
}

TEST_F(pager_movement, page_that_is_asked_for_again_after_an_error_is_no_change) {
    sizes = {50, 50};
    auto pager = list();
    failing_page = 2;
    fails<connection_error>(pager.collect());
    failing_page = 0;
    EXPECT_EQ(rest_of(pager).size(), 100U);
    EXPECT_EQ(pager.moved().pages, 0U);
}

TEST_F(pager_movement, page_that_no_next_names_is_never_asked_for) {
    sizes = {50, 50, 1};
    auto pager = list();
    rest_of(pager);
    run(pager.next());
    ASSERT_EQ(requests(), 3U);
    for (const auto& r : transport->requests())
        EXPECT_NE(param_of(r.target, "page"), "4");
}

TEST_F(pager_movement, foreign_inventory_behind_page_100_is_a_depth_limit) {
    answer = [](const http::request& r) {
        const auto page = param_of(r.target, "page");
        if (page == "101")
            return segue::testing::json(
                403, R"({"message":"Pagination above 100 disabled for inventories besides your own"})");
        return segue::testing::json(release_page(100, 1, 2, 101));
    };
    auto pager = make_client().artist(1).releases().list({.page = 100});
    EXPECT_EQ(ids(run(pager.collect(2))), numbers(1, 2));
    for (int i = 0; i < 2; ++i) {
        const auto why = fails<depth_limit_error>(pager.next());
        EXPECT_EQ(why.code, errc::depth_limit);
        EXPECT_EQ(why.status, 403);
        EXPECT_EQ(why.message, "Pagination above 100 disabled for inventories besides your own");
        EXPECT_EQ(why.cause, errc::forbidden);
        EXPECT_EQ(why.path, "/artists/1/releases?per_page=50&page=101");
    }
}

TEST_F(pager_movement, page_behind_ten_thousand_items_that_is_not_there_is_a_depth_limit) {
    for (const int status : {400, 404, 422}) {
        answer = [status](const http::request& r) {
            if (param_of(r.target, "page") == "201")
                return segue::testing::json(status, R"({"message":"too deep"})");
            return segue::testing::json(release_page(200, 1, 1, 201));
        };
        auto pager = make_client().artist(1).releases().list({.page = 200});
        run(pager.next());
        const auto why = fails<depth_limit_error>(pager.next());
        EXPECT_EQ(why.status, status);
        EXPECT_EQ(why.message, "too deep");
    }
}

TEST_F(pager_movement, other_refusals_keep_their_own_names) {
    const auto ask = [this](std::int64_t page, int status, std::string body) {
        answer = [status, body](const http::request&) { return segue::testing::json(status, body); };
        return make_client().artist(1).releases().list({.page = page});
    };
    auto no_such_page = ask(200, 404, R"({"message":"Page 200 is outside of valid range [1, 48]."})");
    EXPECT_EQ(fails<not_found_error>(no_such_page.next()).code, errc::not_found)
        << "9,950 items are before it";
    auto hidden = ask(101, 403, R"({"message":"You don't have permission to access this resource."})");
    EXPECT_EQ(fails<forbidden_error>(hidden.next()).code, errc::forbidden);
    auto first = ask(1, 403, R"({"message":"Pagination above 100 disabled"})");
    EXPECT_EQ(fails<forbidden_error>(first.next()).code, errc::forbidden);
    auto heavy = ask(300, 500, R"({"message":"Query time exceeded."})");
    EXPECT_EQ(fails<server_error>(heavy.next()).code, errc::server_failed);
    auto wall = ask(300, 403, "<html>Pagination above</html>");
    EXPECT_EQ(fails<forbidden_error>(wall.next()).code, errc::blocked);
}

TEST(item_keys, tell_items_apart_by_id_type_and_role) {
    discogs::artist_release a;
    EXPECT_EQ(resource::key_of(a), 0U) << "an item without an id cannot be told";
    a.id = 7;
    auto b = a;
    b.title = "renamed";
    EXPECT_EQ(resource::key_of(a), resource::key_of(b));
    b.type = discogs::artist_release_type::master;
    EXPECT_NE(resource::key_of(a), resource::key_of(b));
    auto c = b;
    c.role = discogs::artist_release_role::main;
    EXPECT_NE(resource::key_of(c), resource::key_of(b));
    c.id = 8;
    EXPECT_NE(resource::key_of(c), resource::key_of(b));
}

TEST(movement_watch, items_that_cannot_be_told_are_never_called_repeated) {
    resource::movement_watch watch;
    EXPECT_FALSE(watch.look(3, {0, 0, 0}, 0));
    EXPECT_FALSE(watch.look(3, {0, 0, 0}, 0));
    EXPECT_EQ(watch.seen().pages, 0U);
}

TEST(movement_watch, longest_repetition_counts) {
    resource::movement_watch watch;
    EXPECT_FALSE(watch.look({}, {1, 2, 1, 2}, 0));
    const auto news = watch.look({}, {1, 2, 1, 2}, 0);
    ASSERT_TRUE(news);
    EXPECT_EQ(news->repeated_items, 4U);
    EXPECT_EQ(watch.look({}, {2, 9}, 0)->repeated_items, 1U);
    EXPECT_FALSE(watch.look({}, {2}, 0));
}

} // namespace
