#pragma once

#include <segue/traffic/quota_ledger.hpp>

#include <chrono>
#include <optional>
#include <type_traits>

namespace segue {

/// What a read does with the client's cache and with calls under way for the same thing.
enum class cache_mode : unsigned char {
    /// Takes an answer that is kept, or waits for one under way; keeps what it gets.
    use,
    /// Asks the service, by itself, and keeps the answer.
    refresh,
    /// Asks the service, by itself, and leaves the cache alone.
    bypass,
};

/// Whether an answer whose lifetime is over may be given when the service fails.
enum class stale_answer : unsigned char {
    never,
    /// When no answer comes in time, or one of 429 or 5xx; of a page or resource that is gone, the error comes.
    if_error,
};

/// Whether a failed attempt may be repeated.
enum class retry_mode : unsigned char {
    /// As the client's `retry_params` say.
    on,
    /// One attempt, but for a kept-alive connection that turns out to be dead.
    off,
};

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
