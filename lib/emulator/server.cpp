#include "server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

// One io_context per thread, connections dealt out in turn: no strands, and a connection never changes its
// thread. This is the only file that knows Beast; of it, only the request parser.

namespace segue::emulator {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr std::size_t read_buffer_bytes = 65'536;
constexpr std::uint32_t most_header_bytes = 60'000;
constexpr std::uint64_t most_body_bytes = 64U * 1024U * 1024U;

moment read_clocks() {
    moment now;
    now.tick = std::chrono::steady_clock::now().time_since_epoch();
    now.wall = std::chrono::system_clock::now();
    return now;
}

struct counters {
    std::atomic<std::size_t> handshakes{0};
    std::atomic<std::size_t> resumed{0};
    std::atomic<std::size_t> accepted{0};
    std::atomic<std::size_t> open{0};
};

/// A connection with or without TLS; spares a second instance of all the code above it.
class channel {
public:
    explicit channel(tcp::socket&& socket) : socket_(std::move(socket)) {}
    virtual ~channel() = default;
    channel(const channel&) = delete;
    channel& operator=(const channel&) = delete;

    virtual asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, error_code& ec) {
        co_return co_await socket_.async_read_some(into, asio::redirect_error(asio::use_awaitable, ec));
    }
    virtual asio::awaitable<void> write(asio::const_buffer from, error_code& ec) {
        co_await asio::async_write(socket_, from, asio::redirect_error(asio::use_awaitable, ec));
    }
    /// Tells the peer that no more follows, as far as the protocol can.
    virtual asio::awaitable<void> finish() {
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
        co_return;
    }
    tcp::socket& socket() { return socket_; }

protected:
    tcp::socket socket_;
};

class tls_channel final : public channel {
public:
    tls_channel(tcp::socket&& socket, asio::ssl::context& context)
        : channel(std::move(socket)), stream_(socket_, context) {}

    asio::awaitable<void> handshake(error_code& ec) {
        co_await stream_.async_handshake(
            asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, ec));
    }
    [[nodiscard]] bool resumed() { return SSL_session_reused(stream_.native_handle()) == 1; }

    asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, error_code& ec) override {
        co_return co_await stream_.async_read_some(into, asio::redirect_error(asio::use_awaitable, ec));
    }
    asio::awaitable<void> write(asio::const_buffer from, error_code& ec) override {
        co_await asio::async_write(stream_, from, asio::redirect_error(asio::use_awaitable, ec));
    }
    asio::awaitable<void> finish() override {
        // Asio's shutdown waits for the peer's close_notify after it has sent ours. With the receiving side
        // shut it reads end of file instead.
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_receive, ignored);
        co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, ignored));
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
    }

private:
    asio::ssl::stream<tcp::socket&> stream_;
};

class session {
public:
    session(std::unique_ptr<channel> link, std::uint64_t id, engine& core, counters& counts)
        : link_(std::move(link)), id_(id), core_(core), counts_(counts),
          timer_(link_->socket().get_executor()) {
        counts_.open.fetch_add(1);
        in_.resize(read_buffer_bytes);
    }
    ~session() {
        link_.reset(); // whoever sees that it is not counted sees it closed
        counts_.open.fetch_sub(1);
    }
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    /// Serves one connection from its first byte to its last.
    asio::awaitable<void> run(tls_channel* tls) {
        const auto silence = core_.delay_connection();
        if (silence.count() > 0)
            co_await pause(silence);
        if (core_.strike_connection(fault_kind::reset_on_accept))
            co_return reset();
        if (core_.strike_connection(fault_kind::reset_in_handshake)) {
            error_code ignored;
            co_await link_->socket().async_wait(
                tcp::socket::wait_read, asio::redirect_error(asio::use_awaitable, ignored));
            co_return reset();
        }
        if (tls != nullptr) {
            error_code ec;
            co_await tls->handshake(ec);
            if (ec)
                co_return;
            counts_.handshakes.fetch_add(1);
            if (tls->resumed())
                counts_.resumed.fetch_add(1);
        }
        if (core_.strike_connection(fault_kind::reset_after_handshake))
            co_return reset();
        for (;;) {
            std::optional<request> asked = co_await read_request();
            if (!asked)
                break;
            const wire_plan plan = core_.answer(std::move(*asked), read_clocks());
            const bool stays = co_await carry_out(plan);
            if (!stays)
                break;
        }
    }

private:
    using request_parser = http::request_parser<http::string_body>;

    void reset() {
        error_code ignored;
        link_->socket().set_option(asio::socket_base::linger(true, 0), ignored);
        link_->socket().close(ignored);
    }

    asio::awaitable<void> pause(std::chrono::milliseconds time) {
        timer_.expires_after(time);
        error_code ignored;
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }

