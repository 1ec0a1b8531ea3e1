// The kit between threads: one transport and one clock for clients on several contexts.

#include <segue/testing/counting_transport.hpp>
#include <segue/testing/manual_time.hpp>
#include <segue/testing/responses.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace segue::testing;
namespace asio = boost::asio;
namespace http = segue::http;

constexpr int threads = 4;
constexpr int exchanges = 200;

TEST(testing_threads, transport_and_clock_serve_several_contexts_while_others_look_and_move_it) {
    const auto time = std::make_shared<manual_time>();
    counting_transport transport([](const http::request& r) { return json(200, r.target); }, time);
    transport.use({.latency = 10ms, .step_time = 1ms});
    std::atomic<int> finished{0};
    std::atomic<int> right{0};

    auto job = [&](int number) -> asio::awaitable<void> {
        for (int i = 0; i < exchanges; ++i) {
            http::request r;
            r.target = "/" + std::to_string(number) + "/" + std::to_string(i);
            const std::string wanted = r.target;
            const auto answer = co_await transport.send(std::move(r), nullptr);
            if (answer && answer->body == wanted)
                ++right;
        }
    };
    std::vector<std::thread> pool;
    for (int number = 0; number < threads; ++number) {
        pool.emplace_back([&, number] {
            asio::io_context io(1);
            auto done = [&finished](const std::exception_ptr&) { ++finished; };
            asio::co_spawn(io, job(number), done);
            io.run();
        });
    }
    // The clock is moved from outside, in steps that end waits and in steps that do not.
    const auto patience = std::chrono::steady_clock::now() + 60s;
    while (finished < threads && std::chrono::steady_clock::now() < patience) {
        time->advance(400us);
        EXPECT_LE(transport.under_way(), std::size_t(threads));
        EXPECT_LE(transport.sent(), transport.count());
        std::this_thread::yield();
    }
    time->advance(24h);
    for (auto& t : pool)
        t.join();
    EXPECT_EQ(right, threads * exchanges);
    EXPECT_EQ(transport.count(), std::size_t(threads) * exchanges);
    EXPECT_EQ(time->waiting(), 0U);
}

} // namespace
