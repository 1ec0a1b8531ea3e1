#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>

namespace segue::test {

/// Gives nothing, and counts how often it ran.
inline boost::asio::awaitable<void> add_one(int& count) {
    co_await boost::asio::this_coro::executor;
    ++count;
}

} // namespace segue::test
