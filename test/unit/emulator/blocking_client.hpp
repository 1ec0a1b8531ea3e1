#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace segue::emulator::testing {

/// How a connection stands, or how reading ended.
enum class outcome { fine, closed, reset, not_verified, failed };

/// One answer as far as it came. Status 0: no complete head.
struct reply {
    int status = 0;
    std::string head{};
    std::string body{};
    std::size_t promised = 0;
    outcome ended = outcome::fine;
};

/// The simplest HTTP client that verifies: blocking sockets and OpenSSL, one thread, 20 seconds of patience.
class blocking_client {
public:
    using session_ptr = std::shared_ptr<SSL_SESSION>;

    blocking_client(
        const std::string& base_url, const std::string& ca_file, int version = 0, session_ptr resumed = {})
        : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
        // Writing to a connection that the server reset must be an error, not a signal.
        std::signal(SIGPIPE, SIG_IGN);
        const bool tls = base_url.rfind("https://", 0) == 0;
        std::string rest = base_url.substr(base_url.find("://") + 3);
        const std::size_t colon = rest.rfind(':');
        std::string host = rest.substr(0, colon);
        if (host.front() == '[')
            host = host.substr(1, host.size() - 2);
        if (!open_socket(host, static_cast<std::uint16_t>(std::atoi(rest.c_str() + colon + 1))))
            return;
        state_ = tls ? handshake(host, ca_file, version, resumed) : outcome::fine;
    }
    ~blocking_client() {
        ssl_.reset();
        if (socket_ >= 0)
            ::close(socket_);
    }
    blocking_client(const blocking_client&) = delete;
    blocking_client& operator=(const blocking_client&) = delete;

    [[nodiscard]] outcome connected() const { return state_; }
    /// Worth something after the first answer: TLS 1.3 sends its tickets late.
    [[nodiscard]] session_ptr session() {
        return session_ptr(SSL_get1_session(ssl_.get()), SSL_SESSION_free);
    }

    reply get(const std::string& target, const std::string& token = {}) {
        std::string text =
            "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: EmulatorTest/1.0\r\n";
        if (!token.empty())
            text += "Authorization: Discogs token=" + token + "\r\n";
        send(text + "\r\n");
        return receive();
    }

    void send(std::string_view text) {
        if (state_ != outcome::fine)
            return;
        if (ssl_)
            (void)SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size()));
        else
            (void)::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    }

    reply receive() {
        reply out;
        if (state_ != outcome::fine) {
            out.ended = state_;
            return out;
        }
        std::size_t end = 0;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
            out.ended = fill();
            if (out.ended != outcome::fine) {
                out.head = buffer_;
                return out;
            }
        }
        out.head = take(end + 4);
        out.status = std::atoi(out.head.c_str() + std::string_view("HTTP/1.1 ").size());
        read_body(out);
        return out;
    }

    /// Reads until the connection ends and tells how.
    outcome rest() {
        outcome ended = outcome::fine;
        while (ended == outcome::fine)
            ended = fill();
        return ended;
    }

    /// Whether bytes follow that belong to no answer.
    bool has_leftover() { return !buffer_.empty() || fill() == outcome::fine; }

private:
    bool open_socket(const std::string& host, std::uint16_t port) {
        const bool six = host.find(':') != std::string::npos;
        socket_ = ::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const timeval patience{20, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (six) {
            sockaddr_in6 where{};
            where.sin6_family = AF_INET6;
            where.sin6_port = htons(port);
            ::inet_pton(AF_INET6, host.c_str(), &where.sin6_addr);
            return ::connect(socket_, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
        }
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(port);
        ::inet_pton(AF_INET, host.c_str(), &where.sin_addr);
        return ::connect(socket_, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
    }

    outcome
    handshake(const std::string& host, const std::string& ca, int version, const session_ptr& resumed) {
        SSL_CTX_load_verify_locations(context_.get(), ca.c_str(), nullptr);
        SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
        ssl_.reset(SSL_new(context_.get()));
        if (version != 0) {
            SSL_set_min_proto_version(ssl_.get(), version);
            SSL_set_max_proto_version(ssl_.get(), version);
        }
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), host.c_str());
        if (resumed)
            SSL_set_session(ssl_.get(), resumed.get());
        SSL_set_fd(ssl_.get(), socket_);
        ERR_clear_error();
        errno = 0;
        const int result = SSL_connect(ssl_.get());
        if (result == 1)
            return outcome::fine;
        if (SSL_get_verify_result(ssl_.get()) != X509_V_OK)
            return outcome::not_verified;
        return errno == ECONNRESET ? outcome::reset : outcome::failed;
    }

    outcome fill() {
        std::array<char, 65'536> block{};
        errno = 0;
        if (!ssl_) {
            const ssize_t size = ::recv(socket_, block.data(), block.size(), 0);
            if (size > 0)
                buffer_.append(block.data(), static_cast<std::size_t>(size));
            return size > 0 ? outcome::fine : size == 0 ? outcome::closed : outcome::reset;
        }
        ERR_clear_error();
        const int size = SSL_read(ssl_.get(), block.data(), static_cast<int>(block.size()));
        if (size > 0) {
            buffer_.append(block.data(), static_cast<std::size_t>(size));
            return outcome::fine;
        }
        // Only a close_notify is an orderly end.
        if (SSL_get_error(ssl_.get(), size) == SSL_ERROR_ZERO_RETURN)
            return outcome::closed;
        return errno == ECONNRESET || errno == EPIPE ? outcome::reset : outcome::failed;
    }

    void read_body(reply& out) {
        if (out.status < 200 || out.status == 204)
            return;
        if (out.head.find("Transfer-Encoding: chunked") != std::string::npos)
            return read_chunks(out);
        const std::size_t at = out.head.find("Content-Length: ");
        const bool sized = at != std::string::npos;
        out.promised = sized ? static_cast<std::size_t>(std::atoll(out.head.c_str() + at + 16)) : SIZE_MAX;
        while (buffer_.size() < out.promised && out.ended == outcome::fine)
            out.ended = fill();
        out.body = take(std::min(out.promised, buffer_.size()));
    }

    void read_chunks(reply& out) {
        for (;;) {
            while (buffer_.find("\r\n") == std::string::npos && out.ended == outcome::fine)
                out.ended = fill();
            if (out.ended != outcome::fine)
                return;
            const std::size_t size = std::stoul(buffer_, nullptr, 16);
            (void)take(buffer_.find("\r\n") + 2);
            while (buffer_.size() < size + 2 && out.ended == outcome::fine)
                out.ended = fill();
            if (out.ended != outcome::fine)
                return;
            out.body += take(size);
            (void)take(2);
            if (size == 0)
                return;
        }
    }

    std::string take(std::size_t size) {
        std::string out = buffer_.substr(0, size);
        buffer_.erase(0, size);
        return out;
    }

    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    struct ssl_free {
        void operator()(SSL* object) const noexcept { SSL_free(object); }
    };
    std::unique_ptr<SSL, ssl_free> ssl_{};
    int socket_ = -1;
    outcome state_ = outcome::failed;
    std::string buffer_{};
};

} // namespace segue::emulator::testing
