#pragma once

#include "discogs/csv/csv_scanner.hpp"
#include "discogs/csv/problems.hpp"

#include <string_view>
#include <vector>

namespace segue::discogs {

/// Adds what is wrong with a row whatever it means: its quotes, its end, and how many cells it has.
void add_row_flaws(problem_list& problems, const csv_row& row, const std::vector<std::string>& column_names);

/// Tells whether a file begins like something that is no CSV, of which nothing more can be said.
bool add_foreign_file(problem_list& problems, const csv_row& header);

} // namespace segue::discogs
