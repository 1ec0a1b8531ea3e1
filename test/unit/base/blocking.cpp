#include "unit/base/add_one.hpp"

#include <segue/base/blocking.hpp>
#include <segue/base/rethrow.hpp>
#include <segue/base/time_source.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace {

using namespace segue;

asio::awaitable<std::string> later(std::string text) {
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    co_return text;
}

asio::awaitable<int> failing() {
    co_await asio::this_coro::executor;
    throw std::runtime_error("inside");
}

asio::awaitable<int> never(asio::io_context& io) {
    asio::steady_timer timer(io, std::chrono::hours(1));
    co_await timer.async_wait(asio::use_awaitable);
    co_return 1;
}

TEST(sync_wait, value_and_exception_come_through) {
    asio::io_context io(1);
    EXPECT_EQ(sync_wait(io, later("a")), "a");
    EXPECT_EQ(sync_wait(io, later("b")), "b") << "the context is used again";
    EXPECT_THROW(sync_wait(io, failing()), std::runtime_error);
    int count = 0;
    sync_wait(io, test::add_one(count));
    EXPECT_EQ(count, 1);
}

TEST(sync_wait, other_work_of_the_context_runs_meanwhile) {
    asio::io_context io(1);
    int posted = 0;
    asio::post(io, [&posted] { ++posted; });
    sync_wait(io, later("x"));
    EXPECT_EQ(posted, 1);
}

TEST(sync_wait, stopped_context_is_an_error_and_not_a_hang) {
    asio::io_context io(1);
    asio::post(io, [&io] { io.stop(); });
    EXPECT_THROW(sync_wait(io, never(io)), std::logic_error);
    EXPECT_EQ(sync_wait(io, later("again")), "again");
}

TEST(blocking, owns_a_context_to_wait_on) {
    blocking loop;
    EXPECT_EQ(loop.wait(later("c")), "c");
    EXPECT_EQ(&loop.context(), &static_cast<asio::io_context&>(loop.executor().context()));
}

TEST(rethrow, exception_leaves_run) {
    asio::io_context io(1);
    asio::co_spawn(io, failing(), rethrow);
    EXPECT_THROW(io.run(), std::runtime_error);
    EXPECT_NO_THROW(rethrow(std::exception_ptr()));
}

TEST(system_time, wait_for_the_past_is_over_at_once) {
    asio::io_context io(1);
    const auto time = system_time();
    EXPECT_FALSE(sync_wait(io, time->wait_until(time->now() - std::chrono::seconds(1))));
    EXPECT_GT(time->today().time_since_epoch().count(), 0);
}

} // namespace
