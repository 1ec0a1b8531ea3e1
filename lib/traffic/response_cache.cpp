#include <segue/traffic/response_cache.hpp>

#include <algorithm>
#include <cstdint>

namespace segue::traffic {

namespace {

using seconds = std::chrono::seconds;

// Unsigned, so that no two times are too far apart.
std::uint64_t whole_seconds(wall_time from, wall_time to) noexcept {
    const auto ticks = static_cast<std::uint64_t>(to.time_since_epoch().count()) -
                       static_cast<std::uint64_t>(from.time_since_epoch().count());
    constexpr std::uint64_t per_second = wall_time::duration::period::den / wall_time::duration::period::num;
    return ticks / per_second;
}

std::uint64_t at_least_zero(seconds s) noexcept {
    return static_cast<std::uint64_t>(std::max(s, seconds(0)).count());
}

} // namespace

freshness freshness_of(wall_time stored_at, seconds lifetime, seconds stale_for, wall_time now) noexcept {
    const auto grace = at_least_zero(stale_for);
    if (stored_at > now)
        return whole_seconds(now, stored_at) < grace ? freshness::stale : freshness::absent;
    const auto age = whole_seconds(stored_at, now);
    const auto good_for = at_least_zero(lifetime);
    if (age < good_for)
        return freshness::fresh;
    return age < good_for + grace ? freshness::stale : freshness::absent;
}

bool matches(
    const cache_filter& which, std::string_view account, const std::vector<std::string>& tags) noexcept {
    if (which.account && *which.account != account)
        return false;
    const auto borne = [&](std::string_view wanted) { return std::ranges::find(tags, wanted) != tags.end(); };
    return which.tags.empty() || std::ranges::any_of(which.tags, borne);
}

std::optional<cache_hit> response_cache::find_at_once(const cache_key&, wall_time) {
    return std::nullopt;
}

bool response_cache::store_at_once(cache_key&, std::shared_ptr<const cached_answer>&) {
    return false;
}

} // namespace segue::traffic
