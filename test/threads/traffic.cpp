// Retries, caches and shared flights on four threads at once, over a transport in memory that fails now and
// then: clients of several contexts and one that all share, calls that are cancelled at any moment, entries
// dropped, clients closed and opened meanwhile.

#include "support/cache_folder.hpp"

#include <segue/discogs.hpp>
#include <segue/testing/counting_transport.hpp>
#include <segue/testing/responses.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace segue;
using segue::testing::error_json;
using segue::testing::json;
using segue::testing::reply;

constexpr unsigned walkers = 6; // on each context
constexpr int steps = 60;
constexpr int things = 5;

/// A service that is not always well. Asked from any thread.
reply answer_of(const http::request& r, std::atomic<unsigned>& asked) {
    constexpr unsigned prime = 7;
    const unsigned n = ++asked;
    if (n % prime == 0)
        return error_json(503, "down");
    if (n % prime == 3)
        return reply::lost();
    if (n % (3 * prime) == 5)
        return reply::unsent();
    if (r.method == http::method::put)
        return json(R"({"release_id":1,"username":"me","rating":5})");
    if (r.target.ends_with("/rating"))
        return json(R"({"release_id":1,"rating":{"average":4,"count":2}})");
    const auto id = r.target.substr(r.target.rfind('/') + 1);
    return json(R"({"id":)" + id + R"(,"title":"number )" + id + R"("})");
}

class counting_observer final : public observer {
public:
    void on_event(const event& e) override {
        std::visit([this](const auto& news) { take(news); }, e);
    }

    std::atomic<int> retried{0};
    std::atomic<int> joined{0};
    std::atomic<int> cached{0};
    std::atomic<int> finished{0};

private:
    void take(const events::retried&) { ++retried; }
    void take(const events::joined&) { ++joined; }
    void take(const events::cached&) { ++cached; }
    void take(const events::finished&) { ++finished; }
    template <class News>
    void take(const News&) {}
};

class traffic_threads : public ::testing::Test {
protected:
    traffic_threads() {
        params.token = "sesame";
        params.base_url = "https://service.test";
        params.quota.authenticated_limit = 1'000'000;
        params.retry.first_wait = 1ms;
        params.retry.longest_wait = 2ms;
        params.retry.budget = 1'000'000;
        params.breaker.failures_to_open = 10;
        params.breaker.failing_for = 0ms;
        params.breaker.open_for = 1ms;
        params.breaker.longest_open = 2ms;
        transport->use({.latency = 1ms});
    }

    discogs::client make_client(asio::io_context& io, const std::shared_ptr<traffic::response_cache>& cache) {
        return discogs::client(io.get_executor(), params, transport, watching, ledger, cache);
    }

    /// Does one thing with a client, whatever comes of it; only a wrong answer is wrong.
    asio::awaitable<void> one_step(discogs::client client, unsigned what, std::int64_t id) {
        try {
            if (what < 10) {
                const auto got = co_await client.release(id).get();
                wrong += got.title != "number " + std::to_string(id) ? 1 : 0;
            } else if (what < 12) {
                co_await client.release(id).get({}, {.cache = cache_mode::refresh});
            } else if (what < 14) {
                co_await client.release(1).rating().get();
            } else if (what < 15) {
                co_await client.release(1).rating().user("me").update(5);
            } else if (what < 16) {
                co_await client.release(id).clear_cache();
            } else if (what < 17) {
                co_await client.clear_cache();
            } else if (what < 18) {
                const auto how = id % 2 == 0 ? discogs::close_mode::finish : discogs::close_mode::cut_off;
                co_await client.close(how);
                client.open();
            } else {
                co_await client.release(id).get({}, {.deadline = 2ms});
            }
            ++went_well;
        } catch (const boost::system::system_error& e) {
            ++(e.code() == asio::error::operation_aborted ? aborted : failed);
        } catch (const std::exception&) {
            ++wrong;
        }
        client.open(); // whoever was cancelled while he closed it
    }

    /// Many steps with one client; of three, one is cancelled a little later.
    asio::awaitable<void> walk(discogs::client client, unsigned seed) {
        const auto executor = co_await asio::this_coro::executor;
        std::mt19937 random(seed);
        for (int i = 0; i < steps; ++i) {
            const auto what = static_cast<unsigned>(random() % 20);
            const auto id = static_cast<std::int64_t>(1 + random() % things);
            const bool cancels = random() % 3 == 0;
            const auto cancel = std::make_shared<asio::cancellation_signal>(); // may be rung late
            asio::steady_timer done(executor, asio::steady_timer::time_point::max());
            asio::steady_timer alarm(executor, std::chrono::microseconds(random() % 3000));
            auto finish = [&done, &alarm](const std::exception_ptr&) {
                alarm.cancel();
                done.cancel();
            };
            auto ring = [cancel](boost::system::error_code ec) {
                if (!ec)
                    cancel->emit(asio::cancellation_type::terminal);
            };
            asio::co_spawn(
                executor, one_step(client, what, id), asio::bind_cancellation_slot(cancel->slot(), finish));
            if (cancels)
                alarm.async_wait(ring);
            boost::system::error_code ignored;
            co_await done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        }
        ++walked;
    }

