#include <segue/base/error.hpp>
#include <segue/base/rethrow.hpp>
#include <segue/base/timeout.hpp>
#include <segue/testing/manual_time.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace segue;
using namespace std::chrono_literals;

class time_limit : public ::testing::Test {
protected:
    // Ends after `by` with `value`, or with the abort when it is cancelled.
    asio::awaitable<std::unique_ptr<int>> after(std::chrono::milliseconds by, int result) {
        ++begun;
        const auto ec = co_await time->wait_until(time->now() + by);
        if (ec) {
            ++aborted;
            throw boost::system::system_error(ec);
        }
        co_return std::make_unique<int>(result);
    }

    asio::awaitable<void> pause(std::chrono::milliseconds by) {
        auto unused = co_await after(by, 0);
        unused.reset();
    }

    // Does not care for cancellation.
    asio::awaitable<int> stubborn(std::chrono::milliseconds by) {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        const auto ec = co_await time->wait_until(time->now() + by);
        aborted += ec ? 1 : 0;
        co_return 7;
    }

    asio::awaitable<int> fails_with(failure f, std::chrono::milliseconds by) {
        co_await asio::this_coro::throw_if_cancelled(false);
        const auto ec = co_await time->wait_until(time->now() + by);
        aborted += ec ? 1 : 0;
        throw_failure(std::move(f));
    }

    struct outcome {
        std::exception_ptr error;
        int completions = 0;
    };

    template <class T>
    void start(asio::awaitable<T> work, asio::cancellation_slot slot = {}) {
        auto finish = [this](std::exception_ptr e, auto... result) {
            ended.error = e;
            ++ended.completions;
            if constexpr (sizeof...(result) != 0) {
                if (!e)
                    keep(std::move(result)...);
            }
            finished_at = time->now();
        };
        asio::co_spawn(io, std::move(work), asio::bind_cancellation_slot(slot, finish));
    }

    void keep(std::unique_ptr<int> v) { value = *v; }
    void keep(int v) { value = v; }

    template <class T>
    void run(asio::awaitable<T> work) {
        start(std::move(work));
        time->run(io);
        EXPECT_EQ(ended.completions, 1);
        EXPECT_EQ(time->waiting(), 0U) << "a wait is left behind";
    }

    std::chrono::nanoseconds took() const { return finished_at - begin; }

    std::shared_ptr<segue::testing::manual_time> time = std::make_shared<segue::testing::manual_time>();
    asio::io_context io{1};
    outcome ended;
    std::optional<int> value;
    int begun = 0;
    int aborted = 0;
    const steady_time begin = time->now();
    steady_time finished_at;
};

template <class Error>
std::string thrown(const std::exception_ptr& e) {
    if (!e)
        return "nothing thrown";
    try {
        std::rethrow_exception(e);
    } catch (const Error& right) {
        return right.what();
    } catch (const std::exception& wrong) {
        return std::string("another type: ") + wrong.what();
    }
}

TEST_F(time_limit, result_in_time_is_returned_and_the_clock_is_left_alone) {
    run(timeout(after(100ms, 42), 1s, time));
    EXPECT_EQ(value, 42);
    EXPECT_EQ(took(), 100ms);
}

TEST_F(time_limit, time_up_cancels_the_work_and_throws_timeout_error) {
    run(timeout(after(10s, 42), 1500ms, time));
    EXPECT_EQ(thrown<timeout_error>(ended.error), "after 1500 ms: deadline exceeded [segue:8]");
    EXPECT_EQ(aborted, 1);
    EXPECT_EQ(took(), 1500ms);
}

TEST_F(time_limit, work_without_a_value_is_bounded_too) {
    run(timeout(pause(100ms), 1s, time));
    EXPECT_EQ(thrown<timeout_error>(ended.error), "nothing thrown");
    EXPECT_EQ(took(), 100ms);
    ended = {};
    run(timeout(pause(10s), 1s, time));
    EXPECT_NE(thrown<timeout_error>(ended.error).find("after 1000 ms"), std::string::npos);
}

TEST_F(time_limit, failure_in_time_ends_it_at_once) {
    failure f;
    f.code = errc::not_found;
    f.message = "gone";
    run(timeout(fails_with(f, 50ms), 10s, time));
    EXPECT_EQ(thrown<not_found_error>(ended.error).substr(0, 15), "gone: not found");
    EXPECT_EQ(took(), 50ms) << "the failure must not wait for the clock";
}

TEST_F(time_limit, result_wins_when_both_come_at_once) {
    run(timeout(after(1s, 42), 1s, time));
    EXPECT_TRUE(value == 42 || aborted == 1);
    EXPECT_EQ(value.has_value(), !ended.error) << "one of both, never none";
}

TEST_F(time_limit, work_that_ignores_cancellation_is_awaited_and_its_result_counts) {
    run(timeout(stubborn(10s), 1s, time));
    EXPECT_EQ(value, 7);
    EXPECT_EQ(took(), 10s);
}

