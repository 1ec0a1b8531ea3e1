#include "support/cache_folder.hpp"
#include "unit/traffic/noon.hpp"

#include <segue/base/blocking.hpp>
#include <segue/traffic/sqlite_cache.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <fstream>
#include <future>
#include <random>
#include <thread>
#include <tuple>

namespace segue::traffic {
namespace {

using namespace std::chrono_literals;
using test::cache_folder;
using test::troubles;

cache_key key(const std::string& path, const std::string& account = {}) {
    cache_key k;
    k.account = account;
    k.url = "https://api.discogs.test:443" + path;
    return k;
}

std::shared_ptr<const cached_answer> answer(std::string body, std::vector<std::string> tags = {}) {
    auto a = std::make_shared<cached_answer>();
    a->body = std::move(body);
    a->tags = std::move(tags);
    a->stored_at = noon;
    a->lifetime = 60s;
    return a;
}

TEST(sqlite_cache, finds_what_was_stored_and_drops_it) {
    const cache_folder folder;
    blocking loop;
    const auto k = key("/1", "me");
    {
        const auto cache = make_sqlite_cache(folder.path());
        loop.wait(cache->store(k, answer("one", {"release:1"})));
    }
    EXPECT_TRUE(std::filesystem::exists(folder / "segue-cache.sqlite"));
    const auto cache = make_sqlite_cache(folder.path());
    auto hit = loop.wait(cache->find(k, noon));
    EXPECT_EQ(hit.state, freshness::fresh);
    ASSERT_TRUE(hit.answer);
    EXPECT_EQ(hit.answer->body, "one");
    constexpr std::array<std::string_view, 1> tags{"release:1"};
    EXPECT_EQ(loop.wait(cache->drop({.account = "you", .tags = tags})), 0U);
    EXPECT_EQ(loop.wait(cache->drop({.account = "me", .tags = tags})), 1U);
    hit = loop.wait(cache->find(k, noon));
    EXPECT_EQ(hit.state, freshness::absent);
    EXPECT_FALSE(hit.answer);
}

TEST(sqlite_cache, params_out_of_range_are_refused) {
    const cache_folder folder;
    EXPECT_THROW(std::ignore = make_sqlite_cache(""), std::invalid_argument);
    sqlite_cache_params p;
    p.max_bytes = 1024 * 1024 - 1;
    EXPECT_THROW(std::ignore = make_sqlite_cache(folder / "c", p), std::invalid_argument);
    p = {};
    p.stale_for = -1s;
    EXPECT_THROW(std::ignore = make_sqlite_cache(folder / "c", p), std::invalid_argument);
    p = {};
    p.busy_timeout = -1ms;
    EXPECT_THROW(std::ignore = make_sqlite_cache(folder / "c", p), std::invalid_argument);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(sqlite_cache, trouble_goes_to_the_observer_and_not_to_the_caller) {
    const cache_folder folder;
    std::ofstream(folder / "file") << "x";
    const auto seen = std::make_shared<troubles>();
    blocking loop;
    const auto cache = make_sqlite_cache(folder / "file/c", {}, seen);
    const auto k = key("/1");
    EXPECT_NO_THROW(loop.wait(cache->store(k, answer("one"))));
    EXPECT_EQ(loop.wait(cache->find(k, noon)).state, freshness::absent);
    EXPECT_EQ(loop.wait(cache->drop({})), 0U);
    EXPECT_THAT(seen->problems(), ::testing::ElementsAre(cache_problem::unavailable));
}

// An observer that keeps the cache's thread until it is let go, so that what happens meanwhile is certain.
class holding final : public cache_observer {
public:
    void on_trouble(const cache_trouble&) override {
        entered_.set_value();
        open_.get_future().wait();
    }
    void wait_until_it_holds() { entered_.get_future().wait(); }
    void let_go() { open_.set_value(); }

private:
    std::promise<void> entered_;
    std::promise<void> open_;
};

// A cache whose first use is in trouble, and stays in the observer; it works afterwards.
std::string damaged(const cache_folder& folder) {
    std::ofstream(folder / "c") << "this is no database, and will be set aside as soon as it is looked at";
    return folder / "c";
}

TEST(sqlite_cache, cancelled_call_ends_at_once_and_its_answer_is_kept) {
    const cache_folder folder;
    const auto observer = std::make_shared<holding>();
    const auto cache = make_sqlite_cache(damaged(folder), {}, observer);
    const auto k = key("/1");
    std::array<asio::cancellation_signal, 3> signals;
    int aborted = 0;
    asio::io_context io;
    const auto note = [&](const std::exception_ptr& e) {
        try {
            if (e)
                std::rethrow_exception(e);
        } catch (const boost::system::system_error& error) {
            aborted += error.code() == asio::error::operation_aborted ? 1 : 0;
        }
    };
    auto noted = [&](const std::exception_ptr& e, const auto&) { note(e); };
    asio::co_spawn(io, cache->find(k, noon), asio::bind_cancellation_slot(signals[0].slot(), noted));
    asio::co_spawn(io, cache->store(k, answer("one")), asio::bind_cancellation_slot(signals[1].slot(), note));
    asio::co_spawn(
        io, cache->drop({.account = "me"}), asio::bind_cancellation_slot(signals[2].slot(), noted));
    io.poll();
    observer->wait_until_it_holds();
    for (auto& signal : signals)
        signal.emit(asio::cancellation_type::terminal);
    io.run();
    EXPECT_EQ(aborted, 3) << "while the thread is still held";
    observer->let_go();
    blocking loop;
    const auto hit = loop.wait(cache->find(k, noon));
    ASSERT_TRUE(hit.answer);
    EXPECT_EQ(hit.answer->body, "one");
}

TEST(sqlite_cache, last_owner_waits_for_what_was_begun) {
    const cache_folder folder;
    const auto k = key("/1");
    {
        asio::io_context io;
        auto cache = make_sqlite_cache(folder / "c");
        for (int i = 0; i < 20; ++i)
            asio::co_spawn(io, cache->store(key("/" + std::to_string(i)), answer("one")), asio::detached);
        io.poll();
        cache.reset();
    }
    blocking loop;
    const auto cache = make_sqlite_cache(folder / "c");
    EXPECT_TRUE(loop.wait(cache->find(k, noon)).answer);
}

TEST(sqlite_cache, context_destroyed_with_calls_under_way_leaves_the_cache_well) {
    const cache_folder folder;
    const auto observer = std::make_shared<holding>();
    const auto cache = make_sqlite_cache(damaged(folder), {}, observer);
    const auto k = key("/1");
    bool went_on = false;
    {
        asio::io_context io;
        auto caller = [&]() -> asio::awaitable<void> {
            co_await cache->find(k, noon);
            went_on = true;
        };
        asio::co_spawn(io, caller(), asio::detached);
        asio::co_spawn(asio::make_strand(io), cache->store(k, answer("one")), asio::detached);
        io.poll();
        observer->wait_until_it_holds();
    }
    EXPECT_FALSE(went_on);
    observer->let_go();
    blocking loop;
    EXPECT_TRUE(loop.wait(cache->find(k, noon)).answer);
}

// For ThreadSanitizer as well: contexts on threads of their own, two caches on one file.
TEST(sqlite_cache, contexts_and_caches_share_a_file) {
    const cache_folder folder;
    const auto seen = std::make_shared<troubles>();
    const std::array caches{
        make_sqlite_cache(folder / "c", {}, seen), make_sqlite_cache(folder / "c", {}, seen)};
    std::atomic<int> hits = 0;
    std::atomic<int> wrong = 0;
    const auto caller = [&](unsigned seed) -> asio::awaitable<void> {
        std::mt19937 random(seed);
        for (int step = 0; step < 60; ++step) {
            const auto& cache = caches[random() % 2];
            const auto account = std::to_string(random() % 2);
            const auto path = "/" + std::to_string(random() % 10);
            const auto k = key(path, account);
            if (random() % 4 == 0) {
                auto a = answer(account + path + std::string(random() % 3000, 'x'), {path});
                co_await cache->store(k, std::move(a));
            } else if (random() % 20 == 0) {
                const std::array<std::string_view, 1> tags{path};
                cache_filter which;
                which.account = account;
                which.tags = tags;
                co_await cache->drop(which);
            } else {
                const auto hit = co_await cache->find(k, noon);
                if (hit.answer) {
                    ++hits;
                    wrong += hit.answer->body.starts_with(account + path) ? 0 : 1;
                }
            }
        }
    };
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 3; ++t) {
        threads.emplace_back([&caller, t] {
            asio::io_context io;
            for (unsigned i = 0; i < 3; ++i)
                asio::co_spawn(io, caller(t * 10 + i), asio::detached);
            io.run();
        });
    }
    for (auto& t : threads)
        t.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_GT(hits, 50);
    EXPECT_TRUE(seen->problems().empty()) << seen->text();
}

} // namespace
} // namespace segue::traffic
