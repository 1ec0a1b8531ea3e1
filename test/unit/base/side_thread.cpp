#include "base/side_thread.hpp"

#include <segue/base/blocking.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace segue {
namespace {

// How a call ended, noted from whichever thread it ends on.
struct outcome {
    std::atomic<bool> done = false;
    std::exception_ptr error;
    std::string value;

    auto note() {
        return [this](std::exception_ptr e, std::string v) {
            error = std::move(e);
            value = std::move(v);
            done = true;
        };
    }

    bool was_aborted() const {
        try {
            if (error)
                std::rethrow_exception(error);
        } catch (const boost::system::system_error& e) {
            return e.code() == asio::error::operation_aborted;
        }
        return false;
    }
};

// Work that stays in the side thread until it is let go.
struct gate {
    std::promise<void> entered_promise;
    std::promise<void> open_promise;
    std::future<void> entered = entered_promise.get_future();
    std::shared_future<void> open = open_promise.get_future().share();

    auto work(std::atomic<int>& count) {
        return [this, &count] {
            ++count;
            entered_promise.set_value();
            open.wait();
            return std::string("late");
        };
    }
};

auto counted(std::atomic<int>& count) {
    return [&count] {
        ++count;
        return std::string("done");
    };
}

TEST(side_thread, work_runs_there_and_the_value_comes_back_to_the_caller) {
    blocking loop;
    const auto side = std::make_shared<side_thread>();
    const auto mine = std::this_thread::get_id();
    std::thread::id there;
    std::thread::id back;
    auto job = [&]() -> asio::awaitable<std::string> {
        auto work = [&there] {
            there = std::this_thread::get_id();
            return std::string("value");
        };
        auto value = co_await aside<std::string>(side, when_left::skip, std::move(work));
        back = std::this_thread::get_id();
        co_return value;
    };
    EXPECT_EQ(loop.wait(job()), "value");
    EXPECT_NE(there, mine);
    EXPECT_EQ(back, mine);
}

TEST(side_thread, what_work_throws_is_thrown_to_the_caller) {
    blocking loop;
    const auto side = std::make_shared<side_thread>();
    auto work = []() -> int { throw std::runtime_error("inside"); };
    EXPECT_THROW(loop.wait(aside<int>(side, when_left::skip, work)), std::runtime_error);
}

TEST(side_thread, not_awaited_does_nothing) {
    std::atomic<int> count = 0;
    const auto side = std::make_shared<side_thread>();
    {
        const auto never = aside<std::string>(side, when_left::run, counted(count));
    }
    side->close();
    EXPECT_EQ(count, 0);
}

TEST(side_thread, jobs_run_in_order_and_close_runs_what_is_queued) {
    side_thread side;
    std::vector<int> order;
    for (int i = 0; i < 100; ++i)
        EXPECT_TRUE(side.post([&order, i] { order.push_back(i); }));
    side.close();
    ASSERT_EQ(order.size(), 100U);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
    EXPECT_FALSE(side.post([&order] { order.push_back(-1); }));
    side.close();
    EXPECT_EQ(order.size(), 100U);
}

TEST(side_thread, closed_one_aborts_the_call) {
    asio::io_context io;
    const auto side = std::make_shared<side_thread>();
    side->close();
    std::atomic<int> count = 0;
    outcome end;
    asio::co_spawn(io, aside<std::string>(side, when_left::run, counted(count)), end.note());
    io.run();
    EXPECT_TRUE(end.done);
    EXPECT_TRUE(end.was_aborted());
    EXPECT_EQ(count, 0);
}

// The first call is inside the thread, the second waits behind it; both are cancelled.
void cancel_both(when_left left, std::atomic<int>& count) {
    asio::io_context io;
    const auto side = std::make_shared<side_thread>();
    gate g;
    asio::cancellation_signal first_signal;
    asio::cancellation_signal second_signal;
    outcome first;
    outcome second;
    const auto spawn = [&](auto work, asio::cancellation_signal& signal, outcome& end) {
        asio::co_spawn(
            io,
            aside<std::string>(side, left, std::move(work)),
            asio::bind_cancellation_slot(signal.slot(), end.note()));
    };
    spawn(g.work(count), first_signal, first);
    io.poll();
    g.entered.wait();
    spawn(counted(count), second_signal, second);
    io.poll();
    first_signal.emit(asio::cancellation_type::terminal);
    second_signal.emit(asio::cancellation_type::terminal);
    io.run();
    // The work is still inside.
    EXPECT_TRUE(first.done);
    EXPECT_TRUE(first.was_aborted());
    EXPECT_TRUE(second.was_aborted());
    g.open_promise.set_value();
    side->close();
}

TEST(side_thread, cancelled_call_ends_at_once_and_work_not_begun_is_left_out) {
    std::atomic<int> count = 0;
    cancel_both(when_left::skip, count);
    EXPECT_EQ(count, 1);
}

TEST(side_thread, cancelled_call_ends_at_once_and_work_that_must_be_is_done) {
    std::atomic<int> count = 0;
    cancel_both(when_left::run, count);
    EXPECT_EQ(count, 2);
}

TEST(side_thread, waiting_call_keeps_its_context_at_work) {
    asio::io_context io;
    const auto side = std::make_shared<side_thread>();
    gate g;
    std::atomic<int> count = 0;
    outcome end;
    asio::co_spawn(io, aside<std::string>(side, when_left::skip, g.work(count)), end.note());
    io.poll();
    g.entered.wait();
    EXPECT_FALSE(io.stopped()) << "run() would return before the answer";
    g.open_promise.set_value();
    io.run();
    EXPECT_EQ(end.value, "late");
    EXPECT_TRUE(io.stopped());
}

TEST(side_thread, context_destroyed_first_takes_its_callers_with_it) {
    const auto side = std::make_shared<side_thread>();
    gate g;
    std::atomic<int> count = 0;
    std::atomic<int> alive = 0;
    struct counts_itself {
        explicit counts_itself(std::atomic<int>& n) : n_(n) { ++n_; }
        ~counts_itself() { --n_; }
        counts_itself(const counts_itself&) = delete;
        counts_itself& operator=(const counts_itself&) = delete;
        std::atomic<int>& n_;
    };
    bool went_on = false;
    {
        asio::io_context io;
        auto caller = [&](bool blocks) -> asio::awaitable<void> {
            const counts_itself here(alive);
            auto waiting = blocks ? aside<std::string>(side, when_left::skip, g.work(count))
                                  : aside<std::string>(side, when_left::run, counted(count));
            co_await std::move(waiting);
            went_on = true;
        };
        asio::co_spawn(io, caller(true), asio::detached);
        asio::co_spawn(asio::make_strand(io), caller(false), asio::detached);
        io.poll();
        g.entered.wait();
        EXPECT_EQ(alive, 2);
    }
    EXPECT_EQ(alive, 0) << "the frames went with the context";
    g.open_promise.set_value();
    side->close();
    EXPECT_FALSE(went_on);
    EXPECT_EQ(count, 2);
}

// For ThreadSanitizer: contexts on threads of their own share one side thread; some calls are cancelled at
// about the time when they end, and each context is destroyed with calls under way.
TEST(side_thread, contexts_share_it_through_cancellation_and_their_end) {
    const auto side = std::make_shared<side_thread>();
    std::atomic<int> answered = 0;
    std::atomic<int> aborted = 0;
    const auto one_context = [&](unsigned seed) {
        for (unsigned round = 0; round < 20; ++round) {
            asio::cancellation_signal signals[32]; // outlive the calls that listen to them
            std::size_t ended = 0;
            asio::io_context io;
            for (unsigned i = 0; i < 32; ++i) {
                auto work = [i] { return std::to_string(i); };
                auto note = [&, i](std::exception_ptr e, std::string value) {
                    ++ended;
                    if (e)
                        ++aborted;
                    else if (value == std::to_string(i))
                        ++answered;
                    if ((i + seed) % 3 == 0)
                        signals[(i + 7) % 32].emit(asio::cancellation_type::terminal);
                };
                asio::co_spawn(
                    io,
                    aside<std::string>(side, i % 2 == 0 ? when_left::skip : when_left::run, std::move(work)),
                    asio::bind_cancellation_slot(signals[i].slot(), std::move(note)));
            }
            const std::size_t enough = round % 2 == 0 ? 32 : 10;
            while (ended < enough && io.run_one() != 0) {
            }
            EXPECT_GE(ended, enough);
        }
    };
    std::vector<std::thread> threads;
    for (unsigned seed = 0; seed < 3; ++seed)
        threads.emplace_back(one_context, seed);
    for (auto& t : threads)
        t.join();
    side->close();
    EXPECT_GT(answered, 300);
    EXPECT_LE(answered + aborted, 3 * 20 * 32);
}

} // namespace
} // namespace segue
