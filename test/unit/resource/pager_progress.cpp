#include "support/client_fixture.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace {

using namespace segue;
using namespace std::chrono_literals;
using segue::test::param_of;
using segue::testing::json;

// A list of `total` items, `per_page` of them on each page; `stated` is what the service says of the total.
class pager_progress : public test::client_fixture {
protected:
    pager_progress() {
        answer = [this](const http::request& r) {
            const auto number = param_of(r.target, "page");
            return json(page(number.empty() ? 1 : std::stoi(number)));
        };
    }

    std::string page(int number) const {
        const int first = (number - 1) * per_page + 1;
        const int last = std::min(total, first + per_page - 1);
        std::string body = R"({"pagination":{"page":)" + std::to_string(number) + R"(,"per_page":)" +
                           std::to_string(per_page) + R"(,"items":)" +
                           std::to_string(stated.value_or(total)) + R"(,"urls":{)";
        if (last < total)
            body += R"("next":"https://api.discogs.com/artists/1/releases?per_page=)" +
                    std::to_string(per_page) + "&page=" + std::to_string(number + 1) + '"';
        body += R"(}},"releases":[)";
        for (int i = first; i <= last; ++i)
            body += (i == first ? "" : ",") + (R"({"id":)" + std::to_string(i)) + R"(,"title":"t"})";
        return body + "]}";
    }

    discogs::artist_release_pager list() {
        return make_client().artist(1).releases().list({.per_page = per_page});
    }

    // Reads so many items, or all.
    std::size_t
    read(discogs::artist_release_pager& pager, std::size_t most = std::numeric_limits<std::size_t>::max()) {
        return run(pager.collect(most)).size();
    }

public: // for the tests, which set them
    int total = 5;
    int per_page = 2;
    std::optional<std::int64_t> stated;
};

