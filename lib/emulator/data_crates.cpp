#include "catalog.hpp"

#include <array>
#include <string>
#include <string_view>

// Releases in any number, so that a collection of ten thousand is one of ten thousand things. All invented.

namespace segue::emulator {
namespace {

constexpr database_id first_made_release = 20'000'001;
constexpr database_id first_made_artist = 9'700'001;
constexpr database_id first_made_label = 9'800'001;
constexpr int releases_per_artist = 40;

constexpr std::array<std::string_view, 16> colours{
    "Amber",
    "Blue",
    "Copper",
    "Dun",
    "Ebony",
    "Fawn",
    "Green",
    "Hazel",
    "Ivory",
    "Jade",
    "Khaki",
    "Lilac",
    "Mauve",
    "Navy",
    "Ochre",
    "Pearl"};
constexpr std::array<std::string_view, 16> things{
    "Anchor",
    "Bridge",
    "Canal",
    "Dial",
    "Engine",
    "Ferry",
    "Garden",
    "Harbour",
    "Island",
    "Junction",
    "Kiln",
    "Lantern",
    "Mill",
    "Needle",
    "Orchard",
    "Pier"};

template <class Words>
std::string_view pick(const Words& from, number_source& numbers) {
    return from[static_cast<std::size_t>(numbers.between(0, static_cast<int>(from.size()) - 1))];
}

std::string name_of(int number) {
    const auto at = static_cast<std::size_t>(number);
    std::string out = "The " + std::string(colours[at % 16]) + " " + std::string(things[at / 16 % 16]) + "s";
    // The service tells namesakes apart by a number.
    if (at >= 256)
        out += " (" + std::to_string(at / 256 + 1) + ")";
    return out;
}

release_record crate_release(int number, number_source& numbers) {
    const int artist = number / releases_per_artist;
    release_record out;
    out.id = first_made_release + number;
    out.title = std::string(pick(colours, numbers)) + " " + std::string(pick(things, numbers));
    out.artists = {{first_made_artist + artist, name_of(artist)}};
    out.labels = {
        {first_made_label + artist % 50,
         std::string(things[static_cast<std::size_t>(artist % 16)]) + " Records",
         "CR-" + std::to_string(number + 1)}};
    const int kind = numbers.between(0, 3);
    out.formats = {
        kind == 0 ? format_record{"CD", "1", {"Album"}}
                  : format_record{"Vinyl", "1", {kind == 1 ? "12\"" : "LP", "Album"}}};
    out.country = "Belgium";
    out.year = numbers.between(0, 20) == 0 ? 0 : numbers.between(1965, 2025);
    out.released = out.year == 0 ? "" : std::to_string(out.year);
    out.genres = {"Rock"};
    out.styles = {"Indie Rock"};
    out.tracks = {{"1", out.title, "3:" + std::to_string(numbers.between(10, 59))}};
    out.images = {{600, 600}};
    out.data_quality = "Needs Vote";
    out.have = numbers.between(1, 90);
    out.want = numbers.between(0, 40);
    out.for_sale = numbers.between(0, 3);
    out.lowest_price_cents = out.for_sale == 0 ? 0 : numbers.between(90, 4'000);
    out.contributors = {"crate_digger"};
    out.date_added = "2012-08-30T14:21:45-07:00";
    out.date_changed = "2022-01-09T09:10:11-08:00";
    return out;
}

} // namespace

std::vector<release_record> crate_releases(number_source& numbers, int count) {
    std::vector<release_record> out;
    out.reserve(static_cast<std::size_t>(count));
    for (int number = 0; number < count; ++number)
        out.push_back(crate_release(number, numbers));
    return out;
}

} // namespace segue::emulator