    /// Four threads: two have a context and a client of their own each, two run a third context, whose client
    /// all share.
    void run_all(const std::shared_ptr<traffic::response_cache>& cache) {
        asio::io_context shared_io(2);
        const auto shared = make_client(shared_io, cache);
        auto guard = asio::make_work_guard(shared_io);
        for (unsigned i = 0; i < walkers; ++i)
            asio::co_spawn(asio::make_strand(shared_io), walk(shared, 1'000 + i), rethrow);
        std::vector<std::thread> owners;
        for (unsigned t = 0; t < 2; ++t) {
            owners.emplace_back([&, t] {
                asio::io_context io(1);
                const auto own = make_client(io, cache);
                for (unsigned i = 0; i < walkers; ++i)
                    asio::co_spawn(io, walk(i % 2 == 0 ? own : shared, t * walkers + i), rethrow);
                io.run();
            });
        }
        std::vector<std::thread> sharers;
        for (int t = 0; t < 2; ++t)
            sharers.emplace_back([&shared_io] { shared_io.run(); });
        for (auto& t : owners)
            t.join();
        guard.reset();
        for (auto& t : sharers)
            t.join();
    }

    void expect_all_over() const {
        EXPECT_EQ(walked, static_cast<int>(3 * walkers));
        EXPECT_EQ(wrong, 0);
        EXPECT_GT(went_well, 0);
        EXPECT_GT(aborted, 0);
        EXPECT_EQ(transport->under_way(), 0U);
        EXPECT_GT(watching->retried, 0);
        EXPECT_GT(watching->joined, 0);
        EXPECT_EQ(ledger->view(traffic::tier::authenticated, system_time()->now()).waiting, 0U);
    }

    std::atomic<unsigned> asked{0};
    std::atomic<int> went_well{0};
    std::atomic<int> aborted{0};
    std::atomic<int> failed{0};
    std::atomic<int> wrong{0};
    std::atomic<int> walked{0};
    std::shared_ptr<counting_observer> watching = std::make_shared<counting_observer>();
    std::shared_ptr<segue::testing::counting_transport> transport =
        std::make_shared<segue::testing::counting_transport>(
            [this](const http::request& r) { return answer_of(r, asked); }, system_time());
    std::shared_ptr<traffic::quota_ledger> ledger =
        traffic::make_quota_ledger({.mode = traffic::rate_limit::off});
    discogs::client_params params;
};

TEST_F(traffic_threads, retries_and_flights_without_a_cache) {
    run_all(nullptr);
    expect_all_over();
    EXPECT_EQ(watching->cached, 0);
}

TEST_F(traffic_threads, retries_and_flights_with_a_cache_in_memory) {
    run_all(traffic::make_memory_cache());
    expect_all_over();
    EXPECT_GT(watching->cached, 0);
}

TEST_F(traffic_threads, retries_and_flights_with_a_cache_in_a_file) {
    const test::cache_folder folder;
    run_all(traffic::make_sqlite_cache(folder / "answers.sqlite"));
    expect_all_over();
    EXPECT_GT(watching->cached, 0);
}

// Before, while and after its context goes; with calls that wait for a retry and for each other.
TEST_F(traffic_threads, client_destroyed_elsewhere_while_its_calls_are_retried) {
    int over = 0;
    for (int round = 0; round < 60; ++round) {
        auto io = std::make_unique<asio::io_context>(1);
        auto client = std::make_unique<discogs::client>(make_client(*io, traffic::make_memory_cache()));
        for (std::int64_t i = 0; i < 12; ++i)
            asio::co_spawn(*io, one_step(*client, 0, 1 + i % things), [&over](auto) { ++over; });
        for (int i = 0; i < round; ++i)
            io->run_one_for(1ms);
        std::thread other([&client] { client.reset(); });
        if (round % 2 == 0)
            io->run(); // what was asked for comes to its end
        else
            io.reset();
        other.join();
        if (round % 2 == 0) {
            EXPECT_EQ(over, 12) << round;
        }
        over = 0;
        io.reset();
        EXPECT_EQ(transport->under_way(), 0U);
    }
    EXPECT_EQ(wrong, 0);
    EXPECT_GT(watching->retried, 0);
}

} // namespace
