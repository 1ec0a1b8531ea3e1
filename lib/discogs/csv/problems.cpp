#include "discogs/csv/problems.hpp"

#include <boost/locale/utf.hpp>

#include <algorithm>
#include <array>

namespace segue::discogs {
namespace {

namespace utf = boost::locale::utf;

constexpr std::size_t most_shown = 60;   // bytes of a cell in a message
constexpr std::size_t most_column = 100; // bytes of a column's name, which may be anything

// NOLINTNEXTLINE(readability-function-size): one line for each fault
std::string_view text_of(csv_fault fault) noexcept {
    switch (fault) {
    case csv_fault::not_csv:
        return "this is no CSV";
    case csv_fault::not_utf8:
        return "not UTF-8";
    case csv_fault::stray_quote:
        return "a quote that is not doubled, or in a cell without quotes around it";
    case csv_fault::open_quote:
        return "quotes that are never closed";
    case csv_fault::carriage_return:
        return "the line ends with a carriage return alone";
    case csv_fault::row_too_long:
        return "the row is too long";
    case csv_fault::wrong_cell_count:
        return "the number of cells is not that of the header";
    case csv_fault::no_header:
        return "no header";
    case csv_fault::missing_column:
        return "this column is missing";
    case csv_fault::unknown_column:
        return "no column of such a file";
    case csv_fault::duplicate_column:
        return "this column was there before";
    case csv_fault::nothing_to_change:
        return "nothing besides the ids";
    case csv_fault::other_columns_before:
        return "sets other columns than the first row";
    case csv_fault::no_rows:
        return "no rows";
    case csv_fault::empty_cell:
        return "must not be empty";
    case csv_fault::not_an_id:
        return "not an id";
    case csv_fault::not_a_price:
        return "not a price";
    case csv_fault::not_a_condition:
        return "not a condition";
    case csv_fault::not_y_or_n:
        return "neither Y nor N";
    case csv_fault::not_a_count:
        return "not a whole number from 0";
    case csv_fault::unknown_value:
        return "not understood";
    }
    return "";
}

// One character off the front; empty when it is none.
std::string_view take_character(std::string_view& text) noexcept {
    const char* at = text.data();
    const auto point = utf::utf_traits<char>::decode(at, text.data() + text.size());
    if (point == utf::illegal || point == utf::incomplete)
        return {};
    const auto character = text.substr(0, static_cast<std::size_t>(at - text.data()));
    text.remove_prefix(character.size());
    return character;
}

bool is_control(char c) noexcept {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

void append_escaped(std::string& to, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    to += "\\x";
    to += digits[byte / 16];
    to += digits[byte % 16];
}

} // namespace

csv_problem* problem_list::enter(csv_fault fault, std::string_view column, std::string_view text) {
    if (report_.problems.size() >= most_) {
        ++report_.more_problems;
        return nullptr;
    }
    auto& p = report_.problems.emplace_back();
    p.fault = fault;
    p.row = row_;
    p.line = line_;
    p.column = printable(column.substr(0, most_column));
    p.text = printable(text);
    return &p;
}

bool is_clean_utf8(std::string_view text) noexcept {
    const auto plain = [](char c) { return static_cast<unsigned char>(c) - 1U < 0x7fU; };
    text.remove_prefix(
        static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), plain) - text.begin()));
    while (!text.empty()) {
        if (text.front() == '\0' || take_character(text).empty())
            return false;
    }
    return true;
}

std::string printable(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        if (shown.size() >= most_shown)
            return shown + "...";
        const char first = text.front();
        const auto character = is_control(first) ? std::string_view() : take_character(text);
        if (!character.empty()) {
            shown += character;
            continue;
        }
        append_escaped(shown, first);
        text.remove_prefix(1);
    }
    return shown;
}

std::string describe(const csv_problem& p) {
    std::string line;
    if (p.row != 0)
        line = "row " + std::to_string(p.row);
    if (p.line != 0 && p.line != p.row)
        line += " (line " + std::to_string(p.line) + ")";
    if (!p.column.empty())
        line.append(line.empty() ? "" : ", ").append(p.column);
    if (!line.empty())
        line += ": ";
    if (!p.text.empty())
        line.append("\"").append(p.text).append("\": ");
    line += text_of(p.fault);
    if (!p.hint.empty())
        line.append(": ").append(p.hint);
    return line;
}

std::string describe(const csv_report& r) {
    constexpr std::size_t told = 5;
    if (r.good())
        return std::to_string(r.rows) + " rows, nothing wrong";
    std::string line;
    const auto shown = std::min(told, r.problems.size());
    for (std::size_t i = 0; i < shown; ++i)
        line.append(line.empty() ? "" : "; ").append(describe(r.problems[i]));
    const auto more = r.more_problems + (r.problems.size() - shown);
    if (more == 0)
        return line;
    line.append(line.empty() ? "" : "; and ").append(std::to_string(more));
    return line + (shown == 0 ? " problems" : " more");
}

csv_error::csv_error(failure f, csv_report r)
    : bad_params(std::move(f)), report_(std::make_shared<const csv_report>(std::move(r))) {}

csv_error make_csv_error(std::string_view param, csv_report report) {
    failure f;
    f.code = errc::bad_params;
    f.param = param;
    f.message = describe(report);
    return {std::move(f), std::move(report)};
}

} // namespace segue::discogs
