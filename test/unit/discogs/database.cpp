// The database beyond releases and artists: what belongs to one verb or noun alone. What all have in common
// is in operations/.

#include "support/client_fixture.hpp"

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

TEST_F(discogs_database, username_is_one_segment_of_the_path) {
    auto ratings = make_client().release(7).rating();
    answer = [](const http::request&) { return json(R"({"release_id":7,"rating":0,"username":"x"})"); };
    const std::pair<const char*, const char*> names[] = {
        {"_.who-ever~1", "_.who-ever~1"},
        {".", "%2E"},
        {"..", "%2E%2E"},
        {"100%", "100%25"},
        {"a#b?c=d&e+f", "a%23b%3Fc%3Dd%26e%2Bf"},
        {"J\xc3\xbcrgen", "J%C3%BCrgen"}};
    for (const auto& [name, segment] : names) {
        auto one = ratings.user(name);
        EXPECT_EQ(one.username(), name);
        run(one.get());
        EXPECT_EQ(last().target, std::string("/releases/7/rating/") + segment);
    }
}

TEST_F(discogs_database, write_on_a_stale_connection_is_sent_again) {
    transport->use({.connections = segue::testing::exchange_params::connection_use::kept});
    auto client = make_client();
    auto mine = client.release(7).rating().user("me");
    run(client.release(1).get());
    transport->queue("PUT", "/releases/7/rating/me", segue::testing::reply::lost());
    answer = [](const http::request&) { return json(201, R"({"release_id":7,"rating":4,"username":"me"})"); };
    EXPECT_EQ(run(mine.update(4)).rating, 4);
    EXPECT_EQ(transport->count("PUT", "/releases/7/rating/me"), 2U);
    EXPECT_EQ(last().body, R"({"rating":4})");
    EXPECT_EQ(observer->retried, 1);
    EXPECT_EQ(client.budget().used, 3) << "a permit for each";
}

TEST_F(discogs_database, removal_sent_again_that_finds_nothing_has_done_its_work) {
    transport->use({.connections = segue::testing::exchange_params::connection_use::kept});
    auto client = make_client();
    auto mine = client.release(7).rating().user("me");
    run(client.release(1).get());
    answer = [](const http::request&) { return json(404, R"({"message":"Release not found."})"); };
    EXPECT_EQ(fails<not_found_error>(done(mine.remove())).attempts, 1) << "the first one knows";
    transport->queue("DELETE", "/releases/7/rating/me", segue::testing::reply::lost());
    EXPECT_TRUE(run(done(mine.remove())));
    EXPECT_EQ(transport->count("DELETE", "/releases/7/rating/me"), 3U);

    transport->queue("PUT", "/releases/7/rating/me", segue::testing::reply::lost());
    EXPECT_EQ(fails<not_found_error>(mine.update(4)).attempts, 2) << "of a removal alone";
}

