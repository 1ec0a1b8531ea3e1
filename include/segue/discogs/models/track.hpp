#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/discogs/models/artist_credit.hpp>
#include <segue/discogs/models/enums.hpp>

#include <optional>
#include <string>

namespace segue::discogs {

/// Is one line of a track list: a track, a heading, or an index track with parts.
///
/// **Source** api/discogs.md, M17.
struct track {
    /// Where it stands, such as `A1` or `1-03`; empty for headings.
    std::optional<std::string> position;
    /// What the line is; the vendor's own name ends with the underscore.
    std::optional<open_enum<track_type>> type_; // NOLINT(readability-identifier-naming): the wire's own name
    /// Title of the track or text of the heading.
    std::string title;
    /// Length as `m:ss` or `h:mm:ss`; empty when unknown.
    std::optional<std::string> duration;
    /// Artists of this track where they differ, as on compilations.
    list<artist_credit> artists;
    /// Other people credited on this track; `extraartists` on the wire.
    list<artist_credit> extra_artists;
    /// Parts of an index track.
    list<track> sub_tracks;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const track&) const = default;
};

} // namespace segue::discogs
