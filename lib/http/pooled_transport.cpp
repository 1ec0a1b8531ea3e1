#include "http/pooled_transport.hpp"

#include "base/strand_event.hpp"
#include "base/wipe.hpp"
#include "http/response_reader.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace segue::http {

using boost::system::error_code;

namespace {

failure lost(errc code, const error_code& cause, std::string message) {
    failure f;
    f.code = code;
    f.cause = cause;
    f.message = std::move(message);
    return f;
}

// Redirected errors do not throw, so a cancelled operation is turned into the one form that cancellation has.
void throw_if_aborted(const error_code& ec) {
    if (ec == boost::asio::error::operation_aborted)
        throw boost::system::system_error(ec);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

// A line break in a field would let a value smuggle in another field or a second request.
bool is_field_safe(std::string_view text) noexcept {
    return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

// How much room head and body take, so that no part of them is left behind when the text grows.
std::size_t room_for(const request& r) noexcept {
    constexpr std::size_t around = 4; // a colon, a blank, a line end
    std::size_t room = 512 + r.target.size() + r.to.host.size() + r.body.size();
    for (const auto& [name, value] : r.headers)
        room += name.size() + value.size() + around;
    return room;
}

result<std::string> head_of(const request& r) {
    std::string head;
    head.reserve(room_for(r));
    head.append(to_string(r.method)).append(" ").append(r.target).append(" HTTP/1.1\r\n");
    append_field(head, "Host", r.to.host_header());
    bool safe = is_field_safe(r.target) && r.target.find(' ') == std::string::npos;
    for (const auto& [name, value] : r.headers) {
        append_field(head, name, value);
        safe = safe && is_field_safe(name) && is_field_safe(value);
    }
    if (!safe)
        return lost(errc::bad_params, {}, "a line break or blank in the request line or a header field");
    if (r.source != nullptr) {
        const auto size = r.source->size_bytes();
        if (size)
            append_field(head, "Content-Length", std::to_string(*size));
        else
            append_field(head, "Transfer-Encoding", "chunked");
    } else if (!r.body.empty() || r.method == method::post || r.method == method::put) {
        append_field(head, "Content-Length", std::to_string(r.body.size()));
    }
    head.append("\r\n");
    return head;
}

failure failure_of(const response_reader& reader) {
    const auto code = reader.too_large() ? errc::answer_too_large : errc::malformed_answer;
    return lost(code, reader.error(), reader.trouble());
}

failure cut_short(response_reader& reader, const error_code& cause) {
    failure f;
    const bool reset = !is_orderly_end(cause) && cause != boost::asio::ssl::error::stream_truncated;
    if (!reader.started() || reset)
        f = lost(errc::connection_lost, cause, reader.started() ? "inside the answer" : "before the answer");
    else
        f = lost(errc::malformed_answer, cause, "the answer was cut short");
    if (reader.started()) {
        f.status = reader.message().status;
        f.body = reader.message().body.substr(0, 2048);
    }
    return f;
}

/// Wipes what in a request may be secret: the credentials, and the form or query that a token is got for.
class request_wiped_at_end {
public:
    explicit request_wiped_at_end(request& r) noexcept : request_(r) {}
    ~request_wiped_at_end() {
        request_.headers.remove("Authorization");
        wipe(request_.target);
        wipe(request_.body);
    }
    request_wiped_at_end(const request_wiped_at_end&) = delete;
    request_wiped_at_end& operator=(const request_wiped_at_end&) = delete;

private:
    request& request_;
};

} // namespace

// Somebody who waits for a place in the pool. A place that is handed over and not taken goes to the next.
struct pooled_transport::waiter {
    explicit waiter(const asio::any_io_executor& strand) : event(strand) {}
    strand_event event;
    bool granted = false;
};

// The right to have one connection open, for the length of one exchange.
class pooled_transport::place {
public:
    explicit place(pooled_transport& pool) noexcept : pool_(pool) {}
    ~place() { pool_.give_place_back(); }
    place(const place&) = delete;
    place& operator=(const place&) = delete;

private:
    pooled_transport& pool_;
};

pooled_transport::pooled_transport(
    const pool_params& params,
    std::shared_ptr<boost::asio::ssl::context> tls,
    std::shared_ptr<resolver> names,
    std::shared_ptr<time_source> time,
    proxy_rules way)
    : params_(params), tls_(std::move(tls)), names_(std::move(names)), time_(std::move(time)),
      way_(std::move(way)) {}

pooled_transport::~pooled_transport() = default;

void pooled_transport::close() noexcept {
    closed_ = true;
    idle_.clear();
    sessions_.clear();
}

asio::awaitable<void> pooled_transport::take_place() {
    if (waiting_.empty() && places_taken_ < params_.max_connections) {
        ++places_taken_;
        co_return;
    }
    waiter me(co_await asio::this_coro::executor);
    struct queued {
        pooled_transport& pool;
        waiter& who;
        bool taken = false;
        std::list<waiter*>::iterator at;
        ~queued() {
            if (!who.granted)
                pool.waiting_.erase(at);
            else if (!taken)
                pool.give_place_back();
        }
    };
    waiting_.push_back(&me);
    queued line{*this, me, false, std::prev(waiting_.end())};
    co_await me.event.wait();
    line.taken = true;
}

void pooled_transport::give_place_back() noexcept {
    if (closed_ || waiting_.empty()) {
        --places_taken_;
        return;
    }
    auto* next = waiting_.front();
    waiting_.pop_front();
    next->granted = true;
    next->event.set();
}

std::unique_ptr<connection> pooled_transport::take_idle(const origin& to) {
    const auto now = time_->now();
    std::erase_if(idle_, [&](const auto& c) { return now - c->idle_since > params_.idle_expiry; });
    while (true) {
        // The youngest first: the oldest then expire when the load falls.
        const auto at =
            std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& c) { return c->peer() == to; });
        if (at == idle_.rend())
            return nullptr;
        auto found = std::move(*at);
        idle_.erase(std::next(at).base());
        const bool fresh = now - found->idle_since <= params_.stale_check_after;
        if ((fresh && params_.stale_check_after.count() > 0) || found->looks_usable())
            return found;
    }
}

