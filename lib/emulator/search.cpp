#include "search.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <tuple>

namespace segue::emulator {
namespace {

namespace json = boost::json;

std::string fold(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// Letters and digits only: catalogue numbers and barcodes are written with any spacing.
std::string bare(std::string_view text) {
    std::string out = fold(text);
    std::erase_if(out, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); });
    return out;
}

bool has_words(std::string_view folded, std::string_view wanted) {
    const std::string words = fold(wanted);
    std::string_view rest = words;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        if (folded.find(rest.substr(0, end)) == std::string_view::npos)
            return false;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return true;
}

template <class Items, class Matches>
bool any(const Items& items, const Matches& matches) {
    return std::any_of(items.begin(), items.end(), matches);
}

bool credit_matches(const std::vector<artist_credit>& credits, std::string_view wanted) {
    return any(credits, [wanted](const artist_credit& credit) {
        return has_words(fold(credit.name + " " + credit.variation), wanted);
    });
}

bool year_matches(int year, std::string_view wanted) {
    const auto read = [](std::string_view text) {
        int value = -1;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    };
    const std::size_t dash = wanted.find('-');
    if (dash == std::string_view::npos)
        return year != 0 && year == read(wanted);
    return year != 0 && year >= read(wanted.substr(0, dash)) && year <= read(wanted.substr(dash + 1));
}

bool format_matches(const release_record& from, std::string_view wanted) {
    return any(from.formats, [wanted](const format_record& format) {
        return equal_ignoring_case(format.name, wanted) ||
               any(format.descriptions,
                   [wanted](const auto& text) { return equal_ignoring_case(text, wanted); });
    });
}

bool listed(const std::vector<std::string>& values, std::string_view wanted) {
    return any(values, [wanted](const std::string& value) { return equal_ignoring_case(value, wanted); });
}

bool track_matches(const release_record& from, std::string_view wanted) {
    return any(
        from.tracks, [wanted](const track_record& track) { return has_words(fold(track.title), wanted); });
}

bool anv_matches(const release_record& from, std::string_view wanted) {
    const auto matches = [wanted](const artist_credit& credit) {
        return !credit.variation.empty() && has_words(fold(credit.variation), wanted);
    };
    return any(from.artists, matches) || any(from.extra_artists, matches);
}

bool artist_matches(const release_record& from, std::string_view wanted) {
    return credit_matches(from.artists, wanted) || any(from.tracks, [wanted](const track_record& track) {
               return credit_matches(track.artists, wanted);
           });
}

using release_test = bool (*)(const release_record&, std::string_view);

struct release_parameter {
    std::string_view name;
    release_test matches;
};

constexpr std::array release_parameters{
    release_parameter{
        "release_title",
        [](const release_record& r, std::string_view v) { return has_words(fold(r.title), v); }},
    release_parameter{
        "credit",
        [](const release_record& r, std::string_view v) { return credit_matches(r.extra_artists, v); }},
    release_parameter{"artist", &artist_matches},
    release_parameter{"anv", &anv_matches},
    release_parameter{
        "label",
        [](const release_record& r, std::string_view v) {
            return any(r.labels, [v](const label_credit& label) { return has_words(fold(label.name), v); });
        }},
    release_parameter{
        "genre", [](const release_record& r, std::string_view v) { return listed(r.genres, v); }},
    release_parameter{
        "style", [](const release_record& r, std::string_view v) { return listed(r.styles, v); }},
    release_parameter{
        "country",
        [](const release_record& r, std::string_view v) { return equal_ignoring_case(r.country, v); }},
    release_parameter{
        "year", [](const release_record& r, std::string_view v) { return year_matches(r.year, v); }},
    release_parameter{"format", &format_matches},
    release_parameter{
        "catno",
        [](const release_record& r, std::string_view v) {
            return any(r.labels, [v](const label_credit& label) {
                return bare(label.catalog_number).find(bare(v)) != std::string::npos;
            });
        }},
    release_parameter{
        "barcode",
        [](const release_record& r, std::string_view v) {
            return any(r.identifiers, [v](const identifier_record& id) {
                return id.type == "Barcode" && bare(id.value).find(bare(v)) != std::string::npos;
            });
        }},
    release_parameter{"track", &track_matches},
    release_parameter{
        "submitter",
        [](const release_record& r, std::string_view v) {
            return !r.contributors.empty() && equal_ignoring_case(r.contributors.front(), v);
        }},
    release_parameter{
        "contributor", [](const release_record& r, std::string_view v) { return listed(r.contributors, v); }},
};

bool type_matches(search_kind kind, std::string_view wanted) {
    switch (kind) {
    case search_kind::artist:
        return wanted == "artist";
    case search_kind::master:
        return wanted == "master";
    case search_kind::release:
        return wanted == "release";
    case search_kind::label:
        return wanted == "label";
    }
    return false;
}

/// A parameter that only releases know excludes everything else, but for an artist's or label's own name.
bool entity_matches(const search_row& row, std::string_view name, std::string_view value) {
    if (row.kind == search_kind::artist && name == "artist")
        return has_words(fold(row.title), value);
    if (row.kind == search_kind::artist && name == "anv")
        return any(
            row.artist->name_variations, [value](const auto& text) { return has_words(fold(text), value); });
    return row.kind == search_kind::label && name == "label" && has_words(fold(row.title), value);
}

bool parameter_matches(const search_row& row, std::string_view name, std::string_view value) {
    if (name == "q")
        return has_words(row.haystack, value);
    if (name == "title")
        return has_words(fold(row.title), value);
    if (name == "type")
        return type_matches(row.kind, value);
    for (const release_parameter& parameter : release_parameters)
        if (parameter.name == name)
            return row.release == nullptr ? entity_matches(row, name, value)
                                          : parameter.matches(*row.release, value);
    return true;
}

std::string release_haystack(const release_record& from) {
    std::string out = from.title;
    const auto add = [&out](const std::string& text) { out.append("\n").append(text); };
    for (const artist_credit& credit : from.artists)
        add(credit.name + " " + credit.variation);
    for (const label_credit& label : from.labels)
        add(label.name + " " + label.catalog_number);
    for (const track_record& track : from.tracks)
        add(track.title);
    for (const identifier_record& identifier : from.identifiers)
        add(identifier.value);
    return fold(out);
}

search_row release_row(search_kind kind, database_id id, const release_record& from) {
    search_row out;
    out.kind = kind;
    out.id = id;
    out.title = display_artists(from.artists) + " - " + from.title;
    out.release = &from;
    out.haystack = release_haystack(from);
    return out;
}

int renown(const search_row& row) {
    return row.release == nullptr ? 0 : row.release->have;
}

std::string_view kind_name(search_kind kind) {
    static constexpr std::array<std::string_view, 4> names{"artist", "master", "release", "label"};
    return names[static_cast<std::size_t>(kind)];
}

/// Names, descriptions and free texts in one list, each once.
json::array flat_formats(const release_record& from) {
    json::array out;
    std::set<std::string> seen;
    for (const format_record& format : from.formats) {
        if (seen.insert(format.name).second)
            out.push_back(json::string(format.name));
        for (const std::string& text : format.descriptions)
            if (seen.insert(text).second)
                out.push_back(json::string(text));
    }
    return out;
}

json::array full_formats(const release_record& from) {
    json::array out;
    for (const format_record& format : from.formats) {
        json::object one;
        one["name"] = format.name;
        one["qty"] = format.quantity;
        if (!format.text.empty())
            one["text"] = format.text;
        json::array descriptions;
        for (const std::string& text : format.descriptions)
            descriptions.push_back(json::string(text));
        one["descriptions"] = std::move(descriptions);
        out.push_back(std::move(one));
    }
    return out;
}

template <class Items, class Text>
json::array names_of(const Items& items, const Text& text) {
    json::array out;
    for (const auto& item : items)
        out.push_back(json::string(text(item)));
    return out;
}

void add_release_members(json::object& out, const search_row& from) {
    const release_record& release = *from.release;
    const auto same = [](const std::string& text) { return text; };
    out["country"] = release.country;
    // A text here, a number everywhere else; absent when unknown.
    if (release.year != 0)
        out["year"] = std::to_string(release.year);
    out["format"] = flat_formats(release);
    json::array labels = names_of(release.labels, [](const label_credit& label) { return label.name; });
    for (const label_credit& company : release.companies)
        labels.push_back(json::string(company.name));
    out["label"] = std::move(labels);
    out["type"] = kind_name(from.kind);
    out["genre"] = names_of(release.genres, same);
    out["style"] = names_of(release.styles, same);
    out["id"] = from.id;
    out["barcode"] = names_of(release.identifiers, [](const identifier_record& id) { return id.value; });
}

void add_release_tail(json::object& out, const search_row& from) {
    const release_record& release = *from.release;
    out["community"] = json::object{{"want", release.want}, {"have", release.have}};
    if (from.kind != search_kind::release)
        return;
    int quantity = 0;
    for (const format_record& format : release.formats)
        quantity += std::atoi(format.quantity.c_str());
    out["format_quantity"] = quantity;
    out["formats"] = full_formats(release);
}

char image_kind(search_kind kind) {
    return kind == search_kind::artist ? 'A' : kind == search_kind::label ? 'L' : 'R';
}

} // namespace

