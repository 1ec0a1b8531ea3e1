// What a client's surroundings do to it while calls wait for a retry, for each other, for a cache: here its
// context stops and goes, it goes itself, and clocks jump. Bad input and failure of the whole traffic layer,
// and what covers each:
//
//   fault at every step, reads and writes     component_fault_matrix; steps.cpp
//   SQLite read-only, full, corrupt, newer    unit: sqlite_store, sqlite_cache, sqlite_processes
//   clock jumps, while something waits        here; unit: manual_time, circuit_breaker; simulation
//   clock jumps, kept answers                 unit: caching.wall_clock_set_back_makes_nothing_immortal
//   Retry-After of every form                 unit: retries/retry_after, retries.absurd_wait_is_not_begun
//   429 without any header                    unit: retries.refusal_without_any_header_is_survived; matrix
//   rate headers out of order and absurd      component_fault_kinds.absurd_and_old_rate_headers_stop_nobody;
//                                             unit: quota_ledger_property
//   observer that throws                      unit: events_of_a_client
//   context stopped with calls in flight      here
//   context destroyed with calls in flight    here and steps.cpp; threads: lifetimes, read_ahead
//   client destroyed first and last           here
//   client destroyed by another thread        threads: traffic, lifetimes

#include "support/client_fixture.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>

namespace {

using namespace std::chrono_literals;
using namespace segue;
using segue::testing::error_json;
using segue::testing::json;
using segue::testing::with_header;

/// A cache that takes some turns of the event loop for everything.
class slow_cache final : public traffic::response_cache {
public:
    asio::awaitable<traffic::cache_hit> find(const traffic::cache_key& key, traffic::wall_time now) override {
        co_await turns();
        co_return co_await within_->find(key, now);
    }
    asio::awaitable<void>
    store(traffic::cache_key key, std::shared_ptr<const traffic::cached_answer> answer) override {
        ++begun;
        co_await turns();
        co_await within_->store(std::move(key), std::move(answer));
        ++stored;
    }
    asio::awaitable<std::size_t> drop(traffic::cache_filter which) override {
        co_await turns();
        co_return co_await within_->drop(which);
    }

    int begun = 0;
    int stored = 0;

private:
    static asio::awaitable<void> turns() {
        const auto executor = co_await asio::this_coro::executor;
        for (int i = 0; i < 4; ++i)
            co_await asio::post(executor, asio::use_awaitable);
    }

    std::shared_ptr<traffic::response_cache> within_ = traffic::make_memory_cache();
};

/// A clock whose date may be set to another one.
class unsteady_time final : public time_source {
public:
    explicit unsteady_time(std::shared_ptr<segue::testing::manual_time> base) : base_(std::move(base)) {}

    steady_time now() const noexcept override { return base_->now(); }
    std::chrono::system_clock::time_point today() const noexcept override { return base_->today() + set_by; }
    asio::awaitable<boost::system::error_code> wait_until(steady_time when) override {
        return base_->wait_until(when);
    }

    std::chrono::hours set_by{0};

private:
    std::shared_ptr<segue::testing::manual_time> base_;
};

struct waiter {
    bool over = false;
    std::string title;
    boost::system::error_code code;
    std::chrono::nanoseconds took{};
};

class contexts : public test::client_fixture {
protected:
    contexts() {
        params.retry = {};
        transport->use({.latency = 10ms});
    }

    /// A service that fails the first times.
    void fail_first(int times) {
        answer = [n = 0, times](const http::request&) mutable {
            return ++n <= times ? error_json(503, "down") : json(R"({"id":1,"title":"T"})");
        };
    }

    waiter& ask(asio::io_context& on, const discogs::client& client, const call_options& options = {}) {
        auto& w = waiters_.emplace_back();
        auto finish =
            [this, &w, start = time->now()](const std::exception_ptr& e, const discogs::release& r) {
                w.over = true;
                w.title = r.title;
                w.took = time->now() - start;
                try {
                    if (e)
                        std::rethrow_exception(e);
                } catch (const boost::system::system_error& why) {
                    w.code = why.code();
                }
            };
        asio::co_spawn(on, client.release(1).get({}, options), finish);
        return w;
    }

    /// A wait before a retry, with several passengers.
    void wait_for_retry(const discogs::client& client) {
        ask(io, client);
        ask(io, client);
        ask(io, client);
        while (observer->retried == 0) {
            if (io.poll() == 0 && !time->advance_to_next())
                FAIL() << "nothing was retried";
        }
        io.poll();
    }

    void expect_all_answered() {
        for (const auto& w : waiters_) {
            EXPECT_TRUE(w.over);
            EXPECT_EQ(w.title, "T") << w.code.message();
        }
        EXPECT_EQ(transport->under_way(), 0U);
        EXPECT_EQ(time->waiting(), 0U);
    }

