// The one function that changes executors, under the load that breaks the obvious way of doing it: calls that
// are cancelled at about the moment of their completion, with several threads.

#include "base/cross.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
using segue::cross;
using segue::strand_home;

std::shared_ptr<asio::cancellation_signal> new_signal() {
    return std::make_shared<asio::cancellation_signal>();
}

void run_on_threads(asio::io_context& io, int count) {
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&io] { io.run(); });
    for (auto& t : threads)
        t.join();
}

std::atomic<int> inside{0};
std::atomic<bool> overlapped{false};

asio::awaitable<int> add_one(int x) {
    if (inside.fetch_add(1) != 0)
        overlapped = true;
    const int y = x + 1;
    inside.fetch_sub(1);
    co_return y;
}

asio::awaitable<int> wait_a_little(int x) {
    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::microseconds(x % 60));
    co_await timer.async_wait(asio::use_awaitable);
    co_return x;
}

TEST(crossing, calls_of_many_threads_run_one_at_a_time_on_the_strand) {
    asio::io_context io(4);
    const auto home = strand_home::on(io.get_executor());
    constexpr int callers = 16;
    constexpr int calls = 250;
    std::atomic<int> right{0};
    std::atomic<int> still_on_strand{0};
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): it lives until all have ended
    auto caller = [&]() -> asio::awaitable<void> {
        for (int i = 0; i < calls; ++i) {
            const int got = co_await cross<int>(home, new_signal(), add_one(i));
            right += got == i + 1 ? 1 : 0;
            const auto* strand = home->executor().target<asio::strand<asio::io_context::executor_type>>();
            still_on_strand += strand != nullptr && strand->running_in_this_thread() ? 1 : 0;
        }
    };
    for (int i = 0; i < callers; ++i)
        asio::co_spawn(asio::make_strand(io), caller(), asio::detached);
    run_on_threads(io, 4);
    EXPECT_EQ(right, callers * calls);
    EXPECT_FALSE(overlapped);
    EXPECT_EQ(still_on_strand, 0) << "the caller came back to its own executor";
}

TEST(crossing, cancellation_at_the_moment_of_completion_is_safe) {
    asio::io_context io(4);
    const auto home = strand_home::on(io.get_executor());
    constexpr int callers = 16;
    constexpr int calls = 250;
    std::atomic<int> aborted{0};
    std::atomic<int> completed{0};
    std::atomic<int> wrong{0};
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): it lives until all have ended
    auto caller = [&]() -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        for (int i = 0; i < calls; ++i) {
            const auto cancel = new_signal(); // the alarm may have rung already when the call is done
            asio::steady_timer alarm(executor, std::chrono::microseconds(i % 60));
            asio::steady_timer done(executor, asio::steady_timer::time_point::max());
            auto ring = [cancel](boost::system::error_code ec) {
                if (!ec)
                    cancel->emit(asio::cancellation_type::terminal);
            };
            auto finish = [&, i](const std::exception_ptr& e, int value) {
                ++(e ? aborted : completed);
                wrong += !e && value != i ? 1 : 0;
                alarm.cancel();
                done.cancel();
            };
            asio::co_spawn(
                executor,
                cross<int>(home, new_signal(), wait_a_little(i)),
                asio::bind_cancellation_slot(cancel->slot(), finish));
            alarm.async_wait(ring);
            boost::system::error_code ignored;
            co_await done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        }
    };
    for (int i = 0; i < callers; ++i)
        asio::co_spawn(asio::make_strand(io), caller(), asio::detached);
    run_on_threads(io, 4);
    EXPECT_EQ(aborted + completed, callers * calls);
    EXPECT_GT(aborted, 0);
    EXPECT_GT(completed, 0);
    EXPECT_EQ(wrong, 0);
}

asio::awaitable<int> fail_with(int x) {
    throw std::runtime_error("call " + std::to_string(x));
    co_return x;
}

