#include "render.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace segue::emulator {
namespace {

namespace json = boost::json;

struct entity_name {
    int code;
    std::string_view name;
};

constexpr std::array entity_names{
    entity_name{1, "Label"},
    entity_name{4, "Record Company"},
    entity_name{5, "Licensed To"},
    entity_name{8, "Marketed By"},
    entity_name{9, "Distributed By"},
    entity_name{10, "Manufactured By"},
    entity_name{13, "Phonographic Copyright (p)"},
    entity_name{14, "Copyright (c)"},
    entity_name{17, "Pressed By"},
    entity_name{21, "Published By"},
    entity_name{23, "Recorded At"},
    entity_name{27, "Mixed At"},
    entity_name{29, "Mastered At"},
};

std::string_view name_of_entity(int code) {
    for (const entity_name& candidate : entity_names)
        if (candidate.code == code)
            return candidate.name;
    return "";
}

template <class Items, class Render>
json::array render_each(const Items& items, const Render& render) {
    json::array out;
    out.reserve(items.size());
    for (const auto& item : items)
        out.push_back(render(item));
    return out;
}

json::array texts(const std::vector<std::string>& from) {
    return render_each(from, [](const std::string& text) { return json::string(text); });
}

json::object render_credit(const artist_credit& from, const viewer& to, bool with_picture) {
    json::object out;
    out["name"] = from.name;
    out["anv"] = from.variation;
    out["join"] = from.join;
    out["role"] = from.role;
    out["tracks"] = from.tracks;
    out["id"] = from.id;
    out["resource_url"] = resource_url("artists", from.id);
    if (to.sees_images && with_picture)
        out["thumbnail_url"] = image_url('A', from.id, 0, 600, 600, 90);
    return out;
}

json::array render_credits(const std::vector<artist_credit>& from, const viewer& to, bool with_picture) {
    return render_each(
        from, [&](const artist_credit& credit) { return render_credit(credit, to, with_picture); });
}

json::array render_labels(const std::vector<label_credit>& from, const viewer& to) {
    return render_each(from, [&to](const label_credit& label) {
        json::object out;
        out["name"] = label.name;
        out["catno"] = label.catalog_number;
        out["entity_type"] = std::to_string(label.entity);
        out["entity_type_name"] = name_of_entity(label.entity);
        out["id"] = label.id;
        out["resource_url"] = resource_url("labels", label.id);
        if (to.sees_images && label.entity == 1)
            out["thumbnail_url"] = image_url('L', label.id, 0, 600, 320, 90);
        return out;
    });
}

json::array render_formats(const std::vector<format_record>& from) {
    return render_each(from, [](const format_record& format) {
        json::object out;
        out["name"] = format.name;
        out["qty"] = format.quantity;
        if (!format.text.empty())
            out["text"] = format.text;
        if (!format.descriptions.empty())
            out["descriptions"] = texts(format.descriptions);
        return out;
    });
}

json::array
render_images(char kind, database_id id, const std::vector<image_record>& from, const viewer& to) {
    json::array out;
    int number = 0;
    for (const image_record& image : from) {
        json::object one;
        one["type"] = number == 0 ? "primary" : "secondary";
        const std::string url =
            to.sees_images ? image_url(kind, id, number, image.width, image.height, 90) : std::string{};
        one["uri"] = url;
        one["resource_url"] = url;
        one["uri150"] = to.sees_images ? image_url(kind, id, number, 150, 150, 40) : std::string{};
        one["width"] = image.width;
        one["height"] = image.height;
        out.push_back(std::move(one));
        ++number;
    }
    return out;
}

json::object render_track(const track_record& from, const viewer& to) {
    json::object out;
    out["position"] = from.position;
    out["type_"] = from.type;
    if (!from.artists.empty())
        out["artists"] = render_credits(from.artists, to, false);
    out["title"] = from.title;
    if (!from.extra_artists.empty())
        out["extraartists"] = render_credits(from.extra_artists, to, false);
    if (!from.sub_tracks.empty())
        out["sub_tracks"] =
            render_each(from.sub_tracks, [&to](const track_record& t) { return render_track(t, to); });
    out["duration"] = from.duration;
    return out;
}

json::object contributor_view(const std::string& name) {
    json::object out;
    out["username"] = name;
    out["resource_url"] = "https://api.discogs.com/users/" + name;
    return out;
}

json::object render_community(const release_record& from, const vote_count& votes) {
    json::object out;
    out["have"] = from.have;
    out["want"] = from.want;
    out["rating"] = render_votes(votes);
    if (!from.contributors.empty())
        out["submitter"] = contributor_view(from.contributors.front());
    out["contributors"] = render_each(from.contributors, contributor_view);
    out["data_quality"] = from.data_quality;
    out["status"] = "Accepted";
    return out;
}

/// `Mar 1999`, `03 Jun 2016`, `1987`.
std::string formatted_date(std::string_view released) {
    static constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (released.size() != 10)
        return std::string(released);
    std::string year(released.substr(0, 4));
    const int month = (released[5] - '0') * 10 + (released[6] - '0');
    if (month < 1 || month > 12)
        return year;
    const std::string rest = std::string(months[static_cast<std::size_t>(month - 1)]) + " " + year;
    return released.substr(8) == "00" ? rest : std::string(released.substr(8)) + " " + rest;
}

int format_quantity(const release_record& from) {
    int out = 0;
    for (const format_record& format : from.formats)
        out += std::atoi(format.quantity.c_str());
    return out;
}

json::array render_videos(const std::vector<video_record>& from) {
    return render_each(from, [](const video_record& video) {
        json::object out;
        out["uri"] = "https://www.youtube.com/watch?v=" + video.key;
        out["title"] = video.title;
        out["description"] = video.title;
        out["duration"] = video.seconds;
        out["embed"] = true;
        return out;
    });
}

json::array render_identifiers(const std::vector<identifier_record>& from) {
    return render_each(from, [](const identifier_record& identifier) {
        json::object out;
        out["type"] = identifier.type;
        out["value"] = identifier.value;
        if (!identifier.description.empty())
            out["description"] = identifier.description;
        return out;
    });
}

void add_market(json::object& out, const release_record& from, const viewer& to) {
    out["num_for_sale"] = from.for_sale;
    if (from.lowest_price_cents == 0)
        out["lowest_price"] = nullptr;
    else
        out["lowest_price"] = std::round(from.lowest_price_cents * to.exchange_rate) / 100.0;
}

void add_release_content(
    json::object& out, const catalog& data, const release_record& from, const viewer& to) {
    if (!from.country.empty())
        out["country"] = from.country;
    if (!from.released.empty())
        out["released"] = from.released;
    if (!from.notes.empty())
        out["notes"] = render_text(data, from.notes, to);
    if (!from.released.empty())
        out["released_formatted"] = formatted_date(from.released);
    out["identifiers"] = render_identifiers(from.identifiers);
    if (!from.videos.empty())
        out["videos"] = render_videos(from.videos);
    out["genres"] = texts(from.genres);
    if (!from.styles.empty())
        out["styles"] = texts(from.styles);
    out["tracklist"] =
        render_each(from.tracks, [&to](const track_record& track) { return render_track(track, to); });
    out["extraartists"] = render_credits(from.extra_artists, to, false);
    if (!from.images.empty())
        out["images"] = render_images('R', from.id, from.images, to);
    const bool thumb = to.sees_images && !from.images.empty();
    out["thumb"] = thumb ? image_url('R', from.id, 0, 150, 150, 40) : std::string{};
    if (from.weight_grams > 0)
        out["estimated_weight"] = from.weight_grams;
    out["blocked_from_sale"] = false;
    out["is_offensive"] = false;
}

json::array render_references(const std::vector<artist_reference>& from, const viewer& to, bool with_active) {
    return render_each(from, [&](const artist_reference& reference) {
        json::object out;
        out["id"] = reference.id;
        out["name"] = reference.name;
        out["resource_url"] = resource_url("artists", reference.id);
        if (with_active)
            out["active"] = reference.active;
        if (to.sees_images)
            out["thumbnail_url"] = image_url('A', reference.id, 0, 600, 600, 40);
        return out;
    });
}

void add_thumb_and_counts(
    json::object& out, database_id id, bool is_master, int want, int have, const viewer& to) {
    out["thumb"] = to.sees_images ? image_url('R', id, 0, 150, 150, 40) : std::string{};
    out["stats"] = render_counts(id, is_master, want, have, to);
}

json::object render_label_reference(const label_record& from) {
    json::object out;
    out["id"] = from.id;
    out["name"] = from.name;
    out["resource_url"] = resource_url("labels", from.id);
    return out;
}

} // namespace

