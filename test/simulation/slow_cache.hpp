#pragma once

#include "simulation/random.hpp"
#include "simulation/virtual_time.hpp"

#include <segue/traffic/response_cache.hpp>

#include <memory>

namespace sim {

namespace asio = boost::asio;

/// A cache behind a queue, as one on a disk is: what it is asked happens some time later, in the order of
/// asking.
class slow_cache final : public segue::traffic::response_cache {
public:
    slow_cache(
        std::shared_ptr<response_cache> behind, std::shared_ptr<virtual_time> time, random_source& random);

    asio::awaitable<segue::traffic::cache_hit>
    find(const segue::traffic::cache_key& key, segue::traffic::wall_time now) override;
    asio::awaitable<void> store(
        segue::traffic::cache_key key, std::shared_ptr<const segue::traffic::cached_answer> answer) override;
    asio::awaitable<std::size_t> drop(segue::traffic::cache_filter which) override;

    /// The longest that one thing can take.
    static constexpr std::chrono::milliseconds longest{30};

    std::size_t under_way() const noexcept { return under_way_; }

private:
    class turn;

    std::shared_ptr<response_cache> behind_;
    std::shared_ptr<virtual_time> time_;
    random_source& random_;
    segue::steady_time last_turn_{};
    std::size_t under_way_ = 0;
};

} // namespace sim
