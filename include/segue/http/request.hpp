#pragma once

#include <segue/base/result.hpp>
#include <segue/base/time_source.hpp>
#include <segue/http/headers.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace segue::http {

enum class method : unsigned char { get, head, post, put, remove };

/// Returns the word on the wire; `method::remove` is `DELETE`.
std::string_view to_string(method m) noexcept;

/// Where a request goes: scheme, host and port.
struct origin {
    /// `https`, or `http` for a loopback host.
    std::string scheme;
    /// A host name or an IP address; an IPv6 address without brackets.
    std::string host;
    std::uint16_t port = 0;

    /// Returns `scheme://host:port`, an IPv6 address in brackets.
    std::string text() const;
    /// Returns the value of the Host header: the port only when it is not the scheme's own.
    std::string host_header() const;

    friend bool operator==(const origin&, const origin&) = default;
};

/// A request body that is read piece by piece; it can start over, because an attempt may be repeated.
class body_source {
public:
    virtual ~body_source() = default;

    /// Returns the whole length in bytes; nothing when it is not known, then the body goes out chunked.
    virtual std::optional<std::uint64_t> size_bytes() const = 0;
    /// Goes back to the first byte.
    virtual void rewind() = 0;
    /// Reads the next bytes into `room`; **Returns** how many, 0 at the end.
    virtual asio::awaitable<result<std::size_t>> read(std::span<char> room) = 0;
};

/// What a transport noted about one exchange while it ran; it stays readable when the exchange fails or is
/// cancelled. A transport that does not fill it in is taken to have sent the request.
struct exchange_trace {
    enum class handover : unsigned char {
        /// The transport does not say: counts as sent.
        unknown,
        /// No byte of the request was handed to the socket: the service cannot have counted it.
        none,
        /// At least one byte was handed to the socket.
        begun,
    };

    handover sent = handover::unknown;
    /// When the first byte of the final answer was read.
    std::optional<steady_time> first_byte_at;
    /// The connection had carried an exchange before.
    bool reused_connection = false;
};

/// One HTTP request, complete: what stands here is what goes out.
struct request {
    http::method method = http::method::get;
    origin to;
    /// Path and query in origin form, percent-encoded; begins with a slash.
    std::string target = "/";
    /// All fields but Host, Content-Length and Transfer-Encoding, which the transport derives.
    http::headers headers;
    std::string body;
    /// Streams the body in place of `body`; not owned, must outlive the exchange.
    body_source* source = nullptr;
    /// Where to note progress; may be null, not owned, must outlive the exchange.
    exchange_trace* trace = nullptr;
};

} // namespace segue::http