void pooled_transport::keep(std::unique_ptr<connection> c) {
    if (closed_ || params_.idle_expiry.count() <= 0)
        return;
    c->idle_since = time_->now();
    idle_.push_back(std::move(c));
    while (idle_.size() > params_.max_connections)
        idle_.pop_front();
}

asio::awaitable<result<response>> pooled_transport::send(request r, body_sink* sink) {
    const auto self = shared_from_this();
    const request_wiped_at_end gone(r);
    exchange_trace unwatched;
    if (r.trace == nullptr)
        r.trace = &unwatched;
    r.trace->sent = exchange_trace::handover::none;
    co_await take_place();
    const place held(*this);
    auto c = take_idle(r.to);
    r.trace->reused_connection = c != nullptr;
    if (!c) {
        const proxy* const through = way_.for_origin(r.to);
        // Through a proxy the host's name is the proxy's to look up.
        const std::string& host = through == nullptr ? r.to.host : through->host;
        auto found = co_await names_->resolve(host, through == nullptr ? r.to.port : through->port);
        if (!found)
            co_return std::move(found).error();
        // A connection more than the bound would be open if an idle one to somewhere else stayed.
        while (!idle_.empty() && idle_.size() + places_taken_ > params_.max_connections)
            idle_.pop_front();
        c = std::make_unique<connection>(co_await asio::this_coro::executor, tls_, r.to, &sessions_);
        auto opened = co_await c->open(std::move(found).value(), through);
        if (!opened) {
            throw_if_aborted(opened.error().cause);
            co_return std::move(opened).error();
        }
    }
    bool reusable = false;
    auto answer = co_await exchange(*c, r, sink, reusable);
    if (reusable)
        keep(std::move(c));
    co_return answer;
}

