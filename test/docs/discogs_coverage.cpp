#include "discogs/endpoints.hpp"
#include "docs/calls.hpp"
#include "docs/openapi.hpp"
#include "docs/texts.hpp"
#include "unit/discogs/operations/stage.hpp"

#include <algorithm>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <utility>

// Prints, writes or checks the page that shows what is tested of each operation. Nothing in its tables is
// typed in: calls and types are those of the rows that the tests run, what errors and endings do is seen here
// and now, and other tests are found by the calls in their sources.
namespace segue::test {
namespace {

constexpr const char* page_path = "docs/providers/discogs_coverage.md";

constexpr std::string_view opening =
    "# What is tested of each Discogs operation\n"
    "\n"
    "All 63 operations, with the numbers of [the provider's page](discogs.md). This page is written by the "
    "program\n"
    "`discogs_coverage` (`build/dev/bin/discogs_coverage --write`); a test compares it with what the program "
    "sees:\n"
    "\n"
    "- a call stands here as `test/unit/discogs/operations` makes it, its arguments and its result as the "
    "compiler sees them;\n"
    "- what errors and endings do was seen by making each call against a service in memory and writing down "
    "what became of it.\n"
    "  `unit_discogs_operations` tests the same, and message, method, path and number of attempts of each "
    "error;\n"
    "- component tests (the client against the emulator, over TLS) are found by the calls in their sources, "
    "contract tests\n"
    "  (with a validator in between) by the operations that they claim, and fail without. On top of these, "
    "`component_refusals`\n"
    "  has the emulator refuse every call of this page in every way, by order and of its own accord.\n";

constexpr const char* none = "none";
constexpr int most_files_named = 3;

using row_of_cells = std::vector<std::string>;

std::string code(const std::string& text) {
    return "`" + text + "`";
}

std::string code_or(const std::string& text, const char* otherwise) {
    return text.empty() ? otherwise : code(text);
}

void add_line(std::string& page, const row_of_cells& cells) {
    for (const auto& cell : cells)
        page += "| " + cell + ' ';
    page += "|\n";
}

void add_head(std::string& page, const char* title, const char* text, const row_of_cells& cells) {
    page += "\n## " + std::string(title) + "\n\n" + text + "\n\n";
    add_line(page, cells);
    for (std::size_t i = 0; i < cells.size(); ++i)
        page += "|---";
    page += "|\n";
}

/// Which files of a folder have what.
class sources {
public:
    sources() {
        for (const auto& path : source_files("test/component", ".cpp")) {
            // There is nothing but calls that fail.
            if (path.filename() != "refused_calls.cpp")
                component_[path.filename()] = calls_in(read_source(path));
        }
        for (const auto& path : source_files("test/contract/tour", ".cpp"))
            contract_[path.filename()] = claims_in(read_source(path), R"re("([\w.]+)")re");
        contract_["run.py"] = claims_in(read_source("test/contract/run.py"), R"(claim\\t([\w.]+))");
    }

    [[nodiscard]] std::string component(const operation& op) const {
        const auto chain = call_chain(op.call);
        std::string files;
        int named = 0;
        for (const auto& [name, chains] : component_) {
            if (!chains.contains(chain))
                continue;
            if (++named > most_files_named)
                return files + " and others";
            files += (files.empty() ? "" : ", ") + code(name);
        }
        return files.empty() ? none : files;
    }

    [[nodiscard]] std::string contract(std::string_view id) const {
        std::string files;
        for (const auto& [name, claims] : contract_) {
            if (claims.contains(std::string(id)))
                files += (files.empty() ? "" : ", ") + code(name);
        }
        return files.empty() ? none : files;
    }

private:
    // What is claimed in a file, or in its calls of `claim` if it has such.
    static std::set<std::string> claims_in(const std::string& text, const char* shape) {
        const auto begin = text.find("t.claim(");
        const auto part =
            begin == std::string::npos ? text : text.substr(begin, text.find(';', begin) - begin);
        const std::regex claim{shape};
        std::set<std::string> all;
        for (std::sregex_iterator at{part.begin(), part.end(), claim}, end; at != end; ++at)
            all.insert((*at)[1]);
        return all;
    }