    /// Reads more bytes behind those that wait in the buffer; false at the end of the connection.
    asio::awaitable<bool> fill() {
        if (begin_ > 0) {
            std::copy(in_.data() + begin_, in_.data() + end_, in_.data());
            end_ -= begin_;
            begin_ = 0;
        }
        if (end_ == in_.size())
            co_return false;
        error_code ec;
        const auto room = asio::buffer(in_.data() + end_, in_.size() - end_);
        const std::size_t size = co_await link_->read_some(room, ec);
        end_ += size;
        co_return !ec && size > 0;
    }

    /// Nothing: the connection ended, or what came was not HTTP.
    asio::awaitable<std::optional<request>> read_request() {
        request_parser parser;
        parser.eager(true);
        parser.header_limit(most_header_bytes);
        parser.body_limit(most_body_bytes);
        bool invited = false;
        bool judged = false;
        while (!parser.is_done()) {
            error_code ec;
            if (begin_ < end_) {
                begin_ += parser.put(asio::buffer(in_.data() + begin_, end_ - begin_), ec);
                if (ec && ec != http::error::need_more) {
                    co_await refuse_request();
                    co_return std::nullopt;
                }
                if (!judged && parser.is_header_done()) {
                    judged = true;
                    if (core_.watches_heads() && core_.strike_head(convert(parser), read_clocks())) {
                        reset();
                        co_return std::nullopt;
                    }
                }
                if (parser.is_done())
                    break;
            }
            if (parser.is_header_done() && !invited && expects_continue(parser)) {
                invited = true;
                static constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
                co_await link_->write(asio::buffer(interim.data(), interim.size()), ec);
            }
            const bool more = co_await fill();
            if (!more)
                co_return std::nullopt;
        }
        std::optional<request> out(convert(parser));
        out->body = std::move(parser.get().body());
        co_return out;
    }

    static bool expects_continue(const request_parser& parser) {
        return boost::beast::iequals(parser.get()[http::field::expect], "100-continue");
    }

    /// What has been read so far.
    request convert(const request_parser& parser) const {
        const auto& message = parser.get();
        request out;
        out.method = std::string(message.method_string());
        out.target = std::string(message.target());
        for (const auto& field : message)
            out.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
        out.connection_id = id_;
        out.keep_alive = message.keep_alive();
        return out;
    }

    asio::awaitable<void> refuse_request() {
        static constexpr std::string_view answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n"
                                                   "Connection: close\r\n\r\n";
        error_code ignored;
        co_await link_->write(asio::buffer(answer.data(), answer.size()), ignored);
        co_await link_->finish();
    }

    /// Writes a text in pieces with a pause before each; without a size all at once.
    asio::awaitable<void>
    write_pieces(std::string_view text, std::size_t size, std::chrono::milliseconds time, error_code& ec) {
        const std::size_t piece = size == 0 ? text.size() : size;
        for (std::size_t at = 0; at < text.size() && !ec; at += piece) {
            if (time.count() > 0)
                co_await pause(time);
            co_await link_->write(asio::buffer(text.data() + at, std::min(piece, text.size() - at)), ec);
        }
    }

    /// Whether the body goes out in the same write as the head.
    static bool goes_together(const wire_plan& plan) {
        return plan.piece_bytes == 0 && plan.head_piece_bytes == 0 && plan.body_wait.count() == 0 &&
               plan.middle_wait.count() == 0;
    }

    /// The body by itself, with whatever pauses it has.
    asio::awaitable<void> write_body(const wire_plan& plan, error_code& ec) {
        if (plan.body_wait.count() > 0)
            co_await pause(plan.body_wait);
        const std::string_view text = std::string_view(*plan.body).substr(0, plan.body_bytes);
        const std::size_t half = plan.middle_wait.count() > 0 ? text.size() / 2 : 0;
        co_await write_pieces(text.substr(0, half), plan.piece_bytes, plan.piece_pause, ec);
        if (plan.middle_wait.count() > 0)
            co_await pause(plan.middle_wait);
        co_await write_pieces(text.substr(half), plan.piece_bytes, plan.piece_pause, ec);
    }

    /// Whether the connection stays open.
    asio::awaitable<bool> carry_out(const wire_plan& plan) {
        if (plan.wait.count() > 0)
            co_await pause(plan.wait);
        error_code ec;
        out_.assign(plan.head);
        // Head and body in one write: one TLS record, one packet.
        const bool together = goes_together(plan);
        if (plan.body && together)
            out_.append(*plan.body, 0, plan.body_bytes);
        co_await write_pieces(out_, plan.head_piece_bytes, plan.head_pause, ec);
        if (plan.body && !together && !ec)
            co_await write_body(plan, ec);
        if (plan.then == ending::reset)
            reset();
        else if (plan.then == ending::close)
            co_await close();
        else if (plan.then == ending::half_close)
            co_await listen_only();
        co_return plan.then == ending::keep && !ec;
    }

    /// Ends what we send, without the word of TLS for it, and reads until the peer ends.
    asio::awaitable<void> listen_only() {
        error_code ec;
        link_->socket().shutdown(tcp::socket::shutdown_send, ec);
        ec.clear();
        while (!ec)
            co_await link_->socket().async_read_some(
                asio::buffer(in_), asio::redirect_error(asio::use_awaitable, ec));
    }