asio::awaitable<result<response>>
pooled_transport::exchange(connection& c, const request& r, body_sink* sink, bool& reusable) {
    ++c.exchanges;
    auto written = co_await write_request(c, r);
    if (!written) {
        throw_if_aborted(written.error().cause);
        // A service that answers early and closes has its answer in our receive buffer: better than "lost".
        if (written.error().code != errc::connection_lost || r.trace->reused_connection)
            co_return std::move(written).error();
    }
    auto answer = co_await read_response(c, r, sink, reusable);
    if (!written) {
        reusable = false;
        if (!answer)
            co_return std::move(written).error();
    }
    co_return answer;
}

asio::awaitable<result<void>> pooled_transport::write_request(connection& c, const request& r) {
    auto head = head_of(r);
    if (!head)
        co_return std::move(head).error();
    const wiped_at_end gone(*head);
    if (r.source == nullptr)
        head->append(r.body);
    r.trace->sent = exchange_trace::handover::begun;
    const auto ec = co_await c.write(*head);
    if (ec)
        co_return lost(errc::connection_lost, ec, "while sending the request");
    if (r.source != nullptr)
        co_return co_await write_streamed_body(c, *r.source);
    co_return result<void>();
}

asio::awaitable<result<void>> pooled_transport::write_streamed_body(connection& c, body_source& source) {
    source.rewind();
    const auto promised = source.size_bytes();
    std::uint64_t sent = 0;
    std::vector<char> room(64 * 1024);
    std::string piece;
    for (;;) {
        auto n = co_await source.read(room);
        if (!n)
            co_return std::move(n).error();
        piece.clear();
        if (!promised) {
            std::array<char, 16> digits{};
            const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *n, 16).ptr;
            piece.append(digits.data(), end).append("\r\n");
        }
        piece.append(room.data(), *n);
        if (!promised)
            piece.append("\r\n");
        sent += *n;
        if (promised && (sent > *promised || (*n == 0 && sent < *promised)))
            co_return lost(errc::bad_params, {}, "the body's source gave another length than it promised");
        if (!piece.empty()) {
            const auto ec = co_await c.write(piece);
            if (ec)
                co_return lost(errc::connection_lost, ec, "while sending the body");
        }
        if (*n == 0)
            co_return result<void>();
    }
}

asio::awaitable<result<response>>
pooled_transport::read_response(connection& c, const request& r, body_sink* sink, bool& reusable) {
    response_reader reader(params_.max_header_bytes, params_.max_body_bytes, r.method == method::head);
    bool streaming = false;
    for (;;) {
        response_reader::step step{response_reader::state::more, 0};
        if (!c.unread().empty()) {
            step = reader.feed(c.unread());
            c.consume(step.consumed);
        }
        if (step.at == response_reader::state::failed)
            co_return failure_of(reader);
        if (step.at == response_reader::state::head) {
            streaming = sink != nullptr && sink->begin(reader.message()) == body_sink::choice::stream;
            if (streaming)
                reader.stream_body();
            step = reader.feed(c.unread());
            c.consume(step.consumed);
            if (step.at == response_reader::state::failed)
                co_return failure_of(reader);
        }
        if (streaming) {
            const std::string piece = reader.take_piece();
            if (!piece.empty()) {
                auto taken = co_await sink->write(piece);
                if (!taken)
                    co_return std::move(taken).error();
            }
        }
        if (step.at == response_reader::state::done)
            break;
        const auto ec = co_await c.read_more();
        if (ec) {
            throw_if_aborted(ec);
            if (is_orderly_end(ec) && reader.started()) {
                step = reader.feed_end();
                if (step.at == response_reader::state::done)
                    co_return std::move(reader.message());
            }
            co_return cut_short(reader, ec);
        }
        if (!reader.started()) // a 1xx answer is none
            r.trace->first_byte_at = time_->now();
    }
    // Bytes behind the answer belong to nothing that was asked: such a connection cannot be trusted further.
    reusable = reader.keep_alive() && c.unread().empty();
    co_return std::move(reader.message());
}

} // namespace segue::http