    std::map<std::string, std::set<std::string>> component_;
    std::map<std::string, std::set<std::string>> contract_;
};

/// Each operation with its row; a test sees to it that there is one for each.
std::vector<std::pair<const discogs::endpoint*, const operation*>> by_number() {
    std::vector<std::pair<const discogs::endpoint*, const operation*>> all;
    for (const auto* row : all_operations())
        all.emplace_back(&discogs::all_endpoints()[static_cast<std::size_t>(row->number) - 1], row);
    return all;
}

row_of_cells first_cells(const discogs::endpoint& known) {
    return {"B" + std::to_string(known.number), code(std::string(known.id))};
}

void add_calls(std::string& page) {
    const sources tests;
    add_head(
        page,
        "Calls",
        "How many requests one call sends, a list's first page for a list, and where else it is tested.",
        {"#", "operation", "call", "arguments", "returns", "requests", "component", "contract"});
    for (const auto& [known, op] : by_number()) {
        auto cells = first_cells(*known);
        cells.insert(
            cells.end(),
            {code(op->call),
             code_or(op->params, none),
             code_or(op->model, "nothing"),
             seen::requests(*op),
             tests.component(*op)});
        cells.push_back(tests.contract(known->id));
        add_line(page, cells);
    }
}

// The type that is thrown for all of these; several when they differ.
std::string server_errors(const operation& op) {
    std::set<std::string> types;
    for (const int status : {500, 502, 503, 504})
        types.insert(seen::refusal(op, status));
    std::string all;
    for (const auto& type : types)
        all += (all.empty() ? "" : ", ") + code(type);
    return all;
}

void add_errors(std::string& page) {
    const int statuses[] = {400, 401, 403, 404, 405, 409, 415, 422, 429};
    row_of_cells head{"#", "operation"};
    for (const int status : statuses)
        head.push_back(std::to_string(status));
    head.insert(head.end(), {"5xx", "no connection", "answer lost", "HTML for an answer"});
    add_head(
        page,
        "Errors",
        "What is thrown for each status, after one request. Bold: [the contract](../openapi/discogs.yaml) "
        "lists "
        "the status for this\noperation. Nothing is thrown where the answer is not read.",
        head);
    for (const auto& [known, op] : by_number()) {
        auto cells = first_cells(*known);
        const auto listed = contract_errors(known->id);
        for (const int status : statuses) {
            const auto type = code(seen::refusal(*op, status));
            const bool bold = std::ranges::find(listed, status) != listed.end();
            cells.push_back(bold ? "**" + type + "**" : type);
        }
        cells.push_back(server_errors(*op));
        for (const auto& type :
             {seen::no_connection(*op), seen::lost_answer(*op), seen::senseless_answer(*op)})
            cells.push_back(type == "answered" ? "nothing" : code(type));
        add_line(page, cells);
    }
}

void add_endings(std::string& page) {
    const row_of_cells head{
        "#",
        "operation",
        "never awaited",
        "cancelled before the start",
        "cancelled in the queue for quota",
        "cancelled under way",
        "client destroyed under way",
        "context destroyed under way"};
    add_head(
        page,
        "Endings",
        "What a call does that its caller ends. A cancelled call ends with `operation_aborted`, at once.",
        head);
    for (const auto& [known, op] : by_number()) {
        auto cells = first_cells(*known);
        cells.insert(
            cells.end(),
            {seen::never_awaited(*op),
             seen::cancelled_before_start(*op),
             seen::cancelled_in_queue(*op),
             seen::cancelled_while_waiting(*op),
             seen::client_destroyed(*op),
             seen::context_destroyed(*op)});
        add_line(page, cells);
    }
}

std::string whole_page() {
    std::string page(opening);
    add_calls(page);
    add_errors(page);
    add_endings(page);
    return page;
}

// Operations with a call that no component or no contract test makes.
int missing_tests() {
    const sources tests;
    int missing = 0;
    for (const auto& [known, op] : by_number()) {
        if (tests.component(*op) == none || tests.contract(known->id) == none) {
            std::cerr << op->name() << ", " << known->id << ": component " << tests.component(*op)
                      << ", contract " << tests.contract(known->id) << '\n';
            ++missing;
        }
    }
    return missing;
}

int check(const std::string& wanted) {
    return missing_tests() != 0 ? 1 : check_page(page_path, wanted, "discogs_coverage");
}

} // namespace
} // namespace segue::test

int main(int argc, char** argv) try {
    using namespace segue::test;
    const std::string mode = argc == 2 ? argv[1] : "";
    if (argc > 2 || (!mode.empty() && mode != "--check" && mode != "--write")) {
        std::cerr << "usage: discogs_coverage [--check | --write]\n";
        return 2;
    }
    const std::string page = whole_page();
    if (mode == "--check")
        return check(page);
    if (mode == "--write")
        std::ofstream{source_root() / page_path} << page;
    else
        std::cout << page;
    return 0;
} catch (const std::exception& problem) {
    std::cerr << "discogs_coverage: " << problem.what() << '\n';
    return 1;
}
