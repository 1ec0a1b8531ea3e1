#include "base/ascii.hpp"

#include <segue/discogs/tracks.hpp>

#include <array>
#include <cstdint>

namespace segue::discogs {
namespace {

bool is_heading(const track& line) noexcept {
    return line.type_ && *line.type_ == track_type::heading;
}

std::string_view shown(const std::optional<std::string>& text) noexcept {
    return text ? std::string_view(*text) : std::string_view();
}

class flattener {
public:
    void read(const list<track>& lines, const track* index) {
        for (const track& line : lines) {
            if (is_heading(line))
                heading_ = line.title;
            else if (line.sub_tracks.empty())
                add(line, index);
            else
                read(line.sub_tracks, index == nullptr ? &line : index);
        }
    }

    std::vector<flat_track> take() { return std::move(found_); }

private:
    void add(const track& line, const track* index) {
        flat_track entry;
        entry.line = &line;
        entry.index = index;
        entry.heading = heading_;
        entry.position = shown(line.position);
        entry.artists = &line.artists;
        if (index != nullptr) {
            entry.index_title = index->title;
            if (entry.position.empty())
                entry.position = shown(index->position);
            if (entry.artists->empty())
                entry.artists = &index->artists;
        }
        found_.push_back(entry);
    }

    std::string_view heading_{};
    std::vector<flat_track> found_{};
};

// Four digits at most, so that no sum of any list overflows.
std::optional<std::int64_t> take_number(std::string_view& text) noexcept {
    constexpr std::size_t most_digits = 4;
    std::int64_t value = 0;
    std::size_t count = 0;
    for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count) {
        if (count == most_digits)
            return std::nullopt;
        value = value * 10 + (text[count] - '0');
    }
    if (count == 0)
        return std::nullopt;
    text.remove_prefix(count);
    return value;
}

// Signs for minutes and for seconds; the typographic ones are three bytes each.
constexpr std::array<std::string_view, 3> minute_signs = {"'", "\xe2\x80\x99", "\xe2\x80\xb2"};
constexpr std::array<std::string_view, 4> second_signs = {"\"", "''", "\xe2\x80\x9d", "\xe2\x80\xb3"};

template <std::size_t Size>
bool take_one_of(std::string_view& text, const std::array<std::string_view, Size>& signs) noexcept {
    for (const std::string_view sign : signs) {
        if (text.starts_with(sign)) {
            text.remove_prefix(sign.size());
            return true;
        }
    }
    return false;
}

// After the minutes: `:ss`, or a sign, seconds and their sign.
std::optional<std::int64_t> take_seconds(std::string_view& text) noexcept {
    const bool colon = text.starts_with(':');
    if (colon)
        text.remove_prefix(1);
    else if (!take_one_of(text, minute_signs))
        return std::nullopt;
    const std::size_t before = text.size();
    const auto seconds = take_number(text);
    const std::size_t digits = before - text.size();
    if (!seconds || digits > 2 || *seconds > 59 || (colon && digits != 2))
        return std::nullopt;
    if (!colon && !take_one_of(text, second_signs))
        return std::nullopt;
    return seconds;
}

void add_times(playing_time& sum, const list<track>& lines) noexcept {
    for (const track& line : lines) {
        if (is_heading(line))
            continue;
        if (const auto length = duration_of(line)) {
            sum.total += *length;
            ++sum.known;
        } else if (!line.sub_tracks.empty()) {
            add_times(sum, line.sub_tracks);
        } else {
            ++sum.missing;
        }
    }
}

} // namespace

std::vector<flat_track> flat_tracks(const list<track>& tracklist) {
    flattener lines;
    lines.read(tracklist, nullptr);
    return lines.take();
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) noexcept {
    text = trimmed(text);
    const auto first = take_number(text);
    if (!first)
        return std::nullopt;
    auto second = take_seconds(text);
    if (!second)
        return std::nullopt;
    std::int64_t total = *first * 60 + *second;
    if (text.starts_with(':')) {
        second = take_seconds(text);
        if (!second)
            return std::nullopt;
        total = total * 60 + *second;
    }
    if (!text.empty() || total == 0)
        return std::nullopt;
    return std::chrono::seconds(total);
}

std::optional<std::chrono::seconds> duration_of(const track& line) noexcept {
    return parse_duration(shown(line.duration));
}

std::string to_duration_text(std::chrono::seconds length) {
    if (length.count() <= 0)
        return {};
    const auto two_digits = [](std::int64_t number) {
        return (number < 10 ? ":0" : ":") + std::to_string(number);
    };
    const std::int64_t minutes = length.count() / 60;
    std::string text =
        minutes < 60 ? std::to_string(minutes) : std::to_string(minutes / 60) + two_digits(minutes % 60);
    return text + two_digits(length.count() % 60);
}

playing_time total_time(const list<track>& tracklist) noexcept {
    playing_time sum;
    add_times(sum, tracklist);
    return sum;
}

} // namespace segue::discogs
