#include "http/connection.hpp"

#include "http/connect_race.hpp"
#include "http/response_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace segue::http {

namespace ssl = boost::asio::ssl;
using boost::asio::redirect_error;
using boost::asio::use_awaitable;
using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

// By default a reader gets 512 bytes at a time; a release would take 30 waits.
constexpr std::size_t buffer_bytes = 64 * 1024;

result<void> failed(errc code, const error_code& cause, std::string message) {
    failure f;
    f.code = code;
    f.cause = cause;
    f.message = std::move(message);
    return f;
}

} // namespace

connection::connection(
    const asio::any_io_executor& strand,
    std::shared_ptr<ssl::context> tls,
    http::origin peer,
    session_cache* sessions)
    : socket_(strand), tls_(std::move(tls)), sessions_{sessions, peer.text()}, peer_(std::move(peer)),
      buffer_(buffer_bytes) {}

connection::~connection() {
    // Without a farewell OpenSSL would take the session for broken, and it could not be resumed.
    if (stream_)
        SSL_set_shutdown(stream_->native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

asio::awaitable<result<void>> connection::open(endpoints candidates, const proxy* through) {
    auto connected = co_await connect_first(std::move(candidates));
    if (!connected)
        co_return failed(
            errc::connect_failed,
            connected.error().cause,
            through == nullptr ? peer_.text() : "proxy " + through->text());
    socket_ = std::move(connected).value();
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    if (through != nullptr) {
        auto opened = co_await tunnel(*through);
        if (!opened)
            co_return opened;
    }
    if (peer_.scheme != "https")
        co_return result<void>();
    co_return co_await shake_hands();
}

// Of what is sent, the proxy sees this and the ciphertext.
asio::awaitable<result<void>> connection::tunnel(const proxy& through) {
    constexpr std::uint32_t most_header_bytes = 64 * 1024;
    origin target = peer_;
    target.scheme.clear(); // so that the port is always named
    const std::string authority = target.host_header();
    std::string ask = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
    if (!through.authorization.empty())
        ask.append("Proxy-Authorization: ").append(through.authorization).append("\r\n");
    ask.append("\r\n");
    if (const auto ec = co_await write(ask))
        co_return failed(errc::connect_failed, ec, "proxy " + through.text());
    // Like that of HEAD, the answer has no body when it is a good one.
    response_reader reader(most_header_bytes, 1, true);
    for (;;) {
        const auto step = reader.feed(unread());
        consume(step.consumed);
        if (step.at == response_reader::state::failed)
            co_return failed(
                errc::proxy_refused, reader.error(), "proxy " + through.text() + " speaks no HTTP");
        if (step.at == response_reader::state::head || step.at == response_reader::state::done)
            break;
        if (const auto ec = co_await read_more())
            co_return failed(errc::connect_failed, ec, "proxy " + through.text() + " hung up");
    }
    const int status = reader.message().status;
    if (status < 200 || status > 299) {
        failure refused;
        refused.code = errc::proxy_refused;
        refused.status = status;
        refused.message = "proxy " + through.text() + " answers " + std::to_string(status) +
                          (status == 407 ? ": it wants other credentials" : "");
        co_return refused;
    }
    if (!unread().empty()) // nobody may speak before our side of the handshake
        co_return failed(errc::proxy_refused, {}, "proxy " + through.text() + " sent bytes of its own");
    co_return result<void>();
}

asio::awaitable<result<void>> connection::shake_hands() {
    stream_.emplace(socket_, *tls_);
    SSL* const session = stream_->native_handle();
    SSL_clear_mode(session, SSL_MODE_RELEASE_BUFFERS); // keeping them saves 50 kB of heap traffic a request
    error_code literal;
    boost::asio::ip::make_address(peer_.host, literal);
    if (!literal) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), peer_.host.c_str());
    } else {
        SSL_set_tlsext_host_name(session, peer_.host.c_str());
        SSL_set1_host(session, peer_.host.c_str());
    }
    session_cache::watch(session, &sessions_);
    session_cache::session offered;
    if (sessions_.cache != nullptr)
        offered = sessions_.cache->take(sessions_.peer);
    if (offered)
        SSL_set_session(session, offered.get());
    error_code ec;
    co_await stream_->async_handshake(ssl::stream_base::client, redirect_error(use_awaitable, ec));
    // Who does not know one session any more will hardly know the older ones.
    if (offered && sessions_.cache != nullptr && SSL_session_reused(session) == 0)
        sessions_.cache->forget(sessions_.peer);
    if (!ec)
        co_return result<void>();
    const long verdict = SSL_get_verify_result(session);
    if (verdict != X509_V_OK)
        co_return failed(errc::certificate_refused, ec, X509_verify_cert_error_string(verdict));
    // A peer that speaks no TLS to our liking will not next time; one that hung up in the middle may.
    const bool said_no = ec.category() == boost::asio::error::get_ssl_category();
    co_return failed(said_no ? errc::tls_failed : errc::connect_failed, ec, peer_.text() + ", TLS handshake");
}

asio::awaitable<error_code> connection::write(std::string_view bytes) {
    error_code ec;
    const auto buffer = boost::asio::buffer(bytes.data(), bytes.size());
    if (stream_)
        co_await boost::asio::async_write(*stream_, buffer, redirect_error(use_awaitable, ec));
    else
        co_await boost::asio::async_write(socket_, buffer, redirect_error(use_awaitable, ec));
    co_return ec;
}

asio::awaitable<error_code> connection::read_more() {
    if (begin_ == end_) {
        begin_ = end_ = 0;
    } else if (end_ == buffer_.size()) {
        if (begin_ == 0)
            buffer_.resize(buffer_.size() * 2); // a header larger than the buffer; its cap bounds this
        std::copy(
            buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
            buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin());
        end_ -= begin_;
        begin_ = 0;
    }
    error_code ec;
    std::size_t n = 0;
    const auto room = boost::asio::buffer(buffer_.data() + end_, buffer_.size() - end_);
    if (stream_)
        n = co_await stream_->async_read_some(room, redirect_error(use_awaitable, ec));
    else
        n = co_await socket_.async_read_some(room, redirect_error(use_awaitable, ec));
    end_ += n;
    co_return ec;
}

void connection::consume(std::size_t n) noexcept {
    begin_ += n;
}

bool connection::looks_usable() {
    char byte = 0;
    const auto n = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

bool is_orderly_end(const error_code& ec) noexcept {
    return ec == boost::asio::error::eof;
}

} // namespace segue::http
