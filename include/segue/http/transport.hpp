#pragma once

#include <segue/base/result.hpp>
#include <segue/http/request.hpp>
#include <segue/http/response.hpp>

#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace segue::http {

/// Takes an answer's body piece by piece, for downloads.
class body_sink {
public:
    virtual ~body_sink() = default;

    /// Which way the body of this answer goes.
    enum class choice : unsigned char {
        /// Into `response::body`, as without a sink.
        buffer,
        /// Into `write`.
        stream,
    };

    /// Sees status and headers before the first byte of the body.
    virtual choice begin(const response& head) = 0;
    /// Takes the next bytes; the transport reads on when this completes. A failure ends the exchange.
    virtual asio::awaitable<result<void>> write(std::string_view bytes) = 0;
};

/// The one seam between the SDK and the network. Put your own in its place: a recorder, a fake, another
/// stack.
///
/// An injected transport receives exactly the request that the built-in one would, credentials included.
class transport {
public:
    virtual ~transport() = default;

    /// Sends one request once and reads its answer. It never repeats by itself and follows no redirect.
    ///
    /// **Completes when** the whole answer is read, or handed to `sink`.
    /// **Returns** the answer whatever its status; a failure when there is none.
    /// **Errors** codes of connection, TLS and malformed answers; time limits are the caller's, by
    /// cancellation.
    /// **Cancellation** any type, soon, with `operation_aborted`.
    /// **Lifetime** the coroutine owns `r`; `sink` may be null and must outlive the exchange.
    /// **Threads** called on the client's strand, one call at a time from there, many exchanges under way.
    virtual asio::awaitable<result<response>> send(request r, body_sink* sink) = 0;
};

} // namespace segue::http
