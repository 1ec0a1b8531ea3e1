#pragma once

#include <segue/base/extra.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Names a user wherever an answer mentions one.
///
/// **Source** api/discogs.md, M22.
struct user_summary {
    /// Number of the user; in orders, lists and older inventories only.
    std::optional<std::int64_t> id;
    /// Name of the user, which is also the key of their pages.
    std::string username;
    /// API address of the user.
    std::optional<std::string> resource_url;
    /// Address of the user's picture; in messages and lists only.
    std::optional<std::string> avatar_url;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const user_summary&) const = default;
};

} // namespace segue::discogs
