#pragma once

#include <segue/discogs/inventory_csv.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace segue::discogs {

/// What the cells of a column hold.
enum class cell_rule : unsigned char { id, price, media_condition, sleeve_condition, yes_or_no, count, text };

/// One column of a file that is uploaded.
struct file_column {
    std::string_view name;
    cell_rule rule = cell_rule::text;
    /// Whether the file must have it, and each row a value in it.
    bool required = false;
    /// Whether it only says which listing is meant.
    bool key = false;
};

/// Names all columns of a file, in the order of the facts page (D20).
std::span<const file_column> columns_of(upload_type type) noexcept;

/// Says what is wrong with a cell that is not empty; nothing when it is right.
std::optional<csv_fault> judge_cell(cell_rule rule, std::string_view text) noexcept;

/// Says what should stand in a cell.
std::string hint_for(cell_rule rule, std::string_view text);

/// Says which column was meant, if the name can be guessed.
std::string hint_for_column(upload_type type, std::string_view name);

} // namespace segue::discogs
