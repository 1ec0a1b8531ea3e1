#include "catalog.hpp"

namespace segue::emulator {
namespace {

artist_record nine_inch_nails() {
    artist_record out;
    out.id = 3857;
    out.name = "Nine Inch Nails";
    out.profile =
        "American industrial rock band, founded in 1988 in Cleveland, Ohio, by [a=Trent Reznor], for a long "
        "time its only official member.\r\nMost releases carry a [i]halo[/i] number; [r352665] is halo "
        "eight, on [l=Nothing Records].";
    out.urls = {"https://www.nin.com/", "https://en.wikipedia.org/wiki/Nine_Inch_Nails "};
    out.name_variations = {"NIN", "N.I.N.", "N\u0418N", "Nine Inch Nail", "9 Inch Nails"};
    out.members = {
        {9'100'001, "Trent Reznor"},
        {9'100'019, "Atticus Ross"},
        {9'100'004, "Chris Vrenna", false},
        {9'100'005, "Charlie Clouser", false},
        {9'100'012, "Danny Lohner", false},
    };
    out.images = {{600, 450}, {600, 600}};
    out.data_quality = "Needs Vote";
    return out;
}

artist_record rick_astley() {
    artist_record out;
    out.id = 72872;
    out.name = "Rick Astley";
    out.real_name = "Richard Paul Astley";
    out.profile = "English singer and songwriter, born 6 February 1966 in Newton-le-Willows, Lancashire. "
                  "His first hit, [m96559], was produced by [a=Stock, Aitken & Waterman].";
    out.urls = {"https://www.rickastley.co.uk/"};
    out.name_variations = {"Astley", "R. Astley", "Rick Ashley"};
    out.images = {{448, 434}};
    return out;
}

artist_record the_persuader() {
    artist_record out;
    out.id = 1;
    out.name = "The Persuader";
    out.real_name = "Jesper Dahlb\u00e4ck";
    out.profile = "Electronic artist working out of Stockholm, active since 1994.";
    out.name_variations = {"Persuader", "The Presuader"};
    out.aliases = {
        {19541, "Dick Track"}, {16055, "Groove Machine"}, {239, "Jesper Dahlb\u00e4ck"}, {25227, "Lenk"}};
    out.images = {{600, 269}};
    return out;
}

artist_record simple(database_id id, std::string name, std::string profile, std::string real_name = {}) {
    artist_record out;
    out.id = id;
    out.name = std::move(name);
    out.real_name = std::move(real_name);
    out.profile = std::move(profile);
    return out;
}

} // namespace

std::vector<artist_record> known_artists() {
    std::vector<artist_record> out{nine_inch_nails(), rick_astley(), the_persuader()};
    out.push_back(simple(2, "Mr. James Barth & A.D.", ""));
    out.push_back(simple(3, "Josh Wink", "Techno and house producer from Philadelphia."));
    out.push_back(simple(194, "Various", "Stands for the artists of a compilation."));
    out.push_back(simple(239, "Jesper Dahlb\u00e4ck", "Producer from Stockholm; see [a1]."));
    out.back().aliases = {{1, "The Persuader"}};
    out.push_back(simple(1289, "Daft Punk", "French electronic duo, 1993 to 2021."));
    out.push_back(simple(20942, "Stock, Aitken & Waterman", "British team of songwriters and producers."));
    out.push_back(simple(34067, "Pete Hammond", "English mixing engineer."));
    out.push_back(simple(125246, "Nirvana", "American rock band from Aberdeen, Washington."));
    out.push_back(simple(
        9'100'001, "Trent Reznor", "Musician, born 17 May 1965 in New Castle.", "Michael Trent Reznor"));
    out.back().groups = {{3857, "Nine Inch Nails"}};
    out.push_back(simple(9'100'002, "Flood", "English producer and engineer.", "Mark Ellis"));
    out.push_back(simple(9'100'003, "Alan Moulder", "English mixing engineer and producer."));
    out.push_back(simple(9'100'105, "Radiohead", "English rock band from Abingdon, Oxfordshire."));
    return out;
}

} // namespace segue::emulator
