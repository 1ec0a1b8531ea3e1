#include "support/list_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <memory>
#include <random>

namespace {

using namespace segue;
using namespace std::chrono_literals;
using segue::test::param_of;

class pager_read_ahead : public test::list_fixture {
protected:
    pager_read_ahead() { sizes = {3, 3, 2}; }

    discogs::artist_release_pager ahead() {
        auto pager = list();
        pager.read_ahead(read_ahead::on);
        return pager;
    }

    std::string last_page() const {
        return param_of(transport->request(transport->count() - 1).target, "page");
    }

    int aborted() const {
        return static_cast<int>(
            std::count(observer->outcomes.begin(), observer->outcomes.end(), asio::error::operation_aborted));
    }

    void poll() {
        io.restart();
        while (io.poll() != 0) {
        }
    }

    // Takes all items and works a second on each page's last one; tells how long it took.
    std::chrono::nanoseconds time_of_walk(read_ahead mode) {
        const auto begin = time->now();
        auto work = [this, mode]() -> asio::awaitable<int> {
            auto pager = list();
            pager.read_ahead(mode);
            int seen = 0;
            while (auto item = co_await pager.next()) {
                ++seen;
                if (seen % 3 == 0)
                    co_await time->wait_until(time->now() + 1s);
            }
            co_return seen;
        };
        EXPECT_EQ(run(work()), count());
        return time->now() - begin;
    }
};

TEST_F(pager_read_ahead, is_off_by_default) {
    auto pager = list();
    run(pager.next());
    EXPECT_EQ(requests(), 1U);
}

TEST_F(pager_read_ahead, next_page_is_asked_for_when_the_first_item_is_given) {
    auto pager = ahead();
    EXPECT_EQ(requests(), 0U);
    EXPECT_EQ(run(pager.next())->id, 1);
    EXPECT_EQ(requests(), 2U);
    EXPECT_EQ(last_page(), "2");
    EXPECT_EQ(ids(run(pager.collect(2))), numbers(2, 3));
    EXPECT_EQ(requests(), 2U) << "one page ahead and no more";
    EXPECT_EQ(run(pager.next())->id, 4);
    EXPECT_EQ(last_page(), "3");
    EXPECT_EQ(rest_of(pager), numbers(5, 8));
    EXPECT_EQ(requests(), 3U) << "nothing behind the last page";
}

TEST_F(pager_read_ahead, next_page_and_collect_ask_ahead_too) {
    auto pager = ahead();
    EXPECT_EQ(run(pager.next_page())->items.size(), 3U);
    EXPECT_EQ(requests(), 2U);
    EXPECT_EQ(ids(run(pager.collect(1))), numbers(4, 4));
    EXPECT_EQ(requests(), 3U);
    EXPECT_EQ(rest_of(pager), numbers(5, 8));
}

TEST_F(pager_read_ahead, total_gives_no_item_and_asks_for_nothing_more) {
    auto pager = ahead();
    EXPECT_EQ(run(pager.total()), 8);
    EXPECT_EQ(requests(), 1U);
}

TEST_F(pager_read_ahead, waiting_and_working_overlap) {
    sizes = {3, 3, 3, 3};
    transport->use({.latency = 1s});
    EXPECT_EQ(time_of_walk(read_ahead::off), 8s);
    EXPECT_EQ(time_of_walk(read_ahead::on), 5s);
}

TEST_F(pager_read_ahead, changes_no_result) {
    std::mt19937 random(3);
    for (int round = 0; round < 150; ++round) {
        sizes.assign(1 + random() % 5, 0);
        for (auto& n : sizes)
            n = static_cast<int>(random() % 4);
        auto pager = ahead();
        const auto before = requests();
        std::vector<std::int64_t> got;
        for (int step = 0; step < 30; ++step) {
            failing_page = random() % 4 == 0 ? 1 + static_cast<int>(random() % sizes.size()) : 0;
            try {
                if (random() % 2 == 0) {
                    if (const auto item = run(pager.next()))
                        got.push_back(item->id);
                } else {
                    for (const auto id : ids(run(pager.collect(random() % 4))))
                        got.push_back(id);
                }
            } catch (const connection_error&) {
            }
            if (random() % 8 == 0)
                pager.resume(pager.cursor());
        }
        failing_page = 0;
        try {
            for (const auto id : rest_of(pager))
                got.push_back(id);
        } catch (const connection_error&) { // asked for ahead while the page failed
            for (const auto id : rest_of(pager))
                got.push_back(id);
        }
        ASSERT_EQ(got, numbers(1, count())) << "round " << round;
        ASSERT_GE(requests() - before, sizes.size());
    }
}

TEST_F(pager_read_ahead, error_comes_where_its_page_begins_and_the_next_call_asks_again) {
    auto pager = ahead();
    failing_page = 2;
    EXPECT_EQ(run(pager.next())->id, 1);
    ASSERT_EQ(requests(), 2U);
    EXPECT_EQ(ids(run(pager.collect(2))), numbers(2, 3)) << "the items that are there come first";
    EXPECT_EQ(fails<connection_error>(pager.next()).code, errc::connection_lost);
    EXPECT_EQ(requests(), 2U) << "the error is that of the request made ahead";
    fails<connection_error>(pager.next());
    EXPECT_EQ(requests(), 3U);
    failing_page = 0;
    EXPECT_EQ(rest_of(pager), numbers(4, 8));
}

TEST_F(pager_read_ahead, refusal_of_the_service_is_the_same_as_without) {
    answer = [](const http::request& r) -> segue::testing::reply {
        if (param_of(r.target, "page") == "101")
            return segue::testing::json(403, R"({"message":"Pagination above 100 disabled"})");
        return segue::testing::json(test::release_page(100, 1, 1, 101));
    };
    auto pager = make_client().artist(1).releases().list({.page = 100});
    pager.read_ahead(read_ahead::on);
    run(pager.next());
    ASSERT_EQ(requests(), 2U);
    EXPECT_EQ(fails<depth_limit_error>(pager.next()).status, 403);
    EXPECT_EQ(requests(), 2U);
}

TEST_F(pager_read_ahead, unreadable_answer_is_an_error_of_its_page) {
    auto pager = ahead();
    auto good = answer;
    answer = [good](const http::request& r) -> segue::testing::reply {
        if (param_of(r.target, "page") == "2")
            return segue::testing::json("[]");
        return good(r);
    };
    EXPECT_EQ(ids(run(pager.collect(3))), numbers(1, 3));
    EXPECT_EQ(fails<decode_error>(pager.next()).code, errc::decode_failed);
    answer = good;
    EXPECT_EQ(rest_of(pager), numbers(4, 8));
}

TEST_F(pager_read_ahead, destroying_the_pager_cancels_it) {
    transport->use({.latency = 1s});
    auto pager = std::make_unique<discogs::artist_release_pager>(ahead());
    std::optional<std::int64_t> got;
    auto take = [&]() -> asio::awaitable<void> {
        auto item = co_await pager->next();
        got = item->id;
    };
    asio::co_spawn(io, take(), rethrow);
    poll();
    time->advance(1s);
    poll();
    ASSERT_EQ(got, 1);
    ASSERT_EQ(transport->under_way(), 1U) << "page 2 is under way";
    pager.reset();
    poll();
    EXPECT_EQ(transport->under_way(), 0U);
    EXPECT_EQ(aborted(), 1);
    EXPECT_TRUE(io.stopped()) << "nothing is left to do";
    EXPECT_EQ(time->waiting(), 0U);
}

TEST_F(pager_read_ahead, pager_that_is_never_awaited_again_lets_run_return) {
    auto pager = ahead();
    run(pager.next());
    EXPECT_TRUE(io.stopped());
    EXPECT_EQ(transport->under_way(), 0U);
    EXPECT_EQ(requests(), 2U);
    EXPECT_EQ(rest_of(pager), numbers(2, 8)) << "the page is kept until somebody wants it";
    EXPECT_EQ(requests(), 3U);
}

TEST_F(pager_read_ahead, pager_that_went_during_its_last_verb_asks_for_nothing) {
    auto pager = std::make_unique<discogs::artist_release_pager>(ahead());
    auto pending = pager->next();
    pager.reset();
    EXPECT_EQ(run(std::move(pending))->id, 1);
    EXPECT_EQ(requests(), 1U);
}

TEST_F(pager_read_ahead, turned_off_uses_what_is_under_way_and_asks_no_more) {
    auto pager = ahead();
    run(pager.next());
    pager.read_ahead(read_ahead::off);
    EXPECT_EQ(ids(run(pager.collect(3))), numbers(2, 4));
    EXPECT_EQ(requests(), 2U);
    EXPECT_EQ(rest_of(pager), numbers(5, 8));
    EXPECT_EQ(requests(), 3U);
}

TEST_F(pager_read_ahead, resume_cancels_it) {
    auto pager = ahead();
    const auto start = pager.cursor();
    auto take = [&]() -> asio::awaitable<void> { co_await pager.next(); };
    transport->use({.latency = 1s});
    asio::co_spawn(io, take(), rethrow);
    poll();
    time->advance(1s);
    poll();
    ASSERT_EQ(transport->under_way(), 1U);
    pager.resume(start);
    poll();
    EXPECT_EQ(transport->under_way(), 0U);
    EXPECT_EQ(rest_of(pager), numbers(1, 8));
}

TEST_F(pager_read_ahead, takes_a_slot_of_the_quota_and_waits_for_one) {
    params.rate_limit = traffic::rate_limit::on;
    params.quota.authenticated_limit = 2;
    sizes = {1, 1, 1, 1, 1};
    transport->use({.latency = 100ms});
    auto client = make_client();
    auto pager = client.artist(1).releases().list();
    pager.read_ahead(read_ahead::on);
    std::vector<steady_time> sent;
    auto good = answer;
    answer = [&](const http::request& r) {
        sent.push_back(time->now());
        return good(r);
    };
    EXPECT_EQ(rest_of(pager), numbers(1, 5));
    ASSERT_EQ(sent.size(), 5U);
    for (std::size_t i = 2; i < sent.size(); ++i)
        EXPECT_GE(sent[i] - sent[i - 2], params.quota.window) << "three requests in a window";
    EXPECT_TRUE(observer->quota.empty());
}

TEST_F(pager_read_ahead, deadline_holds_for_it_too) {
    auto pager = make_client().artist(1).releases().list({}, {.deadline = 2s});
    pager.read_ahead(read_ahead::on);
    auto good = answer;
    answer = [&](const http::request& r) {
        transport->use({.latency = 1h}); // for the pages behind the first
        return good(r);
    };
    EXPECT_EQ(run(pager.next())->id, 1);
    EXPECT_EQ(ids(run(pager.collect(2))), numbers(2, 3));
    EXPECT_EQ(fails<timeout_error>(pager.next()).code, errc::deadline_exceeded);
}

// Cancels the verb that waits for the page asked ahead, after every step; going on must give the whole list
// and leave nothing under way.
TEST_F(pager_read_ahead, cancelling_the_waiting_verb_at_any_step_loses_and_repeats_nothing) {
    int cancelled = 0;
    for (int steps = 0;; ++steps) {
        ASSERT_LT(steps, 200);
        transport->use({.latency = 1s});
        auto pager = ahead();
        std::vector<std::int64_t> got;
        bool over = false;
        asio::cancellation_signal cancel;
        auto take_four = [&]() -> asio::awaitable<void> {
            for (int i = 0; i < 4; ++i) {
                auto item = co_await pager.next();
                got.push_back(item->id);
            }
        };
        auto finish = [&](std::exception_ptr e) {
            over = true;
            cancelled += e ? 1 : 0;
        };
        asio::co_spawn(io, take_four(), asio::bind_cancellation_slot(cancel.slot(), finish));
        for (int i = 0; i < steps; ++i) {
            io.restart();
            if (io.poll_one() == 0 && !time->advance_to_next())
                break;
        }
        const bool before_cancel = over;
        cancel.emit(asio::cancellation_type::terminal);
        time->run(io);
        EXPECT_TRUE(over);
        EXPECT_EQ(transport->under_way(), 0U);
        for (const auto id : rest_of(pager))
            got.push_back(id);
        EXPECT_EQ(got, numbers(1, 8)) << "step " << steps;
        if (before_cancel)
            break;
    }
    EXPECT_GT(cancelled, 10);
}

TEST_F(pager_read_ahead, context_destroyed_at_any_step_harms_neither_pager_nor_its_items) {
    for (int steps = 0; steps < 40; ++steps) {
        auto own = std::make_unique<asio::io_context>(1);
        auto quota = traffic::make_quota_ledger({.mode = traffic::rate_limit::off});
        auto pager =
            discogs::client(own->get_executor(), params, transport, time, quota).artist(1).releases().list();
        pager.read_ahead(read_ahead::on);
        int got = 0;
        auto take = [](discogs::artist_release_pager& from, int& n) -> asio::awaitable<void> {
            while (co_await from.next())
                ++n;
        };
        asio::co_spawn(*own, take(pager, got), [](const std::exception_ptr&) {});
        for (int i = 0; i < steps; ++i)
            own->poll_one();
        own.reset();
        const auto cursor = pager.cursor();
        auto second = resumed(cursor);
        EXPECT_EQ(rest_of(second), numbers(got + 1, 8)) << "step " << steps;
        if (steps % 2 == 0)
            pager = {};
    }
}

} // namespace
