#pragma once

#include "base/wipe.hpp"
#include "http/proxy.hpp"
#include "http/resolver.hpp"
#include "http/session_cache.hpp"

#include <segue/http/request.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace segue::http {

/// One TCP connection, with TLS when the origin says https. It moves bytes and knows nothing of messages.
///
/// Every operation is cancelled with `operation_aborted`; afterwards the connection is good for nothing but
/// its destructor, which closes at once without a farewell.
class connection {
public:
    connection(
        const asio::any_io_executor& strand,
        std::shared_ptr<boost::asio::ssl::context> tls,
        http::origin peer,
        session_cache* sessions);
    ~connection();

    /// Connects to the first endpoint that accepts, see `connect_first`; has the proxy connect on, if there
    /// is one, whose endpoints these then are; then shakes hands, resuming a session where that is possible,
    /// and checks the certificate's name.
    asio::awaitable<result<void>> open(endpoints candidates, const proxy* through);

    /// Writes all bytes.
    asio::awaitable<boost::system::error_code> write(std::string_view bytes);

    /// Reads at least one byte behind what `unread` shows; an error code at the end of the stream or a reset.
    asio::awaitable<boost::system::error_code> read_more();

    /// The bytes read and not yet consumed.
    std::span<const char> unread() const noexcept { return {buffer_.data() + begin_, end_ - begin_}; }
    void consume(std::size_t n) noexcept;

    /// Asks the system, without waiting, whether the peer closed or sent something unasked.
    bool looks_usable();

    const http::origin& peer() const noexcept { return peer_; }

    /// When the last exchange ended; and how many there were.
    steady_time idle_since{};
    std::size_t exchanges = 0;

private:
    using tls_stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

    asio::awaitable<result<void>> tunnel(const proxy& through);
    asio::awaitable<result<void>> shake_hands();

    boost::asio::ip::tcp::socket socket_;
    std::shared_ptr<boost::asio::ssl::context> tls_;
    session_cache::destination sessions_;
    std::optional<tls_stream> stream_;
    http::origin peer_;
    /// Answers may hold tokens.
    std::vector<char, wiping_allocator<char>> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

/// Tells whether an error code means that the peer ended the stream in an orderly way.
bool is_orderly_end(const boost::system::error_code& ec) noexcept;

} // namespace segue::http
