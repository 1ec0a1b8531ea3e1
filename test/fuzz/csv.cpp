#include "discogs/csv/csv_scanner.hpp"
#include "fuzz/replay/entry.hpp"

#include <segue/discogs/inventory_csv.hpp>
#include <segue/discogs/models/inventory_job.hpp>

#include <algorithm>
#include <vector>

// A byte that says which file and in what pieces it comes, then the file: read as an upload of each kind, as
// an export, and as cells. Pieces of any size say the same as the whole, and cells that are quoted read back.
namespace segue::test {
namespace {

using namespace segue::discogs;

constexpr std::size_t longest_row = 4096;

// Calls `use` with pieces of that size.
template <class Use>
void in_pieces(std::string_view text, std::size_t size, Use use) {
    for (; !text.empty(); text.remove_prefix(std::min(size, text.size())))
        use(text.substr(0, size));
}

csv_report check(upload_type type, std::string_view text, std::size_t piece) {
    inventory_check_params params;
    params.longest_row_bytes = longest_row;
    params.most_problems = 20;
    inventory_csv_checker checker(type, params);
    in_pieces(text, piece, [&](std::string_view part) { checker.feed(part); });
    return checker.finish();
}

struct read_file {
    std::vector<inventory_export_row> rows;
    csv_report report;

    bool operator==(const read_file&) const = default;
};

read_file read(std::string_view text, std::size_t piece) {
    inventory_check_params params;
    params.longest_row_bytes = longest_row;
    inventory_csv_reader reader(params);
    read_file all;
    const auto drain = [&] {
        while (auto row = reader.next())
            all.rows.push_back(std::move(*row));
    };
    in_pieces(text, piece, [&](std::string_view part) {
        reader.feed(part);
        drain();
    });
    reader.finish();
    drain();
    all.report = reader.report();
    return all;
}

struct scanned_row {
    std::vector<std::string> cells;
    bool flawed = false;

    bool operator==(const scanned_row&) const = default;
};

std::vector<scanned_row> scan(std::string_view text, std::size_t longest) {
    csv_scanner scanner(longest);
    std::vector<scanned_row> rows;
    std::uint64_t lines = 0;
    const auto keep = [&] {
        const auto& row = scanner.row();
        hold(row.number == rows.size() + 1, "a row is left out");
        hold(row.line > lines, "a line is told twice");
        hold(!row.cells.empty(), "a row without cells");
        lines = row.line;
        rows.push_back({{row.cells.begin(), row.cells.end()}, !row.flaws.empty()});
    };
    while (!text.empty()) {
        const auto taken = scanner.take(text);
        hold(taken > 0 || scanner.has_row(), "stands still");
        text.remove_prefix(taken);
        if (scanner.has_row())
            keep();
    }
    if (scanner.finish())
        keep();
    return rows;
}

std::string quoted(const std::vector<scanned_row>& rows) {
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            text += i == 0 ? "\"" : ",\"";
            for (const char c : row.cells[i])
                text.append(c == '"' ? 2 : 1, c);
            text += '"';
        }
        text += "\r\n";
    }
    return text;
}

void check_cells(std::string_view text) {
    const auto rows = scan(text, longest_row);
    const auto again = scan(quoted(rows), std::string::npos);
    hold(again.size() == rows.size(), "rows get lost in a round");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        hold(!again[i].flawed, "what is quoted has a flaw");
        hold(again[i].cells == rows[i].cells, "cells change in a round");
    }
}

} // namespace
} // namespace segue::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace segue::test;
    fuzz_input input{data, size};
    const auto how = input.byte();
    const auto text = input.rest();
    const auto piece = 1 + how / 3;
    const auto type = static_cast<upload_type>(how % 3);
    const auto report = check(type, text, std::max<std::size_t>(text.size(), 1));
    hold(report == check(type, text, piece), "pieces are judged otherwise", describe(report));
    hold(report.problems.size() <= 20, "more problems than wanted");
    hold(!report.good() || report.rows > 0, "nothing is good");
    for (const auto& problem : report.problems)
        hold(describe(problem).size() < 2000, "a message without end");

    const auto whole = read(text, std::max<std::size_t>(text.size(), 1));
    hold(whole == read(text, piece), "pieces are read otherwise");
    check_cells(text);

    inventory_upload upload;
    upload.results = std::string(text);
    const auto results = read_upload_results(upload);
    hold(results.skipped.size() + results.remarks.size() <= text.size(), "more sentences than characters");
    return 0;
}
