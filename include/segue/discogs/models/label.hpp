#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/discogs/models/community.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/media.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Refers to a label from another one.
///
/// **Source** api/discogs.md, M41.
struct label_reference {
    /// The label.
    label_id id;
    /// Name of the label; may end with a number that tells namesakes apart.
    std::string name;
    /// API address of the label.
    std::optional<std::string> resource_url;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const label_reference&) const = default;
};

/// Describes a label, a series or a company.
///
/// **Source** api/discogs.md, M40.
struct label {
    /// The label.
    label_id id;
    /// Name of the label; may end with a number that tells namesakes apart.
    std::string name;
    /// Text about the label, with the service's markup.
    std::optional<std::string> profile;
    /// Where to reach it.
    std::optional<std::string> contact_info;
    /// The label that it belongs to.
    std::optional<label_reference> parent_label;
    /// The labels that belong to it; `sublabels` on the wire.
    list<label_reference> sub_labels;
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
    bool operator==(const label&) const = default;
};

/// Is one entry of a label's list.
///
/// **Source** api/discogs.md, M42.
struct label_release {
    /// The release.
    release_id id;
    /// Title without the artist.
    std::string title;
    /// Artists as one text for display.
    std::optional<std::string> artist;
    /// Carriers, comma separated.
    std::optional<std::string> format;
    /// Catalogue number; may list several labels with theirs and hold invisible marks; `catno` on the wire.
    std::optional<std::string> catalog_number;
    /// Year; missing when unknown.
    std::optional<std::int64_t> year;
    /// Where the entry stands.
    std::optional<open_enum<database_status>> status;
    /// API address of the release.
    std::optional<std::string> resource_url;
    /// Address of a small picture; empty without credentials.
    std::optional<std::string> thumb;
    /// Counts over collections and wantlists.
    std::optional<release_list_stats> stats;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const label_release&) const = default;
};

} // namespace segue::discogs
