#pragma once

#include <segue/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace segue::resource {

/// Where a pager stands, in a form that can be kept outside of the process.
struct list_cursor {
    /// The list: its path, encoded, and its query as `list_name` writes it.
    std::string path;
    std::string list;
    /// Query of the page that holds the next item; nothing when the list has been read to its end.
    std::optional<std::string> page;
    /// How many items of that page have been given out.
    std::size_t given = 0;
    /// What the service said of the total.
    std::optional<std::int64_t> total;

    bool operator==(const list_cursor&) const = default;
};

/// Names a list by its first query: without the page number and in a fixed order, because services repeat
/// params in an order of their own. A query that cannot be read names itself.
std::string list_name(std::string_view first_query);

/// Writes a cursor as text: a query of its own, so letters, digits and `-._~%&=` alone.
std::string write_cursor(const list_cursor& c);

/// Reads what `write_cursor` wrote; or says why it cannot.
std::variant<list_cursor, std::string> read_cursor(std::string_view text);

/// Reads a cursor of the list that `path` and `first_query` name; or makes the failure that refuses it.
std::variant<list_cursor, failure>
read_cursor_of(std::string_view text, std::string_view path, std::string_view first_query);

/// The failure that refuses a cursor.
failure refused_cursor(std::string_view path, std::string_view why);

} // namespace segue::resource
