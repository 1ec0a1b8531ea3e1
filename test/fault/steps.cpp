// A call is driven handler by handler over a transport in memory. It is cancelled after the n-th handler, and
// made to fail at each step, for every n until it completes first. Whatever happens, it ends, the ledger is
// consistent, and the client goes on working.

#include "support/client_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include <string>

namespace {

using namespace std::chrono_literals;
using namespace segue;
using segue::testing::json;

enum class ending { pending, completed, aborted, failed };

class steps : public test::client_fixture {
protected:
    steps() { transport->use({.steps_before_sending = 3, .steps_before_answer = 3, .step_time = 1ms}); }

    // Starts a call; what became of it stands in `ended`.
    void start(const discogs::client& client, call_options options = {}) {
        ended = ending::pending;
        auto finish = [this](std::exception_ptr e, const discogs::release&) {
            if (!e) {
                ended = ending::completed;
                return;
            }
            try {
                std::rethrow_exception(e);
            } catch (const error& why) {
                ended = ending::failed;
                code = why.code();
            } catch (const boost::system::system_error& why) {
                ended = ending::aborted;
                code = why.code();
            }
        };
        asio::co_spawn(
            io, client.release(1).get({}, options), asio::bind_cancellation_slot(cancel.slot(), finish));
        io.restart();
    }

    // Runs n handlers, moving the clock when nothing is ready; false when the call ended before.
    bool run_handlers(int n) {
        for (int i = 0; i < n; ++i) {
            if (io.poll_one() == 0 && (!time->advance_to_next() || io.poll_one() == 0))
                return ended == ending::pending;
        }
        return ended == ending::pending;
    }

    // What the ledger must show: one slot for each request that may have left, nobody waiting.
    void expect_consistent_ledger(const discogs::client& client, int held, int step) {
        const auto shown = client.budget();
        EXPECT_EQ(shown.used, held) << "step " << step;
        EXPECT_EQ(shown.waiting, 0U) << "step " << step;
        EXPECT_EQ(transport->under_way(), 0U) << "step " << step;
        EXPECT_EQ(time->waiting(), 0U) << "step " << step;
    }

