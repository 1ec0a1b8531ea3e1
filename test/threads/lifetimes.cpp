// Client, pager and awaitable against the context that they live on: destroyed before, after, and elsewhere.

#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <thread>

namespace {

namespace asio = boost::asio;
using namespace segue;

class lifetimes : public ::testing::Test {
protected:
    lifetimes() : base_url(server.base_url()), ca_file(server.ca_file()), token(server.token()) {
        params.base_url = base_url;
        params.ca_file = ca_file;
        params.token = token;
        params.quota.authenticated_limit = 60;
    }

    emulator::emulator server;
    std::string base_url;
    std::string ca_file;
    std::string token;
    discogs::client_params params;
};

// What is left when the context goes: idle connections of a client that is still there.
TEST_F(lifetimes, client_outlives_its_context) {
    std::optional<discogs::client> client;
    {
        asio::io_context io(1);
        client.emplace(io.get_executor(), params);
        EXPECT_EQ(sync_wait(io, client->release(352665).get()).id, discogs::release_id(352665));
    }
    EXPECT_EQ(client->budget().limit, 60);
    asio::io_context other(1);
    try {
        sync_wait(other, client->release(352665).get());
        FAIL() << "a call on a dead context completed";
    } catch (const boost::system::system_error& e) {
        EXPECT_EQ(e.code(), asio::error::operation_aborted);
    }
}

TEST_F(lifetimes, awaitables_and_pagers_outlive_client_and_context) {
    std::optional<asio::awaitable<discogs::release>> never_awaited;
    std::optional<asio::awaitable<std::optional<discogs::artist_release>>> started_late;
    discogs::artist_release_pager pager;
    {
        asio::io_context io(1);
        discogs::client client(io.get_executor(), params);
        never_awaited = client.release(352665).get();
        pager = client.artist(3857).releases().list();
        EXPECT_TRUE(sync_wait(io, pager.next()));
        started_late = client.artist(3857).releases().list().next();
    }
    never_awaited.reset();
    asio::io_context other(1);
    EXPECT_TRUE(sync_wait(other, pager.next())) << "the page that had been read is still there";
    EXPECT_THROW(sync_wait(other, std::move(*started_late)), boost::system::system_error);
}

TEST_F(lifetimes, context_destroyed_with_calls_under_way_leaks_nothing) {
    for (int polls = 0; polls < 40; ++polls) {
        auto io = std::make_unique<asio::io_context>(1);
        discogs::client client(io->get_executor(), params);
        auto pager = client.artist(3857).releases().list();
        auto drop_release = [](std::exception_ptr, const discogs::release&) {};
        auto drop_item = [](std::exception_ptr, const std::optional<discogs::artist_release>&) {};
        asio::co_spawn(
            *io, client.release(352665).get({}, {.deadline = std::chrono::seconds(5)}), drop_release);
        asio::co_spawn(*io, pager.next(), drop_item);
        for (int i = 0; i < polls; ++i)
            io->run_one_for(std::chrono::milliseconds(2));
        if (polls % 2 == 0)
            pager = {};
        io.reset();
    }
    SUCCEED() << "the sanitizers judge";
}

TEST_F(lifetimes, client_destroyed_on_another_thread_while_the_context_goes) {
    for (int round = 0; round < 30; ++round) {
        auto io = std::make_unique<asio::io_context>(1);
        std::optional<discogs::client> client(std::in_place, io->get_executor(), params);
        params.rate_limit = traffic::rate_limit::off;
        sync_wait(*io, client->release(352665).get());
        std::thread other([&client] { client.reset(); });
        io.reset();
        other.join();
    }
}

TEST_F(lifetimes, client_destroyed_with_a_call_under_way_lets_it_finish) {
    asio::io_context io(1);
    std::optional<discogs::release> got;
    auto finish = [&got](std::exception_ptr e, discogs::release r) {
        if (!e)
            got = std::move(r);
    };
    {
        discogs::client client(io.get_executor(), params);
        asio::co_spawn(io, client.release(352665).get(), finish);
    }
    io.run();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->title, "The Downward Spiral");
}

// The bound is the issue's; the time is that of run() after the last completion, so a slow machine that
// spends it elsewhere does not count, and three tries are given.
TEST_F(lifetimes, run_returns_soon_after_the_last_completion) {
    std::chrono::steady_clock::duration best = std::chrono::hours(1);
    for (int attempt = 0; attempt < 3; ++attempt) {
        asio::io_context io(1);
        discogs::client client(io.get_executor(), params);
        std::chrono::steady_clock::time_point last;
        auto finish = [&last](std::exception_ptr e, const discogs::release&) {
            EXPECT_FALSE(e);
            last = std::chrono::steady_clock::now();
        };
        asio::co_spawn(io, client.release(352665).get(), finish);
        io.run();
        best = std::min(best, std::chrono::steady_clock::now() - last);
    }
    std::printf(
        "run() returned %.3f ms after the last completion\n",
        std::chrono::duration<double, std::milli>(best).count());
    EXPECT_LT(best, std::chrono::milliseconds(10));
}

} // namespace
