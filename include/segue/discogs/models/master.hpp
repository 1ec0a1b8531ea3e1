#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/money.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/discogs/models/artist_credit.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/media.hpp>
#include <segue/discogs/models/track.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Describes a master: what all releases of one recording have in common.
///
/// **Source** api/discogs.md, M32.
struct master {
    /// The master.
    master_id id;
    /// Title without the artist.
    std::string title;
    /// Its key release.
    std::optional<release_id> main_release;
    /// API address of the key release.
    std::optional<std::string> main_release_url;
    /// Its youngest release.
    std::optional<release_id> most_recent_release;
    /// API address of the youngest release.
    std::optional<std::string> most_recent_release_url;
    /// API address of the master.
    std::optional<std::string> resource_url;
    /// Address of its page on the site.
    std::optional<std::string> uri;
    /// API address of its versions.
    std::optional<std::string> versions_url;
    /// How many copies are for sale, of all versions.
    std::optional<std::int64_t> num_for_sale;
    /// Cheapest copy. The service sends a bare number, so `currency` is empty on reading: it is that of the
    /// account, else USD. Absent when nothing is for sale.
    std::optional<money> lowest_price;
    /// Pictures, the primary one usually first.
    list<image> images;
    /// Genres.
    list<std::string> genres;
    /// Styles.
    list<std::string> styles;
    /// Year of the first release; 0 means unknown.
    std::optional<std::int64_t> year;
    /// Tracks, headings and index tracks in order.
    list<track> tracklist;
    /// Who it is by, in order; `join` of each glues it to the next.
    list<artist_credit> artists;
    /// What the voters think of the entry.
    std::optional<open_enum<discogs::data_quality>> data_quality;
    /// Videos of its music.
    list<video> videos;
    /// Notes, with the service's markup.
    std::optional<std::string> notes;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const master&) const = default;
};

} // namespace segue::discogs