    asio::cancellation_signal cancel;
    ending ended = ending::pending;
    boost::system::error_code code;
};

TEST_F(steps, cancelled_after_any_handler_ends_aborted_and_gives_back_what_was_not_sent) {
    int given_back = 0;
    int kept = 0;
    int step = 0;
    for (;; ++step) {
        ASSERT_LT(step, 500);
        auto client = make_client();
        transport->clear();
        observer->outcomes.clear();
        start(client);
        const bool still_running = run_handlers(step);
        cancel.emit(asio::cancellation_type::terminal);
        time->run(io);
        const bool sent = transport->sent() > 0;
        ASSERT_NE(ended, ending::pending) << "step " << step;
        if (!still_running) {
            EXPECT_EQ(ended, ending::completed);
            expect_consistent_ledger(client, 1, step);
            break;
        }
        if (ended == ending::aborted) {
            EXPECT_EQ(code, asio::error::operation_aborted);
            if (!observer->outcomes.empty()) { // it may have been cancelled before it began
                EXPECT_EQ(observer->outcomes.back(), asio::error::operation_aborted);
            }
            expect_consistent_ledger(client, sent ? 1 : 0, step);
            ++(sent ? kept : given_back);
        }
        run(client.release(2).get());
    }
    EXPECT_GT(given_back, 3) << "cancelled in the queue and before the first byte";
    EXPECT_GT(kept, 1) << "cancelled with the request on its way";
    EXPECT_GT(step, 8);
}

TEST_F(steps, cancelled_in_the_queue_at_any_handler_gives_its_place_back) {
    params.quota.authenticated_limit = 1;
    params.quota.window = 1s;
    for (int step = 0; step < 12; ++step) {
        auto client = make_client();
        run(client.release(1).get());
        transport->clear();
        start(client);
        for (int i = 0; i < step; ++i)
            io.poll_one(); // the clock stands still, so the call stays in the queue
        cancel.emit(asio::cancellation_type::terminal);
        while (io.poll() != 0) {
        }
        EXPECT_EQ(ended, ending::aborted) << "step " << step;
        EXPECT_EQ(transport->count(), 0U);
        expect_consistent_ledger(client, 1, step);
        time->advance(2s);
    }
}

TEST_F(steps, time_limit_at_any_step_ends_with_its_own_error) {
    for (const auto latency : {1ms, 10ms, 100ms}) {
        for (const auto deadline : {1ms, 9ms, 10ms, 11ms, 99ms, 101ms}) {
            transport->use({.latency = latency, .steps_before_sending = 0, .steps_before_answer = 0});
            auto client = make_client();
            start(client, {.deadline = deadline});
            time->run(io);
            EXPECT_NE(ended, ending::pending);
            if (latency != deadline) {
                EXPECT_EQ(ended, latency < deadline ? ending::completed : ending::failed);
                EXPECT_EQ(code, latency < deadline ? boost::system::error_code() : errc::deadline_exceeded);
            }
            expect_consistent_ledger(client, 1, 0);
            code = {};
        }
    }
}

// Fails or throws in place of the answer, before and after the request is handed over.
TEST_F(steps, failure_at_any_step_is_told_and_leaves_the_ledger_consistent) {
    const errc kinds[] = {
        errc::resolve_failed,
        errc::connect_failed,
        errc::tls_failed,
        errc::certificate_refused,
        errc::connection_lost,
        errc::malformed_answer,
        errc::answer_too_large};
    for (const auto kind : kinds) {
        for (int before = 0; before < 4; ++before) {
            for (int after = 0; after < 4; ++after) {
                transport->use(
                    {.steps_before_sending = before, .steps_before_answer = after, .step_time = 1ms});
                answer = [kind](const http::request&) { return kind; };
                auto client = make_client();
                start(client);
                time->run(io);
                EXPECT_EQ(ended, ending::failed);
                EXPECT_EQ(code, kind);
                expect_consistent_ledger(client, 1, before * 10 + after);
            }
        }
    }
}

TEST_F(steps, transport_that_throws_is_heard_and_holds_no_slot_for_ever) {
    answer = [](const http::request&) -> segue::testing::reply {
        throw std::runtime_error("broken transport");
    };
    auto client = make_client();
    EXPECT_THROW(run(client.release(1).get()), std::runtime_error);
    expect_consistent_ledger(client, 1, 0);
    time->advance(10min);
    EXPECT_EQ(client.budget().used, 0);
}

TEST_F(steps, transport_that_tells_nothing_counts_as_having_sent) {
    transport->use(
        {.steps_before_sending = 3,
         .steps_before_answer = 3,
         .step_time = 1ms,
         .report = segue::testing::exchange_params::trace_report::none});
    auto client = make_client();
    start(client);
    while (transport->count() == 0)
        run_handlers(1);
    cancel.emit(asio::cancellation_type::terminal);
    time->run(io);
    EXPECT_EQ(ended, ending::aborted);
    EXPECT_EQ(client.budget().used, 1);
}

TEST_F(steps, call_started_in_a_cancelled_coroutine_sends_nothing) {
    auto client = make_client();
    auto caller = [&]() -> asio::awaitable<void> {
        // Posting cannot be cancelled, so the cancellation finds nothing to end and is seen at the call.
        for (int i = 0; i < 5; ++i)
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        co_await client.release(1).get();
    };
    bool aborted = false;
    auto finish = [&](std::exception_ptr e) { aborted = e != nullptr; };
    asio::co_spawn(io, caller(), asio::bind_cancellation_slot(cancel.slot(), finish));
    io.poll_one();
    cancel.emit(asio::cancellation_type::terminal);
    time->run(io);
    EXPECT_TRUE(aborted);
    EXPECT_EQ(transport->count(), 0U);
    expect_consistent_ledger(client, 0, 0);
}

TEST_F(steps, context_destroyed_after_any_handler_leaks_nothing) {
    for (int step = 0; step < 40; ++step) {
        auto own = std::make_unique<asio::io_context>(1);
        auto ledger_of_own = traffic::make_quota_ledger(params.quota);
        discogs::client client(own->get_executor(), params, transport, time, ledger_of_own);
        auto drop = [](std::exception_ptr, const discogs::release&) {};
        asio::co_spawn(*own, client.release(1).get(), drop);
        for (int i = 0; i < step; ++i)
            own->poll_one();
        own.reset();
        EXPECT_EQ(ledger_of_own->view(traffic::tier::authenticated, time->now()).waiting, 0U)
            << "step " << step;
        EXPECT_EQ(transport->under_way(), 0U) << "step " << step;
    }
}

} // namespace