// The library's reference counts are not seen by ThreadSanitizer: only one owner at a time is provably no
// race.
TEST(crossing, exception_has_one_owner_at_a_time) {
    asio::io_context theirs(1);
    asio::io_context ours(4);
    const auto home = strand_home::on(theirs.get_executor());
    auto keep = asio::make_work_guard(theirs);
    std::thread other([&theirs] { theirs.run(); });
    constexpr int callers = 8;
    constexpr int calls = 500;
    std::atomic<int> right{0};
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): it lives until all have ended
    auto caller = [&]() -> asio::awaitable<void> {
        for (int i = 0; i < calls; ++i) {
            try {
                co_await cross<int>(home, new_signal(), fail_with(i));
            } catch (const std::runtime_error& e) {
                right += e.what() == "call " + std::to_string(i) ? 1 : 0;
            }
        }
    };
    for (int i = 0; i < callers; ++i)
        asio::co_spawn(asio::make_strand(ours), caller(), asio::detached);
    run_on_threads(ours, 4);
    keep.reset();
    other.join();
    EXPECT_EQ(right, callers * calls);
}

TEST(crossing, caller_and_strand_on_different_contexts_meet) {
    asio::io_context theirs(1);
    asio::io_context ours(1);
    const auto home = strand_home::on(theirs.get_executor());
    auto keep = asio::make_work_guard(theirs);
    std::thread other([&theirs] { theirs.run(); });
    int sum = 0;
    std::thread::id ran_on;
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): it lives until all have ended
    auto caller = [&]() -> asio::awaitable<void> {
        for (int i = 0; i < 200; ++i)
            sum += co_await cross<int>(home, new_signal(), add_one(i));
        ran_on = std::this_thread::get_id();
    };
    asio::co_spawn(ours, caller(), asio::detached);
    ours.run();
    keep.reset();
    other.join();
    EXPECT_EQ(sum, 200 * 201 / 2);
    EXPECT_EQ(ran_on, std::this_thread::get_id());
}

TEST(crossing, exception_of_the_body_reaches_the_caller) {
    asio::io_context io(1);
    const auto home = strand_home::on(io.get_executor());
    auto fail = []() -> asio::awaitable<int> {
        co_await asio::this_coro::executor;
        throw std::runtime_error("from the body");
    };
    std::string heard;
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): it lives until all have ended
    auto caller = [&]() -> asio::awaitable<void> {
        try {
            co_await cross<int>(home, new_signal(), fail());
        } catch (const std::runtime_error& e) {
            heard = e.what();
        }
    };
    asio::co_spawn(io, caller(), asio::detached);
    io.run();
    EXPECT_EQ(heard, "from the body");
}

TEST(crossing, context_destroyed_with_a_call_under_way_aborts_a_caller_elsewhere) {
    asio::io_context ours(1);
    auto theirs = std::make_unique<asio::io_context>(1);
    const auto home = strand_home::on(theirs->get_executor());
    auto sleep = []() -> asio::awaitable<int> {
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::hours(1));
        co_await timer.async_wait(asio::use_awaitable);
        co_return 1;
    };
    boost::system::error_code heard;
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): it lives until all have ended
    auto caller = [&]() -> asio::awaitable<void> {
        try {
            co_await cross<int>(home, new_signal(), sleep());
        } catch (const boost::system::system_error& e) {
            heard = e.code();
        }
    };
    asio::co_spawn(ours, caller(), asio::detached);
    ours.poll();
    theirs->poll();
    theirs.reset();
    ours.run();
    EXPECT_EQ(heard, asio::error::operation_aborted);
}

TEST(crossing, home_refuses_work_when_its_context_is_gone) {
    auto io = std::make_unique<asio::io_context>(1);
    const auto home = strand_home::on(io->get_executor());
    int dropped = 0;
    home->on_shutdown([&dropped] { ++dropped; });
    EXPECT_TRUE(home->post([] {}));
    io.reset();
    EXPECT_EQ(dropped, 1);
    EXPECT_FALSE(home->post([] {}));
    home->drop_ties();
    EXPECT_EQ(dropped, 1);
}

TEST(crossing, homes_and_contexts_die_in_any_order_on_any_thread) {
    for (int round = 0; round < 200; ++round) {
        auto io = std::make_unique<asio::io_context>(1);
        std::vector<std::shared_ptr<strand_home>> homes;
        homes.reserve(8);
        for (int i = 0; i < 8; ++i)
            homes.push_back(strand_home::on(io->get_executor()));
        std::thread other([homes = std::move(homes)]() mutable { homes.clear(); });
        io.reset();
        other.join();
    }
}

} // namespace
