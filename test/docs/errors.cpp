#include "docs/texts.hpp"

#include <segue/base/error.hpp>

#include <gmock/gmock.h>

#include <regex>
#include <set>

// The README's tree of errors and the guide's tables against the classes, and against what every code throws.
namespace segue::test {
namespace {

const std::string header_path = "include/segue/base/error.hpp";

using is_kind = bool (*)(const std::exception&);

template <class Kind>
bool is(const std::exception& e) {
    return dynamic_cast<const Kind*>(&e) != nullptr;
}

// Tells by its name whether an exception is of a class.
const std::map<std::string, is_kind>& kinds() {
    static const std::map<std::string, is_kind> all{
        {"boost::system::system_error", &is<boost::system::system_error>},
        {"segue::error", &is<error>},
        {"connection_error", &is<connection_error>},
        {"timeout_error", &is<timeout_error>},
        {"protocol_error", &is<protocol_error>},
        {"api_error", &is<api_error>},
        {"validation_error", &is<validation_error>},
        {"authentication_error", &is<authentication_error>},
        {"forbidden_error", &is<forbidden_error>},
        {"not_found_error", &is<not_found_error>},
        {"conflict_error", &is<conflict_error>},
        {"depth_limit_error", &is<depth_limit_error>},
        {"rate_limit_error", &is<rate_limit_error>},
        {"server_error", &is<server_error>},
        {"decode_error", &is<decode_error>},
        {"outcome_unknown", &is<outcome_unknown>},
        {"completed_unreadable", &is<completed_unreadable>},
        {"quota_error", &is<quota_error>},
        {"circuit_open_error", &is<circuit_open_error>},
        {"client_closed_error", &is<client_closed_error>},
        {"file_error", &is<file_error>},
        {"sign_in_error", &is<sign_in_error>},
        {"bad_params", &is<bad_params>}};
    return all;
}

struct branch {
    std::string base;
    std::set<std::string> accessors;
};

std::map<std::string, branch> tree_of(const std::vector<std::string>& block) {
    static const std::regex line_shape{R"(( *)(?:--- )?([\w:]+)(.*))"};
    static const std::regex call{R"((\w+)\(\))"};
    std::map<std::string, branch> tree;
    std::vector<std::string> path;
    for (std::string line : block) {
        for (const std::string_view mark : {"│", "├── ", "└── "}) {
            for (auto at = line.find(mark); at != std::string::npos; at = line.find(mark)) {
                line.replace(at, mark.size(), mark == "│" ? " " : "--- ");
            }
        }
        std::smatch found;
        if (!std::regex_match(line, found, line_shape)) {
            ADD_FAILURE() << line;
            continue;
        }
        const bool is_root = line.find("--- ") == std::string::npos;
        const std::size_t depth = is_root ? 0 : static_cast<std::size_t>(found[1].length()) / 4 + 1;
        path.resize(depth);
        branch& each = tree[found[2]];
        each.base = path.empty() ? "" : path.back();
        path.push_back(found[2]);
        const std::string rest = found[3];
        for (std::sregex_iterator at{rest.begin(), rest.end(), call}, end; at != end; ++at) {
            each.accessors.insert((*at)[1]);
        }
    }
    return tree;
}

std::map<std::string, branch> readme_tree() {
    return tree_of(block_with(read_source("README.md"), "boost::system::system_error"));
}

// The class that a code throws: the one of those it is that is no other's base.
std::string thrown_by(errc code, const std::map<std::string, branch>& tree) {
    failure f;
    f.code = code;
    std::set<std::string> matching;
    std::set<std::string> bases;
    try {
        throw_failure(f);
    } catch (const std::exception& e) {
        for (const auto& [name, each] : tree) {
            const auto kind = kinds().find(name);
            if (kind != kinds().end() && kind->second(e)) {
                EXPECT_TRUE(each.base.empty() || kinds().at(each.base)(e)) << name << " is no " << each.base;
                matching.insert(name);
                bases.insert(each.base);
            }
        }
    }
    std::erase_if(matching, [&](const std::string& name) { return bases.contains(name); });
    EXPECT_EQ(matching.size(), 1U);
    return matching.empty() ? "" : *matching.begin();
}

std::vector<std::string> codes() {
    return enumerators_of(read_source(header_path), "errc");
}

TEST(readme_errors, tree_is_that_of_the_classes) {
    const auto tree = readme_tree();
    auto classes = classes_of(read_source(header_path));
    ASSERT_GT(classes.size(), 10U);
    for (const auto& [declared, each] : classes) {
        const std::string name = declared == "error" ? "segue::error" : declared;
        const std::string base = each.base == "error" ? "segue::error" : each.base;
        ASSERT_TRUE(tree.contains(name)) << name << " is not in the README";
        EXPECT_EQ(tree.at(name).base, base) << name;
        std::set<std::string> accessors{each.accessors.begin(), each.accessors.end()};
        if (name == "segue::error") {
            accessors.insert("code"); // of system_error
        }
        EXPECT_EQ(tree.at(name).accessors, accessors) << name;
        EXPECT_TRUE(kinds().contains(name)) << "this test does not know " << name;
    }
    EXPECT_EQ(tree.size(), classes.size() + 1) << "the README names a class that does not exist";
}

TEST(readme_errors, every_code_throws_what_the_guide_says) {
    const auto tree = readme_tree();
    std::map<std::string, std::string> stated; // code to class
    std::string type;
    for (const auto& cells : table_of(read_source("docs/guide/errors.md"), "type")) {
        type = cells.at(0).empty() ? type : quoted_words(cells[0]).at(0);
        for (const std::string& code : quoted_words(cells.at(1))) {
            EXPECT_TRUE(stated.emplace(code, type).second) << code << " twice";
        }
    }
    int value = 0;
    for (const std::string& code : codes()) {
        const std::string thrown = thrown_by(static_cast<errc>(++value), tree);
        ASSERT_TRUE(stated.contains(code)) << "docs/guide/errors.md lacks " << code;
        EXPECT_EQ(stated[code], thrown) << code;
        stated.erase(code);
    }
    EXPECT_TRUE(stated.empty()) << "docs/guide/errors.md names " << stated.begin()->first;
    EXPECT_GT(value, 20);
}

TEST(readme_errors, conditions_hold_the_codes_that_the_guide_says) {
    const auto names = enumerators_of(read_source(header_path), "condition");
    std::map<std::string, std::set<std::string>> stated;
    for (const auto& cells : table_of(read_source("docs/guide/errors.md"), "condition")) {
        const auto words = quoted_words(cells.at(1));
        stated[quoted_words(cells.at(0)).at(0)] = {words.begin(), words.end()};
    }
    std::map<std::string, std::set<std::string>> actual;
    for (std::size_t i = 0; i < names.size(); ++i) {
        int value = 0;
        for (const std::string& code : codes()) {
            const boost::system::error_code each = static_cast<errc>(++value);
            if (each == static_cast<condition>(i + 1)) {
                actual[names[i]].insert(code);
            }
        }
    }
    EXPECT_EQ(stated, actual);
}

TEST(readme_errors, tree_reader_sees_what_differs) {
    const auto tree =
        tree_of({"a::root", "└── b    x(), y()", "    ├── c    z", "    │   └── d  w()", "    └── e"});
    EXPECT_EQ(tree.at("b").base, "a::root");
    EXPECT_EQ(tree.at("b").accessors, (std::set<std::string>{"x", "y"}));
    EXPECT_EQ(tree.at("d").base, "c");
    EXPECT_EQ(tree.at("e").base, "b");
}

} // namespace
} // namespace segue::test
