#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace segue::emulator {

using database_id = std::int64_t;

struct artist_credit {
    database_id id = 0;
    std::string name{};
    std::string role{};
    /// The name as printed, when it differs.
    std::string variation{};
    std::string join{};
    std::string tracks{};
};

/// A label or company in the part that `entity` says (the service's number codes).
struct label_credit {
    database_id id = 0;
    std::string name{};
    std::string catalog_number{};
    int entity = 1;
};

struct track_record {
    std::string position{};
    std::string title{};
    std::string duration{};
    std::string type = "track";
    std::vector<artist_credit> artists{};
    std::vector<artist_credit> extra_artists{};
    std::vector<track_record> sub_tracks{};
};

struct format_record {
    std::string name{};
    std::string quantity = "1";
    std::vector<std::string> descriptions{};
    std::string text{};
};

struct identifier_record {
    std::string type{};
    std::string value{};
    std::string description{};
};

struct video_record {
    /// The part after `watch?v=`.
    std::string key{};
    std::string title{};
    int seconds = 0;
};

struct image_record {
    int width = 600;
    int height = 600;
};

struct release_record {
    database_id id = 0;
    std::string title{};
    std::vector<artist_credit> artists{};
    std::vector<label_credit> labels{};
    std::vector<label_credit> companies{};
    std::vector<format_record> formats{};
    std::string country{};
    /// As the service writes it: `1994-03-08`, `1998-12-00`, `1987` or empty.
    std::string released{};
    int year = 0;
    database_id master_id = 0;
    std::vector<std::string> genres{};
    std::vector<std::string> styles{};
    std::vector<track_record> tracks{};
    std::vector<artist_credit> extra_artists{};
    std::vector<identifier_record> identifiers{};
    std::vector<video_record> videos{};
    std::vector<image_record> images{};
    /// Discogs markup.
    std::string notes{};
    std::string data_quality = "Correct";
    int have = 0;
    int want = 0;
    int ratings = 0;
    /// Hundredths: 453 is 4.53.
    int rating_hundredths = 0;
    int for_sale = 0;
    /// US cents; 0: none on sale.
    int lowest_price_cents = 0;
    std::vector<std::string> contributors{};
    std::string date_added{};
    std::string date_changed{};
    int weight_grams = 0;
};

struct artist_reference {
    database_id id = 0;
    std::string name{};
    bool active = true;
};

struct artist_record {
    database_id id = 0;
    std::string name{};
    std::string real_name{};
    /// Discogs markup.
    std::string profile{};
    std::vector<std::string> urls{};
    std::vector<std::string> name_variations{};
    std::vector<artist_reference> aliases{};
    std::vector<artist_reference> members{};
    std::vector<artist_reference> groups{};
    std::vector<image_record> images{};
    std::string data_quality = "Correct";
};

struct label_record {
    database_id id = 0;
    std::string name{};
    /// Discogs markup.
    std::string profile{};
    std::string contact_info{};
    std::vector<std::string> urls{};
    /// The label that it belongs to; 0: none.
    database_id parent = 0;
};

/// One line of an artist's list of releases.
struct discography_entry {
    /// A master when `main_release` is set, else a release.
    database_id id = 0;
    database_id main_release = 0;
    std::string title{};
    std::string artist{};
    std::string role = "Main";
    std::string track_info{};
    std::string format{};
    std::string label{};
    int year = 0;
    int have = 0;
    int want = 0;
};

} // namespace segue::emulator
