#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace segue::emulator {

/// The lines of a CSV text after RFC 4180.
struct csv_table {
    std::vector<std::vector<std::string>> rows{};
    /// What is wrong with the text and in which row, counted from 1; empty: nothing.
    std::string problem{};
};

/// Lines end with CRLF or LF, cells may be quoted, empty lines do not count, a byte order mark is skipped.
[[nodiscard]] csv_table read_csv(std::string_view text);

/// Adds one row; cells are quoted where they have to be, the line ends with CRLF.
void append_csv(std::string& out, const std::vector<std::string>& cells);

/// Whether every byte belongs to well-formed UTF-8 and none is 0.
[[nodiscard]] bool is_plain_utf8(std::string_view text) noexcept;

} // namespace segue::emulator