std::string render_text(const catalog& data, std::string_view text, const viewer& to) {
    return render_markup(text, to.format, [&data](char kind, std::string_view id_text) -> std::string {
        const database_id id = std::stoll(std::string(id_text.substr(0, 18)));
        if (kind == 'a') {
            const artist_record* artist = data.artist(id);
            return artist == nullptr ? std::string{} : artist->name;
        }
        if (kind == 'l') {
            const auto label = data.labels.find(id);
            return label == data.labels.end() ? std::string{} : label->second.name;
        }
        const auto main = data.main_releases.find(id);
        const bool master = kind == 'm' && main != data.main_releases.end();
        const release_record* release =
            kind == 'm' ? (master ? data.release(main->second) : nullptr) : data.release(id);
        return release == nullptr ? std::string{}
                                  : display_artists(release->artists) + " - " + release->title;
    });
}

std::string slug(std::string_view title) {
    std::string out;
    for (const char c : title) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            static_cast<unsigned char>(c) >= 0x80;
        if (letter)
            out += c;
        else if (c != '\'' && !out.empty() && out.back() != '-')
            out += '-';
    }
    while (!out.empty() && out.back() == '-')
        out.pop_back();
    return out;
}

std::string display_artists(const std::vector<artist_credit>& artists) {
    std::string out;
    for (std::size_t i = 0; i < artists.size(); ++i) {
        out += artists[i].variation.empty() ? artists[i].name : artists[i].variation + "*";
        if (i + 1 < artists.size())
            out += artists[i].join == "," ? ", " : " " + artists[i].join + " ";
    }
    return out;
}

