#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/discogs/models/artist_credit.hpp>
#include <segue/discogs/models/format.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/label_credit.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace segue::discogs {

/// Is what the owner of a copy wrote into one of their fields.
///
/// **Source** api/discogs.md, M67.
struct collection_note {
    /// The field.
    discogs::field_id field_id;
    /// What stands in it.
    std::string value;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const collection_note&) const = default;
};

/// Sums up a release where a collection or wantlist mentions it.
///
/// **Source** api/discogs.md, M27.
struct basic_information {
    /// The release.
    release_id id;
    /// Title without the artist.
    std::string title;
    /// Year of the release; 0 means unknown.
    std::optional<std::int64_t> year;
    /// Its master; absent or 0 when it has none.
    std::optional<discogs::master_id> master_id;
    /// API address of its master.
    std::optional<std::string> master_url;
    /// API address of the release.
    std::optional<std::string> resource_url;
    /// Address of a small picture; empty without credentials.
    std::optional<std::string> thumb;
    /// Address of a picture.
    std::optional<std::string> cover_image;
    /// Carriers.
    list<format> formats;
    /// Labels with their catalogue numbers.
    list<label_credit> labels;
    /// Who it is by, in order; `join` of each glues it to the next.
    list<artist_credit> artists;
    /// Genres.
    list<std::string> genres;
    /// Styles.
    list<std::string> styles;
    /// Notes of a copy, where older answers have put them; `collection_item::note` looks here too.
    list<collection_note> notes;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const basic_information&) const = default;
};

} // namespace segue::discogs
