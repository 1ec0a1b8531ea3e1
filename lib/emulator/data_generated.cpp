#include "catalog.hpp"

#include <array>
#include <string>
#include <string_view>

// Nine Inch Nails' list must be as long as a real one. The titles and years are real; the pressings, numbers
// and samplers below are invented, from the seed.

namespace segue::emulator {
namespace {

struct halo {
    std::string_view title;
    int year;
    std::string_view kind;
};

constexpr std::array halos{
    halo{"Down In It", 1989, "Single"},
    halo{"Pretty Hate Machine", 1989, "Album"},
    halo{"Head Like A Hole", 1990, "Single"},
    halo{"Sin", 1990, "Single"},
    halo{"Broken", 1992, "EP"},
    halo{"Fixed", 1992, "EP"},
    halo{"March Of The Pigs", 1994, "Single"},
    halo{"Closer To God", 1994, "Single"},
    halo{"Further Down The Spiral", 1995, "EP"},
    halo{"The Perfect Drug", 1997, "Single"},
    halo{"Closure", 1997, "Album"},
    halo{"The Day The World Went Away", 1999, "Single"},
    halo{"The Fragile", 1999, "Album"},
    halo{"We're In This Together", 1999, "Single"},
    halo{"Things Falling Apart", 2000, "EP"},
    halo{"And All That Could Have Been", 2002, "Album"},
    halo{"The Hand That Feeds", 2005, "Single"},
    halo{"With Teeth", 2005, "Album"},
    halo{"Only", 2005, "Single"},
    halo{"Every Day Is Exactly The Same", 2006, "EP"},
    halo{"Beside You In Time", 2007, "Album"},
    halo{"Survivalism", 2007, "Single"},
    halo{"Year Zero", 2007, "Album"},
    halo{"Year Zero Remixed", 2007, "Album"},
    halo{"Ghosts I-IV", 2008, "Album"},
    halo{"The Slip", 2008, "Album"},
    halo{"Came Back Haunted", 2013, "Single"},
    halo{"Hesitation Marks", 2013, "Album"},
    halo{"Not The Actual Events", 2016, "EP"},
    halo{"The Fragile: Deviations 1", 2016, "Album"},
    halo{"Less Than", 2017, "Single"},
    halo{"Add Violence", 2017, "EP"},
    halo{"Bad Witch", 2018, "Album"},
    halo{"Ghosts V: Together", 2020, "Album"},
    halo{"Ghosts VI: Locusts", 2020, "Album"},
};

constexpr std::array<std::string_view, 10> countries{
    "US", "UK", "Europe", "Germany", "Japan", "Canada", "Australia", "France", "Netherlands", "Mexico"};
constexpr std::array<std::string_view, 12> month_words{
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December"};
constexpr database_id first_master = 9'300'000;
constexpr database_id first_pressing = 9'310'000;
constexpr database_id first_promo = 9'400'000;
constexpr database_id first_sampler = 9'500'000;
constexpr int promos_per_title = 7;
constexpr int samplers = 60;

std::string two_digits(int value) {
    return value < 10 ? "0" + std::to_string(value) : std::to_string(value);
}

void add_figures(release_record& record, number_source& numbers) {
    record.have = numbers.between(5, 900);
    record.want = numbers.between(1, 400);
    record.ratings = numbers.between(0, 90);
    record.rating_hundredths = record.ratings == 0 ? 0 : numbers.between(310, 490);
    record.for_sale = numbers.between(0, 12);
    record.lowest_price_cents = record.for_sale == 0 ? 0 : numbers.between(90, 9'000);
    record.contributors = {"halo_collector"};
    record.date_added = "2009-05-17T03:14:07-07:00";
    record.date_changed = "2023-11-02T18:20:41-07:00";
    record.images = {{600, numbers.between(400, 600)}};
}

release_record base_release(const halo& title, database_id id, number_source& numbers) {
    release_record out;
    out.id = id;
    out.title = title.title;
    out.artists = {{3857, "Nine Inch Nails"}};
    out.country = countries[static_cast<std::size_t>(numbers.between(0, 9))];
    out.year = title.year;
    out.released = std::to_string(title.year) + "-" + two_digits(numbers.between(1, 12)) + "-00";
    out.genres = {"Electronic", "Rock"};
    out.styles = {"Industrial"};
    out.extra_artists = {{9'100'001, "Trent Reznor", "Written-By, Producer"}};
    out.tracks = {
        {"1", std::string(title.title), "4:" + two_digits(numbers.between(0, 59))},
        {"2", std::string(title.title) + " (Version)", "5:" + two_digits(numbers.between(0, 59))},
    };
    add_figures(out, numbers);
    return out;
}

/// A pressing that belongs to a master.
release_record pressing(const halo& title, std::size_t number, int copy, number_source& numbers) {
    const auto offset = static_cast<database_id>(number) * 10 + copy;
    release_record out = base_release(title, first_pressing + offset, numbers);
    out.master_id = first_master + static_cast<database_id>(number);
    out.labels = {{647, "Nothing Records", "HALO " + two_digits(static_cast<int>(number) + 1)}};
    const bool vinyl = copy == 1;
    out.formats = {{vinyl ? "Vinyl" : "CD", "1", {std::string(title.kind)}}};
    if (vinyl)
        out.formats.front().descriptions.insert(out.formats.front().descriptions.begin(), "LP");
    return out;
}

/// A release of its own: promos, test pressings, files.
release_record promo(const halo& title, std::size_t number, int copy, number_source& numbers) {
    static const std::array<format_record, promos_per_title> formats{{
        {"CD", "1", {"Single", "Promo"}},
        {"Cassette", "1", {"Promo", "Sampler"}},
        {"Vinyl", "1", {"12\"", "Promo", "White Label"}},
        {"CDr", "1", {"Album", "Promo", "Unofficial Release"}},
        {"VHS", "1", {"Promo", "NTSC"}},
        {"File", "2", {"MP3", "Promo"}, "320 kbps"},
        {"Vinyl", "1", {"LP", "Test Pressing"}, "Clear"},
    }};
    const auto offset = static_cast<database_id>(number) * promos_per_title + copy;
    release_record out = base_release(title, first_promo + offset, numbers);
    // Some come late, some without a date: 0 means unknown.
    const int late = numbers.between(0, 9);
    out.year = late == 9 ? 0 : title.year + (late > 6 ? late - 6 : 0);
    out.released = out.year == 0 ? "" : std::to_string(out.year);
    out.labels = {{2311, "Interscope Records", "PRCD " + std::to_string(numbers.between(1'000, 9'999))}};
    out.formats = {formats[static_cast<std::size_t>(copy)]};
    return out;
}

} // namespace

std::uint64_t number_source::next() noexcept {
    // splitmix64: one addition and three mixing steps, any seed is good.
    std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15ULL;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31);
}

int number_source::between(int low, int high) noexcept {
    const auto span = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<int>(next() % span);
}

std::vector<release_record> generated_releases(number_source& numbers) {
    std::vector<release_record> out;
    for (std::size_t number = 0; number < halos.size(); ++number) {
        for (int copy = 0; copy < 3; ++copy)
            out.push_back(pressing(halos[number], number, copy, numbers));
        for (int copy = 0; copy < promos_per_title; ++copy)
            out.push_back(promo(halos[number], number, copy, numbers));
    }
    return out;
}

std::vector<release_record> generated_appearances(number_source& numbers) {
    std::vector<release_record> out;
    for (int i = 0; i < samplers; ++i) {
        const halo& title =
            halos[static_cast<std::size_t>(numbers.between(0, static_cast<int>(halos.size()) - 1))];
        release_record record = base_release(title, first_sampler + i, numbers);
        const std::string_view month = month_words[static_cast<std::size_t>(i % 12)];
        record.title = "Monthly Sampler " + std::string(month) + " " + std::to_string(title.year);
        record.artists = {{194, "Various"}};
        record.labels = {{9'150'201, "Monthly Sampler", "MS" + two_digits(i + 1)}};
        record.formats = {{"CD", "1", {"Compilation", "Sampler", "Promo"}}};
        record.extra_artists.clear();
        const std::string song(title.title);
        record.tracks = {
            {"", "Guitars", "", "heading"},
            {"1", "Opening Number", "3:21", "track", {{9'100'202, "The Opening Act (2)"}}},
            {"2", song, "4:" + two_digits(numbers.between(0, 59)), "track", {{3857, "Nine Inch Nails"}}},
        };
        const int part = i % 10;
        if (part == 8) {
            record.tracks.back().artists = {{9'100'202, "The Opening Act (2)"}};
            record.extra_artists = {{3857, "Nine Inch Nails", "Remix", "NIN", "", "2"}};
        } else if (part == 9) {
            record.tracks.back().artists = {{9'100'202, "The Opening Act (2)"}};
            record.extra_artists = {{3857, "Nine Inch Nails", "Producer", "", "", "2"}};
        }
        out.push_back(std::move(record));
    }
    return out;
}

} // namespace segue::emulator
