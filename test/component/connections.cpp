#include "support/on_emulator.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

namespace {

using namespace std::chrono_literals;
using namespace segue;

/// The machine's clock, which a test may set ahead: rules about idle time are shown without waiting for it.
class movable_time final : public time_source {
public:
    steady_time now() const noexcept override { return own_->now() + ahead_; }
    std::chrono::system_clock::time_point today() const noexcept override { return own_->today(); }
    asio::awaitable<boost::system::error_code> wait_until(steady_time when) override {
        return own_->wait_until(when - ahead_);
    }

    void move(std::chrono::milliseconds by) { ahead_ += by; }

private:
    std::shared_ptr<time_source> own_ = system_time();
    std::chrono::milliseconds ahead_{0};
};

class component_connections : public test::on_emulator {
protected:
    void SetUp() override { start(); }

    discogs::client make_timed_client(const discogs::client_params& p) {
        return discogs::client(io.get_executor(), p, observer, time_);
    }

    /// One release, read and checked.
    void read_one(const discogs::client& client, int id = 352665) {
        EXPECT_EQ(run(client.release(id).get()).id.value(), id);
    }

    /// Lets `workers` coroutines read one release each, all at the same time.
    void read_at_once(const discogs::client& client, int workers) {
        int read = 0;
        // It lives until the calls are done.
        // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines)
        auto work = [&]() -> asio::awaitable<void> {
            const auto release = co_await client.release(352665).get({}, {.cache = cache_mode::bypass});
            read += release.id.value() == 352665 ? 1 : 0;
        };
        for (int i = 0; i < workers; ++i)
            asio::co_spawn(io, work(), rethrow);
        EXPECT_TRUE(run_until([&] { return read == workers; })) << read << " of " << workers;
    }

