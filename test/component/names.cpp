#include "http/pooled_transport.hpp"
#include "http/resolver.hpp"
#include "http/tls_context.hpp"
#include "support/on_emulator.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>
#include <sys/socket.h>

namespace {

using namespace std::chrono_literals;
using namespace segue;
using boost::asio::ip::tcp;

/// Answers as it was told, or never.
class scripted_resolver final : public http::resolver {
public:
    asio::awaitable<result<http::endpoints>> resolve(std::string host, std::uint16_t port) override {
        ++asked;
        last_host = std::move(host);
        last_port = port;
        if (delay.count() > 0) {
            asio::steady_timer timer(co_await asio::this_coro::executor, delay);
            co_await timer.async_wait(asio::use_awaitable);
        }
        ++answered;
        co_return answer;
    }

    result<http::endpoints> answer = http::endpoints();
    std::chrono::milliseconds delay{0};
    int asked = 0;
    int answered = 0;
    std::string last_host;
    std::uint16_t last_port = 0;
};

/// A loopback port that nothing listens on. The socket that holds it is bound and never listens, so nobody
/// else can get the port meanwhile.
class closed_port {
public:
    closed_port() : holder_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {}

    std::uint16_t number() const { return holder_.local_endpoint().port(); }
    tcp::endpoint endpoint() const { return holder_.local_endpoint(); }
    std::string base_url() const { return "https://127.0.0.1:" + std::to_string(number()); }

private:
    asio::io_context io_;
    tcp::socket holder_;
};

/// A loopback address that answers no connection attempt: the queue of its listener is full.
class silent_port {
public:
    silent_port() : listener_(io_) {
        listener_.open(tcp::v4());
        listener_.bind(tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        listener_.listen(0);
        const auto full = listener_.local_endpoint();
        for (int i = 0; i < 4; ++i) {
            auto& caller = callers_.emplace_back(io_);
            caller.open(tcp::v4());
            caller.native_non_blocking(true);
            // Asio's own synchronous connect would wait for an answer that never comes.
            ::connect(caller.native_handle(), full.data(), static_cast<socklen_t>(full.size()));
        }
    }

    tcp::endpoint endpoint() const { return listener_.local_endpoint(); }

private:
    asio::io_context io_;
    tcp::acceptor listener_;
    std::deque<tcp::socket> callers_;
};

class component_names : public test::on_emulator {
protected:
    void SetUp() override { start(); }

    /// A client whose own transport asks the scripted resolver; by name, as literals are never looked up.
    discogs::client make_scripted_client(discogs::client_params p) {
        by_name_ = "https://localhost:" + test::port_of(base_url());
        p.base_url = by_name_;
        auto transport = std::make_shared<http::pooled_transport>(
            p.pool, http::make_tls_context(ca_file()), names, system_time());
        return discogs::client(io.get_executor(), p, observer, std::shared_ptr<http::transport>(transport));
    }

    tcp::endpoint alive() const {
        const auto port = static_cast<std::uint16_t>(std::stoi(test::port_of(base_url())));
        return {asio::ip::address_v4::loopback(), port};
    }

