#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/partial_date.hpp>
#include <segue/discogs/models/basic_information.hpp>
#include <segue/discogs/models/ids.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Is one entry of a user's wantlist.
///
/// **Source** api/discogs.md, M71.
struct want {
    /// The release.
    release_id id;
    /// API address of the entry.
    std::optional<std::string> resource_url;
    /// How the user rates it, 1 to 5; 0 when they did not.
    std::optional<std::int64_t> rating;
    /// What the user wrote about it, one text; for the owner only.
    std::optional<std::string> notes;
    /// Whether strangers see the notes; not in newer answers.
    std::optional<bool> notes_public;
    /// When it was added.
    std::optional<timestamp> date_added;
    /// What is known of the release.
    std::optional<discogs::basic_information> basic_information;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const want&) const = default;
};

} // namespace segue::discogs
