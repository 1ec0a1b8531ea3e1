#pragma once

#include "http/resolver.hpp"

#include <segue/base/result.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace segue::http {

/// Connects to the first of the addresses that accepts, in the manner of RFC 8305: the next one is tried when
/// the one before has failed or has been silent for 250 ms, and those tried before stay in the race.
///
/// **Returns** the connected socket, on the calling coroutine's executor, which must be a strand; otherwise
/// `errc::connect_failed` with the last address's error as the cause. **Cancellation** any type; every socket
/// is closed.
asio::awaitable<result<boost::asio::ip::tcp::socket>> connect_first(endpoints candidates);

} // namespace segue::http
