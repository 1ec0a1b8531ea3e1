#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace segue::traffic {

/// The file of a cache in its directory, without a look at what is in it.
///
/// Everybody who has the database open holds a shared lock on a file beside it. Only who gets the lock alone
/// sets a damaged file aside: SQLite removes its log by name when it closes, and would remove that of the new
/// file. The database itself is never opened here once it exists, because closing it would let go the locks
/// that SQLite holds on it in the same process.
class cache_file {
public:
    /// `path` as `make_sqlite_cache` takes it.
    explicit cache_file(std::string path);
    ~cache_file() { leave(); }
    cache_file(const cache_file&) = delete;
    cache_file& operator=(const cache_file&) = delete;

    const std::string& name() const noexcept { return name_; }

    /// Which file stands under the name now: device and number. Nothing when there is none.
    struct identity {
        std::uint64_t device = 0;
        std::uint64_t number = 0;
        friend bool operator==(const identity&, const identity&) = default;
    };
    std::optional<identity> which() const noexcept;

    enum class joined : unsigned char { yes, busy };

    /// Makes what is missing, closes the file to others and takes the lock together with everybody else; goes
    /// without a lock where none can be made.
    /// **Errors** `std::system_error` when there is no file and none can be made.
    joined join(std::chrono::milliseconds patience);
    /// Gives the lock up. The database must be closed before.
    void leave() noexcept;

    /// Renames the damaged file, with what belongs to it, to `NAME.corrupt-1`, `-2` or `-3`; the fourth takes
    /// the place of the third.
    /// **Returns** the new name; empty when somebody else uses the file or it cannot be renamed. When
    /// `damaged` is no longer there, another process was quicker: then the file's own name.
    std::string set_aside(const identity& damaged);

    /// Whether a log lies beside the file.
    bool has_log() const noexcept;

private:
    std::string name_;
    int lock_ = -1;
};

} // namespace segue::traffic