search_index::search_index(const catalog& data) {
    for (const auto& [id, artist] : data.artists) {
        search_row row;
        row.kind = search_kind::artist;
        row.id = id;
        row.title = artist.name;
        row.artist = &artist;
        row.haystack = fold(artist.name + "\n" + artist.real_name);
        for (const std::string& variation : artist.name_variations)
            row.haystack += "\n" + fold(variation);
        rows_.push_back(std::move(row));
    }
    for (const auto& [master, main] : data.main_releases)
        rows_.push_back(release_row(search_kind::master, master, *data.release(main)));
    for (const auto& [id, release] : data.releases)
        rows_.push_back(release_row(search_kind::release, id, release));
    for (const auto& [id, label] : data.labels) {
        search_row row;
        row.kind = search_kind::label;
        row.id = id;
        row.title = label.name;
        row.haystack = fold(label.name);
        rows_.push_back(std::move(row));
    }
    std::sort(rows_.begin(), rows_.end(), [](const search_row& left, const search_row& right) {
        return std::tuple(left.kind, -renown(left), left.id) <
               std::tuple(right.kind, -renown(right), right.id);
    });
}

std::vector<const search_row*> search_index::find(const query_list& query) const {
    std::vector<const search_row*> out;
    for (const search_row& row : rows_) {
        // An empty parameter is as good as none.
        const bool matches = std::all_of(query.begin(), query.end(), [&row](const auto& parameter) {
            return parameter.second.empty() || parameter_matches(row, parameter.first, parameter.second);
        });
        if (matches)
            out.push_back(&row);
    }
    return out;
}

