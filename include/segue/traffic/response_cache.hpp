#pragma once

#include <segue/http/headers.hpp>
#include <segue/http/request.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace segue::traffic {

namespace asio = boost::asio;

/// The wall clock. Entries may outlive the process, so their age is measured with it and not with a steady
/// clock; `freshness_of` says what happens when it jumps.
using wall_time = std::chrono::system_clock::time_point;

/// What an answer is found under; compared as a whole.
///
/// No member holds a secret: `account` is an opaque id, a hash for example. Everybody has an account here,
/// the anonymous caller the empty one, so that nothing is ever found for another.
struct cache_key {
    std::string account;
    http::method method = http::method::get;
    /// Scheme, host, port, path and query, the query sorted by name.
    std::string url;
    /// What was asked for with `Accept`.
    std::string media_type;
    /// The currency that prices were asked for in; empty for the account's own.
    std::string currency;

    friend bool operator==(const cache_key&, const cache_key&) = default;
};

/// One answer as a cache keeps it. It is not changed once it is stored: everyone who finds it shares it.
struct cached_answer {
    int status = 200;
    /// Those that describe the body, not the connection, the session or the quota.
    http::headers headers;
    /// Decoded: neither packed nor chunked.
    std::string body;
    /// When the answer came.
    wall_time stored_at{};
    /// How long it may be given instead of a new answer. Zero or less: never, it only helps to revalidate or
    /// when the service fails.
    std::chrono::seconds lifetime{};
    /// What it shows; a write drops what bears the tags of the things that it changes.
    std::vector<std::string> tags;
};

/// What an entry is good for.
enum class freshness : unsigned char {
    absent, ///< Nothing: there is none, or it is too old for any use.
    stale,  ///< Only in place of a failure, or to be revalidated.
    fresh   ///< In place of a new answer.
};

/// Judges an entry's age.
///
/// It is fresh for `lifetime` and stale for `stale_for` after that. An entry from the future was stored
/// before the clock was set back, or while it was wrong, and is never fresh: stale up to `stale_for` ahead,
/// absent beyond. A negative duration counts as zero; no duration is too long.
freshness freshness_of(
    wall_time stored_at,
    std::chrono::seconds lifetime,
    std::chrono::seconds stale_for,
    wall_time now) noexcept;

/// What a cache found.
struct cache_hit {
    cache_hit() = default;
    cache_hit(freshness s, std::shared_ptr<const cached_answer> a) : state(s), answer(std::move(a)) {}

    freshness state = freshness::absent;
    /// Null when absent.
    std::shared_ptr<const cached_answer> answer;
};

/// Chooses entries to drop: those that meet every member given; all entries when none is.
///
/// **Lifetime** what the views show has to last until the drop is done; in one `co_await` expression it does.
struct cache_filter {
    /// The account they belong to.
    std::optional<std::string_view> account{};
    /// Tags of which they bear at least one; empty: whatever they bear.
    std::span<const std::string_view> tags{};
};
static_assert(std::is_trivially_destructible_v<cache_filter>);

/// Tells whether an entry of that account with those tags is meant.
bool matches(
    const cache_filter& which, std::string_view account, const std::vector<std::string>& tags) noexcept;

/// Keeps answers. Put your own in its place: another store, a shared one, one that encrypts.
///
/// A cache is asked before a request takes its turn in the queue, so it should be quick; trouble of its own
/// is nobody else's: it finds nothing and stores nothing, and throws for a cancellation only.
/// **Threads** shared by clients on several contexts: every function may be called from any thread, and
/// completes on the executor of the coroutine that awaits it.
class response_cache {
public:
    response_cache() = default;
    response_cache(const response_cache&) = delete;
    response_cache& operator=(const response_cache&) = delete;
    virtual ~response_cache() = default;

    /// Looks an answer up; counts as a use of the entry.
    ///
    /// **Lifetime** `key` must outlive the awaitable.
    [[nodiscard]] virtual asio::awaitable<cache_hit> find(const cache_key& key, wall_time now) = 0;

    /// Keeps an answer in place of an earlier one under the same key. It may be let go at any time.
    ///
    /// **Cancellation** may come too late: the answer is then kept.
    [[nodiscard]] virtual asio::awaitable<void>
    store(cache_key key, std::shared_ptr<const cached_answer> answer) = 0;

    /// Removes entries. Nothing that was stored before this began and that `which` means is found after it.
    ///
    /// **Returns** how many were removed. **Cancellation** may come too late: the entries are then removed.
    virtual asio::awaitable<std::size_t> drop(cache_filter which) = 0;

    /// Does what `find` does for a cache that need not wait for anything: a coroutine less for each call.
    ///
    /// **Returns** nothing when it has to wait, as by default; then `find` is asked.
    [[nodiscard]] virtual std::optional<cache_hit> find_at_once(const cache_key& key, wall_time now);

    /// Does what `store` does for a cache that need not wait for anything.
    ///
    /// **Returns** false when it has to wait, as by default; the arguments are then untouched, and `store` is
    /// asked.
    [[nodiscard]] virtual bool store_at_once(cache_key& key, std::shared_ptr<const cached_answer>& answer);
};

/// Configures a cache in memory.
struct memory_cache_params {
    /// Most bytes that it takes, keys and its own overhead included. Default 64 MiB, at least 64 KiB. An
    /// answer larger than a quarter of it is not kept. An answer that somebody still holds after it was let
    /// go no longer counts.
    std::size_t max_bytes = std::size_t{64} * 1024 * 1024;
    /// How long an entry is kept after its lifetime. Default one day; zero: not at all.
    std::chrono::seconds stale_for{86'400};
};
static_assert(std::is_trivially_destructible_v<memory_cache_params>);

/// Makes a cache in memory that lets go what was not used for the longest time.
///
/// **Errors** `std::invalid_argument` when a param is out of range.
/// **Cost** a hit copies no body: everyone shares it.
[[nodiscard]] std::shared_ptr<response_cache> make_memory_cache(const memory_cache_params& params = {});

} // namespace segue::traffic
