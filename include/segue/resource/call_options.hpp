#pragma once

#include <segue/traffic/call_modes.hpp>
#include <segue/traffic/quota_ledger.hpp>

#include <chrono>
#include <optional>
#include <type_traits>

namespace segue {

/// What one call does differently from its client's defaults; the last argument of every verb.
struct call_options {
    /// How long the whole call may take, the wait for quota included; for a pager, each page. Unset: the
    /// client's `deadline`, and none for `traffic::priority::bulk`. Zero fails at once.
    std::optional<std::chrono::milliseconds> deadline{};
    /// Which queue the call waits in for quota. Default normal.
    traffic::priority importance = traffic::priority::normal;
    /// What a read does with the cache. Default use. A write looks into no cache.
    cache_mode cache = cache_mode::use;
    /// Whether an old answer is better than none. Default never; of no effect without a cache.
    stale_answer stale = stale_answer::never;
    /// Whether a failed attempt is repeated. Default on.
    retry_mode retry = retry_mode::on;
};

static_assert(std::is_trivially_destructible_v<call_options>);

} // namespace segue
