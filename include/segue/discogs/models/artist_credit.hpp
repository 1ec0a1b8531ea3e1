#pragma once

#include <segue/base/extra.hpp>
#include <segue/discogs/models/ids.hpp>

#include <optional>
#include <string>

namespace segue::discogs {

/// Credits an artist on a release or track.
///
/// **Source** api/discogs.md, M16.
struct artist_credit {
    /// The artist; 194 is "Various".
    artist_id id;
    /// Canonical name; may end with a number that tells namesakes apart, such as `Trash80 (2)`.
    std::string name;
    /// Name as printed, to be shown when not empty; `anv` on the wire.
    std::optional<std::string> name_variation;
    /// Text between this credit and the next one, such as `&`.
    std::optional<std::string> join;
    /// Roles played, comma separated, details in brackets.
    std::optional<std::string> role;
    /// Tracks that the credit is about, such as `A1 to A3, B2`; empty means all.
    std::optional<std::string> tracks;
    /// API address of the artist.
    std::optional<std::string> resource_url;
    /// Address of a small picture.
    std::optional<std::string> thumbnail_url;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const artist_credit&) const = default;
};

} // namespace segue::discogs