TEST_F(pager_progress, before_the_first_page_only_the_start_is_known_and_nothing_is_sent) {
    const auto at = list().progress();
    EXPECT_EQ(at.items_done, 0U);
    EXPECT_FALSE(at.total);
    EXPECT_FALSE(at.time_left);
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(pager_progress, every_verb_counts_the_items_that_it_gives) {
    auto pager = list();
    run(pager.total());
    EXPECT_EQ(pager.progress().items_done, 0U);
    EXPECT_EQ(pager.progress().total, 5);
    run(pager.next());
    EXPECT_EQ(pager.progress().items_done, 1U);
    run(pager.next_page());
    EXPECT_EQ(pager.progress().items_done, 2U) << "the other item of the first page";
    read(pager, 1);
    EXPECT_EQ(pager.progress().items_done, 3U);
    EXPECT_TRUE(pager.progress().time_left);
    read(pager);
    EXPECT_EQ(pager.progress().items_done, 5U);
    EXPECT_EQ(pager.progress().time_left, 0ms);
    EXPECT_FALSE(run(pager.next()));
    EXPECT_EQ(pager.progress().items_done, 5U);
    EXPECT_EQ(transport->count(), 3U);
}

TEST_F(pager_progress, items_of_a_collect_that_fails_are_not_done_until_they_are_given) {
    auto pager = list();
    const auto good = answer;
    answer = [good](const http::request& r) -> segue::testing::reply {
        return param_of(r.target, "page") == "2" ? segue::testing::reply::lost() : good(r);
    };
    fails<connection_error>(pager.collect());
    EXPECT_EQ(pager.progress().items_done, 0U);
    answer = good;
    EXPECT_EQ(read(pager), 5U);
    EXPECT_EQ(pager.progress().items_done, 5U);
}

TEST_F(pager_progress, time_left_tells_the_end_within_a_twentieth) {
    transport->use({.latency = 50ms});
    per_page = 1;
    for (const int pages : {61, 150, 600}) {
        for (const int before : {1, pages / 3, pages / 2, pages - 1}) {
            total = pages;
            auto pager = list();
            read(pager, static_cast<std::size_t>(before));
            const auto start = time->now();
            const auto told = pager.progress();
            ASSERT_TRUE(told.time_left);
            EXPECT_EQ(told.items_done, static_cast<std::size_t>(before));
            EXPECT_EQ(told.total, pages);
            EXPECT_EQ(read(pager), static_cast<std::size_t>(pages - before));
            const std::chrono::duration<double> took = time->now() - start;
            const std::chrono::duration<double> said = *told.time_left;
            // As far as the quota decides; where it does not, what is left are the answers' own times.
            const double answers = std::min(60, pages - before) * 0.05;
            EXPECT_NEAR(said.count(), took.count(), std::max(answers + 0.1, took.count() / 20))
                << before << " of " << pages;
        }
    }
}

TEST_F(pager_progress, time_left_of_a_long_list_in_large_pages_is_that_of_its_pages) {
    transport->use({.latency = 50ms});
    total = 20'000;
    per_page = 100;
    auto pager = list();
    run(pager.total());
    const auto start = time->now();
    const std::chrono::duration<double> said = pager.progress().time_left.value();
    while (run(pager.next_page())) {
    }
    const std::chrono::duration<double> took = time->now() - start;
    EXPECT_GT(took, 170s) << "199 pages at 60 a minute";
    EXPECT_NEAR(said.count(), took.count(), took.count() / 20);
}

TEST_F(pager_progress, cursor_tells_what_is_done_and_left_without_a_request) {
    params.quota.authenticated_limit = 2;
    total = 11;
    auto first = list();
    read(first, 5);
    const auto cursor = first.cursor();

    auto second = list(); // with a quota of its own, as in another process
    second.resume(cursor);
    const auto requests = transport->count();
    const auto at = second.progress();
    EXPECT_EQ(at.items_done, 5U);
    EXPECT_EQ(at.total, 11);
    ASSERT_TRUE(at.time_left);
    EXPECT_EQ(transport->count(), requests);
    const auto start = time->now();
    EXPECT_EQ(read(second), 6U);
    EXPECT_EQ(second.progress().items_done, 11U);
    const std::chrono::duration<double> took = time->now() - start;
    EXPECT_GT(took, 50s) << "four pages at two a minute";
    EXPECT_NEAR(std::chrono::duration<double>(*at.time_left).count(), took.count(), took.count() / 20);
}

TEST_F(pager_progress, cursor_of_the_end_has_all_done) {
    auto first = list();
    read(first);
    auto second = list();
    second.resume(first.cursor());
    EXPECT_EQ(second.progress().items_done, 5U);
    EXPECT_EQ(second.progress().total, 5);
    EXPECT_EQ(second.progress().time_left, 0ms);
}

TEST_F(pager_progress, bad_cursor_leaves_it_as_it_is) {
    auto pager = list();
    read(pager, 3);
    pager.resume("nonsense");
    EXPECT_EQ(pager.progress().items_done, 3U);
    EXPECT_EQ(pager.progress().total, 5);
}

TEST_F(pager_progress, first_page_further_behind_counts_what_is_in_front_of_it) {
    auto pager = make_client().artist(1).releases().list({.page = 2, .per_page = 2});
    EXPECT_EQ(pager.progress().items_done, 2U);
    EXPECT_EQ(read(pager), 3U);
    EXPECT_EQ(pager.progress().items_done, 5U);
    auto usual = make_client().artist(1).releases().list({.page = 3});
    EXPECT_EQ(usual.progress().items_done, 100U) << "50 a page, unless the query says otherwise";
}

TEST_F(pager_progress, page_asked_ahead_is_not_counted_twice) {
    params.quota.authenticated_limit = 2;
    params.quota.probe = traffic::cold_probe::off;
    total = 4;
    per_page = 1;
    auto pager = list();
    pager.read_ahead(read_ahead::on);
    run(pager.next());
    ASSERT_EQ(transport->count(), 2U);
    const auto left = pager.progress().time_left.value();
    EXPECT_GT(left, 55s);
    EXPECT_LT(left, 65s) << "two more fit into the next window, three would not";
    run(pager.next());
    run(pager.next());
    ASSERT_EQ(transport->count(), 4U);
    EXPECT_EQ(pager.progress().time_left, 0ms) << "the last page has left";
}

TEST_F(pager_progress, last_page_asked_ahead_and_waiting_for_quota_takes_its_wait) {
    params.quota.authenticated_limit = 1;
    total = 2;
    per_page = 1;
    auto pager = list();
    run(pager.total());
    pager.read_ahead(read_ahead::on);
    bool given = false;
    auto finish = [&given](const std::exception_ptr&, const std::optional<discogs::artist_release>& item) {
        given = item.has_value();
    };
    asio::co_spawn(io, pager.next(), finish);
    io.restart();
    io.poll();
    ASSERT_TRUE(given);
    ASSERT_EQ(transport->count(), 1U) << "the second waits";
    EXPECT_GT(pager.progress().time_left.value(), 55s);
    time->run(io);
    EXPECT_EQ(transport->count(), 2U);
}

TEST_F(pager_progress, list_without_a_total_tells_no_time_before_its_end) {
    answer = [](const http::request& r) {
        auto response = json(R"({"releases":[{"id":1,"title":"a"}]})");
        if (param_of(r.target, "page").empty())
            response.headers.add("Link", "<https://api.discogs.com/artists/1/releases?page=2>; rel=next");
        return response;
    };
    auto pager = list();
    run(pager.next());
    EXPECT_EQ(pager.progress().items_done, 1U);
    EXPECT_FALSE(pager.progress().total);
    EXPECT_FALSE(pager.progress().time_left);
    run(pager.next());
    EXPECT_EQ(pager.progress().time_left, 0ms);
    auto over = list();
    over.resume(pager.cursor());
    EXPECT_FALSE(over.progress().total);
    EXPECT_EQ(over.progress().time_left, 0ms);
}

TEST_F(pager_progress, senseless_totals_and_sizes_do_no_harm) {
    for (const std::int64_t said : {std::int64_t{-7}, std::int64_t{0}, std::int64_t{3}}) {
        stated = said;
        auto pager = list();
        run(pager.next());
        EXPECT_TRUE(pager.progress().time_left) << "a page is named, so there is one";
        EXPECT_EQ(read(pager), 4U);
        EXPECT_EQ(pager.progress().items_done, 5U);
    }
    answer = [](const http::request&) {
        return json(
            R"({"pagination":{"per_page":-1,"items":9223372036854775807,"urls":{"next":"https://x.test/?page=9223372036854775807"}},)"
            R"("releases":[{"id":1,"title":"a"}]})");
    };
    auto pager = list();
    run(pager.next());
    EXPECT_GT(pager.progress().time_left.value(), 0ms);
}

TEST_F(pager_progress, pager_without_a_list_is_done) {
    const discogs::artist_release_pager pager;
    EXPECT_EQ(pager.progress().items_done, 0U);
    EXPECT_FALSE(pager.progress().total);
    EXPECT_EQ(pager.progress().time_left, 0ms);
}

TEST_F(pager_progress, without_a_quota_no_time_is_left) {
    params.rate_limit = traffic::rate_limit::off;
    auto pager = list();
    run(pager.next());
    EXPECT_EQ(pager.progress().time_left, 0ms);
}

} // namespace
