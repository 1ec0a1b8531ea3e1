// Calls for the same thing share one request, and each leaves at its own deadline.

#include "support/client_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <deque>
#include <random>

namespace {

using namespace std::chrono_literals;
using namespace segue;
using segue::testing::error_json;
using segue::testing::json;

class flights : public test::client_fixture {
protected:
    flights() {
        transport->use({.latency = 100ms});
        answer = [](const http::request& r) {
            const auto id = r.target.substr(r.target.rfind('/') + 1);
            return json(R"({"id":)" + id + R"(,"title":"number )" + id + R"("})");
        };
    }

    struct waiter {
        asio::cancellation_signal cancel;
        bool over = false;
        std::string title;
        boost::system::error_code code;
        std::chrono::nanoseconds took{};
    };

    waiter& ask(const discogs::client& client, std::int64_t id, const call_options& options = {}) {
        auto& w = waiters_.emplace_back();
        auto finish = [this, &w, start = time->now()](const std::exception_ptr& e, discogs::release r) {
            w.over = true;
            w.took = time->now() - start;
            w.title = r.title;
            try {
                if (e)
                    std::rethrow_exception(e);
            } catch (const boost::system::system_error& why) {
                w.code = why.code();
            }
        };
        asio::co_spawn(
            io, client.release(id).get({}, options), asio::bind_cancellation_slot(w.cancel.slot(), finish));
        return w;
    }

