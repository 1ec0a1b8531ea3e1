#include "base/side_thread.hpp"
#include "traffic/sqlite_store.hpp"

#include <segue/traffic/sqlite_cache.hpp>

#include <stdexcept>
#include <utility>

namespace segue::traffic {

namespace {

/// The store on a thread of its own. Jobs share the store; the cache's end waits for them.
class sqlite_cache final : public response_cache {
public:
    explicit sqlite_cache(std::shared_ptr<sqlite_store> store) : store_(std::move(store)) {}
    ~sqlite_cache() override { thread_->close(); }

    asio::awaitable<cache_hit> find(const cache_key& key, wall_time now) override {
        auto job = [store = store_, key, now] { return store->find(key, now); };
        auto waiting = aside<cache_hit>(thread_, when_left::skip, std::move(job));
        co_return co_await std::move(waiting);
    }

    asio::awaitable<void> store(cache_key key, std::shared_ptr<const cached_answer> answer) override {
        auto job = [store = store_, key = std::move(key), answer = std::move(answer)] {
            store->store(key, *answer);
            return true;
        };
        auto waiting = aside<bool>(thread_, when_left::run, std::move(job));
        co_await std::move(waiting);
    }

    asio::awaitable<std::size_t> drop(cache_filter which) override {
        sqlite_store::filter own;
        if (which.account)
            own.account.emplace(*which.account);
        own.tags.assign(which.tags.begin(), which.tags.end());
        auto job = [store = store_, own = std::move(own)] { return store->drop(own); };
        auto waiting = aside<std::size_t>(thread_, when_left::run, std::move(job));
        co_return co_await std::move(waiting);
    }

private:
    std::shared_ptr<sqlite_store> store_;
    std::shared_ptr<side_thread> thread_ = std::make_shared<side_thread>();
};

} // namespace

std::shared_ptr<response_cache> make_sqlite_cache(
    std::string_view path, const sqlite_cache_params& params, std::shared_ptr<cache_observer> observer) {
    if (path.empty())
        throw std::invalid_argument("make_sqlite_cache: the path is empty");
    if (params.max_bytes < std::uint64_t{1024} * 1024)
        throw std::invalid_argument("sqlite_cache_params::max_bytes must be at least 1 MiB");
    if (params.stale_for < std::chrono::seconds(0))
        throw std::invalid_argument("sqlite_cache_params::stale_for must not be negative");
    if (params.busy_timeout < std::chrono::milliseconds(0))
        throw std::invalid_argument("sqlite_cache_params::busy_timeout must not be negative");
    return std::make_shared<sqlite_cache>(
        std::make_shared<sqlite_store>(std::string(path), params, std::move(observer)));
}

} // namespace segue::traffic
