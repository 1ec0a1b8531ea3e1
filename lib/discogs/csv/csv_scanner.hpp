#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segue::discogs {

/// What some programs put in front of a text in UTF-8.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Where a row breaks RFC 4180.
struct csv_flaw {
    enum kind : unsigned char {
        quote_in_plain_cell,   ///< A quote in a cell that does not begin with one; it counts as a character.
        text_behind_quotes,    ///< Something between a closing quote and the end of the cell; it counts too.
        quotes_left_open,      ///< The text ends inside quotes.
        carriage_return_alone, ///< A line ends with CR and no LF.
        row_too_long,          ///< More bytes than allowed; what is above was left out.
    };
    kind what = quote_in_plain_cell;
    /// Which cell of the row, from 0.
    std::size_t cell = 0;
};

/// One row of a CSV text, and where it stands.
struct csv_row {
    /// From 1; empty lines do not count.
    std::uint64_t number = 0;
    /// The line of the text in which the row begins, from 1.
    std::uint64_t line = 0;
    std::span<const std::string_view> cells;
    /// The first ones of each row; see `csv_scanner::most_flaws`.
    std::span<const csv_flaw> flaws;
};

/// Splits CSV text as RFC 4180 has it into rows and cells, whatever pieces the text comes in.
///
/// LF alone ends a row too; a byte order mark of UTF-8 in front is no part of the text. A text that breaks
/// the rules is read as far as it can be, and each row says what was wrong with it. Holds one row at a time.
///
///     while (!piece.empty()) {
///         piece.remove_prefix(scanner.take(piece));
///         if (scanner.has_row())
///             use(scanner.row());
///     }
///     if (scanner.finish())
///         use(scanner.row());
class csv_scanner {
public:
    /// Of one row; further ones tell nothing new.
    static constexpr std::size_t most_flaws = 8;

    /// Keeps at most so many bytes of a row.
    explicit csv_scanner(std::size_t longest_row) : longest_row_(longest_row) {}

    /// Takes bytes until a row is whole. **Returns** how many; all of them when none is.
    std::size_t take(std::string_view bytes);
    /// Takes the end of the text. **Returns** whether that made another row whole.
    bool finish();

    /// Tells whether a row is whole.
    bool has_row() const noexcept { return whole_; }
    /// Returns it. **Lifetime** until the next `take` or `finish`.
    const csv_row& row() const noexcept { return row_; }
    /// Tells whether the text began with a byte order mark.
    bool had_mark() const noexcept { return mark_ == marked; }

private:
    enum class place : unsigned char {
        cell_start,
        plain,
        quoted,
        quote_in_quoted, // it closes the cell, or is the first of two
        behind_quotes,
        carriage_return, // the row is whole; a line feed may follow
    };

    static constexpr int marked = 3;
    static constexpr int no_mark = 4;

    std::size_t skip_mark(std::string_view bytes);
    std::size_t scan(std::string_view bytes);
    std::size_t run_of_text(std::string_view bytes);
    std::size_t step(char c);
    std::size_t step_outside(char c);
    void add(std::string_view text);
    void add_flaw(csv_flaw::kind what);
    void end_cell();
    void end_row();
    void begin_row();

    std::size_t longest_row_;
    place place_ = place::cell_start;
    int mark_ = 0; // how much of the mark was seen; or `no_mark`
    std::uint64_t line_ = 1;
    std::uint64_t rows_ = 0;
    std::uint64_t first_line_ = 1;
    bool whole_ = false;
    bool began_ = false;  // the row has something: a byte, a separator or quotes
    bool quotes_ = false; // one of its cells stood in quotes
    std::string text_;
    std::vector<std::size_t> ends_; // of the cells in `text_`
    std::vector<std::string_view> cells_;
    std::vector<csv_flaw> flaws_;
    csv_row row_;
};

} // namespace segue::discogs
