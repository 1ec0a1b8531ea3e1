#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace segue::test {

/// One recorded body, as INDEX.tsv tells of it.
struct index_row {
    /// The service.
    std::string provider;
    /// The kind of answer.
    std::string model;
    /// Where the body is, below the folder.
    std::string file;
    /// HTTP status where known.
    std::string status;
    /// `real` for a captured body; empty where the index does not say.
    std::string kind;
};

/// Reads the index of a folder; nothing when there is none or when a column is missing. `kind` may be
/// missing.
[[nodiscard]] std::optional<std::vector<index_row>> read_index(const std::filesystem::path& folder);

/// Reads a whole file; nothing when it cannot be opened.
[[nodiscard]] std::optional<std::string> read_file(const std::filesystem::path& path);

/// Returns the kind of answer whose model reads the body: that of errors has its own.
[[nodiscard]] std::string model_of(const index_row& row);

} // namespace segue::test