TEST_F(discogs_database, master_and_its_versions_are_read_with_every_filter) {
    params.currency = discogs::currency::eur;
    auto client = make_client();
    answer = [](const http::request&) {
        return json(R"({"id":9,"title":"T","main_release":4,"lowest_price":1.50,"year":1994})");
    };
    const auto master = run(client.master(9).get());
    EXPECT_EQ(last().target, "/masters/9") << "the service takes no currency here";
    EXPECT_EQ(master.lowest_price->currency, "");
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

TEST_F(discogs_database, versions_are_walked_with_the_filters_of_the_first_page) {
    transport->queue(
        "GET",
        "/masters/9/versions?country=US&per_page=2",
        json(
            R"({"pagination":{"page":1,"pages":2,"per_page":2,"items":3,"urls":{"next":)"
            R"("https://api.discogs.com/masters/9/versions?per_page=2&country=US&page=2"}},)"
            R"("filters":{"applied":{"country":["US"]}},"versions":[{"id":1,"title":"a"},{"id":2,"title":"b"}]})"));
    transport->queue(
        "GET",
        "/masters/9/versions?per_page=2&country=US&page=2",
        json(
            R"({"pagination":{"page":2,"items":3,"urls":{}},"filters":{"available":{"released":{"1994":3}}},)"
            R"("versions":[{"id":3,"title":"c"}]})"));
    auto versions = make_client().master(9).versions().list({.country = "US", .per_page = 2});
    EXPECT_EQ(run(versions.total()), 3);
    EXPECT_EQ(run(versions.next())->id.value(), 1);
    const auto rest = run(versions.next_page());
    EXPECT_EQ(rest->items.size(), 1U);
    EXPECT_EQ(rest->filters->applied->find("country")->at(0), "US");
    const auto last_page = run(versions.next_page());
    EXPECT_EQ(*last_page->filters->available->find("released")->find("1994"), 3);
    EXPECT_FALSE(run(versions.next_page()));
    transport->verify();
}

TEST_F(discogs_database, odd_count_of_a_filter_costs_itself_alone) {
    answer = [](const http::request&) {
        return json(
            R"({"filters":{"available":{"format":{"CD":{"n":1},"LP":"2","DVD":null}}},"versions":[{"id":1,"title":"a"}]})");
    };
    auto versions = make_client().master(9).versions().list();
    const auto page = run(versions.next_page());
    const auto& formats = *page->filters->available->find("format");
    EXPECT_EQ(formats.size(), 1U);
    EXPECT_EQ(*formats.find("LP"), 2);
    EXPECT_EQ(formats.extra().text("CD"), R"({"n":1})");
    EXPECT_EQ(page->items.size(), 1U);
    ASSERT_EQ(observer->drifts.size(), 1U);
    EXPECT_EQ(observer->drifts[0].pointer, "/filters/available/format/CD");
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

TEST_F(discogs_database, release_that_a_label_lists_twice_is_no_sign_of_movement) {
    answer = [](const http::request& r) {
        const bool second = r.target.find("page=2") != std::string::npos;
        return json(
            std::string(R"({"pagination":{"items":4,"urls":{)") +
            (second ? "" : R"("next":"https://api.discogs.com/labels/1/releases?page=2")") +
            R"(}},"releases":[{"id":11,"title":"t"},{"id":11,"title":"t"}]})");
    };
    auto releases = make_client().label(1).releases().list();
    EXPECT_EQ(run(releases.collect()).size(), 4U);
    EXPECT_EQ(releases.moved().repeated_items, 0U);
    EXPECT_EQ(releases.moved().pages, 0U);
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
    EXPECT_EQ(fails<bad_params>(client.release(1).rating().user("me").update(-1)).param, "rating");
    EXPECT_EQ(fails<bad_params>(client.release(1).rating().user("").update(3)).param, "username");
    EXPECT_EQ(fails<bad_params>(done(client.release(1).rating().user("").remove())).param, "username");
    const auto removal = fails<bad_params>(done(client.release(-1).rating().user("me").remove()));
    EXPECT_EQ(removal.param, "release_id");
    EXPECT_EQ(removal.method, "DELETE");
    auto no_master = client.master(0).versions().list();
    EXPECT_EQ(fails<bad_params>(no_master.collect()).param, "master_id");
    auto no_label = client.label(0).releases().list();
    EXPECT_EQ(fails<bad_params>(no_label.total()).param, "label_id");
    auto versions = client.master(1).versions().list({.sort_order = discogs::sort_order::ascending});
    EXPECT_EQ(fails<bad_params>(versions.next()).param, "sort_order");
    auto bad_page = client.master(1).versions().list({.page = 0});
    EXPECT_EQ(fails<bad_params>(bad_page.next()).param, "page");
    auto bad_size = client.label(1).releases().list({.per_page = 101});
    EXPECT_EQ(fails<bad_params>(bad_size.next()).param, "per_page");
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(discogs_database, nouns_and_awaitables_outlive_the_client) {
    answer = [](const http::request&) { return json(R"({"id":1,"name":"L"})"); };
    std::optional<discogs::label_node> label;
    {
        auto client = make_client();
        label = client.label(1);
    }
    auto waiting = label->get();
    label.reset();
    EXPECT_EQ(run(std::move(waiting)).name, "L");
}

} // namespace
