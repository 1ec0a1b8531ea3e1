#pragma once

#include <segue/traffic/response_cache.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>

namespace segue::traffic {

/// What is wrong with a cache's file.
enum class cache_problem : unsigned char {
    /// The file cannot be opened or created; the cache finds nothing until it can.
    unavailable,
    /// The file is damaged, or no database. It is set aside and a new one begun; a damaged entry is removed
    /// alone.
    corrupt,
    /// A later version of the library made the file; it is left as it is.
    newer,
    /// The file is a database of somebody else; it is left as it is.
    foreign,
    /// The file or its directory cannot be written: what is there is found, nothing is stored.
    read_only,
    /// The disk or the file is full: nothing is stored until there is room.
    full,
    /// Other processes held the file for longer than `busy_timeout`.
    busy,
    /// Reading or writing failed in another way.
    failed
};

/// Tells of trouble with a cache's file. The views last for the length of `cache_observer::on_trouble`.
struct cache_trouble {
    cache_problem problem = cache_problem::failed;
    std::string_view file;
    /// One sentence in plain words, with SQLite's own where it has any. Holds nothing of what is stored.
    std::string_view text;
};

/// Hears of a cache's trouble. Nobody else does: for a client, a cache in trouble finds nothing.
///
/// A trouble is told once, and again when it comes back after things went well. A file or an entry found
/// `corrupt` is told each time.
/// **Threads** called on the cache's own thread, and must return soon: the cache waits. What it throws is
/// swallowed.
class cache_observer {
public:
    virtual ~cache_observer() = default;
    virtual void on_trouble(const cache_trouble& trouble) = 0;
};

/// Configures a cache in a file.
struct sqlite_cache_params {
    /// Most bytes of the file. Default 256 MiB, at least 1 MiB. The log beside it takes up to 4 MiB more, a
    /// little longer while another process reads. An answer larger than a quarter of it is not kept.
    std::uint64_t max_bytes = std::uint64_t{256} * 1024 * 1024;
    /// How long an entry is kept after its lifetime. Default one day; zero: not at all.
    std::chrono::seconds stale_for{86'400};
    /// How long to wait for other processes. Default 2 s; zero: not at all. Nothing but the cache's own
    /// thread waits, and whoever awaits the cache.
    std::chrono::milliseconds busy_timeout{2'000};
};
static_assert(std::is_trivially_destructible_v<sqlite_cache_params>);

/// Makes a cache in a file that lets go what was not used for the longest time; several processes may share
/// it.
///
/// `path` names the file, or a directory (one that exists, or that ends in a slash) in which it is
/// `segue-cache.sqlite`. What is missing is made, directories with mode 0700 and files with 0600; a file that
/// others may read is closed to them. It belongs on a local disk: SQLite's locks are not safe over a network.
/// Nothing is opened yet when this returns, and nothing blocks but the thread that the cache owns.
///
/// What was dropped is overwritten. A process killed at any moment leaves a sound file; the machine losing
/// its power may cost the latest answers. A drop that cannot be written, because the file is read-only or
/// busy, is kept in mind by this cache, not by other processes, and done as soon as possible.
/// **Errors** `std::invalid_argument` when a param is out of range or `path` is empty; all other trouble goes
/// to `observer`, which may be null.
/// **Lifetime** the last owner waits for what was begun; contexts of callers may go first.
/// **Cost** a thread; a hit copies its answer out of the file and writes nothing: uses are noted together
/// with the next answer that is stored.
[[nodiscard]] std::shared_ptr<response_cache> make_sqlite_cache(
    std::string_view path,
    const sqlite_cache_params& params = {},
    std::shared_ptr<cache_observer> observer = nullptr);

} // namespace segue::traffic
