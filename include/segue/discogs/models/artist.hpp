#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/media.hpp>

#include <optional>
#include <string>

namespace segue::discogs {

/// Refers to an artist from another one: alias, member or group.
///
/// **Source** api/discogs.md, M38.
struct artist_reference {
    /// The artist.
    artist_id id;
    /// Canonical name.
    std::string name;
    /// API address of the artist.
    std::optional<std::string> resource_url;
    /// Whether the membership lasts; members and groups only.
    std::optional<bool> active;
    /// Address of a small picture.
    std::optional<std::string> thumbnail_url;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const artist_reference&) const = default;
};

/// Describes an artist: a person or a group.
///
/// **Source** api/discogs.md, M37.
struct artist {
    /// The artist.
    artist_id id;
    /// Canonical name; may end with a number that tells namesakes apart.
    std::string name;
    /// Name in private life; `realname` on the wire.
    std::optional<std::string> real_name;
    /// Text about the artist, with the service's markup.
    std::optional<std::string> profile;
    /// API address of the artist.
    std::optional<std::string> resource_url;
    /// Address of the artist's page on the site.
    std::optional<std::string> uri;
    /// API address of the artist's releases.
    std::optional<std::string> releases_url;
    /// Pictures.
    list<image> images;
    /// Web pages; may lack a scheme and end with blanks.
    list<std::string> urls;
    /// Other spellings of the name; `namevariations` on the wire.
    list<std::string> name_variations;
    /// Other names that the artist works under.
    list<artist_reference> aliases;
    /// Members, of a group.
    list<artist_reference> members;
    /// Groups that a person is or was in.
    list<artist_reference> groups;
    /// What the voters think of the entry.
    std::optional<open_enum<discogs::data_quality>> data_quality;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const artist&) const = default;
};

} // namespace segue::discogs
