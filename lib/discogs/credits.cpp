#include "base/ascii.hpp"

#include <segue/discogs/credits.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>

namespace segue::discogs {
namespace {

std::string key_of(std::string_view position) {
    return lower(trimmed(position));
}

// The lines that one position names: more than one where it is that of an index track.
struct place {
    std::size_t first = 0;
    std::size_t last = 0;
};

class positions {
public:
    explicit positions(std::span<const flat_track> lines) {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            add(lines[i].position, i);
            if (lines[i].index != nullptr && lines[i].index->position)
                add(*lines[i].index->position, i);
        }
    }

    const place* find(std::string_view position) const {
        const auto found = places_.find(key_of(position));
        return found == places_.end() ? nullptr : &found->second;
    }

private:
    void add(std::string_view position, std::size_t line) {
        std::string key = key_of(position);
        if (key.empty())
            return;
        const auto [found, fresh] = places_.try_emplace(std::move(key), place{line, line});
        // A position that occurs again far below is another one; the first counts.
        if (!fresh && found->second.last + 1 == line)
            found->second.last = line;
    }

    std::unordered_map<std::string, place> places_{};
};

// Where the word between the ends of a range stands, blanks around it included; npos without one.
std::size_t find_to(std::string_view part, std::size_t& behind) {
    for (std::size_t at = part.find_first_of(blanks); at != std::string_view::npos;
         at = part.find_first_of(blanks, at + 1)) {
        const auto word = part.find_first_not_of(blanks, at);
        if (word == std::string_view::npos)
            break;
        const std::string_view rest = part.substr(word);
        if (rest.size() > 2 && to_lower(rest[0]) == 't' && to_lower(rest[1]) == 'o' &&
            blanks.find(rest[2]) != std::string_view::npos) {
            behind = word + 2;
            return at;
        }
        at = word - 1;
    }
    return std::string_view::npos;
}

void mark(std::string_view part, const positions& known, std::vector<bool>& named) {
    std::size_t behind = 0;
    const std::size_t to = find_to(part, behind);
    const place* const begin = known.find(part.substr(0, to));
    const place* const end = to == std::string_view::npos ? begin : known.find(part.substr(behind));
    if (begin == nullptr || end == nullptr)
        return;
    for (std::size_t i = begin->first; i <= end->last; ++i)
        named[i] = true;
}

std::vector<bool> named_tracks(std::string_view text, const positions& known, std::size_t lines) {
    std::vector<bool> named(lines, false);
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        mark(trimmed(text.substr(begin, end - begin)), known, named);
        begin = end + 1;
    }
    return named;
}

} // namespace

std::vector<bool> named_tracks(std::string_view text, std::span<const flat_track> lines) {
    return named_tracks(text, positions(lines), lines.size());
}

std::vector<credited_track>
credited_tracks(const list<track>& tracklist, const list<artist_credit>& credits) {
    const std::vector<flat_track> lines = flat_tracks(tracklist);
    std::vector<credited_track> all(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        all[i].entry = lines[i];
        for (const artist_credit& each : lines[i].line->extra_artists)
            all[i].credits.push_back(&each);
        if (lines[i].index == nullptr)
            continue;
        for (const artist_credit& each : lines[i].index->extra_artists)
            all[i].credits.push_back(&each);
    }
    const positions known(lines);
    for (const artist_credit& each : credits) {
        if (!each.tracks || each.tracks->empty())
            continue;
        const std::vector<bool> named = named_tracks(*each.tracks, known, lines.size());
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (named[i])
                all[i].credits.push_back(&each);
        }
    }
    return all;
}

} // namespace segue::discogs
