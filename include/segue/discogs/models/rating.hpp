#pragma once

#include <segue/base/extra.hpp>
#include <segue/discogs/models/community.hpp>
#include <segue/discogs/models/ids.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Tells how one user rates a release.
///
/// **Source** api/discogs.md, M29.
struct user_release_rating {
    /// Who rates.
    std::optional<std::string> username;
    /// What is rated.
    discogs::release_id release_id;
    /// 1 to 5; 0 when the user has not rated it.
    std::optional<std::int64_t> rating;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const user_release_rating&) const = default;
};

/// Sums up how all users rate a release.
///
/// **Source** api/discogs.md, M30.
struct community_rating {
    /// What is rated.
    discogs::release_id release_id;
    /// Mean and number of votes.
    std::optional<community_rating_value> rating;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const community_rating&) const = default;
};

/// Holds what the statistics of a release say. The service documents two counts and has stopped to send them:
/// `community.have` and `community.want` of the release itself are there.
///
/// **Source** api/discogs.md, M31 and G9.
struct release_stats {
    /// How many have it in their collection; no longer sent.
    std::optional<std::int64_t> num_have;
    /// How many have it in their wantlist; no longer sent.
    std::optional<std::int64_t> num_want;
    /// Whether the site marks it as offensive.
    std::optional<bool> is_offensive;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const release_stats&) const = default;
};

} // namespace segue::discogs