    std::deque<waiter> waiters_;
};

TEST_F(contexts, stopped_at_any_handler_and_started_again_goes_on_where_it_was) {
    int stopped_in_between = 0;
    for (int step = 0; step < 60; ++step) {
        SCOPED_TRACE(step);
        fail_first(2);
        waiters_.clear();
        transport->clear();
        cache = std::make_shared<slow_cache>();
        const auto client = make_client();
        ask(io, client);
        ask(io, client);
        for (int i = 0; i < step; ++i) {
            if (io.poll_one() == 0)
                time->advance_to_next();
        }
        io.stop();
        EXPECT_EQ(io.poll(), 0U);
        stopped_in_between += waiters_.back().over ? 0 : 1;
        time->advance(1ms); // time goes on meanwhile
        io.restart();
        time->run(io);
        expect_all_answered();
        EXPECT_EQ(transport->count(), 3U);
    }
    EXPECT_GT(stopped_in_between, 20);
}

TEST_F(contexts, destroyed_at_any_handler_with_passengers_retries_and_stores_leaks_nothing) {
    int waiting_for_retry = 0;
    int storing = 0;
    for (int step = 0; step < 80; ++step) {
        SCOPED_TRACE(step);
        fail_first(1);
        waiters_.clear();
        observer->retried = 0;
        const auto slow = std::make_shared<slow_cache>();
        auto own = std::make_unique<asio::io_context>(1);
        const auto own_ledger = traffic::make_quota_ledger(params.quota);
        const discogs::client client(
            own->get_executor(),
            params,
            transport,
            observer,
            time,
            own_ledger,
            std::shared_ptr<traffic::response_cache>(slow));
        for (int i = 0; i < 3; ++i)
            ask(*own, client);
        ask(*own, client, {.cache = cache_mode::refresh});
        for (int i = 0; i < step; ++i) {
            if (own->poll_one() == 0)
                time->advance_to_next();
        }
        waiting_for_retry += observer->retried > 0 && !waiters_.front().over ? 1 : 0;
        storing += slow->begun > slow->stored ? 1 : 0;
        own.reset();
        EXPECT_EQ(own_ledger->view(traffic::tier::authenticated, time->now()).waiting, 0U);
        EXPECT_EQ(transport->under_way(), 0U);
        EXPECT_EQ(time->waiting(), 0U);
    }
    EXPECT_GT(waiting_for_retry, 3);
    EXPECT_GT(storing, 3);
}

TEST_F(contexts, client_that_goes_first_leaves_its_retries_to_their_end) {
    fail_first(2);
    {
        const auto client = make_client();
        wait_for_retry(client);
    }
    time->run(io);
    expect_all_answered();
    EXPECT_EQ(transport->count(), 3U);
}

TEST_F(contexts, client_that_goes_last_aborts_what_comes_after_its_context) {
    fail_first(2);
    auto own = std::make_unique<asio::io_context>(1);
    auto client = std::make_unique<discogs::client>(
        own->get_executor(), params, transport, observer, time, traffic::make_quota_ledger(params.quota));
    ask(*own, *client);
    while (observer->retried == 0) {
        own->poll();
        time->advance_to_next();
    }
    own.reset();
    EXPECT_EQ(time->waiting(), 0U) << "nobody waits for the retry";
    auto& late = ask(io, *client);
    time->run(io);
    EXPECT_TRUE(late.over);
    EXPECT_EQ(late.code, asio::error::operation_aborted);
    client.reset();
}

TEST_F(contexts, clock_that_leaps_ahead_ends_waits_and_hangs_nobody) {
    answer = [n = 0](const http::request&) mutable {
        return ++n == 1 ? with_header(error_json(503, "busy"), "Retry-After", "60")
                        : json(R"({"id":1,"title":"T"})");
    };
    const auto client = make_client();
    const auto& patient = ask(io, client, {.deadline = 24h});
    const auto& hasty = ask(io, client, {.deadline = 2min});
    io.poll();
    time->advance(10ms);
    io.poll();
    ASSERT_FALSE(patient.over);
    ASSERT_FALSE(hasty.over);
    time->advance(10h); // as when a laptop sleeps
    time->run(io);
    EXPECT_EQ(patient.title, "T");
    EXPECT_TRUE(hasty.over);
    EXPECT_EQ(hasty.code, errc::deadline_exceeded);
    EXPECT_EQ(time->waiting(), 0U);
}

TEST_F(contexts, clock_that_leaps_ahead_in_the_queue_lets_everybody_end) {
    params.quota.authenticated_limit = 1;
    params.quota.window = 10s;
    answer = [](const http::request&) { return json(R"({"id":1,"title":"T"})"); };
    const auto client = make_client();
    for (int i = 0; i < 5; ++i)
        ask(io, client, {.deadline = 100h, .cache = cache_mode::bypass});
    const auto& hasty = ask(io, client, {.deadline = 55s, .cache = cache_mode::bypass});
    io.poll();
    time->advance(50h);
    time->run(io);
    for (std::size_t i = 0; i < 5; ++i)
        EXPECT_EQ(waiters_[i].title, "T");
    EXPECT_TRUE(hasty.over);
    EXPECT_TRUE(hasty.code);
    EXPECT_EQ(client.budget().waiting, 0U);
    EXPECT_EQ(time->waiting(), 0U);
}

TEST_F(contexts, date_that_is_set_meanwhile_changes_no_wait) {
    for (const auto by : {-48h, 48h}) {
        answer = [n = 0](const http::request&) mutable {
            return ++n == 1
                       ? with_header(error_json(503, "busy"), "Retry-After", "Fri, 20 Nov 2026 00:01:00 GMT")
                       : json(R"({"id":1,"title":"T"})");
        };
        time = std::make_shared<segue::testing::manual_time>();
        transport = std::make_shared<segue::testing::counting_transport>(
            [this](const http::request& r) { return answer(r); }, time);
        transport->use({.latency = 10ms});
        const auto unsteady = std::make_shared<unsteady_time>(time);
        const discogs::client client(
            io.get_executor(),
            params,
            transport,
            observer,
            unsteady,
            traffic::make_quota_ledger(params.quota));
        auto& w = ask(io, client);
        io.restart();
        io.poll();
        time->advance(10ms);
        io.poll();
        ASSERT_EQ(transport->under_way(), 0U);
        unsteady->set_by = by;
        time->run(io);
        EXPECT_EQ(w.title, "T");
        EXPECT_EQ(w.took, 60s + 10ms) << "decided when the answer came";
    }
}

} // namespace
