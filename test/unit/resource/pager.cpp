#include "support/client_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <stdexcept>

namespace {

using namespace segue;
using segue::test::param_of;
using segue::test::release_page;
using segue::testing::json;

class pager_walk : public test::client_fixture {
protected:
    // Three pages: 3 items, none, 2 items.
    pager_walk() {
        answer = [this](const http::request& r) -> segue::testing::reply {
            const auto page = param_of(r.target, "page");
            if (failing_page == page)
                return errc::connection_lost;
            if (page.empty() || page == "1")
                return json(release_page(1, 1, 3, 2, 5));
            if (page == "2")
                return json(release_page(2, 4, 0, 3, 5));
            return json(release_page(3, 4, 2, 0, 5));
        };
    }

    std::vector<std::int64_t> walk(discogs::artist_release_pager& pager) {
        std::vector<std::int64_t> ids;
        while (auto item = run(pager.next()))
            ids.push_back(item->id);
        return ids;
    }

    std::string failing_page = "none";
    const std::vector<std::int64_t> all = {1, 2, 3, 4, 5};
};

TEST_F(pager_walk, next_gives_every_item_and_then_nothing_for_ever) {
    auto client = make_client();
    auto pager = client.artist(1).releases().list();
    EXPECT_EQ(walk(pager), all);
    EXPECT_FALSE(run(pager.next()));
    EXPECT_EQ(transport->count(), 3U);
    EXPECT_EQ(pager.pages_read(), 3U);
}

TEST_F(pager_walk, next_page_url_gives_only_its_query) {
    auto client = make_client();
    auto pager = client.artist(1).releases().list({.per_page = 50});
    walk(pager);
    EXPECT_EQ(transport->request(1).target, "/artists/1/releases?per_page=50&page=2");
    EXPECT_EQ(transport->request(1).to.host, "service.test");
}

TEST_F(pager_walk, next_page_gives_pages_as_sent_and_what_next_left) {
    auto client = make_client();
    auto pager = client.artist(1).releases().list();
    EXPECT_EQ(run(pager.next())->id, 1);
    EXPECT_EQ(run(pager.next_page())->items.size(), 2U);
    const auto empty = run(pager.next_page());
    ASSERT_TRUE(empty);
    EXPECT_TRUE(empty->items.empty());
    EXPECT_EQ(empty->pagination->page, 2);
    EXPECT_EQ(run(pager.next_page())->items.size(), 2U);
    EXPECT_FALSE(run(pager.next_page()));
}

TEST_F(pager_walk, collect_stops_at_its_limit_and_goes_on) {
    auto client = make_client();
    auto pager = client.artist(1).releases().list();
    EXPECT_EQ(run(pager.collect(2)).size(), 2U);
    EXPECT_EQ(transport->count(), 1U);
    EXPECT_EQ(run(pager.collect()).size(), 3U);
    EXPECT_TRUE(run(pager.collect()).empty());
}

TEST_F(pager_walk, total_reads_one_page_and_keeps_it) {
    auto client = make_client();
    auto pager = client.artist(1).releases().list();
    EXPECT_EQ(run(pager.total()), 5);
    EXPECT_EQ(transport->count(), 1U);
    EXPECT_EQ(walk(pager), all);
    EXPECT_EQ(transport->count(), 3U);
}

TEST_F(pager_walk, error_leaves_the_pager_where_it_stood) {
    auto client = make_client();
    auto pager = client.artist(1).releases().list();
    failing_page = "3";
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 3; ++i)
        ids.push_back(run(pager.next())->id);
    for (int i = 0; i < 2; ++i)
        fails<connection_error>(pager.next());
    failing_page = "none";
    const auto rest = walk(pager);
    ids.insert(ids.end(), rest.begin(), rest.end());
    EXPECT_EQ(ids, all);
}

TEST_F(pager_walk, collect_that_fails_loses_nothing) {
    auto client = make_client();
    auto pager = client.artist(1).releases().list();
    failing_page = "3";
    fails<connection_error>(pager.collect());
    failing_page = "none";
    EXPECT_EQ(walk(pager), all);
}

TEST_F(pager_walk, second_verb_while_one_is_pending_throws_and_harms_nothing) {
    auto client = make_client();
    auto pager = client.artist(1).releases().list();
    std::optional<std::int64_t> first;
    auto begin = [&]() -> asio::awaitable<void> {
        auto item = co_await pager.next();
        first = item->id;
    };
    bool refused = false;
    auto disturb = [&]() -> asio::awaitable<void> {
        try {
            co_await pager.next();
        } catch (const std::logic_error&) {
            refused = true;
        }
    };
    asio::co_spawn(io, begin(), rethrow);
    asio::co_spawn(io, disturb(), rethrow);
    time->run(io);
    EXPECT_TRUE(refused);
    EXPECT_EQ(first, 1);
    EXPECT_EQ(run(pager.next())->id, 2);
}

TEST_F(pager_walk, pager_destroyed_before_its_awaitable_is_no_trouble) {
    auto client = make_client();
    auto pager = std::make_unique<discogs::artist_release_pager>(client.artist(1).releases().list());
    auto pending = pager->next();
    pager.reset();
    EXPECT_EQ(run(std::move(pending))->id, 1);
}

TEST_F(pager_walk, default_constructed_pager_is_empty) {
    discogs::artist_release_pager pager;
    EXPECT_FALSE(run(pager.next()));
    EXPECT_FALSE(run(pager.next_page()));
    EXPECT_FALSE(run(pager.total()));
}

