#include "discogs/csv/csv_scanner.hpp"
#include "discogs/csv/row_flaws.hpp"

#include <algorithm>
#include <charconv>
#include <deque>
#include <type_traits>

namespace segue::discogs {
namespace {

bool read_value(std::optional<std::string>& into, std::string_view text) {
    into.emplace(text);
    return true;
}

bool read_value(std::optional<std::int64_t>& into, std::string_view text) {
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc() || end != text.data() + text.size())
        return false;
    into = value;
    return true;
}

bool read_value(std::optional<decimal>& into, std::string_view text) {
    into = decimal::parse(text);
    return into.has_value();
}

bool read_value(std::optional<timestamp>& into, std::string_view text) {
    into.emplace(std::string(text));
    return true;
}

bool read_value(std::optional<bool>& into, std::string_view text) {
    if (text != "Y" && text != "N")
        return false;
    into = text == "Y";
    return true;
}

template <class Enum>
bool read_value(std::optional<open_enum<Enum>>& into, std::string_view text) {
    into.emplace(text);
    return true;
}

template <class Tag>
bool read_value(strong_id<Tag>& into, std::string_view text) {
    std::optional<std::int64_t> value;
    const bool read = read_value(value, text);
    into = value.value_or(0);
    return read;
}

using row_type = inventory_export_row;

struct export_column {
    std::string_view name;
    bool (*read)(row_type& into, std::string_view text);
};

template <auto Member>
bool read_member(row_type& into, std::string_view text) {
    return read_value(into.*Member, text);
}

constexpr export_column known_columns[] = {
    {"listing_id", read_member<&row_type::listing_id>},
    {"artist", read_member<&row_type::artist>},
    {"title", read_member<&row_type::title>},
    {"label", read_member<&row_type::label>},
    {"catno", read_member<&row_type::catalog_number>},
    {"format", read_member<&row_type::format>},
    {"release_id", read_member<&row_type::release_id>},
    {"status", read_member<&row_type::status>},
    {"price", read_member<&row_type::price>},
    {"listed", read_member<&row_type::listed>},
    {"comments", read_member<&row_type::comments>},
    {"media_condition", read_member<&row_type::media_condition>},
    {"sleeve_condition", read_member<&row_type::sleeve_condition>},
    {"accept_offer", read_member<&row_type::accept_offer>},
    {"external_id", read_member<&row_type::external_id>},
    {"weight", read_member<&row_type::weight>},
    {"format_quantity", read_member<&row_type::format_quantity>},
    {"location", read_member<&row_type::location>},
    {"quantity", read_member<&row_type::quantity>},
};

} // namespace

struct inventory_csv_reader::state {
    explicit state(const inventory_check_params& p)
        : scanner(std::max<std::size_t>(p.longest_row_bytes, 1)), problems(p.most_problems) {}

    void take(std::string_view bytes);
    void read(const csv_row& row);
    void read_header(const csv_row& row);
    void read_cell(inventory_export_row& into, std::size_t cell, std::string_view text);

    csv_scanner scanner;
    problem_list problems;
    bool has_header = false;
    bool foreign = false;
    std::vector<std::string> names;
    std::vector<const export_column*> columns; // beside them; null where the name means nothing here
    std::deque<inventory_export_row> ready;
};

void inventory_csv_reader::state::take(std::string_view bytes) {
    while (!bytes.empty() && !foreign) {
        bytes.remove_prefix(scanner.take(bytes));
        if (scanner.has_row())
            read(scanner.row());
    }
}

void inventory_csv_reader::state::read_header(const csv_row& row) {
    has_header = true;
    foreign = add_foreign_file(problems, row);
    if (foreign)
        return;
    for (const auto& name : row.cells) {
        const auto at = std::find_if(std::begin(known_columns), std::end(known_columns), [&](const auto& c) {
            return c.name == name;
        });
        const bool repeated = std::find(names.begin(), names.end(), name) != names.end();
        if (repeated)
            problems.add(csv_fault::duplicate_column, name, {});
        columns.push_back(repeated || at == std::end(known_columns) ? nullptr : at);
        names.emplace_back(name);
    }
    add_row_flaws(problems, row, names);
}

void inventory_csv_reader::state::read(const csv_row& row) {
    problems.at(row.number, row.line);
    if (!has_header) {
        read_header(row);
        return;
    }
    ++problems.report().rows;
    add_row_flaws(problems, row, names);
    auto& into = ready.emplace_back();
    for (std::size_t i = 0; i < row.cells.size(); ++i)
        read_cell(into, i, row.cells[i]);
}

void inventory_csv_reader::state::read_cell(
    inventory_export_row& into, std::size_t cell, std::string_view text) {
    const auto* column = cell < columns.size() ? columns[cell] : nullptr;
    if (text.empty() || (column != nullptr && column->read(into, text)))
        return;
    const auto name = cell < names.size() ? std::string_view(names[cell]) : std::string_view();
    if (column != nullptr)
        problems.add(csv_fault::unknown_value, name, text);
    into.others.emplace_back(name, text);
}

inventory_csv_reader::inventory_csv_reader(const inventory_check_params& params)
    : state_(std::make_unique<state>(params)) {}

inventory_csv_reader::inventory_csv_reader(inventory_csv_reader&&) noexcept = default;
inventory_csv_reader& inventory_csv_reader::operator=(inventory_csv_reader&&) noexcept = default;
inventory_csv_reader::~inventory_csv_reader() = default;

void inventory_csv_reader::feed(std::string_view bytes) {
    state_->take(bytes);
}

void inventory_csv_reader::finish() {
    if (!state_->foreign && state_->scanner.finish())
        state_->read(state_->scanner.row());
    state_->problems.at(0, 0);
    if (!state_->has_header)
        state_->problems.add(csv_fault::no_header, {}, {});
}

std::optional<inventory_export_row> inventory_csv_reader::next() {
    if (state_->ready.empty())
        return std::nullopt;
    std::optional<inventory_export_row> row(std::move(state_->ready.front()));
    state_->ready.pop_front();
    return row;
}

const csv_report& inventory_csv_reader::report() const noexcept {
    return state_->problems.report();
}

} // namespace segue::discogs
