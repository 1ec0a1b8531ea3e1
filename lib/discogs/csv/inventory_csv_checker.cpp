#include "discogs/csv/columns.hpp"
#include "discogs/csv/csv_scanner.hpp"
#include "discogs/csv/row_flaws.hpp"

#include <algorithm>

namespace segue::discogs {

struct inventory_csv_checker::state {
    state(upload_type t, const inventory_check_params& p)
        : type(t), params(p), scanner(std::max<std::size_t>(p.longest_row_bytes, 1)),
          problems(p.most_problems) {}

    void take(std::string_view bytes);
    void read(const csv_row& row);
    void read_header(const csv_row& row);
    void read_name(const csv_row& row, std::size_t cell);
    void read_row(const csv_row& row);
    void read_cell(const file_column& column, std::string_view text);
    void end();

    upload_type type;
    inventory_check_params params;
    csv_scanner scanner;
    problem_list problems;
    bool has_header = false;
    bool foreign = false;
    std::vector<std::string> names;          // of all columns of the file
    std::vector<const file_column*> columns; // beside them; null where the name means nothing
};

void inventory_csv_checker::state::take(std::string_view bytes) {
    while (!bytes.empty() && !foreign) {
        bytes.remove_prefix(scanner.take(bytes));
        if (scanner.has_row())
            read(scanner.row());
    }
}

void inventory_csv_checker::state::read(const csv_row& row) {
    problems.at(row.number, row.line);
    if (has_header)
        read_row(row);
    else
        read_header(row);
}

void inventory_csv_checker::state::read_header(const csv_row& row) {
    has_header = true;
    foreign = add_foreign_file(problems, row);
    if (foreign)
        return;
    for (const auto& name : row.cells)
        names.emplace_back(name);
    add_row_flaws(problems, row, names);
    for (std::size_t i = 0; i < row.cells.size(); ++i)
        read_name(row, i);
    const auto has = [this](const file_column& wanted) {
        return std::find(columns.begin(), columns.end(), &wanted) != columns.end();
    };
    for (const auto& wanted : columns_of(type)) {
        if (wanted.required && !has(wanted))
            problems.add(csv_fault::missing_column, wanted.name, {});
    }
    const auto edits = [](const file_column* c) { return c != nullptr && !c->key; };
    if (type == upload_type::change && std::none_of(columns.begin(), columns.end(), edits))
        problems.add(csv_fault::nothing_to_change, {}, {});
}

void inventory_csv_checker::state::read_name(const csv_row& row, std::size_t cell) {
    const auto name = row.cells[cell];
    const auto known = columns_of(type);
    const auto at = std::find_if(known.begin(), known.end(), [&](const auto& c) { return c.name == name; });
    columns.push_back(at == known.end() ? nullptr : &*at);
    if (!is_clean_utf8(name)) {
        problems.add(csv_fault::not_utf8, {}, name);
    } else if (
        std::find(row.cells.begin(), row.cells.begin() + std::ptrdiff_t(cell), name) !=
        row.cells.begin() + std::ptrdiff_t(cell)) {
        columns.back() = nullptr;
        problems.add(csv_fault::duplicate_column, name, {});
    } else if (at == known.end() && params.unknown_columns == unknown_columns::refuse) {
        problems.add(csv_fault::unknown_column, {}, name, [&] { return hint_for_column(type, name); });
    }
}

void inventory_csv_checker::state::read_row(const csv_row& row) {
    ++problems.report().rows;
    add_row_flaws(problems, row, names);
    const auto count = std::min(row.cells.size(), columns.size());
    bool edits = false;
    for (std::size_t i = 0; i < count; ++i) {
        const auto text = row.cells[i];
        if (!is_clean_utf8(text))
            problems.add(csv_fault::not_utf8, names[i], text);
        else if (columns[i] != nullptr)
            read_cell(*columns[i], text);
        edits = edits || (columns[i] != nullptr && !columns[i]->key && !text.empty());
    }
    const auto can_edit = [](const file_column* c) { return c != nullptr && !c->key; };
    if (type == upload_type::change && !edits && std::any_of(columns.begin(), columns.end(), can_edit))
        problems.add(csv_fault::nothing_to_change, {}, {});
}

void inventory_csv_checker::state::read_cell(const file_column& column, std::string_view text) {
    if (text.empty()) {
        if (column.required)
            problems.add(csv_fault::empty_cell, column.name, {});
    } else if (const auto fault = judge_cell(column.rule, text)) {
        problems.add(*fault, column.name, text, [&] { return hint_for(column.rule, text); });
    }
}

void inventory_csv_checker::state::end() {
    if (!foreign && scanner.finish())
        read(scanner.row());
    problems.at(0, 0);
    if (!has_header)
        problems.add(csv_fault::no_header, {}, {});
    else if (!foreign && problems.report().rows == 0)
        problems.add(csv_fault::no_rows, {}, {});
}

inventory_csv_checker::inventory_csv_checker(upload_type type, const inventory_check_params& params)
    : state_(std::make_unique<state>(type, params)) {}

inventory_csv_checker::inventory_csv_checker(inventory_csv_checker&&) noexcept = default;
inventory_csv_checker& inventory_csv_checker::operator=(inventory_csv_checker&&) noexcept = default;
inventory_csv_checker::~inventory_csv_checker() = default;

void inventory_csv_checker::feed(std::string_view bytes) {
    state_->take(bytes);
}

csv_report inventory_csv_checker::finish() {
    state_->end();
    return std::move(state_->problems.report());
}

csv_report
check_inventory_csv(upload_type type, std::string_view text, const inventory_check_params& params) {
    inventory_csv_checker checker(type, params);
    checker.feed(text);
    return checker.finish();
}

} // namespace segue::discogs
