#include "corpus/corpus_index.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>

namespace segue::test {
namespace {

std::vector<std::string> split_row(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream row{line};
    for (std::string cell; std::getline(row, cell, '\t');) {
        cells.push_back(cell);
    }
    return cells;
}

} // namespace

std::optional<std::string> read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) {
        return std::nullopt;
    }
    std::ostringstream content;
    content << file.rdbuf();
    return file.bad() ? std::nullopt : std::optional{std::move(content).str()};
}

std::optional<std::vector<index_row>> read_index(const std::filesystem::path& folder) {
    const std::optional<std::string> text = read_file(folder / "INDEX.tsv");
    if (!text) {
        return std::nullopt;
    }
    std::istringstream lines{*text};
    std::string line;
    std::getline(lines, line);
    const std::vector<std::string> header = split_row(line);
    const auto column = [&header](std::string_view name) {
        return static_cast<std::size_t>(std::ranges::find(header, name) - header.begin());
    };
    const std::size_t columns[] = {column("provider"), column("model"), column("file"), column("status")};
    if (std::ranges::find(columns, header.size()) != std::end(columns)) {
        return std::nullopt;
    }
    const std::size_t kind = column("kind");
    std::vector<index_row> rows;
    while (std::getline(lines, line)) {
        if (line.empty()) {
            continue;
        }
        std::vector<std::string> cells = split_row(line);
        cells.resize(header.size() + 1);
        rows.push_back(
            {cells[columns[0]], cells[columns[1]], cells[columns[2]], cells[columns[3]], cells[kind]});
    }
    return rows;
}

std::string model_of(const index_row& row) {
    const bool refused = !row.status.empty() && row.status.front() != '2';
    return refused ? "error" : row.model;
}

} // namespace segue::test
