#pragma once

#include "discogs/csv/problems.hpp"

#include <cstdint>
#include <limits>
#include <string>

namespace segue::discogs {

/// Turns rows of one kind into lines of a file, the header before the first one.
template <class Row>
class row_writer {
public:
    /// Appends a row, unless something is wrong with it: then `problems` gets all of it, and `out` nothing.
    /// `number` is the row's, for problems.
    bool append(std::string& out, const Row& row, std::uint64_t number, problem_list& problems);

    std::uint64_t rows() const noexcept { return rows_; }

private:
    std::uint64_t rows_ = 0;
    std::uint32_t columns_ = std::numeric_limits<std::uint32_t>::max(); // one bit for each that is written
};

extern template class row_writer<inventory_add_row>;
extern template class row_writer<inventory_change_row>;
extern template class row_writer<inventory_delete_row>;

} // namespace segue::discogs
