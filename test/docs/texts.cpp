#include "docs/texts.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace segue::test {
namespace {

// The text between the brackets of which `open` is the first.
std::string inside(const std::string& text, std::size_t open) {
    int depth = 0;
    for (std::size_t at = open; at < text.size(); ++at) {
        depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
        if (depth == 0) {
            return text.substr(open + 1, at - open - 1);
        }
    }
    return {};
}

std::string body_of(const std::string& header, const std::string& declared) {
    const std::string text = without_comments(header);
    const std::regex start{declared + R"([^;{]*\{)"};
    std::smatch found;
    if (!std::regex_search(text, found, start)) {
        return {};
    }
    return inside(text, static_cast<std::size_t>(found.position() + found.length()) - 1);
}

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream row{line.substr(1)};
    for (std::string cell; std::getline(row, cell, '|');) {
        cells.push_back(trimmed(cell));
    }
    return cells;
}

} // namespace

std::filesystem::path source_root() {
    return SEGUE_SOURCE_ROOT;
}

std::string read_source(const std::filesystem::path& path) {
    std::ifstream file{source_root() / path, std::ios::binary};
    if (!file) {
        throw std::runtime_error{"cannot read " + path.string()};
    }
    std::ostringstream content;
    content << file.rdbuf();
    return std::move(content).str();
}

std::vector<std::filesystem::path> source_files(const std::string& folder, std::string_view ending) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{source_root() / folder}) {
        if (entry.is_regular_file() && entry.path().string().ends_with(ending)) {
            paths.push_back(std::filesystem::relative(entry.path(), source_root()));
        }
    }
    std::ranges::sort(paths);
    return paths;
}

int check_page(const std::filesystem::path& page, const std::string& wanted, std::string_view program) {
    const std::string found = read_source(page);
    if (found == wanted) {
        std::cout << page.string() << ": as " << program << " would write it\n";
        return 0;
    }
    const auto want = lines_of(wanted);
    const auto have = lines_of(found);
    const auto differ = std::ranges::mismatch(want, have);
    std::cerr << page.string() << ", line " << differ.in1 - want.begin() + 1 << ":\n  wanted "
              << (differ.in1 == want.end() ? "the end" : *differ.in1) << "\n  found  "
              << (differ.in2 == have.end() ? "the end" : *differ.in2) << '\n'
              << program << " --write mends it\n";
    return 1;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) {
        return {};
    }
    return std::string(text.substr(first, text.find_last_not_of(" \t\n") - first + 1));
}

std::vector<std::string> quoted_words(const std::string& text) {
    std::vector<std::string> words;
    std::size_t open = text.find('`');
    while (open != std::string::npos) {
        const std::size_t close = text.find('`', open + 1);
        if (close == std::string::npos) {
            break;
        }
        words.push_back(text.substr(open + 1, close - open - 1));
        open = text.find('`', close + 1);
    }
    return words;
}

std::vector<std::vector<std::string>> table_of(const std::string& document, std::string_view first_header) {
    std::vector<std::vector<std::string>> rows;
    const std::string start = "| " + std::string(first_header) + " |";
    bool in_table = false;
    for (const std::string& line : lines_of(document)) {
        if (!in_table) {
            in_table = line.starts_with(start);
        } else if (!line.starts_with("|")) {
            break;
        } else if (!line.starts_with("|---")) {
            rows.push_back(cells_of(line));
        }
    }
    return rows;
}

std::vector<std::string> block_with(const std::string& document, std::string_view text) {
    std::vector<std::string> block;
    bool inside_block = false;
    for (const std::string& line : lines_of(document)) {
        if (!line.starts_with("```")) {
            block.push_back(line);
            continue;
        }
        const bool wanted = inside_block && std::ranges::any_of(block, [&](const std::string& each) {
                                return each.find(text) != std::string::npos;
                            });
        if (wanted) {
            return block;
        }
        inside_block = !inside_block;
        block.clear();
    }
    return {};
}

std::string without_comments(const std::string& text) {
    std::string result;
    for (const std::string& line : lines_of(text)) {
        // A `//` inside of a literal is followed by no blank.
        const auto comment =
            trimmed(line).starts_with("//") ? 0 : std::min(line.find("// "), line.find("///"));
        result += line.substr(0, comment) + '\n';
    }
    return std::regex_replace(result, std::regex{R"(static_assert\([^;]*\);)"}, "");
}

std::vector<member> members_of(const std::string& header, const std::string& name) {
    static const std::regex shape{R"(([\w:<>, ]+?)\s+(\w+)\s*(?:=\s*([^;]+)|\{([^;]*)\})?)"};
    std::vector<member> members;
    std::istringstream statements{body_of(header, "struct " + name)};
    for (std::string statement; std::getline(statements, statement, ';');) {
        const std::string text = trimmed(statement);
        std::smatch found;
        if (std::regex_match(text, found, shape)) {
            members.push_back({found[1], found[2], trimmed(found[3].str() + found[4].str())});
        } else if (!text.empty()) {
            throw std::runtime_error{"in " + name + ": what is " + text};
        }
    }
    return members;
}

std::vector<std::string> enumerators_of(const std::string& header, const std::string& name) {
    std::vector<std::string> names;
    std::istringstream parts{body_of(header, "enum class " + name + R"(\b)")};
    for (std::string part; std::getline(parts, part, ',');) {
        const std::string text = trimmed(part.substr(0, part.find('=')));
        if (!text.empty()) {
            names.push_back(text);
        }
    }
    return names;
}

std::map<std::string, derived_class> classes_of(const std::string& header) {
    static const std::regex start{R"(class (\w+) : public ([\w:]+) \{)"};
    static const std::regex accessor{R"((\w+)\(\) const)"};
    std::map<std::string, derived_class> classes;
    const std::string text = without_comments(header);
    for (std::sregex_iterator at{text.begin(), text.end(), start}, end; at != end; ++at) {
        derived_class& found = classes[(*at)[1]];
        found.base = (*at)[2];
        const std::string body = inside(text, static_cast<std::size_t>(at->position() + at->length()) - 1);
        for (std::sregex_iterator name{body.begin(), body.end(), accessor}; name != end; ++name) {
            found.accessors.push_back((*name)[1]);
        }
    }
    return classes;
}

} // namespace segue::test
