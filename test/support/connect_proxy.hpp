#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace segue::test {

namespace asio = boost::asio;

/// A proxy that understands CONNECT alone and takes every tunnel to one loopback port, whatever host was
/// named. It runs on a thread of its own and keeps the heads that it was sent.
class connect_proxy {
public:
    explicit connect_proxy(std::uint16_t target_port)
        : acceptor_(io_, {asio::ip::address_v4::loopback(), 0}), target_port_(target_port) {
        asio::co_spawn(io_, accept(), asio::detached);
        thread_ = std::thread([this] { io_.run(); });
    }

    ~connect_proxy() {
        io_.stop();
        thread_.join();
    }

    connect_proxy(const connect_proxy&) = delete;
    connect_proxy& operator=(const connect_proxy&) = delete;

    std::string host_and_port() const {
        return "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }
    std::string url() const { return "http://" + host_and_port(); }

    /// Answers every CONNECT with this text from now on, and hangs up; an empty one: silence.
    void answer_with(std::string text) {
        const std::lock_guard lock(mutex_);
        answer_ = std::move(text);
        refuses_ = true;
    }

    std::vector<std::string> heads() const {
        const std::lock_guard lock(mutex_);
        return heads_;
    }

private:
    using tcp = asio::ip::tcp;
    using error_code = boost::system::error_code;

    asio::awaitable<void> accept() {
        for (;;) {
            error_code ec;
            tcp::socket caller =
                co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, ec));
            if (ec)
                co_return;
            asio::co_spawn(io_, serve(std::make_shared<tcp::socket>(std::move(caller))), asio::detached);
        }
    }

    asio::awaitable<void> serve(std::shared_ptr<tcp::socket> caller) {
        std::string head;
        error_code ec;
        co_await asio::async_read_until(
            *caller, asio::dynamic_buffer(head), "\r\n\r\n", asio::redirect_error(asio::use_awaitable, ec));
        if (ec)
            co_return;
        std::string answer = "HTTP/1.1 200 Connection established\r\n\r\n";
        bool refuses = false;
        {
            const std::lock_guard lock(mutex_);
            heads_.push_back(head);
            refuses = refuses_;
            if (refuses)
                answer = answer_;
        }
        auto service = std::make_shared<tcp::socket>(io_);
        if (!refuses) {
            const tcp::endpoint to(asio::ip::address_v4::loopback(), target_port_);
            co_await service->async_connect(to, asio::redirect_error(asio::use_awaitable, ec));
            if (ec)
                co_return;
        }
        if (answer.empty()) {
            silent_.push_back(caller);
            co_return;
        }
        co_await asio::async_write(
            *caller, asio::buffer(answer), asio::redirect_error(asio::use_awaitable, ec));
        if (ec || refuses)
            co_return;
        asio::co_spawn(io_, pass(caller, service), asio::detached);
        asio::co_spawn(io_, pass(service, caller), asio::detached);
    }

    static asio::awaitable<void> pass(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to) {
        std::array<char, 16 * 1024> room{};
        error_code ec;
        while (!ec) {
            const std::size_t n = co_await from->async_read_some(
                asio::buffer(room), asio::redirect_error(asio::use_awaitable, ec));
            if (!ec)
                co_await asio::async_write(
                    *to, asio::buffer(room.data(), n), asio::redirect_error(asio::use_awaitable, ec));
        }
        to->shutdown(tcp::socket::shutdown_send, ec);
    }

    asio::io_context io_{1};
    tcp::acceptor acceptor_;
    const std::uint16_t target_port_;
    mutable std::mutex mutex_;
    std::string answer_;
    bool refuses_ = false;
    std::vector<std::string> heads_;
    std::vector<std::shared_ptr<tcp::socket>> silent_;
    std::thread thread_;
};

} // namespace segue::test