    std::deque<waiter> waiters_;
};

TEST_F(flights, thousand_calls_for_one_thing_send_one_request) {
    auto client = make_client();
    for (int i = 0; i < 1000; ++i)
        ask(client, 7);
    time->run(io);
    EXPECT_EQ(transport->count(), 1U);
    EXPECT_EQ(observer->joined, 999);
    for (const auto& w : waiters_)
        EXPECT_EQ(w.title, "number 7");
}

TEST_F(flights, thousand_calls_for_a_hundred_things_send_a_hundred) {
    params.rate_limit = traffic::rate_limit::off;
    auto client = make_client();
    for (int i = 0; i < 1000; ++i)
        ask(client, 1 + i % 100);
    time->run(io);
    EXPECT_EQ(transport->count(), 100U);
    for (std::size_t i = 0; i < waiters_.size(); ++i)
        EXPECT_EQ(waiters_[i].title, "number " + std::to_string(1 + i % 100));
}

TEST_F(flights, those_that_stay_are_answered_when_nine_of_ten_leave) {
    params.rate_limit = traffic::rate_limit::off;
    auto client = make_client();
    std::mt19937 random(1); // NOLINT(cert-msc51-cpp,cert-msc32-c): the same each time
    for (int i = 0; i < 1000; ++i)
        ask(client, 1 + i % 100);
    io.poll();
    time->advance(50ms);
    io.poll();
    std::size_t left = 0;
    for (auto& w : waiters_) {
        if (random() % 10 != 0) {
            w.cancel.emit(asio::cancellation_type::terminal);
            ++left;
        }
    }
    time->run(io);
    EXPECT_LE(transport->count(), 100U);
    EXPECT_GT(left, 850U);
    std::size_t aborted = 0;
    for (std::size_t i = 0; i < waiters_.size(); ++i) {
        ASSERT_TRUE(waiters_[i].over);
        if (waiters_[i].code == asio::error::operation_aborted)
            ++aborted;
        else
            EXPECT_EQ(waiters_[i].title, "number " + std::to_string(1 + i % 100));
    }
    EXPECT_EQ(aborted, left);
    EXPECT_EQ(transport->under_way(), 0U);
    EXPECT_EQ(time->waiting(), 0U);
}

TEST_F(flights, each_leaves_at_its_own_deadline_and_the_rest_fly_on) {
    transport->use({.latency = 10s});
    auto client = make_client();
    const auto& hasty = ask(client, 1, {.deadline = 3s});
    const auto& patient = ask(client, 1, {.deadline = 1min});
    time->run(io);
    EXPECT_EQ(hasty.code, errc::deadline_exceeded);
    EXPECT_EQ(hasty.took, 3s);
    EXPECT_EQ(patient.title, "number 1");
    EXPECT_EQ(patient.took, 10s);
    EXPECT_EQ(transport->count(), 1U);
}

TEST_F(flights, last_one_leaving_ends_it) {
    transport->use({.latency = 10s});
    auto client = make_client();
    auto& one = ask(client, 1);
    auto& other = ask(client, 1);
    io.poll();
    one.cancel.emit(asio::cancellation_type::terminal);
    io.poll();
    EXPECT_EQ(transport->under_way(), 1U);
    other.cancel.emit(asio::cancellation_type::terminal);
    io.poll();
    EXPECT_EQ(transport->under_way(), 0U);
    time->run(io);
    ask(client, 1);
    time->run(io);
    EXPECT_EQ(transport->count(), 2U) << "a new call starts anew";
}

TEST_F(flights, who_joins_in_the_queue_brings_priority_and_deadline) {
    params.quota.authenticated_limit = 1;
    params.quota.window = 10s;
    auto client = make_client();
    run(client.release(1).get());
    time->advance(5s); // a full window waited would raise them
    auto& other = ask(client, 2, {.importance = traffic::priority::normal});
    auto& first = ask(client, 3, {.deadline = 25s, .importance = traffic::priority::bulk});
    auto& second = ask(client, 3, {.deadline = 1min, .importance = traffic::priority::interactive});
    time->run(io);
    EXPECT_EQ(transport->request(1).target, "/releases/3") << "overtakes";
    EXPECT_EQ(first.title, "number 3");
    EXPECT_EQ(second.title, "number 3");
    EXPECT_EQ(other.title, "number 2");
    EXPECT_EQ(transport->count(), 3U);
}

TEST_F(flights, hopeless_call_does_not_wait_for_a_retry_behind_its_deadline) {
    params.retry = {};
    answer = [n = 0](const http::request&) mutable {
        if (++n == 1)
            return segue::testing::with_header(error_json(503, "busy"), "Retry-After", "60");
        return json(R"({"id":1,"title":"late"})");
    };
    auto client = make_client();
    auto& patient = ask(client, 1);
    auto& hasty_aboard = ask(client, 1, {.deadline = 30s});
    io.poll();
    time->advance(1s);
    io.poll();
    EXPECT_TRUE(hasty_aboard.over) << "let go as soon as the wait is known";
    EXPECT_EQ(hasty_aboard.code, errc::server_failed);
    auto& hasty = ask(client, 1, {.deadline = 30s});
    while (io.poll() != 0) {
    }
    EXPECT_TRUE(hasty.over) << "refused at once";
    EXPECT_EQ(hasty.code, errc::server_failed);
    time->run(io);
    EXPECT_EQ(patient.title, "late");
    EXPECT_EQ(transport->count(), 2U);
}

TEST_F(flights, failure_is_shared_and_not_remembered) {
    answer = [n = 0](const http::request&) mutable {
        return ++n == 1 ? error_json(404, "gone") : json(R"({"id":1,"title":"back"})");
    };
    auto client = make_client();
    const auto& one = ask(client, 1);
    const auto& two = ask(client, 1);
    time->run(io);
    EXPECT_EQ(one.code, errc::not_found);
    EXPECT_EQ(two.code, errc::not_found);
    EXPECT_EQ(transport->count(), 1U);
    const auto& three = ask(client, 1);
    time->run(io);
    EXPECT_EQ(three.title, "back");
}

TEST_F(flights, refresh_and_bypass_send_their_own) {
    params.rate_limit = traffic::rate_limit::off;
    auto client = make_client();
    ask(client, 1);
    ask(client, 1, {.cache = cache_mode::refresh});
    ask(client, 1, {.cache = cache_mode::bypass});
    ask(client, 1);
    time->run(io);
    EXPECT_EQ(transport->count(), 3U);
}

TEST_F(flights, write_ends_the_sharing_when_it_starts_and_when_it_ends) {
    params.rate_limit = traffic::rate_limit::off;
    auto client = make_client();
    answer = [](const http::request& r) {
        return r.method == http::method::get ? json(R"({"release_id":1,"rating":{"average":4,"count":2}})")
                                             : json(R"({"release_id":1,"username":"me","rating":5})");
    };
    int answered = 0;
    auto read = [&]() -> asio::awaitable<void> {
        co_await client.release(1).rating().get();
        ++answered;
    };
    auto write = [&]() -> asio::awaitable<void> { co_await client.release(1).rating().user("me").update(5); };
    asio::co_spawn(io, read(), rethrow);
    io.poll();
    asio::co_spawn(io, write(), rethrow);
    io.poll();
    asio::co_spawn(io, read(), rethrow);
    io.poll();
    EXPECT_EQ(transport->count("GET", "/releases/1/rating"), 2U) << "one before, one after it began";
    time->run(io);
    EXPECT_EQ(answered, 2);
    asio::co_spawn(io, read(), rethrow);
    time->run(io);
    EXPECT_EQ(transport->count("GET", "/releases/1/rating"), 3U);
}

TEST_F(flights, clients_of_different_accounts_share_nothing) {
    auto mine = make_client();
    params.token = "other";
    auto theirs = make_client();
    ask(mine, 1);
    ask(theirs, 1);
    time->run(io);
    EXPECT_EQ(transport->count(), 2U);
}

} // namespace
