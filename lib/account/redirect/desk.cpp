#include "account/redirect/desk.hpp"

#include "account/redirect/sign_in.hpp"
#include "account/refuse.hpp"
#include "account/wiped_bytes.hpp"
#include "base/strand_event.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <fcntl.h>
#include <list>
#include <string_view>
#include <utility>
#include <vector>

namespace segue::account::redirect {
namespace {

using boost::asio::redirect_error;
using boost::asio::use_awaitable;
using boost::asio::ip::tcp;
using boost::system::error_code;

// One question. Connections and the coroutines of theirs come and go; all are on one strand.
struct desk {
    desk(
        const asio::any_io_executor& strand,
        std::shared_ptr<const site> shown,
        desk_limits bounds,
        std::shared_ptr<time_source> clock)
        : news(strand), pages(std::move(shown)), limits(bounds), time(std::move(clock)) {}

    using connection = std::shared_ptr<tcp::socket>;

    void close() noexcept {
        closed = true;
        error_code ignored;
        for (auto& acceptor : acceptors)
            acceptor.close(ignored);
        for (const auto& socket : connections)
            socket->close(ignored);
        connections.clear();
    }

    void drop_oldest() {
        error_code ignored;
        connections.front()->close(ignored);
        connections.pop_front();
    }

    strand_event news;
    std::shared_ptr<const site> pages;
    desk_limits limits;
    std::shared_ptr<time_source> time;
    std::vector<tcp::acceptor> acceptors;
    std::list<connection> connections;
    bool closed = false;
    /// Which connection has brought `answer`; `news` is told once it is over.
    connection answered_by;
    std::string answer;
    error_code trouble;
};

class closing_time {
public:
    explicit closing_time(desk& d) : desk_(d) {}
    ~closing_time() { desk_.close(); }
    closing_time(const closing_time&) = delete;
    closing_time& operator=(const closing_time&) = delete;

private:
    desk& desk_;
};

// Reads one request. A browser that opens a connection and says nothing is waited for, beside all others.
asio::awaitable<request_reader::state> read_request(tcp::socket& socket, request_reader& reader) {
    wiped_bytes bytes(4096);
    for (;;) {
        error_code ec;
        const auto count =
            co_await socket.async_read_some(asio::buffer(bytes), redirect_error(use_awaitable, ec));
        if (ec)
            co_return request_reader::state::more;
        const auto at = reader.feed(std::string_view(reinterpret_cast<const char*>(bytes.data()), count));
        if (at != request_reader::state::more)
            co_return at;
    }
}

// Without reading what is still coming, the system would cut the answer off.
asio::awaitable<void> see_off(tcp::socket& socket) {
    constexpr std::size_t most = 256 * 1024;
    error_code ec;
    socket.shutdown(tcp::socket::shutdown_send, ec);
    std::array<char, 4096> bytes{};
    for (std::size_t total = 0; !ec && total < most;)
        total += co_await socket.async_read_some(asio::buffer(bytes), redirect_error(use_awaitable, ec));
}

asio::awaitable<void> converse(std::shared_ptr<desk> d, desk::connection socket) {
    request_reader reader;
    const auto at = co_await read_request(*socket, reader);
    if (at == request_reader::state::more)
        co_return; // it went away
    site::reply reply;
    if (at != request_reader::state::done)
        reply = d->pages->respond_to_garbage(at);
    else
        reply = d->pages->respond(reader.message());
    const bool ours = reply.answer && !d->answered_by;
    if (reply.answer && !ours)
        reply = d->pages->respond_too_late();
    if (ours) {
        // Whether or not the page gets through: the answer counts, and it works only once.
        d->answered_by = socket;
        d->answer = std::move(*reply.answer);
    }
    error_code ec;
    co_await asio::async_write(*socket, asio::buffer(reply.bytes), redirect_error(use_awaitable, ec));
    if (ours)
        socket->shutdown(tcp::socket::shutdown_send, ec);
    else if (!ec)
        co_await see_off(*socket);
}

asio::awaitable<void> attend(std::shared_ptr<desk> d, desk::connection socket) {
    try {
        const auto until = d->time->now() + d->limits.connection_limit;
        co_await bounded(converse(d, socket), d->time, until);
    } catch (const boost::system::system_error&) { // NOLINT(bugprone-empty-catch): the desk closes
    }
    if (d->answered_by == socket) // also when its time was up before its page was out
        d->news.set();
    error_code ignored;
    socket->close(ignored);
    d->connections.remove(socket);
}

asio::awaitable<void> welcome(std::shared_ptr<desk> d, std::size_t which) {
    const auto strand = co_await asio::this_coro::executor;
    while (!d->closed) {
        const auto socket = std::make_shared<tcp::socket>(strand);
        error_code ec;
        co_await d->acceptors[which].async_accept(*socket, redirect_error(use_awaitable, ec));
        if (d->closed)
            co_return;
        if (ec == asio::error::no_descriptors && !d->connections.empty()) {
            d->drop_oldest();
            continue;
        }
        if (ec == asio::error::connection_aborted)
            continue;
        if (ec) {
            d->trouble = ec;
            d->news.set();
            co_return;
        }
        ::fcntl(socket->native_handle(), F_SETFD, FD_CLOEXEC);
        // Whoever holds many connections open must not keep the browser out.
        if (d->connections.size() >= d->limits.max_connections)
            d->drop_oldest();
        d->connections.push_back(socket);
        asio::co_spawn(strand, attend(d, socket), asio::detached);
    }
}

} // namespace

void check_limits(const desk_limits& limits) {
    if (limits.max_connections < 1)
        refuse("max_connections", "must be at least 1");
    if (limits.connection_limit <= std::chrono::milliseconds(0))
        refuse("connection_limit", "must be more than zero");
}

asio::awaitable<std::string> wait_at_desk(
    std::shared_ptr<const site> pages,
    std::shared_ptr<listening_sockets> sockets,
    desk_limits limits,
    std::shared_ptr<time_source> time) {
    const auto strand = co_await asio::this_coro::executor;
    const auto d = std::make_shared<desk>(strand, std::move(pages), limits, std::move(time));
    const closing_time end(*d);
    for (const auto& one : sockets->take()) {
        d->acceptors.emplace_back(strand);
        d->acceptors.back().assign(one.v6 ? tcp::v6() : tcp::v4(), one.number);
    }
    for (std::size_t i = 0; i < d->acceptors.size(); ++i)
        asio::co_spawn(strand, welcome(d, i), asio::detached);
    co_await d->news.wait();
    if (d->trouble)
        fail(redirect_errc::listen_failed, d->trouble.message(), d->trouble);
    co_return std::move(d->answer);
}

} // namespace segue::account::redirect
