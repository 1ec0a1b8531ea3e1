#pragma once

#include <segue/base/list.hpp>
#include <segue/discogs/models/track.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Track lists as somebody plays them: without headings, parts in their places, times as numbers.
namespace segue::discogs {

/// Is one thing to listen to, with what stands around it in the track list.
///
/// **Lifetime** everything refers to the list that it was made from.
struct flat_track {
    /// The line itself: a track, a part of an index track, or an index track that names no parts.
    const discogs::track* line = nullptr;
    /// The index track that the line is a part of, the outermost one; null for others.
    const discogs::track* index = nullptr;
    /// Text of the heading above; empty when there is none.
    std::string_view heading;
    /// Title of the index track; empty when the line is no part of one.
    std::string_view index_title;
    /// Where it stands: its own position, else that of its index track.
    std::string_view position;
    /// Who plays: the artists of the line, else those of its index track; empty means those of the release.
    const list<artist_credit>* artists = nullptr;
};

/// Lists everything that can be listened to, in order: headings become context, index tracks their parts.
///
/// **Lifetime** the result refers to `tracklist`, so that of a temporary is refused by the compiler.
/// **Source** api/discogs.md, M17 and D21; recorded answers, older ones of which name no kind of line.
[[nodiscard]] std::vector<flat_track> flat_tracks(const list<track>& tracklist);

/// Is refused: the result would refer to a list that is gone.
std::vector<flat_track> flat_tracks(const list<track>&& tracklist) = delete;

/// Reads the length of a track: `m:ss`, `h:mm:ss`, also `4'33"`, with blanks around it.
///
/// **Returns** nothing for an empty text, for `0:00`, which stands for an unknown length, and for anything
/// else.
/// **Units and ranges** minutes without hours may exceed 59; anything under 10,000 hours or minutes is read.
/// **Source** api/discogs.md, M17 and G50.
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(std::string_view text) noexcept;

/// Returns the length of a line; empty when it has none that can be read.
[[nodiscard]] std::optional<std::chrono::seconds> duration_of(const track& line) noexcept;

/// Writes a length as the service does: `m:ss`, from one hour on `h:mm:ss`; empty unless positive.
[[nodiscard]] std::string to_duration_text(std::chrono::seconds length);

/// Says how long a track list plays, as far as it is known.
struct playing_time {
    /// Sum of all known lengths.
    std::chrono::seconds total{0};
    /// How many lengths are in the sum.
    std::size_t known = 0;
    /// How many things to listen to have no length that can be read.
    std::size_t missing = 0;

    /// Tells whether the sum is that of the whole list.
    [[nodiscard]] bool complete() const noexcept { return known != 0 && missing == 0; }

    /// Compares all members.
    bool operator==(const playing_time&) const = default;
};

/// Adds up the lengths of a track list.
///
/// An index track with a length of its own counts by it and its parts do not; otherwise its parts count.
[[nodiscard]] playing_time total_time(const list<track>& tracklist) noexcept;

} // namespace segue::discogs
