#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/media.hpp>
#include <segue/discogs/models/release.hpp>

#include <optional>
#include <string>
#include <variant>

namespace segue::discogs {

/// Describes an artist among a user's submissions: other artists are there as bare names.
///
/// **Source** api/discogs.md, M64 and G49; recorded answers.
struct submitted_artist {
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
    /// Names of the other identities of the artist.
    list<std::string> aliases;
    /// Names of the members, of a group.
    list<std::string> members;
    /// Names of the groups that a person is or was in.
    list<std::string> groups;
    /// What the voters think of the entry.
    std::optional<open_enum<discogs::data_quality>> data_quality;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const submitted_artist&) const = default;
};

/// Describes a label among a user's submissions.
///
/// **Source** api/discogs.md, M64; recorded answers.
struct submitted_label {
    /// The label.
    label_id id;
    /// Name of the label; may end with a number that tells namesakes apart.
    std::string name;
    /// Text about the label, with the service's markup.
    std::optional<std::string> profile;
    /// Where to reach it; `contactinfo` on the wire, here only.
    std::optional<std::string> contact_info;
    /// Web pages; may lack a scheme and end with blanks.
    list<std::string> urls;
    /// Pictures.
    list<image> images;
    /// API address of the label.
    std::optional<std::string> resource_url;
    /// Address of its page on the site.
    std::optional<std::string> uri;
    /// API address of its releases.
    std::optional<std::string> releases_url;
    /// What the voters think of the entry.
    std::optional<open_enum<discogs::data_quality>> data_quality;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const submitted_label&) const = default;
};

/// Is one entry that a user added to the database: an artist, a label or a release.
///
/// The service sends each page as three arrays and counts their entries together; here they are one list,
/// artists first, releases last.
/// **Source** api/discogs.md, B43, M64 and T27.
struct submission {
    /// What was added. A release lacks tracks, identifiers and offers.
    std::variant<release, submitted_artist, submitted_label> entry;

    /// Returns the release; null when it is something else. **Lifetime** that of the entry.
    [[nodiscard]] const release* as_release() const noexcept { return std::get_if<release>(&entry); }

    /// Returns the artist; null when it is something else. **Lifetime** that of the entry.
    [[nodiscard]] const submitted_artist* as_artist() const noexcept {
        return std::get_if<submitted_artist>(&entry);
    }

    /// Returns the label; null when it is something else. **Lifetime** that of the entry.
    [[nodiscard]] const submitted_label* as_label() const noexcept {
        return std::get_if<submitted_label>(&entry);
    }

    /// Compares what was added.
    bool operator==(const submission&) const = default;
};

} // namespace segue::discogs
