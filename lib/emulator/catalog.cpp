#include "catalog.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace segue::emulator {
namespace {

bool names(const std::vector<artist_credit>& credits, database_id artist) {
    return std::any_of(
        credits.begin(), credits.end(), [artist](const artist_credit& c) { return c.id == artist; });
}

std::string joined_artists(const release_record& record) {
    std::string out;
    for (std::size_t i = 0; i < record.artists.size(); ++i) {
        out += record.artists[i].name;
        if (i + 1 < record.artists.size())
            out += " " + record.artists[i].join + " ";
    }
    return out;
}

std::string joined_format(const release_record& record) {
    static constexpr std::size_t longest = 3;
    std::string out;
    for (const format_record& format : record.formats) {
        if (!out.empty())
            out += " + ";
        if (format.quantity != "1")
            out += format.quantity + "x";
        out += format.name;
        for (std::size_t i = 0; i < std::min(longest, format.descriptions.size()); ++i)
            out += ", " + format.descriptions[i];
    }
    return out;
}

std::string joined_labels(const release_record& record) {
    std::string out;
    std::set<std::string> seen;
    for (const label_credit& label : record.labels) {
        if (!seen.insert(label.name).second)
            continue;
        out += (out.empty() ? "" : ", ") + label.name;
    }
    return out;
}

/// The artist's part in a release, and the track it shows on; an empty role: none.
struct part {
    std::string role{};
    std::string track{};
};

part part_of(const release_record& record, database_id artist) {
    if (names(record.artists, artist))
        return {"Main", ""};
    for (const track_record& track : record.tracks)
        if (names(track.artists, artist))
            return {"TrackAppearance", track.title};
    for (const artist_credit& credit : record.extra_artists) {
        if (credit.id != artist)
            continue;
        if (credit.role.find("Remix") != std::string::npos)
            return {"Remix", ""};
        return {credit.role.find("Producer") != std::string::npos ? "Producer" : "Appearance", ""};
    }
    return {};
}

discography_entry entry_of(const release_record& record, part played, bool master) {
    discography_entry out;
    out.id = master ? record.master_id : record.id;
    out.main_release = master ? record.id : 0;
    out.title = record.title;
    out.artist = joined_artists(record);
    out.role = std::move(played.role);
    out.track_info = std::move(played.track);
    out.format = joined_format(record);
    out.label = joined_labels(record);
    out.year = record.year;
    out.have = record.have;
    out.want = record.want;
    return out;
}

/// Masters stand for their releases; a release without one stands for itself.
std::vector<discography_entry> discography(const catalog& from, database_id artist) {
    std::vector<discography_entry> out;
    for (const auto& [id, record] : from.releases) {
        const auto main = from.main_releases.find(record.master_id);
        const bool master = main != from.main_releases.end();
        if (master && main->second != id)
            continue;
        part played = part_of(record, artist);
        if (!played.role.empty())
            out.push_back(entry_of(record, std::move(played), master));
    }
    return out;
}

label_record named_label(const label_credit& from) {
    label_record out;
    out.id = from.id;
    out.name = from.name;
    return out;
}

void add_release(catalog& into, release_record record) {
    for (const label_credit& label : record.labels)
        into.labels.try_emplace(label.id, named_label(label));
    if (record.master_id != 0)
        into.main_releases.try_emplace(record.master_id, record.id);
    const database_id id = record.id;
    into.releases.insert_or_assign(id, std::move(record));
}

} // namespace

const release_record* catalog::release(database_id id) const {
    const auto found = releases.find(id);
    return found == releases.end() ? nullptr : &found->second;
}

const artist_record* catalog::artist(database_id id) const {
    const auto found = artists.find(id);
    return found == artists.end() ? nullptr : &found->second;
}

const label_record* catalog::label(database_id id) const {
    const auto found = labels.find(id);
    return found == labels.end() ? nullptr : &found->second;
}

int crates_for(int collection_size) noexcept {
    constexpr int usual = 400;
    return std::max(0, collection_size - usual);
}

std::shared_ptr<const catalog> make_catalog(std::uint64_t seed, int crates) {
    auto out = std::make_shared<catalog>();
    number_source numbers(seed);
    for (release_record& record : known_releases())
        add_release(*out, std::move(record));
    for (release_record& record : generated_releases(numbers))
        add_release(*out, std::move(record));
    for (release_record& record : generated_appearances(numbers))
        add_release(*out, std::move(record));
    for (label_record& record : known_labels()) {
        const database_id id = record.id;
        out->labels.insert_or_assign(id, std::move(record));
    }
    for (artist_record& record : known_artists()) {
        const database_id id = record.id;
        out->artists.insert_or_assign(id, std::move(record));
        out->discographies[id] = discography(*out, id);
    }
    // Last: whoever has many of them has nothing else, so their lists need no search through everything.
    for (release_record& record : crate_releases(numbers, crates)) {
        const artist_credit& credit = record.artists.front();
        artist_record& artist = out->artists[credit.id];
        artist.id = credit.id;
        artist.name = credit.name;
        out->discographies[credit.id].push_back(entry_of(record, {"Main", ""}, false));
        add_release(*out, std::move(record));
    }
    return out;
}

} // namespace segue::emulator