std::string image_url(char kind, database_id id, int number, int width, int height, int quality) {
    static constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const auto salt = static_cast<std::uint64_t>(number * 1'000 + quality) * 1'000'003U;
    number_source numbers(static_cast<std::uint64_t>(id) * 131U + static_cast<unsigned char>(kind) + salt);
    const auto random_text = [&numbers](int length) {
        std::string out;
        for (int i = 0; i < length; ++i)
            out += letters[static_cast<std::size_t>(numbers.between(0, 63))];
        return out;
    };
    std::string out =
        "https://i.discogs.com/" + random_text(43) + "/rs:fit/g:sm/q:" + std::to_string(quality);
    out += "/h:" + std::to_string(height) + "/w:" + std::to_string(width);
    out += "/" + random_text(16) + "/" + random_text(16) + "/" + random_text(16) + "/" + random_text(12) +
           ".jpeg";
    return out;
}

std::string resource_url(std::string_view collection, database_id id) {
    return "https://api.discogs.com/" + std::string(collection) + "/" + std::to_string(id);
}

json::object render_votes(const vote_count& votes) {
    const std::int64_t hundredths = votes.count == 0 ? 0 : (votes.hundredths + votes.count / 2) / votes.count;
    json::object out;
    out["count"] = votes.count;
    // Whole averages lose their fraction on the wire, as in the service's own answers.
    if (hundredths % 100 == 0)
        out["average"] = hundredths / 100;
    else
        out["average"] = static_cast<double>(hundredths) / 100.0;
    return out;
}

json::object
render_release(const catalog& data, const release_record& from, const vote_count& votes, const viewer& to) {
    const std::string artists = display_artists(from.artists);
    json::object out;
    out["id"] = from.id;
    out["status"] = "Accepted";
    out["year"] = from.year;
    out["resource_url"] = resource_url("releases", from.id);
    out["uri"] =
        "https://www.discogs.com/release/" + std::to_string(from.id) + "-" + slug(artists + " " + from.title);
    out["artists"] = render_credits(from.artists, to, true);
    out["artists_sort"] = artists;
    out["labels"] = render_labels(from.labels, to);
    out["series"] = json::array{};
    out["companies"] = render_labels(from.companies, to);
    out["formats"] = render_formats(from.formats);
    out["data_quality"] = from.data_quality;
    out["community"] = render_community(from, votes);
    out["format_quantity"] = format_quantity(from);
    out["date_added"] = from.date_added;
    out["date_changed"] = from.date_changed;
    add_market(out, from, to);
    if (from.master_id != 0) {
        out["master_id"] = from.master_id;
        out["master_url"] = resource_url("masters", from.master_id);
    }
    out["title"] = from.title;
    add_release_content(out, data, from, to);
    return out;
}

json::object render_artist(const catalog& data, const artist_record& from, const viewer& to) {
    json::object out;
    out["name"] = from.name;
    out["id"] = from.id;
    out["resource_url"] = resource_url("artists", from.id);
    out["uri"] = "https://www.discogs.com/artist/" + std::to_string(from.id) + "-" + slug(from.name);
    out["releases_url"] = resource_url("artists", from.id) + "/releases";
    if (!from.images.empty())
        out["images"] = render_images('A', from.id, from.images, to);
    if (!from.real_name.empty())
        out["realname"] = from.real_name;
    out["profile"] = render_text(data, from.profile, to);
    if (!from.urls.empty())
        out["urls"] = texts(from.urls);
    if (!from.name_variations.empty())
        out["namevariations"] = texts(from.name_variations);
    if (!from.aliases.empty())
        out["aliases"] = render_references(from.aliases, to, false);
    if (!from.members.empty())
        out["members"] = render_references(from.members, to, true);
    if (!from.groups.empty())
        out["groups"] = render_references(from.groups, to, true);
    out["data_quality"] = from.data_quality;
    return out;
}

json::object render_entry(const discography_entry& from, const viewer& to) {
    const bool master = from.main_release != 0;
    json::object out;
    out["id"] = from.id;
    if (!master)
        out["status"] = "Accepted";
    out["title"] = from.title;
    out["type"] = master ? "master" : "release";
    if (master)
        out["main_release"] = from.main_release;
    if (!master) {
        out["format"] = from.format;
        out["label"] = from.label;
    }
    out["artist"] = from.artist;
    out["role"] = from.role;
    if (!from.track_info.empty())
        out["trackinfo"] = from.track_info;
    out["resource_url"] = resource_url(master ? "masters" : "releases", from.id);
    // Unknown years have no member at all in this list.
    if (from.year != 0)
        out["year"] = from.year;
    add_thumb_and_counts(out, from.id, master, from.want, from.have, to);
    return out;
}

json::object render_master(
    const catalog& data,
    const release_record& main,
    const std::vector<const release_record*>& versions,
    const viewer& to) {
    const database_id id = main.master_id;
    const auto newest =
        std::max_element(versions.begin(), versions.end(), [](const auto* left, const auto* right) {
            return std::pair(left->released, left->id) < std::pair(right->released, right->id);
        });
    release_record market;
    for (const release_record* version : versions) {
        market.for_sale += version->for_sale;
        const int price = version->lowest_price_cents;
        if (price > 0 && (market.lowest_price_cents == 0 || price < market.lowest_price_cents))
            market.lowest_price_cents = price;
    }
    json::object out;
    out["id"] = id;
    out["main_release"] = main.id;
    out["most_recent_release"] = (*newest)->id;
    out["resource_url"] = resource_url("masters", id);
    out["uri"] = "https://www.discogs.com/master/" + std::to_string(id) + "-" +
                 slug(display_artists(main.artists) + " " + main.title);
    out["versions_url"] = resource_url("masters", id) + "/versions";
    out["main_release_url"] = resource_url("releases", main.id);
    out["most_recent_release_url"] = resource_url("releases", (*newest)->id);
    add_market(out, market, to);
    if (!main.images.empty())
        out["images"] = render_images('R', main.id, main.images, to);
    out["genres"] = texts(main.genres);
    if (!main.styles.empty())
        out["styles"] = texts(main.styles);
    out["year"] = main.year;
    out["tracklist"] =
        render_each(main.tracks, [&to](const track_record& track) { return render_track(track, to); });
    out["artists"] = render_credits(main.artists, to, true);
    out["title"] = main.title;
    if (!main.notes.empty())
        out["notes"] = render_text(data, main.notes, to);
    out["data_quality"] = main.data_quality;
    if (!main.videos.empty())
        out["videos"] = render_videos(main.videos);
    return out;
}

json::object render_label(const catalog& data, const label_record& from, const viewer& to) {
    json::object out;
    out["id"] = from.id;
    out["name"] = from.name;
    out["resource_url"] = resource_url("labels", from.id);
    out["uri"] = "https://www.discogs.com/label/" + std::to_string(from.id) + "-" + slug(from.name);
    out["releases_url"] = resource_url("labels", from.id) + "/releases";
    out["images"] = render_images('L', from.id, {image_record{}}, to);
    if (!from.contact_info.empty())
        out["contact_info"] = from.contact_info;
    if (!from.profile.empty())
        out["profile"] = render_text(data, from.profile, to);
    if (const label_record* parent = data.label(from.parent))
        out["parent_label"] = render_label_reference(*parent);
    out["data_quality"] = "Correct";
    if (!from.urls.empty())
        out["urls"] = texts(from.urls);
    json::array parts;
    for (const auto& [id, candidate] : data.labels)
        if (candidate.parent == from.id)
            parts.push_back(render_label_reference(candidate));
    if (!parts.empty())
        out["sublabels"] = std::move(parts);
    return out;
}

json::object render_label_release(const release_record& from, database_id label, const viewer& to) {
    std::string format;
    for (const format_record& carrier : from.formats) {
        format.append(format.empty() ? "" : " + ").append(carrier.name);
        for (const std::string& word : carrier.descriptions)
            format.append(", ").append(word);
    }
    std::string numbers;
    for (const label_credit& credit : from.labels)
        if (credit.id == label)
            numbers.append(numbers.empty() ? "" : ", ").append(credit.catalog_number);
    json::object out;
    out["status"] = "Accepted";
    out["format"] = format;
    out["catno"] = numbers;
    out["resource_url"] = resource_url("releases", from.id);
    out["title"] = from.title;
    out["id"] = from.id;
    if (from.year != 0)
        out["year"] = from.year;
    out["artist"] = display_artists(from.artists);
    add_list_members(out, from, to);
    return out;
}

void add_list_members(json::object& out, const release_record& from, const viewer& to) {
    add_thumb_and_counts(out, from.id, false, from.want, from.have, to);
}

json::object render_counts(database_id id, bool is_master, int want, int have, const viewer& to) {
    json::object out;
    out["community"] = json::object{{"in_wantlist", want}, {"in_collection", have}};
    if (to.mine != nullptr) {
        const int wanted = is_master ? to.mine->wants_of_master(id) : to.mine->wants_of(id);
        const int copies = is_master ? to.mine->copies_of_master(id) : to.mine->copies_of(id);
        out["user"] = json::object{{"in_wantlist", wanted}, {"in_collection", copies}};
    }
    return out;
}

json::object render_basic_information(const release_record& from, const viewer& to) {
    json::object out;
    out["id"] = from.id;
    out["master_id"] = from.master_id;
    if (from.master_id == 0)
        out["master_url"] = nullptr;
    else
        out["master_url"] = resource_url("masters", from.master_id);
    out["resource_url"] = resource_url("releases", from.id);
    const bool pictured = to.sees_images && !from.images.empty();
    out["thumb"] = pictured ? image_url('R', from.id, 0, 150, 150, 40) : std::string{};
    out["cover_image"] = pictured ? image_url('R', from.id, 0, 600, 600, 90) : std::string{};
    out["title"] = from.title;
    out["year"] = from.year;
    out["formats"] = render_formats(from.formats);
    viewer plain = to;
    plain.sees_images = false;
    out["labels"] = render_labels(from.labels, plain);
    out["artists"] = render_credits(from.artists, plain, false);
    out["genres"] = texts(from.genres);
    out["styles"] = texts(from.styles);
    return out;
}

json::object render_contribution(
    const catalog& data, const release_record& from, const vote_count& votes, const viewer& to) {
    json::object out = render_release(data, from, votes, to);
    for (const char* name : {"tracklist", "extraartists", "videos", "blocked_from_sale", "is_offensive"})
        out.erase(name);
    return out;
}

} // namespace segue::emulator
