#include "discogs/csv/row_flaws.hpp"

namespace segue::discogs {
namespace {

csv_fault fault_of(csv_flaw::kind flaw) noexcept {
    switch (flaw) {
    case csv_flaw::quote_in_plain_cell:
    case csv_flaw::text_behind_quotes:
        return csv_fault::stray_quote;
    case csv_flaw::quotes_left_open:
        return csv_fault::open_quote;
    case csv_flaw::carriage_return_alone:
        return csv_fault::carriage_return;
    case csv_flaw::row_too_long:
        return csv_fault::row_too_long;
    }
    return csv_fault::not_csv;
}

} // namespace

void add_row_flaws(problem_list& problems, const csv_row& row, const std::vector<std::string>& column_names) {
    for (const auto& flaw : row.flaws) {
        const bool of_a_cell = flaw.what != csv_flaw::carriage_return_alone;
        const auto column = of_a_cell && flaw.cell < column_names.size()
                                ? std::string_view(column_names[flaw.cell])
                                : std::string_view();
        const auto text =
            of_a_cell && flaw.cell < row.cells.size() ? row.cells[flaw.cell] : std::string_view();
        problems.add(fault_of(flaw.what), column, text);
    }
    if (row.cells.size() != column_names.size()) {
        problems.add(csv_fault::wrong_cell_count, {}, {}, [&] {
            return std::to_string(row.cells.size()) + " cells, " + std::to_string(column_names.size()) +
                   " columns";
        });
    }
}

bool add_foreign_file(problem_list& problems, const csv_row& header) {
    const auto start = header.cells.front();
    const char* what = nullptr;
    if (start.starts_with("PK\x03\x04"))
        what = "a ZIP archive";
    else if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF"))
        what = "UTF-16; save it as UTF-8";
    if (what == nullptr)
        return false;
    problems.add(csv_fault::not_csv, {}, {}, [what] { return std::string(what); });
    return true;
}

} // namespace segue::discogs
