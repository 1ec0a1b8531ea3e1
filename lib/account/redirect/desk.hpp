#pragma once

#include "account/redirect/listening_sockets.hpp"
#include "account/redirect/site.hpp"

#include <segue/base/time_source.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace segue::account::redirect {

namespace asio = boost::asio;

struct desk_limits {
    std::size_t max_connections = 0;
    std::chrono::milliseconds connection_limit{};
};

/// Throws `bad_params` for limits that nobody could be served with.
void check_limits(const desk_limits& limits);

/// Serves the pages until the answer has come and its own page is out; then closes the sockets.
///
/// **Returns** the answer. **Errors** `redirect_errc::listen_failed`. **Cancellation** any type; everything
/// is closed. **Threads** on a strand.
asio::awaitable<std::string> wait_at_desk(
    std::shared_ptr<const site> pages,
    std::shared_ptr<listening_sockets> sockets,
    desk_limits limits,
    std::shared_ptr<time_source> time);

} // namespace segue::account::redirect
