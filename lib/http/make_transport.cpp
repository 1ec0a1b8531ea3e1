#include "base/cross.hpp"
#include "http/pool_check.hpp"
#include "http/pooled_transport.hpp"
#include "http/proxy.hpp"
#include "http/resolver.hpp"
#include "http/tls_context.hpp"

#include <segue/http/make_transport.hpp>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

namespace segue::http {

namespace {

std::optional<std::string> process_environment(const char* name) {
    const char* const value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): read once, as by a client
    if (value == nullptr || *value == '\0')
        return std::nullopt;
    return value;
}

// The pool knows one strand, that of the client which has it. Here it gets one of its own, and everybody
// comes over there.
class shared_transport final : public transport, public std::enable_shared_from_this<shared_transport> {
public:
    shared_transport(std::shared_ptr<strand_home> home, std::shared_ptr<pooled_transport> pool)
        : home_(std::move(home)), pool_(std::move(pool)) {
        home_->on_shutdown([pool = pool_] { pool->close(); });
    }

    shared_transport(const shared_transport&) = delete;
    shared_transport& operator=(const shared_transport&) = delete;
    ~shared_transport() override { home_->drop_ties(); }

    asio::awaitable<result<response>> send(request r, body_sink* sink) override {
        return over_there(shared_from_this(), std::move(r), sink);
    }

private:
    static asio::awaitable<result<response>>
    on_the_strand(std::shared_ptr<pooled_transport> pool, request r, body_sink* sink) {
        co_return co_await pool->send(std::move(r), sink);
    }

    static asio::awaitable<result<response>>
    over_there(std::shared_ptr<shared_transport> self, request r, body_sink* sink) {
        auto cancel = std::make_shared<asio::cancellation_signal>();
        auto body = on_the_strand(self->pool_, std::move(r), sink);
        co_return co_await cross<result<response>>(self->home_, std::move(cancel), std::move(body));
    }

    std::shared_ptr<strand_home> home_;
    std::shared_ptr<pooled_transport> pool_;
};

} // namespace

void check_pool(const pool_params& p) {
    using std::chrono::milliseconds;
    const auto refuse_unless = [](bool holds, const char* text) {
        if (!holds)
            throw std::invalid_argument(text);
    };
    refuse_unless(p.max_connections >= 1, "pool.max_connections: must be at least 1");
    refuse_unless(p.idle_expiry >= milliseconds(0), "pool.idle_expiry: must not be negative");
    refuse_unless(p.stale_check_after >= milliseconds(0), "pool.stale_check_after: must not be negative");
    refuse_unless(p.max_header_bytes >= 1024, "pool.max_header_bytes: must be at least 1024");
    refuse_unless(p.max_body_bytes >= 1, "pool.max_body_bytes: must be at least 1");
}

std::shared_ptr<transport> make_transport(
    const asio::any_io_executor& executor,
    const transport_params& params,
    std::shared_ptr<time_source> time) {
    check_pool(params.pool);
    if (!time)
        time = system_time();
    auto tls = make_tls_context(std::string(params.ca_file));
    auto way = settle_proxy(params.proxy, process_environment);
    auto home = strand_home::on(executor);
    auto pool = std::make_shared<pooled_transport>(
        params.pool, std::move(tls), make_system_resolver(time), time, std::move(way));
    return std::make_shared<shared_transport>(std::move(home), std::move(pool));
}

} // namespace segue::http
