#pragma once

#include "unit/discogs/operations/operations.hpp"

#include <segue/testing/counting_transport.hpp>
#include <segue/testing/manual_time.hpp>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace segue::test {

/// How one call ended.
struct ending {
    bool over = false;
    /// What the row made of the result.
    std::string says;
    /// The exception's type, without our namespace; empty for none.
    std::string type;
    boost::system::error_code code;
    failure why;
};

/// A client on a transport in memory and a clock that stands still, and one operation that it makes.
class stage {
    const operation& op_;
    asio::cancellation_signal cancel_; // lasts longer than what may be bound to it

public:
    /// Every request gets the operation's good answer unless told otherwise; nothing is retried.
    explicit stage(const operation& op);
    stage(const stage&) = delete;
    stage& operator=(const stage&) = delete;
    ~stage();

    /// What the service answers.
    std::function<segue::testing::reply(const http::request&)> answer;
    /// Before `client()`.
    discogs::client_params params;

    asio::io_context io{1};
    std::shared_ptr<segue::testing::manual_time> time = std::make_shared<segue::testing::manual_time>();
    std::shared_ptr<segue::testing::counting_transport> transport;

    discogs::client make_client() { return make_client(io); }
    discogs::client make_client(asio::io_context& context);

    /// Begins the operation, which can be cancelled; it runs when the context does.
    std::shared_ptr<const ending> start(const discogs::client& client);
    std::shared_ptr<const ending> start(asio::io_context& context, asio::awaitable<std::string> work);
    void cancel() { cancel_.emit(asio::cancellation_type::terminal); }
    asio::cancellation_signal& cancellation() { return cancel_; }

    /// The operation's awaitable for a user whose name needs encoding.
    [[nodiscard]] asio::awaitable<std::string> call(const discogs::client& client) const;

    /// Runs everything that can run now; the clock stands.
    void settle();
    /// Runs everything to its end, moving the clock.
    void finish();
    /// Makes a client and the operation, to its end.
    ending run();
};

/// The name of the user that calls are made for, and how a path has it.
inline constexpr const char* some_user = "some one";
inline constexpr const char* some_user_encoded = "some%20one";

/// What each of these was seen to do, in words for a table. Whatever is not as it should be is told in them.
namespace seen {

/// The call alone, its answer good: how many requests it sent; or what went wrong.
[[nodiscard]] std::string requests(const operation& op);
/// The call is answered with this status: the type that is thrown.
[[nodiscard]] std::string refusal(const operation& op, int status);
/// No connection could be made: the type that is thrown.
[[nodiscard]] std::string no_connection(const operation& op);
/// The connection broke after the request had left: the type that is thrown.
[[nodiscard]] std::string lost_answer(const operation& op);
/// The answer is a page of the web: the type that is thrown, or `done`.
[[nodiscard]] std::string senseless_answer(const operation& op);

/// The awaitable is made and dropped.
[[nodiscard]] std::string never_awaited(const operation& op);
/// Cancelled, then awaited.
[[nodiscard]] std::string cancelled_before_start(const operation& op);
/// Cancelled while another request keeps the only slot of the quota.
[[nodiscard]] std::string cancelled_in_queue(const operation& op);
/// Cancelled between the request and its answer.
[[nodiscard]] std::string cancelled_while_waiting(const operation& op);
/// The client goes between the request and its answer.
[[nodiscard]] std::string client_destroyed(const operation& op);
/// The context goes between the request and its answer.
[[nodiscard]] std::string context_destroyed(const operation& op);

} // namespace seen

} // namespace segue::test
