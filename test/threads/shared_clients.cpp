// One client on many threads, and many contexts on one ledger, against the emulator over TLS.

#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
using namespace segue;

class shared_clients : public ::testing::Test {
protected:
    static emulator::emulator_params generous() {
        emulator::emulator_params p;
        p.rate = 1'000'000;
        return p;
    }

    shared_clients()
        : server_(generous()), base_url_(server_.base_url()), ca_file_(server_.ca_file()),
          token_(server_.token()) {
        params_.base_url = base_url_;
        params_.ca_file = ca_file_;
        params_.token = token_;
        params_.quota.authenticated_limit = 1'000'000;
    }

    emulator::emulator server_;
    std::string base_url_;
    std::string ca_file_;
    std::string token_;
    discogs::client_params params_;
    std::atomic<int> served_{0};
    std::atomic<int> failed_{0};

    asio::awaitable<void> many_calls(discogs::client client, int calls) {
        for (int i = 0; i < calls; ++i) {
            try {
                const auto release = co_await client.release(352665).get({}, {.cache = cache_mode::bypass});
                ++(release.id == discogs::release_id(352665) ? served_ : failed_);
            } catch (const std::exception&) {
                ++failed_;
            }
        }
    }

    static void run_on_threads(asio::io_context& io, int count) {
        std::vector<std::thread> threads;
        threads.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i)
            threads.emplace_back([&io] { io.run(); });
        for (auto& t : threads)
            t.join();
    }
};

TEST_F(shared_clients, one_client_serves_64_coroutines_on_four_threads) {
    asio::io_context io(4);
    const discogs::client client(io.get_executor(), params_);
    for (int i = 0; i < 64; ++i)
        asio::co_spawn(asio::make_strand(io), many_calls(client, 5), rethrow);
    run_on_threads(io, 4);
    EXPECT_EQ(served_, 64 * 5);
    EXPECT_EQ(failed_, 0);
    EXPECT_LE(server_.connections(), 8U);
}

TEST_F(shared_clients, four_contexts_share_one_ledger_and_overshoot_nothing) {
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([this] {
            asio::io_context io(1);
            const discogs::client client(io.get_executor(), params_);
            for (int k = 0; k < 8; ++k)
                asio::co_spawn(io, many_calls(client, 5), rethrow);
            io.run();
        });
    }
    for (auto& t : threads)
        t.join();
    EXPECT_EQ(served_, 4 * 8 * 5);
    EXPECT_EQ(failed_, 0);
    asio::io_context io(1);
    const discogs::client another(io.get_executor(), params_);
    EXPECT_EQ(another.budget().used, 4 * 8 * 5) << "every client of the origin counts on the same ledger";
}

TEST_F(shared_clients, calls_cancelled_from_their_own_strands_leave_the_client_usable) {
    asio::io_context io(4);
    const discogs::client client(io.get_executor(), params_);
    std::atomic<int> ended{0};
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): it lives until all have ended
    auto caller = [&]() -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        for (int i = 0; i < 20; ++i) {
            const auto cancel = std::make_shared<asio::cancellation_signal>(); // the alarm may ring late
            asio::steady_timer done(executor, asio::steady_timer::time_point::max());
            asio::steady_timer alarm(executor, std::chrono::microseconds(i * 97 % 2000));
            auto finish = [&](const std::exception_ptr&, const discogs::release&) {
                ++ended;
                alarm.cancel();
                done.cancel();
            };
            auto ring = [cancel](boost::system::error_code ec) {
                if (!ec)
                    cancel->emit(asio::cancellation_type::terminal);
            };
            asio::co_spawn(
                executor, client.release(352665).get(), asio::bind_cancellation_slot(cancel->slot(), finish));
            alarm.async_wait(ring);
            boost::system::error_code ignored;
            co_await done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        }
    };
    for (int i = 0; i < 16; ++i)
        asio::co_spawn(asio::make_strand(io), caller(), rethrow);
    run_on_threads(io, 4);
    EXPECT_EQ(ended, 16 * 20);
    asio::io_context after(1);
    EXPECT_EQ(
        sync_wait(after, discogs::client(after.get_executor(), params_).release(352665).get()).title,
        "The Downward Spiral");
}

TEST_F(shared_clients, handles_copied_to_other_threads_may_be_destroyed_there) {
    asio::io_context io(2);
    {
        discogs::client client(io.get_executor(), params_);
        asio::co_spawn(io, many_calls(client, 3), rethrow);
        std::thread other([copy = client] { EXPECT_GT(copy.budget().limit, 0); });
        other.join();
    }
    run_on_threads(io, 2);
    EXPECT_EQ(served_, 3);
}

} // namespace
