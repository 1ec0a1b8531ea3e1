#pragma once

#include <segue/base/extra.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Tells whose credentials a client has.
///
/// **Source** api/discogs.md, M13.
struct identity {
    /// Number of the user; nothing is addressed by it.
    std::int64_t id = 0;
    /// Name of the user, which is also the key of their pages.
    std::string username;
    /// API address of the user.
    std::optional<std::string> resource_url;
    /// Name of the application.
    std::optional<std::string> consumer_name;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const identity&) const = default;
};

} // namespace segue::discogs
