#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/discogs/models/enums.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Describes a picture of a release, master, artist or label.
///
/// Its URLs are signed and expire; another size or spelling of them is refused.
/// **Source** api/discogs.md, M14.
struct image {
    /// Whether it is the one shown first; some entries have secondary pictures only.
    std::optional<open_enum<image_type>> type;
    /// URL of the picture; empty without credentials.
    std::optional<std::string> uri;
    /// Same URL in practice.
    std::optional<std::string> resource_url;
    /// URL of a version of 150 pixels; `uri150` on the wire.
    std::optional<std::string> uri_150;
    /// Pixels across, at most 600 in all answers seen.
    std::optional<std::int64_t> width;
    /// Pixels down, at most 600 in all answers seen.
    std::optional<std::int64_t> height;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const image&) const = default;
};

/// Describes a video that belongs to a release or master.
///
/// **Source** api/discogs.md, M15.
struct video {
    /// Address of the video, usually on YouTube.
    std::optional<std::string> uri;
    /// Title given by the site that holds it.
    std::optional<std::string> title;
    /// Description given by the site that holds it.
    std::optional<std::string> description;
    /// Length in seconds; 0 means unknown.
    std::optional<std::int64_t> duration;
    /// Whether the video may be shown inside other pages.
    std::optional<bool> embed;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const video&) const = default;
};

} // namespace segue::discogs
