#pragma once

#include "http/connection.hpp"
#include "http/resolver.hpp"

#include <segue/base/time_source.hpp>
#include <segue/http/pool.hpp>
#include <segue/http/transport.hpp>

#include <boost/asio/ssl/context.hpp>

#include <deque>
#include <list>
#include <memory>

namespace segue {
class strand_event;
}

namespace segue::http {

/// The built-in transport: a bounded pool of keep-alive connections on one strand.
///
/// **Threads** one strand, that of the client which owns it. **Lifetime** `close` drops what is tied to the
/// execution context; exchanges still under way drop their own connection when their coroutine goes.
class pooled_transport final : public transport, public std::enable_shared_from_this<pooled_transport> {
public:
    pooled_transport(
        const pool_params& params,
        std::shared_ptr<boost::asio::ssl::context> tls,
        std::shared_ptr<resolver> names,
        std::shared_ptr<time_source> time,
        proxy_rules way = {});
    ~pooled_transport() override;

    asio::awaitable<result<response>> send(request r, body_sink* sink) override;

    /// Drops every idle connection, for good.
    void close() noexcept;

    std::size_t idle_connections() const noexcept { return idle_.size(); }
    std::size_t open_connections() const noexcept { return places_taken_ + idle_.size(); }

private:
    class place;
    struct waiter;

    asio::awaitable<void> take_place();
    void give_place_back() noexcept;
    std::unique_ptr<connection> take_idle(const origin& to);
    void keep(std::unique_ptr<connection> c);

    asio::awaitable<result<response>>
    exchange(connection& c, const request& r, body_sink* sink, bool& reusable);
    asio::awaitable<result<void>> write_request(connection& c, const request& r);
    asio::awaitable<result<void>> write_streamed_body(connection& c, body_source& source);
    asio::awaitable<result<response>>
    read_response(connection& c, const request& r, body_sink* sink, bool& reusable);

    pool_params params_;
    std::shared_ptr<boost::asio::ssl::context> tls_;
    std::shared_ptr<resolver> names_;
    std::shared_ptr<time_source> time_;
    const proxy_rules way_;
    session_cache sessions_; // outlives the connections, which know it
    std::deque<std::unique_ptr<connection>> idle_;
    std::list<waiter*> waiting_;
    std::size_t places_taken_ = 0;
    bool closed_ = false;
};

} // namespace segue::http
