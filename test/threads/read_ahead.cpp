// A page that is asked for ahead runs by itself: here its pager, its client and its contexts go at every
// moment and on every thread.

#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
using namespace segue;

class read_ahead_threads : public ::testing::Test {
protected:
    read_ahead_threads() : base_url(server.base_url()), ca_file(server.ca_file()), token(server.token()) {
        params.base_url = base_url;
        params.ca_file = ca_file;
        params.token = token;
        params.rate_limit = traffic::rate_limit::off;
    }

    static emulator::emulator_params unlimited() {
        emulator::emulator_params p;
        p.rate = p.anonymous_rate = 1'000'000;
        return p;
    }

    discogs::artist_release_pager pager_of(const discogs::client& client, std::int64_t per_page) {
        auto pager = client.artist(3857).releases().list({.per_page = per_page});
        pager.read_ahead(read_ahead::on);
        return pager;
    }

    emulator::emulator server{unlimited()};
    std::string base_url;
    std::string ca_file;
    std::string token;
    discogs::client_params params;
};

TEST_F(read_ahead_threads, walks_on_several_threads_give_every_item_once) {
    asio::io_context io(4);
    discogs::client client(io.get_executor(), params);
    const auto all = sync_wait(io, client.artist(3857).releases().list({.per_page = 100}).collect()).size();
    ASSERT_GT(all, 10U);
    io.restart();
    std::atomic<std::size_t> given{0};
    auto walk = [&]() -> asio::awaitable<void> {
        auto pager = pager_of(client, 7);
        while (co_await pager.next())
            ++given;
    };
    constexpr std::size_t walkers = 6;
    for (std::size_t i = 0; i < walkers; ++i)
        asio::co_spawn(asio::make_strand(io), walk(), rethrow);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&io] { io.run(); });
    for (auto& t : threads)
        t.join();
    EXPECT_EQ(given, walkers * all);
}

// The client's context runs on a thread of its own; the pager goes on this one, at about the moment when its
// page comes.
TEST_F(read_ahead_threads, pager_destroyed_elsewhere_while_its_page_is_under_way) {
    // It outlives the other thread, whose last step for a call is to post to it.
    asio::io_context mine(1);
    asio::io_context theirs(1);
    auto keep = asio::make_work_guard(theirs);
    std::thread other([&theirs] { theirs.run(); });
    discogs::client client(theirs.get_executor(), params);
    for (int round = 0; round < 60; ++round) {
        auto pager = pager_of(client, 1);
        EXPECT_TRUE(sync_wait(mine, pager.next()));
        for (int i = 0; i < round * 20; ++i)
            std::this_thread::yield();
        if (round % 2 == 0) {
            EXPECT_TRUE(sync_wait(mine, pager.next()));
        }
    }
    keep.reset();
    other.join();
}

TEST_F(read_ahead_threads, context_destroyed_while_a_page_is_under_way) {
    for (int polls = 0; polls < 30; ++polls) {
        auto io = std::make_unique<asio::io_context>(1);
        std::optional<discogs::client> client(std::in_place, io->get_executor(), params);
        auto pager = pager_of(*client, 1);
        EXPECT_TRUE(sync_wait(*io, pager.next()));
        for (int i = 0; i < polls; ++i)
            io->run_one_for(std::chrono::milliseconds(2));
        if (polls % 2 == 0)
            client.reset();
        if (polls % 3 == 0)
            pager = {};
        io.reset();
        if (polls % 3 == 0)
            continue;
        asio::io_context later(1);
        try {
            sync_wait(later, pager.next());
        } catch (const boost::system::system_error& e) {
            EXPECT_EQ(e.code(), asio::error::operation_aborted);
        }
    }
}

TEST_F(read_ahead_threads, pager_and_context_go_at_the_same_time) {
    for (int round = 0; round < 30; ++round) {
        auto io = std::make_unique<asio::io_context>(1);
        discogs::client client(io->get_executor(), params);
        auto pager = std::make_unique<discogs::artist_release_pager>(pager_of(client, 1));
        EXPECT_TRUE(sync_wait(*io, pager->next()));
        std::thread other([&pager] { pager.reset(); });
        io.reset();
        other.join();
    }
}

} // namespace