TEST_F(pager_walk, list_without_pagination_is_one_page) {
    answer = [](const http::request&) {
        return json(R"({"releases":[{"id":1,"title":"a"},{"id":2,"title":"b"}]})");
    };
    auto client = make_client();
    auto pager = client.artist(1).releases().list();
    EXPECT_EQ(run(pager.collect()).size(), 2U);
    EXPECT_EQ(transport->count(), 1U);
}

TEST_F(pager_walk, link_field_serves_when_the_body_has_no_pagination) {
    answer = [](const http::request& r) {
        auto response = json(R"({"releases":[{"id":1,"title":"a"}]})");
        if (param_of(r.target, "page").empty())
            response.headers.add(
                "Link",
                "<https://api.discogs.com/artists/1/releases?page=9>; rel=\"last\", "
                "<https://api.discogs.com/artists/1/releases?page=2>; rel=next");
        return response;
    };
    auto client = make_client();
    auto pager = client.artist(1).releases().list();
    EXPECT_EQ(run(pager.collect()).size(), 2U);
    EXPECT_EQ(param_of(transport->request(1).target, "page"), "2");
}

TEST_F(pager_walk, next_page_that_does_not_advance_is_an_error) {
    auto client = make_client();
    for (const int next : {1, 2}) {
        answer = [next](const http::request&) { return json(release_page(2, 1, 3, next)); };
        auto pager = client.artist(1).releases().list({.page = 2});
        EXPECT_EQ(fails<protocol_error>(pager.next()).code, errc::page_loop);
    }
}

TEST_F(pager_walk, next_page_without_a_number_is_an_error) {
    answer = [](const http::request&) {
        return json(
            R"({"pagination":{"urls":{"next":"https://api.discogs.com/x?page=soon"}},"releases":[]})");
    };
    auto client = make_client();
    auto pager = client.artist(1).releases().list();
    EXPECT_EQ(fails<protocol_error>(pager.next()).code, errc::page_loop);
    answer = [](const http::request&) {
        return json(R"({"pagination":{"urls":{"next":"https://api.discogs.com/x"}},"releases":[]})");
    };
    EXPECT_EQ(fails<protocol_error>(pager.next()).code, errc::page_loop);
}

TEST_F(pager_walk, credentials_echoed_in_a_next_page_are_not_sent_on) {
    answer = [](const http::request& r) {
        if (!param_of(r.target, "page").empty())
            return json(release_page(2, 2, 1, 0));
        return json(
            R"({"pagination":{"urls":{"next":"https://evil.test/x?token=sesame&key=k&secret=s&callback=f&oauth_token=t&sort=year&page=2&page=1"}},)"
            R"("releases":[{"id":1,"title":"a"}]})");
    };
    auto client = make_client();
    auto pager = client.artist(1).releases().list();
    EXPECT_EQ(run(pager.collect()).size(), 2U);
    EXPECT_EQ(transport->request(1).target, "/artists/1/releases?sort=year&page=2");
    EXPECT_EQ(transport->request(1).to.host, "service.test");
}

TEST_F(pager_walk, endless_empty_pages_are_an_error) {
    params.rate_limit = traffic::rate_limit::off;
    answer = [](const http::request& r) {
        const auto page = param_of(r.target, "page");
        const int n = page.empty() ? 1 : std::stoi(page);
        return json(release_page(n, 1, 0, n + 1));
    };
    auto client = make_client();
    auto pager = client.artist(1).releases().list();
    EXPECT_EQ(fails<protocol_error>(pager.next()).code, errc::page_loop);
    EXPECT_EQ(transport->count(), 100U);
}

TEST_F(pager_walk, last_page_error_of_the_service_is_told) {
    answer = [](const http::request&) {
        return json(404, R"({"message":"Page 100 is outside of valid range [1, 48]."})");
    };
    auto client = make_client();
    auto pager = client.artist(1).releases().list({.page = 100});
    EXPECT_EQ(fails<not_found_error>(pager.next()).message, "Page 100 is outside of valid range [1, 48].");
}

// Cancels next() after the n-th handler for every n until it completes first; going on must give the whole
// list.
TEST_F(pager_walk, cancelling_at_any_step_loses_and_repeats_nothing) {
    params.rate_limit = traffic::rate_limit::off;
    for (int page = 0; page < 2; ++page) {
        for (int steps = 0;; ++steps) {
            ASSERT_LT(steps, 200);
            auto client = make_client();
            auto pager = client.artist(1).releases().list();
            std::vector<std::int64_t> ids;
            for (int i = 0; i < page * 3; ++i)
                ids.push_back(run(pager.next())->id);
            asio::cancellation_signal cancel;
            bool completed = false;
            auto finish = [&](std::exception_ptr e, std::optional<discogs::artist_release> item) {
                completed = !e;
                if (item)
                    ids.push_back(item->id);
            };
            asio::co_spawn(io, pager.next(), asio::bind_cancellation_slot(cancel.slot(), finish));
            io.restart();
            for (int i = 0; i < steps && io.poll_one() != 0; ++i) {
            }
            const bool before_cancel = completed;
            cancel.emit(asio::cancellation_type::terminal);
            time->run(io);
            const auto rest = walk(pager);
            ids.insert(ids.end(), rest.begin(), rest.end());
            EXPECT_EQ(ids, all) << "page " << page << ", step " << steps;
            if (before_cancel)
                break;
        }
    }
}

} // namespace
