#pragma once

#include <segue/base/open_enum.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The roles that people are credited with.
namespace segue::discogs {

/// Is one role of a credit, such as `Mixed By` with the detail `Additional`.
struct role {
    /// The role as the service names it; empty when only a detail was given.
    std::string name;
    /// What the brackets say, of several brackets joined by `, `; empty without any.
    std::string detail;

    /// Compares all members.
    bool operator==(const role&) const = default;
};

/// Splits the role of a credit, such as `Written-By [Lyrics By], Producer`.
///
/// Commas in brackets divide nothing, brackets may stand inside brackets, and one without its other half is
/// text like any other. **Returns** nothing for an empty text. **Cost** one pass, whatever the text.
/// **Source** api/discogs.md, M16; recorded answers.
[[nodiscard]] std::vector<role> split_roles(std::string_view text);

/// The words of enumerations, which the function below would hide.
using segue::to_text;

/// Writes roles as the service does; `split_roles` reads the same ones from it.
[[nodiscard]] std::string to_text(std::span<const role> roles);

} // namespace segue::discogs