    /// Closes in order. Unread bytes of the peer would turn the close into a reset, so what comes is read
    /// away.
    asio::awaitable<void> close() {
        co_await link_->finish();
        error_code ec;
        link_->socket().non_blocking(true, ec);
        while (!ec)
            link_->socket().read_some(asio::buffer(in_), ec);
    }

    std::unique_ptr<channel> link_;
    std::uint64_t id_;
    engine& core_;
    counters& counts_;
    asio::steady_timer timer_;
    std::string in_{};
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::string out_{};
};

} // namespace

struct server::impl {
    impl(const server_settings& settings, engine& core_ref) : core(core_ref) {
        if (settings.tls) {
            tls.emplace(asio::ssl::context::tls_server);
            tls->set_options(
                asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                asio::ssl::context::no_tlsv1_1);
            tls->use_certificate_chain_file(settings.chain_file);
            tls->use_private_key_file(settings.key_file, asio::ssl::context::pem);
            // Keeping the buffers spares 50 kB of heap traffic per request.
            SSL_CTX_clear_mode(tls->native_handle(), SSL_MODE_RELEASE_BUFFERS);
            static constexpr std::array<unsigned char, 5> id{'s', 'e', 'g', 'u', 'e'};
            SSL_CTX_set_session_id_context(tls->native_handle(), id.data(), id.size());
        }
        try {
            start(settings);
        } catch (...) {
            stop();
            throw;
        }
    }

    void start(const server_settings& settings) {
        for (int i = 0; i < settings.threads; ++i)
            contexts.push_back(std::make_unique<asio::io_context>(1));
        acceptor.emplace(*contexts.front());
        const tcp::endpoint where(asio::ip::make_address(settings.address), settings.port);
        acceptor->open(where.protocol());
        acceptor->bind(where);
        acceptor->listen(1'024);
        bound_port = acceptor->local_endpoint().port();
        asio::co_spawn(*contexts.front(), accept_loop(), asio::detached);
        for (auto& context : contexts) {
            // Held so that a thread without connections waits.
            guards.emplace_back(context->get_executor());
            threads.emplace_back([io = context.get()] { io->run(); });
        }
    }

    asio::awaitable<void> accept_loop() {
        for (;;) {
            error_code ec;
            asio::io_context& home = *contexts[counts.accepted.load() % contexts.size()];
            tcp::socket socket =
                co_await acceptor->async_accept(home, asio::redirect_error(asio::use_awaitable, ec));
            if (ec) {
                // Out of descriptors: wait for some to come back rather than spin.
                asio::steady_timer timer(*contexts.front(), std::chrono::milliseconds{10});
                co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
                continue;
            }
            const std::uint64_t id = counts.accepted.fetch_add(1) + 1;
            asio::co_spawn(home, serve(std::move(socket), id), asio::detached);
        }
    }

    asio::awaitable<void> serve(tcp::socket socket, std::uint64_t id) {
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        std::unique_ptr<channel> link;
        tls_channel* secure = nullptr;
        if (tls) {
            auto made = std::make_unique<tls_channel>(std::move(socket), *tls);
            secure = made.get();
            link = std::move(made);
        } else {
            link = std::make_unique<channel>(std::move(socket));
        }
        session one(std::move(link), id, core, counts);
        co_await one.run(secure);
    }

    void stop() {
        const std::lock_guard lock(stopping);
        for (auto& context : contexts)
            context->stop();
        for (auto& thread : threads)
            thread.join();
        threads.clear();
        guards.clear();
        // Ends every coroutine that still waits, and so closes its socket. The acceptor's context goes first:
        // it holds sockets that belong to the others.
        acceptor.reset();
        for (auto& context : contexts)
            context.reset();
        contexts.clear();
    }

    engine& core;
    counters counts{};
    std::optional<asio::ssl::context> tls{};
    std::vector<std::unique_ptr<asio::io_context>> contexts{};
    std::optional<tcp::acceptor> acceptor{};
    std::vector<asio::executor_work_guard<asio::io_context::executor_type>> guards{};
    std::vector<std::thread> threads{};
    std::uint16_t bound_port = 0;
    std::mutex stopping{};
};

server::server(const server_settings& settings, engine& core)
    : impl_(std::make_unique<impl>(settings, core)) {}

server::~server() {
    impl_->stop();
}

std::uint16_t server::port() const {
    return impl_->bound_port;
}

std::size_t server::handshakes() const {
    return impl_->counts.handshakes.load();
}

std::size_t server::resumed_handshakes() const {
    return impl_->counts.resumed.load();
}

std::size_t server::connections() const {
    return impl_->counts.accepted.load();
}

std::size_t server::open_connections() const {
    return impl_->counts.open.load();
}

void server::stop() {
    impl_->stop();
}

} // namespace segue::emulator
