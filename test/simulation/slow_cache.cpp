#include "simulation/slow_cache.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <utility>

namespace sim {

namespace traffic = segue::traffic;

/// A place in the queue. A nanosecond behind the one before, so that places have an order.
class slow_cache::turn {
public:
    explicit turn(slow_cache& owner) : owner_(owner) {
        const std::chrono::milliseconds wait(owner.random_.below(static_cast<int>(longest.count()) + 1));
        owner.last_turn_ =
            std::max(owner.last_turn_ + std::chrono::nanoseconds(1), owner.time_->now() + wait);
        when_ = owner.last_turn_; // NOLINT(cppcoreguidelines-prefer-member-initializer): known only now
        ++owner.under_way_;
    }
    ~turn() { --owner_.under_way_; }
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;

    asio::awaitable<void> comes() const {
        const auto ec = co_await owner_.time_->wait_until(when_);
        if (ec)
            throw boost::system::system_error(ec);
    }

private:
    slow_cache& owner_;
    segue::steady_time when_;
};

slow_cache::slow_cache(
    std::shared_ptr<response_cache> behind, std::shared_ptr<virtual_time> time, random_source& random)
    : behind_(std::move(behind)), time_(std::move(time)), random_(random) {}

asio::awaitable<traffic::cache_hit> slow_cache::find(const traffic::cache_key& key, traffic::wall_time now) {
    const turn mine(*this);
    co_await mine.comes();
    auto hit = co_await behind_->find(key, now);
    co_return hit;
}

asio::awaitable<void>
slow_cache::store(traffic::cache_key key, std::shared_ptr<const traffic::cached_answer> answer) {
    const turn mine(*this);
    co_await mine.comes();
    co_await behind_->store(std::move(key), std::move(answer));
}

asio::awaitable<std::size_t> slow_cache::drop(traffic::cache_filter which) {
    const turn mine(*this);
    co_await mine.comes();
    const auto gone = co_await behind_->drop(which);
    co_return gone;
}

} // namespace sim
