#pragma once

#include "account/redirect/request_reader.hpp"

#include <segue/account/redirect_handler.hpp>
#include <segue/base/time_source.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <utility>
#include <vector>

namespace segue::test {

using boost::asio::ip::tcp;
using boost::system::error_code;

/// Most real time that a case may take; reaching it is a failure.
constexpr std::chrono::seconds patience{60};

inline bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// Connects, sends, and reads until the other side ends.
inline asio::awaitable<std::string> exchange(tcp::endpoint to, std::string bytes) {
    tcp::socket socket(co_await asio::this_coro::executor);
    error_code ec;
    co_await socket.async_connect(to, asio::redirect_error(asio::use_awaitable, ec));
    if (ec)
        co_return "no connection: " + ec.message();
    co_await asio::async_write(socket, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, ec));
    std::string all;
    std::array<char, 4096> piece{};
    while (!ec) {
        const auto count = co_await socket.async_read_some(
            asio::buffer(piece), asio::redirect_error(asio::use_awaitable, ec));
        all.append(piece.data(), count);
    }
    co_return all;
}

/// Whether somebody listens there.
inline bool listens(const tcp::endpoint& at) {
    asio::io_context io;
    tcp::socket socket(io);
    error_code ec;
    socket.connect(at, ec);
    return !ec;
}

/// Whether the test has a child, be it a dead one. Takes none away.
inline bool has_children() {
    siginfo_t info{};
    return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/// Waits until the last child has been reaped by whose business that is.
inline void expect_no_children() {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (has_children())
        ASSERT_LT(std::chrono::steady_clock::now(), until) << "nobody reaps it";
}

/// Runs one sign-in beside a script that plays the browser or the user.
class sign_in_fixture : public ::testing::Test {
protected:
    /// Begins the sign-in; `ended` says when it is over.
    void start(asio::awaitable<std::string> work) {
        auto note = [this](std::exception_ptr e, std::string v) {
            ended = true;
            error = std::move(e);
            answer = std::move(v);
            if (after)
                after();
        };
        asio::co_spawn(*io, std::move(work), asio::bind_cancellation_slot(cancel.slot(), std::move(note)));
    }

    void play(asio::awaitable<void> script) {
        auto rethrow = [](std::exception_ptr e) {
            if (e)
                std::rethrow_exception(e);
        };
        asio::co_spawn(*io, std::move(script), std::move(rethrow));
    }

    void run() {
        io->run_for(patience);
        ASSERT_TRUE(io->stopped()) << "something is still waited for";
        ASSERT_TRUE(ended);
    }

    /// The error's code; none for an answer.
    error_code code() const {
        try {
            if (error)
                std::rethrow_exception(error);
        } catch (const boost::system::system_error& e) {
            return e.code();
        }
        return {};
    }

    /// Everything that the error says.
    std::string words() const {
        try {
            if (error)
                std::rethrow_exception(error);
        } catch (const segue::error& e) {
            const auto& f = e.details();
            return std::string(e.what()) + "\n" + describe(f) + "\n" + f.message + "\n" + f.body + "\n" +
                   f.path + "\n" + f.param + "\n" + f.cause.message();
        } catch (const std::exception& e) {
            return e.what();
        }
        return {};
    }

    template <class Error>
    bool failed_as() const {
        try {
            if (error)
                std::rethrow_exception(error);
        } catch (const Error&) {
            return true;
        } catch (...) {
            return false;
        }
        return false;
    }

    std::unique_ptr<asio::io_context> io = std::make_unique<asio::io_context>();
    asio::cancellation_signal cancel;
    bool ended = false;
    std::exception_ptr error;
    std::string answer;
    /// Called when the sign-in has ended.
    std::function<void()> after;
};

/// A small web server of the test's own: one request per connection.
class page_server {
public:
    struct page {
        int status = 200;
        std::string body;
        std::string more_headers;
        /// Sent as they are in place of all else.
        std::string raw;
    };
    using answering = std::function<page(const account::redirect::incoming&)>;

    page_server(asio::io_context& io, answering answer)
        : acceptor_(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), answer_(std::move(answer)) {
        asio::co_spawn(io, serve(), asio::detached);
    }

    std::uint16_t port() const { return port_; }
    std::string address() const { return "http://127.0.0.1:" + std::to_string(port_); }

    void stop() {
        error_code ignored;
        acceptor_.close(ignored);
        for (const auto& socket : open_)
            socket->close(ignored);
    }

private:
    asio::awaitable<void> serve() {
        for (;;) {
            const auto socket = std::make_shared<tcp::socket>(acceptor_.get_executor());
            error_code ec;
            co_await acceptor_.async_accept(*socket, asio::redirect_error(asio::use_awaitable, ec));
            if (ec)
                co_return;
            open_.push_back(socket);
            asio::co_spawn(acceptor_.get_executor(), attend(socket), asio::detached);
        }
    }

    asio::awaitable<void> attend(std::shared_ptr<tcp::socket> socket) {
        using reader_state = account::redirect::request_reader::state;
        account::redirect::request_reader reader;
        std::array<char, 4096> piece{};
        auto at = reader_state::more;
        while (at == reader_state::more) {
            error_code ec;
            const auto count = co_await socket->async_read_some(
                asio::buffer(piece), asio::redirect_error(asio::use_awaitable, ec));
            if (ec)
                co_return;
            at = reader.feed(std::string_view(piece.data(), count));
        }
        const page shown = answer_(reader.message());
        std::string bytes = shown.raw;
        if (bytes.empty())
            bytes = "HTTP/1.1 " + std::to_string(shown.status) +
                    " Fine\r\nContent-Length: " + std::to_string(shown.body.size()) +
                    "\r\nContent-Type: text/html; charset=utf-8\r\n" + shown.more_headers +
                    "Connection: close\r\n\r\n" + shown.body;
        error_code ec;
        co_await asio::async_write(
            *socket, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, ec));
        socket->close(ec);
    }

    tcp::acceptor acceptor_;
    answering answer_;
    std::uint16_t port_ = acceptor_.local_endpoint().port();
    std::vector<std::shared_ptr<tcp::socket>> open_;
};

} // namespace segue::test
