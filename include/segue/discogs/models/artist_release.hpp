#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/discogs/models/community.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/ids.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Is one entry of an artist's list: a master or a single release.
///
/// **Source** api/discogs.md, M39.
struct artist_release {
    /// Number of the master or release, as `type` says; `as_master()` and `as_release()` are safe from mixing
    /// them up.
    std::int64_t id = 0;
    /// Title without the artist.
    std::string title;
    /// Whether `id` is a master id or a release id.
    std::optional<open_enum<artist_release_type>> type;
    /// Artists as one text for display.
    std::optional<std::string> artist;
    /// What the artist has to do with it.
    std::optional<open_enum<artist_release_role>> role;
    /// API address of the entry.
    std::optional<std::string> resource_url;
    /// Address of a small picture; empty without credentials.
    std::optional<std::string> thumb;
    /// Year; missing when unknown.
    std::optional<std::int64_t> year;
    /// Key release of a master.
    std::optional<release_id> main_release;
    /// Carriers of a release, comma separated.
    std::optional<std::string> format;
    /// Labels of a release, comma separated.
    std::optional<std::string> label;
    /// Where the entry of a release stands.
    std::optional<open_enum<database_status>> status;
    /// Catalogue number; `catno` on the wire.
    std::optional<std::string> catalog_number;
    /// Tracks that an appearance is about; `trackinfo` on the wire.
    std::optional<std::string> track_info;
    /// Counts over collections and wantlists.
    std::optional<release_list_stats> stats;
    /// Fields without a member here.
    segue::extra extra;

    /// Returns the release; nothing when it is a master, or something that we do not know.
    [[nodiscard]] std::optional<release_id> as_release() const noexcept {
        return type == artist_release_type::release ? std::optional(release_id(id)) : std::nullopt;
    }

    /// Returns the master; nothing when it is a release, or something that we do not know.
    [[nodiscard]] std::optional<master_id> as_master() const noexcept {
        return type == artist_release_type::master ? std::optional(master_id(id)) : std::nullopt;
    }

    /// Compares all members.
    bool operator==(const artist_release&) const = default;
};

} // namespace segue::discogs
