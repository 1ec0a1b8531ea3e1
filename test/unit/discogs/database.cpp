// The database beyond releases and artists: what each verb sends, takes and refuses.

#include "support/client_fixture.hpp"

#include <boost/asio/error.hpp>

namespace {

using namespace segue;
using segue::test::param_of;
using segue::testing::json;

class discogs_database : public test::client_fixture {
protected:
    http::request last() const { return transport->request(transport->count() - 1); }
};

TEST_F(discogs_database, nouns_send_nothing_and_may_be_kept) {
    auto client = make_client();
    auto rating = client.release(1).rating();
    auto mine = rating.user("somebody");
    auto versions = client.master(2).versions().list();
    auto releases = client.label(3).releases();
    {
        auto never_awaited = mine.update(5);
        auto nor_this = mine.remove();
    }
    time->run(io);
    EXPECT_EQ(client.master(2).id().value(), 2);
    EXPECT_EQ(client.label(3).id().value(), 3);
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(discogs_database, root_says_what_the_service_is) {
    answer = [](const http::request&) {
        return json(
            R"({"hello":"Welcome","api_version":"v2","documentation_url":"d","statistics":{"releases":3,"artists":2,"labels":1}})");
    };
    const auto info = run(make_client().root().get());
    EXPECT_EQ(last().target, "/");
    EXPECT_EQ(info.api_version, "v2");
    EXPECT_EQ(info.statistics->labels, 1);
}

TEST_F(discogs_database, ratings_and_stats_of_a_release_are_read) {
    auto client = make_client();
    answer = [](const http::request&) {
        return json(R"({"release_id":7,"rating":{"count":47,"average":4.19}})");
    };
    const auto all = run(client.release(7).rating().get());
    EXPECT_EQ(last().target, "/releases/7/rating");
    EXPECT_EQ(all.rating->count, 47);
    EXPECT_DOUBLE_EQ(*all.rating->average, 4.19);

    answer = [](const http::request&) {
        return json(R"({"release_id":7,"rating":2,"username":"some one"})");
    };
    const auto one = run(client.release(7).rating().user("a/b ?").get());
    EXPECT_EQ(last().target, "/releases/7/rating/a%2Fb%20%3F");
    EXPECT_EQ(last().method, http::method::get);
    EXPECT_EQ(one.rating, 2);

    answer = [](const http::request&) { return json(R"({"is_offensive":false})"); };
    const auto stats = run(client.release(7).stats().get());
    EXPECT_EQ(last().target, "/releases/7/stats");
    EXPECT_EQ(stats.is_offensive, false);
    EXPECT_FALSE(stats.num_have);
}

TEST_F(discogs_database, rating_is_put_as_json_and_taken_back_by_delete) {
    auto mine = make_client().release(7).rating().user("me");
    answer = [](const http::request&) { return json(201, R"({"release_id":7,"rating":5,"username":"me"})"); };
    EXPECT_EQ(run(mine.update(5)).rating, 5);
    EXPECT_EQ(last().method, http::method::put);
    EXPECT_EQ(last().target, "/releases/7/rating/me");
    EXPECT_EQ(last().headers.find("Content-Type"), "application/json");
    EXPECT_EQ(last().body, R"({"rating":5})");

    answer = [](const http::request&) { return json(204, ""); };
    auto taken_back = [](discogs::user_rating_node n) -> asio::awaitable<bool> {
        co_await n.remove();
        co_return true;
    };
    EXPECT_TRUE(run(taken_back(mine)));
    EXPECT_EQ(last().method, http::method::remove);
    EXPECT_EQ(last().target, "/releases/7/rating/me");
    EXPECT_TRUE(last().body.empty());
    EXPECT_FALSE(last().headers.contains("Content-Type"));
    answer = [](const http::request&) { return json(200, "<not json>"); };
    EXPECT_TRUE(run(taken_back(mine))) << "a body that nobody needs is not read";
}

TEST_F(discogs_database, write_whose_answer_is_lost_or_unreadable_says_so) {
    auto mine = make_client().release(7).rating().user("me");
    answer = [](const http::request&) { return segue::testing::reply::lost(); };
    EXPECT_EQ(fails<outcome_unknown>(mine.update(5)).cause, errc::connection_lost);
    answer = [](const http::request&) { return json("<html>"); };
    EXPECT_EQ(fails<completed_unreadable>(mine.update(5)).status, 200);
}

TEST_F(discogs_database, master_and_its_versions_are_read_with_every_filter) {
    auto client = make_client();
    answer = [](const http::request&) {
        return json(R"({"id":9,"title":"T","main_release":4,"lowest_price":1.50,"year":1994})");
    };
    const auto master = run(client.master(9).get());
    EXPECT_EQ(last().target, "/masters/9");
    EXPECT_EQ(master.main_release->value(), 4);
    EXPECT_EQ(to_string(master.lowest_price->amount), "1.50");

    answer = [](const http::request&) {
        return json(
            R"({"pagination":{"items":1,"urls":{}},"filters":{"applied":{"country":["US"]},"available":{"format":{"Vinyl":2}}},)"
            R"("filter_facets":[{"title":"Format","id":"format","values":[{"title":"Vinyl","value":"Vinyl","count":2}],)"
            R"("allows_multiple_values":true}],"versions":[{"id":5,"title":"V","catno":"C 1","released":"1994-03"}]})");
    };
    auto versions = client.master(9).versions().list(
        {.format = "Vinyl",
         .label = "A & B",
         .released = "1994",
         .country = "US",
         .sort = discogs::master_version_sort::catalog_number,
         .sort_order = discogs::sort_order::descending,
         .page = 2,
         .per_page = 10});
    const auto page = run(versions.next_page());
    EXPECT_EQ(
        last().target,
        "/masters/9/"
        "versions?format=Vinyl&label=A%20%26%20B&released=1994&country=US&sort=catno&sort_order=desc"
        "&page=2&per_page=10");
    ASSERT_TRUE(page);
    EXPECT_EQ(page->items.at(0).catalog_number, "C 1");
    EXPECT_EQ(page->filters->applied->find("country")->at(0), "US");
    EXPECT_EQ(*page->filters->available->find("format")->find("Vinyl"), 2);
    EXPECT_EQ(page->filter_facets.at(0).values.at(0).count, 2);
}

TEST_F(discogs_database, versions_can_be_sorted_by_every_key) {
    answer = [](const http::request&) { return json(R"({"versions":[]})"); };
    auto client = make_client();
    using sort = discogs::master_version_sort;
    const std::pair<sort, const char*> keys[] = {
        {sort::released, "released"},
        {sort::title, "title"},
        {sort::format, "format"},
        {sort::label, "label"},
        {sort::catalog_number, "catno"},
        {sort::country, "country"}};
    for (const auto& [key, word] : keys) {
        auto versions = client.master(1).versions().list({.sort = key});
        EXPECT_FALSE(run(versions.next()));
        EXPECT_EQ(param_of(last().target, "sort"), word);
    }
}

TEST_F(discogs_database, label_and_its_releases_are_read) {
    auto client = make_client();
    answer = [](const http::request&) {
        return json(
            R"({"id":1,"name":"L","parent_label":{"id":2,"name":"P"},"sublabels":[{"id":3,"name":"S"}]})");
    };
    const auto label = run(client.label(1).get());
    EXPECT_EQ(last().target, "/labels/1");
    EXPECT_EQ(label.parent_label->id.value(), 2);
    EXPECT_EQ(label.sub_labels.at(0).name, "S");

    answer = [](const http::request& r) {
        const bool second = r.target.find("page=2") != std::string::npos;
        return json(
            std::string(R"({"pagination":{"items":2,"urls":{)") +
            (second ? "" : R"("next":"http://api.discogs.com/labels/1/releases?per_page=1&page=2")") +
            R"(}},"releases":[{"id":)" + (second ? "12" : "11") + R"(,"title":"t","catno":"X"}]})");
    };
    auto releases = client.label(1).releases().list({.per_page = 1});
    const auto all = run(releases.collect());
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].id.value(), 12);
    EXPECT_EQ(last().target, "/labels/1/releases?per_page=1&page=2");
}

TEST_F(discogs_database, bad_params_are_named_and_nothing_is_sent) {
    auto client = make_client();
    EXPECT_EQ(fails<bad_params>(client.master(0).get()).param, "master_id");
    EXPECT_EQ(fails<bad_params>(client.label(-1).get()).param, "label_id");
    EXPECT_EQ(fails<bad_params>(client.release(0).rating().get()).param, "release_id");
    EXPECT_EQ(fails<bad_params>(client.release(0).stats().get()).param, "release_id");
    EXPECT_EQ(fails<bad_params>(client.release(1).rating().user("").get()).param, "username");
    EXPECT_EQ(fails<bad_params>(client.release(1).rating().user("me").update(0)).param, "rating");
    EXPECT_EQ(fails<bad_params>(client.release(1).rating().user("me").update(6)).param, "rating");
    auto versions = client.master(1).versions().list({.sort_order = discogs::sort_order::ascending});
    EXPECT_EQ(fails<bad_params>(versions.next()).param, "sort_order");
    auto bad_page = client.master(1).versions().list({.page = 0});
    EXPECT_EQ(fails<bad_params>(bad_page.next()).param, "page");
    auto bad_size = client.label(1).releases().list({.per_page = 101});
    EXPECT_EQ(fails<bad_params>(bad_size.next()).param, "per_page");
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(discogs_database, each_error_of_the_service_has_its_type) {
    auto client = make_client();
    const auto refuse_with = [this](int status) {
        answer = [status](const http::request&) { return json(status, R"({"message":"no"})"); };
    };
    refuse_with(401);
    EXPECT_EQ(fails<authentication_error>(client.release(1).rating().user("me").update(3)).message, "no");
    refuse_with(403);
    fails<forbidden_error>(client.release(1).rating().user("you").update(3));
    refuse_with(404);
    fails<not_found_error>(client.master(1).get());
    refuse_with(422);
    fails<validation_error>(client.release(1).rating().user("me").update(3));
    refuse_with(500);
    fails<server_error>(client.label(1).get());
}

} // namespace
