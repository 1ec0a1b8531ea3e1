#pragma once

#include <segue/discogs/tracks.hpp>

#include <span>
#include <string_view>
#include <vector>

/// Who did what on which track.
namespace segue::discogs {

/// Tells which tracks a text such as `A1, A3, A5 to B2` names, one answer for each line of a flat list.
///
/// A range runs in the order of the list, both ends included; the position of an index track names all its
/// parts. The case of ASCII letters does not matter. Positions that are not in the list name nothing, nor
/// does a range with such an end or with its ends the wrong way round. **Returns** no answer but "no" for an
/// empty text, although a credit with one is about the whole release. **Source** api/discogs.md, M16;
/// recorded answers.
[[nodiscard]] std::vector<bool> named_tracks(std::string_view text, std::span<const flat_track> lines);

/// Is one thing to listen to with the people who are credited on it.
///
/// **Lifetime** everything refers to the lists that it was made from.
struct credited_track {
    /// The line of the flat list.
    flat_track entry;
    /// The line's own credits, those of its index track, and those of the release that name it, in this
    /// order.
    std::vector<const artist_credit*> credits;
};

/// Lists all tracks with their credits: `credited_tracks(release.tracklist, release.extra_artists)`.
///
/// Credits of the release that name no tracks are about all of it and stand with none.
/// **Lifetime** the result refers to both lists, so those of temporaries are refused by the compiler.
[[nodiscard]] std::vector<credited_track>
credited_tracks(const list<track>& tracklist, const list<artist_credit>& credits);

/// Is refused: the result would refer to a list that is gone.
std::vector<credited_track>
credited_tracks(const list<track>&& tracklist, const list<artist_credit>& credits) = delete;
/// Is refused: the result would refer to a list that is gone.
std::vector<credited_track>
credited_tracks(const list<track>& tracklist, const list<artist_credit>&& credits) = delete;
/// Is refused: the result would refer to lists that are gone.
std::vector<credited_track>
credited_tracks(const list<track>&& tracklist, const list<artist_credit>&& credits) = delete;

} // namespace segue::discogs
