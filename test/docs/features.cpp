#include "docs/texts.hpp"

#include <boost/json/parse.hpp>

#include <gmock/gmock.h>

#include <cstdio>
#include <regex>
#include <set>

// What the README claims to have, and which examples it names, against the tests and files that exist.
namespace segue::test {
namespace {

namespace json = boost::json;
using ::testing::IsEmpty;

// The names of all CTest entries of this build.
const std::set<std::string>& tests() {
    static const std::set<std::string> names = [] {
        std::string text;
        FILE* const pipe = popen(SEGUE_CTEST " --test-dir " SEGUE_BUILD_ROOT " --show-only=json-v1", "r");
        char buffer[4096];
        while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, pipe)) {
            text.append(buffer, n);
        }
        pclose(pipe);
        std::set<std::string> all;
        const json::value parsed = json::parse(text.substr(text.find('{')));
        for (const json::value& test : parsed.at("tests").as_array()) {
            all.emplace(test.at("name").as_string());
        }
        return all;
    }();
    return names;
}

bool links(const std::string& document, const std::string& target) {
    return document.find("](" + target + ")") != std::string::npos;
}

const std::vector<std::vector<std::string>>& features() {
    static const auto rows = table_of(read_source("README.md"), "feature");
    return rows;
}

// A word that a public header would declare once the feature is there.
const std::map<std::string, std::string>& words_of_missing_features() {
    static const std::map<std::string, std::string> words{
        {"OAuth 1.0a", "oauth1?_"},
        {"stored tokens", "token_store"},
        {"compressed answers", "gzip|compression|content_coding"},
        {"proxies", "proxy"}};
    return words;
}

TEST(readme_features, every_feature_has_a_test_or_says_that_it_is_missing) {
    ASSERT_GT(features().size(), 10U);
    int proven = 0;
    for (const auto& cells : features()) {
        const bool missing = cells.at(1).starts_with("not yet");
        const auto named = quoted_words(cells.back());
        EXPECT_EQ(missing, named.empty()) << cells[0] << ": a feature names its test, a missing one has none";
        for (const std::string& test : named) {
            EXPECT_TRUE(tests().contains(test)) << cells[0] << ": there is no test " << test;
            ++proven;
        }
    }
    EXPECT_GT(proven, 10);
}

TEST(readme_features, what_is_said_to_be_missing_is_missing) {
    std::string headers;
    for (const auto& path : source_files("include/segue", ".hpp")) {
        if (!path.string().starts_with("include/segue/emulator")) {
            headers += without_comments(read_source(path));
        }
    }
    std::set<std::string> said;
    for (const auto& cells : features()) {
        if (cells.at(1).starts_with("not yet")) {
            said.insert(cells[0]);
        }
    }
    for (const auto& [feature, words] : words_of_missing_features()) {
        const bool there = std::regex_search(headers, std::regex{"\\b\\w*(" + words + ")"});
        EXPECT_NE(said.contains(feature), there) << feature << ": README and headers disagree";
    }
    for (const std::string& feature : said) {
        EXPECT_TRUE(words_of_missing_features().contains(feature))
            << "what would show that there is: " << feature;
    }
}

TEST(readme_features, count_of_endpoints_is_that_of_the_headers) {
    static const std::regex request{R"(`(GET|POST|PUT|DELETE) (/[^` ?]*))"};
    std::set<std::string> requests;
    for (const auto& path : source_files("include/segue/discogs", ".hpp")) {
        // A long path stands on a line of its own.
        const std::string text = std::regex_replace(read_source(path), std::regex{"\n *///"}, "");
        for (std::sregex_iterator at{text.begin(), text.end(), request}, end; at != end; ++at) {
            requests.insert((*at)[1].str() + ' ' + (*at)[2].str());
        }
    }
    std::string stated;
    for (const auto& cells : features()) {
        stated = cells.at(0) == "endpoints of Discogs" ? cells.at(1) : stated;
    }
    EXPECT_TRUE(stated.starts_with(std::to_string(requests.size()) + " of 63"))
        << stated << " against " << requests.size();
}

TEST(readme_examples, every_example_is_named_and_runs_in_a_test) {
    const std::string readme = read_source("README.md");
    int seen = 0;
    for (const auto& path : source_files("examples", ".cpp")) {
        const std::string name = path.string();
        EXPECT_TRUE(links(readme, name)) << "README does not name " << name;
        EXPECT_TRUE(tests().contains("example_" + path.stem().string())) << name << " runs in no test";
        ++seen;
    }
    EXPECT_GT(seen, 3);
}

TEST(readme_examples, every_named_example_exists) {
    static const std::regex link{R"(\]\((examples/[^)]*)\))"};
    const std::string readme = read_source("README.md");
    std::vector<std::string> missing;
    for (std::sregex_iterator at{readme.begin(), readme.end(), link}, end; at != end; ++at) {
        if (!std::filesystem::exists(source_root() / (*at)[1].str())) {
            missing.push_back((*at)[1]);
        }
    }
    EXPECT_THAT(missing, IsEmpty());
}

TEST(guide, index_names_every_page_and_readme_names_the_index) {
    const std::string index = read_source("docs/guide/README.md");
    int seen = 0;
    for (const auto& path : source_files("docs/guide", ".md")) {
        if (path.filename() != "README.md") {
            EXPECT_TRUE(links(index, path.filename().string())) << path << " is not in the index";
            ++seen;
        }
    }
    EXPECT_GT(seen, 6);
    EXPECT_TRUE(links(read_source("README.md"), "docs/guide/README.md"));
}

} // namespace
} // namespace segue::test