    std::shared_ptr<movable_time> time_ = std::make_shared<movable_time>();
};

TEST_F(component_connections, sequential_calls_share_one_connection_and_one_handshake) {
    auto client = make_client();
    for (int i = 0; i < 20; ++i)
        read_one(client, i % 2 == 0 ? 352665 : 249504);
    EXPECT_EQ(service().connections(), 1U);
    EXPECT_EQ(service().handshakes(), 1U);
    EXPECT_EQ(service().requests(), 20U);
    EXPECT_EQ(observer->retried, 0);
}

TEST_F(component_connections, copies_of_a_client_share_its_pool) {
    auto client = make_client();
    read_one(client);
    const auto copy = client; // NOLINT(performance-unnecessary-copy-initialization): that is what is asked
    read_one(copy);
    EXPECT_EQ(service().connections(), 1U);
    auto another = make_client();
    read_one(another);
    EXPECT_EQ(service().connections(), 2U);
}

TEST_F(component_connections, concurrent_calls_stay_within_the_pool) {
    auto served = unlimited();
    served.latency = 5ms;
    start(served);
    auto client = make_client();
    for (int round = 0; round < 3; ++round)
        read_at_once(client, 64);
    EXPECT_LE(service().connections(), 8U);
    EXPECT_GT(service().connections(), 1U) << "nothing ran at the same time";
    EXPECT_EQ(service().requests(), 192U);
}

TEST_F(component_connections, two_connections_serve_sixty_four_calls) {
    auto served = unlimited();
    served.latency = 2ms;
    start(served);
    auto p = params();
    p.pool.max_connections = 2;
    auto client = make_client(p);
    read_at_once(client, 64);
    EXPECT_EQ(service().connections(), 2U);
}

TEST_F(component_connections, place_of_a_failed_call_goes_to_the_next) {
    auto p = params();
    p.pool.max_connections = 1;
    auto client = make_client(p);
    for (const auto kind :
         {fault_kind::reset_on_accept,
          fault_kind::reset_after_request,
          fault_kind::reset_in_body,
          fault_kind::truncated_body}) {
        strike(kind);
        EXPECT_THROW(run(client.release(1).get()), error) << to_string(kind);
        read_one(client);
        // Each fault meets a fresh connection: on a kept one the call would be resent, or not struck at all.
        client = make_client(p);
    }
}

TEST_F(component_connections, call_that_gives_up_in_the_queue_for_a_place_leaves_it) {
    emulator::fault never;
    never.kind = fault_kind::delay;
    never.delay = 10min;
    service().add_fault(never);
    auto p = params();
    p.pool.max_connections = 1;
    auto client = make_client(p);
    bool first_ended = false;
    auto finish = [&](const std::exception_ptr&, const discogs::release&) { first_ended = true; };
    asio::cancellation_signal stop;
    asio::co_spawn(io, client.release(1).get(), asio::bind_cancellation_slot(stop.slot(), finish));
    ASSERT_TRUE(run_until([&] { return service().requests() == 1; }));
    EXPECT_EQ(
        fails<timeout_error>(client.release(2).get({}, {.deadline = 1ms})).code, errc::deadline_exceeded);
    EXPECT_FALSE(first_ended) << "the place was free";
    stop.emit(asio::cancellation_type::terminal);
    ASSERT_TRUE(run_until([&] { return first_ended; }));
    read_one(client);
    EXPECT_EQ(service().requests(), 2U) << "the call that gave up sent something";
}

TEST_F(component_connections, idle_expiry_of_zero_keeps_no_connection) {
    auto p = params();
    p.pool.idle_expiry = 0ms;
    auto client = make_client(p);
    for (int i = 0; i < 3; ++i)
        read_one(client);
    EXPECT_EQ(service().connections(), 3U);
    EXPECT_TRUE(eventually([&] { return service().open_connections() == 0; }));
}

TEST_F(component_connections, idle_connection_past_its_expiry_is_not_used) {
    auto p = params();
    p.pool.idle_expiry = 10s;
    auto client = make_timed_client(p);
    read_one(client);
    time_->move(9s);
    read_one(client);
    EXPECT_EQ(service().connections(), 1U) << "used again before its expiry";
    time_->move(11s);
    read_one(client);
    EXPECT_EQ(service().connections(), 2U);
    EXPECT_EQ(observer->retried, 0);
}

TEST_F(component_connections, stale_connection_used_at_once_is_resent_and_succeeds) {
    auto client = make_timed_client(params());
    strike(fault_kind::close_after_response);
    read_one(client);
    ASSERT_TRUE(eventually([&] { return service().open_connections() == 0; }));
    read_one(client, 249504);
    EXPECT_EQ(observer->retried, 1);
    EXPECT_EQ(observer->sent, 3);
    EXPECT_EQ(service().connections(), 2U);
    EXPECT_EQ(service().requests(), 2U) << "the lost one never arrived";
}

TEST_F(component_connections, stale_connection_past_the_check_is_found_before_use) {
    auto client = make_timed_client(params());
    strike(fault_kind::close_after_response);
    read_one(client);
    ASSERT_TRUE(eventually([&] { return service().open_connections() == 0; }));
    time_->move(1'100ms);
    read_one(client, 249504);
    EXPECT_EQ(observer->retried, 0);
    EXPECT_EQ(observer->sent, 2);
    EXPECT_EQ(service().connections(), 2U);
}

TEST_F(component_connections, stale_check_of_zero_looks_every_time) {
    auto p = params();
    p.pool.stale_check_after = 0ms;
    auto client = make_client(p);
    strike(fault_kind::close_after_response);
    read_one(client);
    ASSERT_TRUE(eventually([&] { return service().open_connections() == 0; }));
    for (int i = 0; i < 5; ++i)
        read_one(client);
    EXPECT_EQ(observer->retried, 0);
    EXPECT_EQ(service().connections(), 2U) << "a live one passes the check";
}

TEST_F(component_connections, many_stale_connections_cost_one_resend_a_call) {
    auto served = unlimited();
    served.latency = 5ms;
    start(served);
    strike(fault_kind::close_after_response, 0);
    auto client = make_client();
    read_at_once(client, 8);
    service().clear_faults();
    ASSERT_TRUE(eventually([&] { return service().open_connections() == 0; }));
    for (int i = 0; i < 3; ++i) {
        try {
            run(client.release(352665).get());
        } catch (const connection_error& e) {
            // Resent at once and once: the second connection may be stale as well.
            EXPECT_EQ(e.details().attempts, 2);
        }
    }
    EXPECT_LE(observer->retried, 3);
}

TEST_F(component_connections, announced_close_is_honoured) {
    auto client = make_client();
    strike(fault_kind::connection_close);
    read_one(client);
    read_one(client);
    EXPECT_EQ(service().connections(), 2U);
    EXPECT_EQ(observer->retried, 0);
    EXPECT_EQ(observer->sent, 2);
}

TEST_F(component_connections, each_request_of_a_shared_connection_gets_its_own_answer) {
    auto served = unlimited();
    served.latency = 1ms;
    start(served);
    auto client = make_client();
    int right = 0;
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): it lives until the calls are done
    auto work = [&](int id) -> asio::awaitable<void> {
        for (int i = 0; i < 10; ++i) {
            const auto release = co_await client.release(id).get();
            right += release.id.value() == id ? 1 : 0;
        }
    };
    for (const int id : {1, 2, 3, 79, 249504, 352665, 1503102})
        for (int twice = 0; twice < 2; ++twice)
            asio::co_spawn(io, work(id), rethrow);
    EXPECT_TRUE(run_until([&] { return observer->outcomes.size() == 140; }));
    EXPECT_TRUE(run_until([&] { return right == 140; })) << right;
}

TEST_F(component_connections, service_that_restarts_is_found_again) {
    emulator::emulator_params served = unlimited();
    start(served);
    auto client = make_client();
    read_one(client);
    service().stop();
    EXPECT_EQ(fails<connection_error>(client.release(1).get()).code, errc::connect_failed);
    fails<connection_error>(client.release(1).get());
}

} // namespace