json::object render_result(const search_row& from, const viewer& to) {
    json::object out;
    if (from.release != nullptr) {
        add_release_members(out, from);
    } else {
        out["id"] = from.id;
        out["type"] = kind_name(from.kind);
    }
    if (to.mine != nullptr) {
        const bool master = from.kind == search_kind::master;
        const bool release = from.kind == search_kind::release;
        const int wants = master ? to.mine->wants_of_master(from.id) : to.mine->wants_of(from.id);
        const int copies = master ? to.mine->copies_of_master(from.id) : to.mine->copies_of(from.id);
        out["user_data"] = json::object{
            {"in_wantlist", (master || release) && wants > 0},
            {"in_collection", (master || release) && copies > 0}};
    }
    const database_id master = from.release == nullptr ? 0 : from.release->master_id;
    if (from.release == nullptr)
        out["master_id"] = nullptr;
    else
        out["master_id"] = master;
    if (master == 0)
        out["master_url"] = nullptr;
    else
        out["master_url"] = resource_url("masters", master);
    const std::string kind(kind_name(from.kind));
    out["uri"] = "/" + kind + "/" + std::to_string(from.id) + "-" + slug(from.title);
    if (from.release != nullptr)
        out["catno"] = from.release->labels.empty() ? "" : from.release->labels.front().catalog_number;
    out["title"] = from.title;
    const char image = image_kind(from.kind);
    const database_id picture = from.kind == search_kind::master ? from.release->id : from.id;
    out["thumb"] = image_url(image, picture, 0, 150, 150, 40);
    out["cover_image"] = image_url(image, picture, 0, 600, 600, 90);
    out["resource_url"] = resource_url(kind + "s", from.id);
    if (from.release != nullptr)
        add_release_tail(out, from);
    return out;
}

} // namespace segue::emulator
