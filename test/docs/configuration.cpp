#include "docs/texts.hpp"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <cctype>
#include <charconv>
#include <optional>
#include <regex>
#include <set>

// The README's tables of params against the members that the headers declare.
namespace segue::test {
namespace {

struct row {
    std::string value;
    std::set<std::string> environment;
};

std::map<std::string, row> documented(std::string_view first_header, bool has_environment) {
    std::map<std::string, row> rows;
    for (const auto& cells : table_of(read_source("README.md"), first_header)) {
        const auto names = quoted_words(cells.at(0));
        EXPECT_EQ(names.size(), 1U) << cells[0];
        EXPECT_FALSE(cells.back().empty()) << cells[0] << " has no meaning";
        EXPECT_FALSE(rows.contains(names.at(0))) << cells[0] << " twice";
        row& each = rows[names.at(0)];
        each.value = cells.at(1);
        if (has_environment) {
            for (const std::string& variable : quoted_words(cells.at(2))) {
                each.environment.insert(variable);
            }
        }
    }
    return rows;
}

// The header that declares a struct, wherever below include/segue that is.
std::string header_of(const std::string& name) {
    for (const auto& path : source_files("include/segue", ".hpp")) {
        std::string text = read_source(path);
        if (text.find("struct " + name + " {") != std::string::npos) {
            return text;
        }
    }
    return {};
}

// All members with those of the params inside, `pool.max_connections`.
std::map<std::string, member> declared(const std::string& name, const std::string& prefix = {}) {
    static const std::regex params{R"((?:\w+::)*(\w+_params))"};
    std::map<std::string, member> all;
    for (const member& each : members_of(header_of(name), name)) {
        std::smatch inner;
        if (std::regex_match(each.type, inner, params)) {
            all.merge(declared(inner[1], prefix + each.name + '.'));
        } else {
            all.emplace(prefix + each.name, each);
        }
    }
    return all;
}

std::string without(std::string text, std::string_view characters) {
    std::erase_if(text, [&](char c) { return characters.find(c) != std::string_view::npos; });
    return text;
}

std::optional<long long> whole(const std::string& text) {
    long long value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    return ec == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

// `64 * 1024` and `1'000`.
std::optional<long long> product(const std::string& text) {
    long long result = 1;
    std::istringstream factors{text};
    for (std::string factor; std::getline(factors, factor, '*');) {
        const auto value = whole(without(factor, " '"));
        if (!value) {
            return std::nullopt;
        }
        result *= *value;
    }
    return result;
}

// `1,000`, `64 KiB`, `30 s`; durations in milliseconds.
std::optional<long long> stated_number(const std::string& text) {
    static const std::map<std::string, long long> units{
        {"", 1},
        {"ms", 1},
        {"s", 1000},
        {"min", 60'000},
        {"h", 3'600'000},
        {"KiB", 1024},
        {"MiB", 1024LL * 1024}};
    const auto blank = text.find(' ');
    const auto value = whole(without(text.substr(0, blank), ","));
    const auto unit = units.find(blank == std::string::npos ? "" : text.substr(blank + 1));
    return value && unit != units.end() ? std::optional{*value * unit->second} : std::nullopt;
}

void expect_default(const std::string& name, const member& actual, const std::string& stated) {
    const std::string& code = actual.initialiser;
    const auto quoted = quoted_words(stated);
    const std::string words = quoted.empty() ? "" : quoted[0];
    if (code.empty()) {
        // Unset: some words that say what then holds.
        EXPECT_FALSE(stated.empty() || stated_number(stated)) << name << " is unset, README: " << stated;
    } else if (const auto number = product(code)) {
        EXPECT_EQ(stated_number(stated), number) << name << ", README: " << stated;
    } else if (code.find('.') != std::string::npos && std::isdigit(code.front()) != 0) {
        EXPECT_EQ(stated, code) << name;
    } else if (code.front() == '"') {
        EXPECT_EQ('"' + words + '"', code) << name;
    } else {
        EXPECT_EQ(words, code.substr(code.rfind(':') + 1)) << name;
    }
}

void expect_table(const std::string& params, const std::map<std::string, row>& rows) {
    const auto members = declared(params);
    ASSERT_FALSE(members.empty()) << params;
    for (const auto& [name, actual] : members) {
        const auto at = rows.find(name);
        if (at == rows.end()) {
            ADD_FAILURE() << "README has no row for " << params << "::" << name;
        } else {
            expect_default(name, actual, at->second.value);
        }
    }
    for (const auto& [name, stated] : rows) {
        EXPECT_TRUE(members.contains(name)) << "README names " << name << ", which does not exist";
    }
}

TEST(readme_configuration, client_params_are_all_there_with_their_defaults) {
    expect_table("client_params", documented("`discogs::client_params`", true));
}

TEST(readme_configuration, call_options_are_all_there_with_their_defaults) {
    expect_table("call_options", documented("`segue::call_options`", false));
}

TEST(readme_configuration, environment_variables_are_those_that_the_library_reads) {
    static const std::regex variable{R"re("(DISCOGS_[A-Z_]+|HTTPS_PROXY|https_proxy|NO_PROXY|no_proxy)")re"};
    std::set<std::string> read;
    for (const auto& path : source_files("lib", ".cpp")) {
        const std::string text = path.string().starts_with("lib/emulator") ? "" : read_source(path);
        for (std::sregex_iterator at{text.begin(), text.end(), variable}, end; at != end; ++at) {
            read.insert((*at)[1]);
        }
    }
    std::set<std::string> stated;
    for (const auto& [name, each] : documented("`discogs::client_params`", true)) {
        stated.insert(each.environment.begin(), each.environment.end());
    }
    EXPECT_EQ(stated, read);
    EXPECT_FALSE(read.empty());
}

TEST(readme_configuration, comparison_sees_what_differs) {
    const std::string header = "struct a_params {\n"
                               "    /// Units; with a semicolon.\n"
                               "    std::chrono::milliseconds wait{30'000}; // thirty\n"
                               "    std::uint32_t bytes = 64 * 1024;\n"
                               "    std::string_view url = \"https://a.example\";\n"
                               "    x::mode how = x::mode::on;\n"
                               "    std::optional<int> unset{};\n"
                               "};\n";
    const auto members = members_of(header, "a_params");
    ASSERT_EQ(members.size(), 5U);
    EXPECT_EQ(members[0].name, "wait");
    const char* const right[] = {"30 s", "64 KiB", "`https://a.example`", "`on`", "none"};
    const char* const wrong[] = {"31 s", "64 MiB", "`https://b.example`", "`off`", "5"};
    for (std::size_t i = 0; i < members.size(); ++i) {
        expect_default(members[i].name, members[i], right[i]);
        ::testing::TestPartResultArray failures;
        {
            const ::testing::ScopedFakeTestPartResultReporter catcher{
                ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failures};
            expect_default(members[i].name, members[i], wrong[i]);
        }
        EXPECT_EQ(failures.size(), 1) << wrong[i];
    }
}

} // namespace
} // namespace segue::test
