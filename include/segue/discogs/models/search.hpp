#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/format.hpp>
#include <segue/discogs/models/ids.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Counts who has and wants a search result.
///
/// **Source** api/discogs.md, M44.
struct search_community {
    /// How many have it in their wantlist.
    std::optional<std::int64_t> want;
    /// How many have it in their collection.
    std::optional<std::int64_t> have;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const search_community&) const = default;
};

/// Tells whether the caller has or wants a search result; flags, not counts.
///
/// **Source** api/discogs.md, M45.
struct search_user_data {
    /// Whether it is in the caller's wantlist.
    std::optional<bool> in_wantlist;
    /// Whether it is in the caller's collection.
    std::optional<bool> in_collection;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const search_user_data&) const = default;
};

/// Is one hit of a search: a release, master, artist or label.
///
/// **Source** api/discogs.md, M43.
struct search_result {
    /// Number in the number space that `type` names; `as_release()` and its like are safe from mixing them
    /// up.
    std::int64_t id = 0;
    /// `Artist - Title` for releases and masters, the plain name otherwise.
    std::string title;
    /// What it is.
    std::optional<open_enum<search_type>> type;
    /// Address of a small picture; empty without credentials.
    std::optional<std::string> thumb;
    /// Address of a picture; one on `st.discogs.com` is a placeholder.
    std::optional<std::string> cover_image;
    /// API address of what was found.
    std::optional<std::string> resource_url;
    /// Path of its page on the site, without the host.
    std::optional<std::string> uri;
    /// Its master, of a master itself; absent for artists and labels; 0 means none.
    std::optional<discogs::master_id> master_id;
    /// API address of its master.
    std::optional<std::string> master_url;
    /// Whether the caller has or wants it; absent when anonymous.
    std::optional<search_user_data> user_data;
    /// Country.
    std::optional<std::string> country;
    /// Year as a text; search answers differ here from all others.
    std::optional<std::string> year;
    /// Carriers and their details.
    list<std::string> format;
    /// Labels and companies; older answers carry one bare text.
    list<std::string> label;
    /// Genres.
    list<std::string> genre;
    /// Styles.
    list<std::string> style;
    /// Bar codes, and also texts of the run-out.
    list<std::string> barcode;
    /// Catalogue number; `catno` on the wire.
    std::optional<std::string> catalog_number;
    /// Who has and wants it.
    std::optional<search_community> community;
    /// How many carriers in all; releases only.
    std::optional<std::int64_t> format_quantity;
    /// Carriers; releases only.
    list<discogs::format> formats;
    /// Key release of a master, where the service sends it.
    std::optional<release_id> main_release;
    /// Fields without a member here.
    segue::extra extra;

    /// Returns the release; nothing when it is something else.
    [[nodiscard]] std::optional<discogs::release_id> as_release() const noexcept {
        return type == search_type::release ? std::optional(discogs::release_id(id)) : std::nullopt;
    }

    /// Returns the master; nothing when it is something else.
    [[nodiscard]] std::optional<discogs::master_id> as_master() const noexcept {
        return type == search_type::master ? std::optional(discogs::master_id(id)) : std::nullopt;
    }

    /// Returns the artist; nothing when it is something else.
    [[nodiscard]] std::optional<artist_id> as_artist() const noexcept {
        return type == search_type::artist ? std::optional(artist_id(id)) : std::nullopt;
    }

    /// Returns the label; nothing when it is something else.
    [[nodiscard]] std::optional<label_id> as_label() const noexcept {
        return type == search_type::label ? std::optional(label_id(id)) : std::nullopt;
    }

    /// Compares all members.
    bool operator==(const search_result&) const = default;
};

} // namespace segue::discogs
