#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/money.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/base/partial_date.hpp>
#include <segue/discogs/models/artist_credit.hpp>
#include <segue/discogs/models/community.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/format.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/label_credit.hpp>
#include <segue/discogs/models/media.hpp>
#include <segue/discogs/models/track.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Describes a release: one pressing or edition of a record.
///
/// **Source** api/discogs.md, M28.
struct release {
    /// The release.
    release_id id;
    /// Title without the artist.
    std::string title;
    /// Where the entry stands.
    std::optional<open_enum<database_status>> status;
    /// Year of the release; 0 means unknown.
    std::optional<std::int64_t> year;
    /// API address of the release.
    std::optional<std::string> resource_url;
    /// Address of its page on the site.
    std::optional<std::string> uri;
    /// Who it is by, in order; `join` of each glues it to the next.
    list<artist_credit> artists;
    /// The same as one text to sort by.
    std::optional<std::string> artists_sort;
    /// Labels with their catalogue numbers.
    list<label_credit> labels;
    /// Series that it is part of.
    list<label_credit> series;
    /// Companies that had a hand in it.
    list<company> companies;
    /// Carriers.
    list<format> formats;
    /// How many carriers in all.
    std::optional<std::int64_t> format_quantity;
    /// What the voters think of the entry.
    std::optional<open_enum<discogs::data_quality>> data_quality;
    /// What the users do with it.
    std::optional<discogs::community> community;
    /// When it was entered.
    std::optional<timestamp> date_added;
    /// When it was last edited.
    std::optional<timestamp> date_changed;
    /// How many copies are for sale.
    std::optional<std::int64_t> num_for_sale;
    /// Cheapest copy. The service sends a bare number, so `currency` is empty on reading: it is the one asked
    /// for, else that of the account, else USD. Absent when nothing is for sale.
    std::optional<money> lowest_price;
    /// Its master; absent or 0 when it has none.
    std::optional<discogs::master_id> master_id;
    /// API address of its master.
    std::optional<std::string> master_url;
    /// Country, an open set of texts such as `US` or `Europe`.
    std::optional<std::string> country;
    /// Date of the release, often partial.
    std::optional<partial_date> released;
    /// The same for display, such as `Mar 1999`.
    std::optional<std::string> released_formatted;
    /// Notes, with the service's markup and CRLF line ends.
    std::optional<std::string> notes;
    /// Bar codes and other marks.
    list<identifier> identifiers;
    /// Videos of its music.
    list<video> videos;
    /// Genres.
    list<std::string> genres;
    /// Styles.
    list<std::string> styles;
    /// Tracks, headings and index tracks in order.
    list<track> tracklist;
    /// Other people credited on it; `extraartists` on the wire.
    list<artist_credit> extra_artists;
    /// Pictures, the primary one usually first.
    list<image> images;
    /// Address of a small picture; empty without credentials.
    std::optional<std::string> thumb;
    /// Estimated weight in grams.
    std::optional<std::int64_t> estimated_weight;
    /// Whether the site forbids to sell it.
    std::optional<bool> blocked_from_sale;
    /// Whether the site marks it as offensive.
    std::optional<bool> is_offensive;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const release&) const = default;
};

} // namespace segue::discogs
