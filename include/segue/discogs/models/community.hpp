#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/user_summary.hpp>

#include <cstdint>
#include <optional>

namespace segue::discogs {

/// Sums up the votes of all users.
///
/// **Source** api/discogs.md, M23.
struct community_rating_value {
    /// Mean of the votes, 1 to 5; 0 when nobody voted.
    std::optional<double> average;
    /// How many voted.
    std::optional<std::int64_t> count;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const community_rating_value&) const = default;
};

/// Tells what the users of the site do with a release, and who described it.
///
/// **Source** api/discogs.md, M24.
struct community {
    /// How many have it in their collection.
    std::optional<std::int64_t> have;
    /// How many have it in their wantlist.
    std::optional<std::int64_t> want;
    /// Their votes.
    std::optional<community_rating_value> rating;
    /// Who entered the release.
    std::optional<user_summary> submitter;
    /// Who edited it, the submitter included.
    list<user_summary> contributors;
    /// What the voters think of the entry.
    std::optional<open_enum<discogs::data_quality>> data_quality;
    /// Where the entry stands.
    std::optional<open_enum<database_status>> status;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const community&) const = default;
};

/// Counts copies in collections and wantlists; numbers, not flags.
///
/// **Source** api/discogs.md, M25.
struct stat_counts {
    /// How many copies are in collections.
    std::optional<std::int64_t> in_collection;
    /// How many wantlists name it.
    std::optional<std::int64_t> in_wantlist;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const stat_counts&) const = default;
};

/// Holds the counts that lists carry with each entry.
///
/// **Source** api/discogs.md, M26.
struct release_list_stats {
    /// Counts over all users.
    std::optional<stat_counts> community;
    /// Counts of the caller; missing when anonymous.
    std::optional<stat_counts> user;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const release_list_stats&) const = default;
};

} // namespace segue::discogs