TEST_F(time_limit, error_that_the_cancelled_work_comes_up_with_counts) {
    failure f;
    f.code = errc::outcome_unknown;
    f.message = "perhaps";
    run(timeout(fails_with(f, 10s), 1s, time));
    EXPECT_EQ(thrown<outcome_unknown>(ended.error).substr(0, 14), "perhaps: outco");
    EXPECT_EQ(took(), 1s);
    EXPECT_EQ(aborted, 1);
}

TEST_F(time_limit, no_time_at_all_does_not_begin_the_work) {
    for (const auto none : {0ms, -5ms}) {
        ended = {};
        run(timeout(after(1ms, 1), none, time));
        EXPECT_NE(thrown<timeout_error>(ended.error).find("after 0 ms"), std::string::npos);
    }
    EXPECT_EQ(begun, 0);
}

TEST_F(time_limit, limit_without_end_is_none) {
    run(timeout(after(24h, 3), std::chrono::nanoseconds::max(), time));
    EXPECT_EQ(value, 3);
}

TEST_F(time_limit, never_awaited_begins_nothing) {
    {
        auto unused = timeout(after(1ms, 1), 1s, time);
    }
    time->run(io);
    EXPECT_EQ(begun, 0);
}

// Every type of cancellation reaches the work when the caller lets it through; total would not by itself.
TEST_F(time_limit, cancellation_of_the_caller_reaches_the_work) {
    using asio::cancellation_type;
    for (const auto type :
         {cancellation_type::terminal, cancellation_type::partial, cancellation_type::total}) {
        auto open = [this]() -> asio::awaitable<std::unique_ptr<int>> {
            co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
            auto work = timeout(after(10s, 1), 20s, time);
            co_return co_await std::move(work);
        };
        ended = {};
        aborted = 0;
        asio::cancellation_signal cancel;
        start(open(), cancel.slot());
        io.restart();
        while (io.poll() != 0) {
        }
        ASSERT_EQ(time->waiting(), 2U);
        cancel.emit(type);
        while (io.poll() != 0) {
        }
        EXPECT_EQ(ended.completions, 1);
        EXPECT_NE(thrown<boost::system::system_error>(ended.error).find("canceled"), std::string::npos)
            << thrown<boost::system::system_error>(ended.error);
        EXPECT_NE(thrown<timeout_error>(ended.error).find("another type"), std::string::npos);
        EXPECT_EQ(aborted, 1);
        EXPECT_EQ(time->waiting(), 0U);
    }
}

// The caller gives up after the n-th handler, for every n.
TEST_F(time_limit, cancellation_at_any_step_ends_it_once_and_leaves_nothing) {
    for (int steps = 0;; ++steps) {
        ASSERT_LT(steps, 100);
        ended = {};
        asio::cancellation_signal cancel;
        start(timeout(after(100ms, 1), 1s, time), cancel.slot());
        io.restart();
        for (int i = 0; i < steps; ++i) {
            if (io.poll_one() == 0 && !time->advance_to_next())
                break;
            io.restart();
        }
        const bool over = ended.completions == 1;
        cancel.emit(asio::cancellation_type::terminal);
        time->run(io);
        EXPECT_EQ(ended.completions, 1) << "step " << steps;
        EXPECT_EQ(time->waiting(), 0U) << "step " << steps;
        if (over)
            break;
    }
    EXPECT_GT(aborted, 0);
}

TEST_F(time_limit, context_destroyed_at_any_step_leaks_nothing) {
    for (int steps = 0; steps < 12; ++steps) {
        auto own = std::make_unique<asio::io_context>(1);
        asio::co_spawn(*own, timeout(after(100ms, 1), 1s, time), [](auto&&...) {});
        for (int i = 0; i < steps; ++i)
            own->poll_one();
        own.reset();
        EXPECT_EQ(time->waiting(), 0U) << "step " << steps;
    }
}

// With the machine's clock and several threads, without a strand of the caller's: the sanitizers judge.
TEST(time_limit_threads, callers_need_no_strand) {
    asio::io_context io(4);
    std::atomic<int> ended{0};
    auto sleep = [](int us) -> asio::awaitable<int> {
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::microseconds(us));
        co_await timer.async_wait(asio::use_awaitable);
        co_return us;
    };
    auto caller = [&](int seed) -> asio::awaitable<void> {
        for (int i = 0; i < 100; ++i) {
            try {
                co_await timeout(sleep((i * 7 + seed) % 60), std::chrono::microseconds(1 + i % 60));
            } catch (const timeout_error&) {
            }
            ++ended;
        }
    };
    for (int i = 0; i < 8; ++i)
        asio::co_spawn(io, caller(i), rethrow);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&io] { io.run(); });
    for (auto& t : threads)
        t.join();
    EXPECT_EQ(ended, 800);
}

} // namespace
