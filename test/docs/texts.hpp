#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// What a document says, and what a header's text declares, as data: for tests that compare the two.
namespace segue::test {

/// The root of the sources.
[[nodiscard]] std::filesystem::path source_root();

/// Reads a file below the root; fails the program when it cannot.
[[nodiscard]] std::string read_source(const std::filesystem::path& path);

/// Lists the files below a folder of the root that end like this, sorted, relative to the root.
[[nodiscard]] std::vector<std::filesystem::path>
source_files(const std::string& folder, std::string_view ending);

/// Compares a page below the root with what `program --write` would make of it, and tells where they differ.
/// **Returns** the program's status: 0 when they do not.
[[nodiscard]] int
check_page(const std::filesystem::path& page, const std::string& wanted, std::string_view program);

/// Splits into lines.
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

/// Removes blanks at both ends.
[[nodiscard]] std::string trimmed(std::string_view text);

/// Returns what stands between backquotes, in order.
[[nodiscard]] std::vector<std::string> quoted_words(const std::string& text);

/// The rows of the Markdown table whose first header cell is this one; empty when there is none.
[[nodiscard]] std::vector<std::vector<std::string>>
table_of(const std::string& document, std::string_view first_header);

/// The lines of the fenced block that has this text in it.
[[nodiscard]] std::vector<std::string> block_with(const std::string& document, std::string_view text);

/// Takes comments and static assertions out of C++ text.
[[nodiscard]] std::string without_comments(const std::string& text);

/// One data member.
struct member {
    std::string type;
    std::string name;
    /// Without `=` and outermost braces; empty when the member only has empty ones.
    std::string initialiser;
};

/// The data members of the struct of that name, in order; empty when the text declares none.
[[nodiscard]] std::vector<member> members_of(const std::string& header, const std::string& name);

/// The enumerators of the enumeration of that name, in order.
[[nodiscard]] std::vector<std::string> enumerators_of(const std::string& header, const std::string& name);

/// A class with one public base.
struct derived_class {
    std::string base;
    /// Its public const member functions without arguments.
    std::vector<std::string> accessors;
};

/// The classes with a public base that a header declares, by name.
[[nodiscard]] std::map<std::string, derived_class> classes_of(const std::string& header);

} // namespace segue::test
