#pragma once

#include <segue/base/extra.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Counts the entries of the database.
///
/// **Source** api/discogs.md, B1.
struct database_statistics {
    /// How many releases there are.
    std::optional<std::int64_t> releases;
    /// How many artists there are.
    std::optional<std::int64_t> artists;
    /// How many labels there are.
    std::optional<std::int64_t> labels;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const database_statistics&) const = default;
};

/// Is what the service says of itself.
///
/// **Source** api/discogs.md, B1.
struct service_info {
    /// A greeting.
    std::optional<std::string> hello;
    /// Version of the API, `v2`.
    std::optional<std::string> api_version;
    /// Where its documentation is.
    std::optional<std::string> documentation_url;
    /// How large the database is.
    std::optional<database_statistics> statistics;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const service_info&) const = default;
};

} // namespace segue::discogs
