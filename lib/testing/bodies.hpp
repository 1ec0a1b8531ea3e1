#pragma once

#include <segue/base/result.hpp>
#include <segue/http/transport.hpp>

#include <boost/asio/awaitable.hpp>

#include <string>

namespace segue::testing {

/// Reads a streamed body from its first byte to its end.
asio::awaitable<result<std::string>> read_all(http::body_source& source);

/// Hands an answer over as a socket's transport does: its body to the sink, when there is one that wants it.
asio::awaitable<result<http::response>> deliver(http::response answer, http::body_sink* sink);

/// Never completes but by cancellation. Not a wait on a time source: who moves that one by hand would move it
/// to the end of time.
asio::awaitable<void> wait_for_cancellation();

} // namespace segue::testing
