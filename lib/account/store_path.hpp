#pragma once

#include "account/credentials.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace segue::account {

/// Where the store stands when nobody says: by the rule of the XDG base directories.
///
/// Throws `std::invalid_argument` when there is no home directory either.
std::string default_store_path(const environment& look_up);

/// Which file stands under a name: device and number.
struct file_identity {
    std::uint64_t device = 0;
    std::uint64_t number = 0;
    friend bool operator==(const file_identity&, const file_identity&) = default;
};

/// Nothing when there is none.
std::optional<file_identity> identify(const std::string& file) noexcept;

/// Makes what is missing, closed to others from its first moment, and refuses what is open to others.
///
/// A file that is there is never opened: closing it would let go the locks that SQLite holds on it in the
/// same process. Throws `file_error`.
void prepare_store_file(const std::string& file);

/// Whether files can be made in the directory of a file.
bool may_write_beside(const std::string& file);

} // namespace segue::account