    std::shared_ptr<scripted_resolver> names = std::make_shared<scripted_resolver>();
    closed_port dead;

private:
    std::string by_name_;
};

TEST_F(component_names, closed_port_is_a_connect_failure_that_costs_no_quota) {
    const auto url = dead.base_url();
    auto p = params();
    p.base_url = url;
    p.rate_limit = traffic::rate_limit::on;
    auto client = make_client(p);
    const auto f = fails<connection_error>(client.release(1).get());
    EXPECT_EQ(f.code, errc::connect_failed) << describe(f);
    EXPECT_EQ(f.cause, boost::asio::error::connection_refused);
    EXPECT_EQ(f.code, condition::transient);
    EXPECT_EQ(f.attempts, 1);
    EXPECT_EQ(client.budget().used, 0) << "no byte left";
}

TEST_F(component_names, name_that_does_not_exist_is_a_resolve_failure) {
    for (const std::string& host : {std::string("nonexistent.invalid"), std::string(64, 'a') + ".invalid"}) {
        const auto url = "https://" + host + ":" + test::port_of(base_url());
        auto p = params();
        p.base_url = url;
        auto client = make_client(p);
        const auto begun = std::chrono::steady_clock::now();
        const auto f = fails<error>(client.release(1).get({}, {.deadline = 20s}));
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 50s);
        // A machine whose name server does not answer needs longer than the deadline to say so.
        if (f.code != errc::deadline_exceeded) {
            EXPECT_EQ(f.code, errc::resolve_failed) << describe(f);
            EXPECT_NE(f.message.find(host), std::string::npos) << f.message;
        }
    }
    EXPECT_EQ(service().connections(), 0U);
}

TEST_F(component_names, failed_lookup_is_told_and_costs_no_quota) {
    auto p = params();
    p.rate_limit = traffic::rate_limit::on;
    names->answer = [] {
        failure f;
        f.code = errc::resolve_failed;
        f.message = "scripted";
        return f;
    }();
    auto client = make_scripted_client(p);
    const auto f = fails<connection_error>(client.release(1).get());
    EXPECT_EQ(f.code, errc::resolve_failed);
    EXPECT_EQ(f.message, "scripted");
    EXPECT_EQ(client.budget().used, 0);
    EXPECT_EQ(names->last_host, "localhost");
    EXPECT_EQ(names->last_port, alive().port());
    names->answer = http::endpoints(1, alive());
    EXPECT_EQ(run(client.release(1).get()).id.value(), 1) << "the next call asks again";
    EXPECT_EQ(names->asked, 2);
}

TEST_F(component_names, second_address_serves_when_the_first_is_dead) {
    names->answer = http::endpoints{dead.endpoint(), alive()};
    auto client = make_scripted_client(params());
    EXPECT_EQ(run(client.release(1).get()).id.value(), 1);
    EXPECT_EQ(observer->sent, 1) << "one attempt";
    EXPECT_EQ(service().connections(), 1U);
    run(client.release(2).get());
    EXPECT_EQ(names->asked, 1) << "a kept connection needs no name";
}

TEST_F(component_names, second_address_serves_when_the_first_is_silent) {
    const silent_port silent;
    names->answer = http::endpoints{silent.endpoint(), alive()};
    auto p = params();
    p.attempt_timeout = 10s;
    auto client = make_scripted_client(p);
    EXPECT_EQ(run(client.release(1).get()).id.value(), 1);
    EXPECT_EQ(observer->sent, 1) << "one attempt";
    EXPECT_EQ(service().requests(), 1U);
}

TEST_F(component_names, call_fails_when_every_address_is_dead) {
    const closed_port also_dead;
    names->answer = http::endpoints{dead.endpoint(), also_dead.endpoint()};
    auto client = make_scripted_client(params());
    const auto f = fails<connection_error>(client.release(1).get());
    EXPECT_EQ(f.code, errc::connect_failed);
    EXPECT_EQ(f.cause, boost::asio::error::connection_refused);
}

TEST_F(component_names, lookup_without_addresses_is_a_failure) {
    names->answer = http::endpoints();
    auto client = make_scripted_client(params());
    fails<connection_error>(client.release(1).get());
}

TEST_F(component_names, lookup_that_never_answers_ends_with_the_deadline) {
    names->delay = 10min;
    auto p = params();
    p.rate_limit = traffic::rate_limit::on;
    auto client = make_scripted_client(p);
    const auto begun = std::chrono::steady_clock::now();
    const auto f = fails<timeout_error>(client.release(1).get({}, {.deadline = 200ms}));
    const auto took = std::chrono::steady_clock::now() - begun;
    EXPECT_EQ(f.code, errc::deadline_exceeded);
    EXPECT_GE(took, 200ms);
    EXPECT_LT(took, 30s);
    EXPECT_EQ(names->answered, 0);
    EXPECT_EQ(client.budget().used, 0) << "no byte left";
    names->delay = 0ms;
    names->answer = http::endpoints(1, alive());
    EXPECT_EQ(run(client.release(1).get()).id.value(), 1) << "its place in the pool is free again";
}

TEST_F(component_names, lookup_that_never_answers_ends_with_the_attempt_limit) {
    names->delay = 10min;
    auto p = params();
    p.attempt_timeout = 200ms;
    auto client = make_scripted_client(p);
    EXPECT_EQ(fails<timeout_error>(client.release(1).get()).code, errc::attempt_timeout);
}

TEST_F(component_names, slow_lookup_is_waited_for) {
    names->delay = 100ms;
    names->answer = http::endpoints(1, alive());
    auto client = make_scripted_client(params());
    EXPECT_EQ(run(client.release(1).get()).id.value(), 1);
}

TEST_F(component_names, lookups_that_hang_block_no_more_places_than_the_pool_has) {
    names->delay = 10min;
    auto p = params();
    p.pool.max_connections = 1;
    auto client = make_scripted_client(p);
    int ended = 0;
    auto work = [&]() -> asio::awaitable<void> {
        try {
            co_await client.release(1).get({}, {.deadline = 150ms});
        } catch (const timeout_error&) {
            ++ended;
        }
    };
    for (int i = 0; i < 5; ++i)
        asio::co_spawn(io, work(), rethrow);
    EXPECT_TRUE(run_until([&] { return ended == 5; }, 30s)) << ended;
}

} // namespace
