#pragma once

#include <segue/base/result.hpp>
#include <segue/base/time_source.hpp>
#include <segue/http/transport.hpp>
#include <segue/testing/reply.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace segue::testing {

/// How exchanges on a `counting_transport` pass, apart from what is answered.
struct exchange_params {
    /// Whether progress is noted in `request::trace`, as the socket transport does.
    enum class trace_report : unsigned char { complete, none };
    /// Which connections exchanges claim to use: each its own, or all but the first one that was kept alive.
    enum class connection_use : unsigned char { fresh, kept };

    /// Time between the request and its answer. Default 0; more needs a time source.
    std::chrono::milliseconds latency{0};
    /// Turns of the event loop before the first byte of the request leaves. Default 1; 0 for none.
    int steps_before_sending = 1;
    /// Turns of the event loop between the request and its answer. Default 1; 0 for none.
    int steps_before_answer = 1;
    /// Time that each of these turns takes. Default 0; more needs a time source.
    std::chrono::milliseconds step_time{0};
    /// Most bytes of a body that arrive at a time where a sink takes it; between two of them pass a turn and
    /// `step_time`. Default 0: all at once.
    std::size_t piece_bytes = 0;
    trace_report report = trace_report::complete;
    connection_use connections = connection_use::fresh;
};

static_assert(std::is_trivially_destructible_v<exchange_params>);

/// A transport in memory: it keeps and counts the requests that a client sends, and answers them from a queue
/// or a function. Give it to a client in the place of sockets.
///
///     auto transport = std::make_shared<testing::counting_transport>();
///     transport->queue("GET", "/releases/1", testing::json(R"({"id":1,"title":"T"})"));
///     transport->queue(testing::reply::lost());
///     discogs::client client{io.get_executor(), {.token = "t"}, transport};
///     ...
///     EXPECT_EQ(transport->count("GET", "/releases/1"), 1U);
///     transport->verify(); // throws when an answer was not used, or a request had none
///
/// Requests are what the socket transport gets for the same call, credentials included; it adds only Host and
/// Content-Length or Transfer-Encoding on the wire. It is a second opinion on nothing: the emulator is.
///
/// **Threads** any member may be called from any thread, and one transport may serve clients on several
/// strands; its functions are then called from all of these. **Lifetime** exchanges under way keep what they
/// need.
class counting_transport final : public http::transport {
public:
    /// Answers one request. Called when it arrives, before any byte of it counts as sent. What it throws
    /// reaches the caller of the verb.
    using function = std::function<reply(const http::request&)>;
    /// Answers one request, and may await on the client's strand meanwhile; the request counts as sent, and
    /// is valid until the coroutine ends.
    using coroutine = std::function<asio::awaitable<reply>(const http::request&)>;

    /// Answers from the queue alone. `time` is needed for waits only.
    explicit counting_transport(std::shared_ptr<time_source> time = nullptr);
    /// Answers by a function what the queue does not.
    explicit counting_transport(function answer, std::shared_ptr<time_source> time = nullptr);
    /// Answers by a coroutine what the queue does not.
    explicit counting_transport(coroutine answer, std::shared_ptr<time_source> time = nullptr);
    ~counting_transport() override;
    counting_transport(const counting_transport&) = delete;
    counting_transport& operator=(const counting_transport&) = delete;

    /// Queues what becomes of the next request that no answer with a path fits.
    void queue(reply next);
    /// Queues what becomes of the next request of this method and path; such answers come first.
    ///
    /// `path` is compared with the target without its query, or with the whole target when it has a `?`.
    void queue(std::string_view method, std::string_view path, reply next);
    /// Says how exchanges pass that begin from now on.
    void use(const exchange_params& how);

    /// Returns every request so far, in the order they came. A streamed body stands in `body` once it was
    /// read; `source` and `trace` are null.
    std::vector<http::request> requests() const;
    /// Returns one of them, counted from 0.
    /// **Errors** `std::out_of_range`.
    http::request request(std::size_t index) const;
    /// Returns how many requests came.
    std::size_t count() const;
    /// Returns how many requests of this method and path came; see `queue` for the path.
    std::size_t count(std::string_view method, std::string_view path) const;
    /// Returns how many requests were sent: all but those that failed or were cancelled before.
    std::size_t sent() const;
    /// Returns how many exchanges are under way.
    std::size_t under_way() const;
    /// Returns the most exchanges that were under way at a time.
    std::size_t most_under_way() const;
    /// Forgets the requests and counts so far; the queue and exchanges under way stay.
    void clear();

    /// Returns a line for each queued answer that no request took, for example `GET /releases/1: 200`.
    std::vector<std::string> unused() const;
    /// Returns a line for each request that nothing answered; its verb has thrown `std::logic_error`.
    std::vector<std::string> unexpected() const;
    /// Checks that `unused` and `unexpected` are empty.
    /// **Errors** `std::logic_error`, naming what is in them.
    void verify() const;

    /// Takes one request; clients call it.
    ///
    /// **Errors** what was queued or answered; thrown: `std::logic_error` when there is nothing, or when a
    /// wait is asked for without a time source.
    asio::awaitable<result<http::response>> send(http::request r, http::body_sink* sink) override;

private:
    struct state;
    class exchange;
    static asio::awaitable<result<http::response>>
    serve(std::shared_ptr<state> shared, http::request r, http::body_sink* sink);

    std::shared_ptr<state> state_;
};

} // namespace segue::testing
