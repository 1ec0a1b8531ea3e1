#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::discogs {

namespace asio = boost::asio;

/// One item of a list as a store keeps it.
struct sync_row {
    /// Unique in its list.
    std::int64_t id = 0;
    /// The item as the service's JSON.
    std::string json;
};

/// How an item differs between two states of a copy.
enum class sync_change_kind : unsigned char { added, changed, removed };

/// One difference between two states of a copy.
struct sync_change {
    std::int64_t id = 0;
    sync_change_kind kind = sync_change_kind::added;
    /// Empty for an added item.
    std::string before;
    /// Empty for a removed item.
    std::string after;
};

/// Where the reading of a list stands.
struct sync_position {
    /// The pager's cursor behind the last page that was kept; empty at the beginning.
    std::string cursor;
    /// How many items were kept.
    std::int64_t staged = 0;
    /// How many the service says there are.
    std::optional<std::int64_t> total;
    /// When its first page was read, in seconds since 1970.
    std::int64_t begun_at = 0;

    friend bool operator==(const sync_position&, const sync_position&) = default;
};

/// What a store has of a list.
struct sync_state {
    /// Items of the copy.
    std::int64_t items = 0;
    /// When the last update came to its end; nothing when none did.
    std::optional<std::chrono::system_clock::time_point> updated_at;
    /// What an interrupted update has read; its cursor is empty when there is none.
    sync_position reading;
};

/// What taking over a reading changed.
struct sync_counts {
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t removed = 0;
    std::int64_t unchanged = 0;
};

/// Keeps copies of lists for `sync`. Put your own in its place: a database that you have, for example.
///
/// Each function happens as a whole or not at all, also when the process is killed. `list` names a list:
/// letters, digits and `:` followed by the user's name in lower case.
/// **Errors** `file_error`, or what a store of your own throws: the update then ends with it.
/// **Threads** any function may be called from any thread, and completes on the executor of the coroutine
/// that awaits it.
class sync_store {
public:
    sync_store() = default;
    sync_store(const sync_store&) = delete;
    sync_store& operator=(const sync_store&) = delete;
    virtual ~sync_store() = default;

    /// Tells what there is of a list; all of it empty for one that is not known.
    [[nodiscard]] virtual asio::awaitable<sync_state> state(std::string list) = 0;

    /// Keeps a page that was read, and where the reading stands behind it.
    ///
    /// **Returns** how many of the rows had been kept before: 0 unless the list moved, and then nothing is
    /// kept of this page. **Errors** `file_error` when the reading does not stand at `from`: somebody else is
    /// reading the same list.
    [[nodiscard]] virtual asio::awaitable<std::int64_t>
    stage(std::string list, sync_position from, sync_position to, std::vector<sync_row> rows) = 0;

    /// Throws away what was kept of a reading.
    [[nodiscard]] virtual asio::awaitable<void> discard(std::string list) = 0;

    /// Puts what was kept of a reading that stands at `at` in the place of the copy, and notes the changes in
    /// place of those of the time before.
    [[nodiscard]] virtual asio::awaitable<sync_counts> apply(std::string list, sync_position at) = 0;

    /// Reads rows of the copy by their ids, from behind `after` on.
    [[nodiscard]] virtual asio::awaitable<std::vector<sync_row>>
    rows(std::string list, std::int64_t after, std::size_t limit) = 0;

    /// Reads what the last `apply` changed, by ids, from behind `after` on.
    [[nodiscard]] virtual asio::awaitable<std::vector<sync_change>>
    changes(std::string list, std::int64_t after, std::size_t limit) = 0;
};

/// Makes a store in one SQLite file, which is made when it is missing; its directory must exist. Several
/// processes may share it; all that blocks happens on a thread of its own.
///
/// The file holds what the service tells of the user, as plain text. Put it on a local disk.
/// **Errors** `std::invalid_argument` for an empty path. What is wrong with the file is told by the
/// functions: `file_error` names it; a file that is not one of these stores is left as it is.
[[nodiscard]] std::shared_ptr<sync_store> make_sqlite_sync_store(std::string_view path);

} // namespace segue::discogs
