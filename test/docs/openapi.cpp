#include "docs/openapi.hpp"

#include "docs/texts.hpp"

#include <map>
#include <regex>
#include <string>

namespace segue::test {
namespace {

// By the layout of that file: an operation's name comes before its answers, a line each.
std::map<std::string, std::vector<int>, std::less<>> read_errors() {
    static const std::regex name{R"(\s*operationId:\s*(\S+)\s*)"};
    static const std::regex answer{R"(\s*'(4\d\d)':.*)"};
    std::map<std::string, std::vector<int>, std::less<>> all;
    std::string operation;
    for (const auto& line : lines_of(read_source("docs/openapi/discogs.yaml"))) {
        std::smatch found;
        if (line.starts_with("components:"))
            break;
        if (std::regex_match(line, found, name))
            operation = found[1];
        else if (!operation.empty() && std::regex_match(line, found, answer))
            all[operation].push_back(std::stoi(found[1]));
    }
    return all;
}

} // namespace

std::vector<int> contract_errors(std::string_view operation_id) {
    static const auto all = read_errors();
    const auto found = all.find(operation_id);
    return found == all.end() ? std::vector<int>() : found->second;
}

} // namespace segue::test
