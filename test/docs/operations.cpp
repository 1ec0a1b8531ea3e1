#include "discogs/endpoints.hpp"
#include "docs/texts.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <regex>
#include <set>

// The provider page's table of operations against the table that the SDK works with, and the tests it names
// against those that there are.
namespace segue::test {
namespace {

using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::size_t operations = 63;

const std::vector<std::vector<std::string>>& rows() {
    static const auto all = table_of(read_source("docs/providers/discogs.md"), "#");
    return all;
}

// Names of what varies differ between the page and the reference.
std::string without_names(std::string_view path) {
    return std::regex_replace(std::string(path), std::regex("\\{\\w+\\}"), "{}");
}

std::string spelled(http::method method) {
    return method == http::method::remove ? "DELETE" : std::string(http::to_string(method));
}

TEST(provider_page, has_all_operations_in_their_order_with_method_and_path) {
    ASSERT_THAT(rows(), SizeIs(operations));
    for (std::size_t i = 0; i < operations; ++i) {
        const auto& known = discogs::all_endpoints()[i];
        const auto& cells = rows()[i];
        EXPECT_EQ(cells.at(0), "B" + std::to_string(known.number));
        const auto words = quoted_words(cells.at(2));
        ASSERT_THAT(words, Not(IsEmpty())) << cells[0];
        const auto blank = words[0].find(' ');
        EXPECT_EQ(words[0].substr(0, blank), spelled(known.method)) << cells[0];
        if (blank == std::string::npos) {
            EXPECT_NE(cells[2].find("same path"), std::string::npos) << cells[0];
            EXPECT_EQ(known.path, discogs::all_endpoints()[i - 1].path) << cells[0];
            continue;
        }
        const auto path = without_names(words[0].substr(blank + 1));
        if (path.starts_with("..."))
            EXPECT_THAT(without_names(known.path), EndsWith(path.substr(3))) << cells[0];
        else
            EXPECT_EQ(without_names(known.path), path) << cells[0];
    }
}

TEST(provider_page, every_operation_names_its_call_and_tests_that_are_there) {
    for (const auto& cells : rows()) {
        EXPECT_FALSE(cells.at(1).empty()) << cells[0];
        const auto tests = quoted_words(cells.back());
        EXPECT_THAT(tests, Contains("contract")) << cells[0];
        std::filesystem::path folder;
        for (const auto& name : tests) {
            auto file = std::filesystem::path("test") / name;
            if (name == "contract" || file.extension() != ".cpp")
                continue;
            // A second file of the same folder goes without it.
            file = name.find('/') == std::string::npos ? folder / name : file;
            folder = file.parent_path();
            EXPECT_TRUE(std::filesystem::is_regular_file(source_root() / file)) << cells[0] << ": " << file;
        }
    }
}

// SUITE.CASE of every test in the sources.
std::set<std::string> test_names() {
    static const std::regex head{R"(TEST(?:_F|_P)?\(\s*(\w+)\s*,\s*(\w+)\s*\))"};
    std::set<std::string> all;
    for (const auto& path : source_files("test", ".cpp")) {
        const std::string text = read_source(path);
        for (std::sregex_iterator at{text.begin(), text.end(), head}, end; at != end; ++at)
            all.insert((*at)[1].str() + '.' + (*at)[2].str());
    }
    return all;
}

TEST(traps_page, names_tests_that_are_there_for_every_trap_or_says_why_not) {
    constexpr std::size_t traps = 74;
    const auto page = table_of(read_source("docs/providers/discogs_traps.md"), "trap");
    const auto known = test_names();
    ASSERT_THAT(page, SizeIs(traps));
    std::size_t tested = 0;
    for (std::size_t i = 0; i < traps; ++i) {
        EXPECT_EQ(page[i].at(0), "T" + std::to_string(i + 1));
        EXPECT_FALSE(page[i].at(2).empty()) << page[i][0];
        const auto named = quoted_words(page[i].at(3));
        EXPECT_EQ(named.empty(), page[i][3] == "none") << page[i][0];
        for (const auto& test : named)
            EXPECT_THAT(known, Contains(test)) << page[i][0];
        tested += named.empty() ? 0 : 1;
    }
    EXPECT_GT(tested, 60U);
}

TEST(accounts_page, names_a_test_that_is_there_for_every_feature_of_others) {
    const auto document = read_source("docs/guide/accounts.md");
    const auto known = test_names();
    std::size_t features = 0;
    for (const auto* other : {"minim", "discogs-sdk"}) {
        for (const auto& cells : table_of(document, other)) {
            EXPECT_FALSE(cells.at(1).empty()) << cells[0];
            const auto named = quoted_words(cells.at(2));
            ASSERT_THAT(named, SizeIs(1)) << cells[0];
            EXPECT_THAT(known, Contains(named[0])) << cells[0];
            ++features;
        }
    }
    EXPECT_EQ(features, 27U);
}

} // namespace
} // namespace segue::test
