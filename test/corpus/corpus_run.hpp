#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>

namespace segue::test {

/// What to check.
struct corpus_params {
    /// Folder that holds INDEX.tsv.
    std::filesystem::path folder;
    /// Only rows of this provider; empty means all.
    std::string provider;
    /// Changes bodies, chosen by this seed, in place of checking them as they are.
    std::optional<std::uint64_t> mutation_seed;
};

/// What came of it.
struct corpus_outcome {
    /// Whether INDEX.tsv could be read.
    bool index_readable = false;
    /// Bodies, or changed bodies, that went through without loss.
    std::size_t passed = 0;
    /// Those that did not.
    std::size_t failed = 0;
    /// Bodies of kinds without a model.
    std::size_t without_model = 0;
};

/// Reads every recorded body whose model exists, writes it back, compares, and prints a report.
[[nodiscard]] corpus_outcome run_corpus(const corpus_params& params, std::ostream& report);

} // namespace segue::test
