#include "unit/base/add_one.hpp"

#include <segue/base/blocking.hpp>
#include <segue/base/result.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace {

using namespace segue;

asio::awaitable<std::unique_ptr<int>> answer() {
    co_await asio::this_coro::executor;
    co_return std::make_unique<int>(42);
}

asio::awaitable<int> missing() {
    co_await asio::this_coro::executor;
    failure f;
    f.code = errc::not_found;
    f.status = 404;
    f.path = "/releases/1";
    f.message = "Release not found.";
    throw_failure(std::move(f));
}

template <class Exception>
asio::awaitable<void> throwing(Exception e) {
    co_await asio::this_coro::executor;
    throw e;
}

TEST(as_result, value_is_returned_whole) {
    asio::io_context io(1);
    auto got = sync_wait(io, as_result(answer()));
    ASSERT_TRUE(got.has_value());
    EXPECT_EQ(**got, 42);
}

TEST(as_result, work_is_not_begun_before_it_is_awaited) {
    asio::io_context io(1);
    int count = 0;
    auto pending = as_result(test::add_one(count));
    EXPECT_EQ(count, 0);
    EXPECT_TRUE(sync_wait(io, std::move(pending)).has_value());
    EXPECT_EQ(count, 1);
}

TEST(as_result, failure_keeps_everything_and_value_throws_its_type) {
    asio::io_context io(1);
    const auto got = sync_wait(io, as_result(missing()));
    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error().code, errc::not_found);
    EXPECT_EQ(got.error().status, 404);
    EXPECT_EQ(got.error().path, "/releases/1");
    EXPECT_EQ(got.error().message, "Release not found.");
    EXPECT_THROW(static_cast<void>(got.value()), not_found_error);
}

TEST(as_result, cancellation_passes_through) {
    asio::io_context io(1);
    const boost::system::system_error abort(asio::error::operation_aborted);
    try {
        sync_wait(io, as_result(throwing(abort)));
        FAIL() << "no exception";
    } catch (const error&) {
        FAIL() << "an error of ours";
    } catch (const boost::system::system_error& e) {
        EXPECT_EQ(e.code(), asio::error::operation_aborted);
    }
}

TEST(as_result, foreign_exception_passes_through) {
    asio::io_context io(1);
    EXPECT_THROW(sync_wait(io, as_result(throwing(std::logic_error("broken")))), std::logic_error);
}

} // namespace
