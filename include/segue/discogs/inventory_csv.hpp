#pragma once

#include <segue/base/error.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/inventory_export_row.hpp>
#include <segue/discogs/params/inventory_files.hpp>

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The files that inventories travel in: writing and checking what is uploaded, reading what was exported. No
/// request, no limit to the size of a file: one row at a time is held.
///
/// The rules are those of RFC 4180 in UTF-8, with LF for CRLF and a byte order mark tolerated in what is
/// read. The reader is our own: Debian's libcsv keeps a cell of any length in memory, ends at the first stray
/// quote, and tells neither row nor line.
namespace segue::discogs {

/// What is wrong with a place in an inventory file.
enum class csv_fault : unsigned char {
    not_csv,              ///< The file begins like something else: a ZIP archive, UTF-16.
    not_utf8,             ///< Bytes that are no UTF-8, or a zero byte.
    stray_quote,          ///< Quotes inside a cell that are not doubled, or that no cell begins with.
    open_quote,           ///< Quotes that are never closed: the rest of the file went into this cell.
    carriage_return,      ///< A line ends with CR alone.
    row_too_long,         ///< More bytes than `longest_row_bytes`.
    wrong_cell_count,     ///< Another number of cells than the header has.
    no_header,            ///< The file is empty.
    missing_column,       ///< A column that the file must have.
    unknown_column,       ///< A column that the service does not know, for example one with capitals.
    duplicate_column,     ///< A column that was there before.
    nothing_to_change,    ///< A change without any column, or value, besides the ids.
    other_columns_before, ///< A change whose row sets other columns than the first row.
    no_rows,              ///< A header and nothing more.
    empty_cell,           ///< A value that every row must have.
    not_an_id,            ///< No whole number from 1.
    not_a_price,          ///< No number above 0 with at most two digits behind a point.
    not_a_condition,      ///< None of the service's grades, which are compared letter by letter.
    not_y_or_n,           ///< Neither `Y` nor `N`.
    not_a_count,          ///< No whole number from 0.
    unknown_value,        ///< Of an exported row: what its column is not for. It is kept in `others`.
};

/// One thing that is wrong with an inventory file.
struct csv_problem {
    csv_fault fault = csv_fault::not_csv;
    /// Which row, the header being row 1, as the service counts in its results; 0 for the file as a whole.
    std::uint64_t row = 0;
    /// The line of the file in which the row begins, from 1; 0 for rows that are in no file.
    std::uint64_t line = 0;
    /// Name of the column; empty for the row as a whole.
    std::string column;
    /// What stands there; cut when it is long, and with `\x00` for what is no UTF-8 or could not be shown.
    std::string text;
    /// What should stand there, where that can be said.
    std::string hint;

    /// Compares all members.
    bool operator==(const csv_problem&) const = default;
};

/// Writes a problem on one line: `row 3 (line 5), price: "12,50": digits with a point, such as 12.50`.
std::string describe(const csv_problem& p);

/// What was found in an inventory file.
struct csv_report {
    /// Rows without the header.
    std::uint64_t rows = 0;
    /// What is wrong, in the order of the file; at most `most_problems`.
    std::vector<csv_problem> problems;
    /// How many more there are.
    std::uint64_t more_problems = 0;

    /// Tells whether nothing is wrong.
    [[nodiscard]] bool good() const noexcept { return problems.empty() && more_problems == 0; }
    /// Compares all members.
    bool operator==(const csv_report&) const = default;
};

/// Writes what is wrong on one line, the first few problems and how many more there are.
std::string describe(const csv_report& r);

/// Rows of an inventory file are wrong; nothing was sent or written.
class csv_error : public bad_params {
public:
    csv_error(failure f, csv_report r);

    /// Returns all that is wrong, not only what `what()` has room for.
    const csv_report& report() const noexcept { return *report_; }

private:
    std::shared_ptr<const csv_report> report_;
};

/// Writes an inventory file row by row: a header first, cells quoted where they must be, CRLF behind each
/// row.
///
///     std::ofstream file("new.csv", std::ios::binary);
///     discogs::inventory_csv_writer<discogs::inventory_add_row> writer(file);
///     writer.write({.release_id = 352665, .price = price, .media_condition =
///     discogs::media_condition::mint}); writer.finish();
///
/// The rows of a change have the columns of the first one; the others have all columns.
/// **Lifetime** the stream must outlive it. **Threads** one at a time.
template <class Row>
class inventory_csv_writer {
public:
    /// Writes to a stream that is open for binary output.
    explicit inventory_csv_writer(std::ostream& out);
    inventory_csv_writer(inventory_csv_writer&&) noexcept;
    inventory_csv_writer& operator=(inventory_csv_writer&&) noexcept;
    ~inventory_csv_writer();

    /// Writes a row.
    ///
    /// **Errors** `csv_error` with all that is wrong with it; the file then stays as it was, and the next row
    /// may be written. `std::ios_base::failure` when the stream does not take it.
    void write(const Row& row);

    /// Makes sure that all is written. **Errors** `csv_error` when there is no row; `std::ios_base::failure`.
    void finish();

    /// Returns how many rows were written.
    [[nodiscard]] std::uint64_t rows() const noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
};

extern template class inventory_csv_writer<inventory_add_row>;
extern template class inventory_csv_writer<inventory_change_row>;
extern template class inventory_csv_writer<inventory_delete_row>;

/// Checks a file that is to be uploaded, in whatever pieces it comes: all its rows, not only up to the first
/// mistake.
///
/// What the service would refuse or quietly pass over counts as wrong; which listings and releases there are,
/// only the service knows. **Cost** memory for one row and the report.
class inventory_csv_checker {
public:
    /// Checks a file for one kind of upload.
    explicit inventory_csv_checker(upload_type type, const inventory_check_params& params = {});
    inventory_csv_checker(inventory_csv_checker&&) noexcept;
    inventory_csv_checker& operator=(inventory_csv_checker&&) noexcept;
    ~inventory_csv_checker();

    /// Takes the next bytes of the file.
    void feed(std::string_view bytes);
    /// Ends the file and returns what was found. Nothing may be fed afterwards.
    csv_report finish();

private:
    struct state;
    std::unique_ptr<state> state_;
};

/// Checks the text of a file at once.
csv_report
check_inventory_csv(upload_type type, std::string_view text, const inventory_check_params& params = {});

/// Reads the file of an export, in whatever pieces it comes, into rows.
///
///     discogs::inventory_csv_reader reader;
///     reader.feed(piece); // as often as there are pieces
///     while (auto row = reader.next())
///         use(*row);
///     reader.finish(); // then once more: the last row may lack its line end
///
/// It is tolerant: columns may come in any order, be missing or unknown; cells that make no sense are kept as
/// text and reported. **Cost** memory for the rows that were fed and not taken.
class inventory_csv_reader {
public:
    /// Reads one file. Columns are never refused here, whatever `unknown_columns` says.
    explicit inventory_csv_reader(const inventory_check_params& params = {});
    inventory_csv_reader(inventory_csv_reader&&) noexcept;
    inventory_csv_reader& operator=(inventory_csv_reader&&) noexcept;
    ~inventory_csv_reader();

    /// Takes the next bytes of the file.
    void feed(std::string_view bytes);
    /// Ends the file. Nothing may be fed afterwards.
    void finish();
    /// Returns the next row; nothing when more bytes are needed, or, after `finish`, when there is none.
    std::optional<inventory_export_row> next();
    /// Returns what was wrong with the rows so far.
    [[nodiscard]] const csv_report& report() const noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace segue::discogs
