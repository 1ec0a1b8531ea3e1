#include "catalog.hpp"

// Tracks, people, labels and dates as printed on the record. Identifiers' etchings, community figures,
// prices, video keys and most numbers of people and companies (9,100,000 and up) are made up.

namespace segue::emulator {
namespace {

constexpr database_id reznor = 9'100'001;
constexpr database_id flood = 9'100'002;
constexpr database_id moulder = 9'100'003;
constexpr database_id vrenna = 9'100'004;
constexpr database_id clouser = 9'100'005;

std::vector<artist_credit> credits() {
    return {
        {reznor, "Trent Reznor", "Written-By, Arranged By, Performer", "trent reznor"},
        {reznor, "Trent Reznor", "Producer", "trent reznor"},
        {flood, "Flood", "Producer", "", "", "1, 2, 4, 6 to 8, 10 to 14"},
        {moulder, "Alan Moulder", "Mixed By", "alan moulder", "", "1 to 8, 10 to 12, 14"},
        {9'100'006, "Sean Beavan", "Mixed By", "sean beavan", "", "9"},
        {9'100'007, "Bill Kennedy", "Mixed By", "bill kennedy", "", "13"},
        {9'100'006, "Sean Beavan", "Engineer [Assistant]", "sean beavan"},
        {9'100'008, "John Aguto", "Engineer [Assistant]", "john aguto"},
        {9'100'009, "Brian Pollack", "Engineer [Assistant]", "brian pollack"},
        {9'100'010, "Tom Baker", "Mastered By", "tom baker"},
        {vrenna, "Chris Vrenna", "Programming, Sampler [Drum Sampling]", "chris vrenna"},
        {clouser, "Charlie Clouser", "Programming, Other [Continuity]", "charlie clouser"},
        {9'100'011, "Adrian Belew", "Guitar [Texture Generating]", "adrian belew", "", "1, 7"},
        {9'100'012, "Danny Lohner", "Guitar", "danny lohner", "", "9"},
        {9'100'013, "Stephen Perkins", "Drums [Drum Loops]", "stephen perkins", "", "8"},
        {9'100'014, "Andy Kubiszewski", "Drums", "andy kubiszewski", "", "13"},
        {vrenna, "Chris Vrenna", "Drums [Additional]", "chris vrenna", "", "14"},
        {flood, "Flood", "Synthesizer [ARP 2600], Hi-Hat", "", "", "5, 7"},
        {9'100'015, "Gary Talpas", "Design [Package]", "gary talpas"},
        {9'100'016, "Russell Mills", "Painting", "russell mills"},
        {9'100'017, "David Buckland", "Photography By [Paintings]", "david buckland"},
        {9'100'018, "John A. Malm, Jr.", "Management", "john a. malm, jr."},
    };
}

std::vector<track_record> tracks() {
    return {
        {"1", "Mr. Self Destruct", "4:30"},
        {"2", "Piggy", "4:24"},
        {"3", "Heresy", "3:54"},
        {"4", "March Of The Pigs", "2:58"},
        {"5", "Closer", "6:13"},
        {"6", "Ruiner", "4:58"},
        {"7", "The Becoming", "5:31"},
        {"8", "I Do Not Want This", "5:41"},
        {"9", "Big Man With A Gun", "1:36"},
        {"10", "A Warm Place", "3:22"},
        {"11", "Eraser", "4:54"},
        {"12", "Reptile", "6:51"},
        {"13", "The Downward Spiral", "3:57"},
        {"14", "Hurt", "6:13"},
    };
}

std::vector<label_credit> companies() {
    return {
        {9'150'001, "Atlantic Recording Corporation", "", 9},
        {9'150'002, "WEA Manufacturing Inc.", "", 10},
        {9'150'003, "Nothing/TVT/Interscope Records", "", 13},
        {9'150'003, "Nothing/TVT/Interscope Records", "", 14},
        {9'150'004, "Leaving Hope Music Inc.", "", 21},
        {9'150'005, "TVT Music, Inc.", "", 21},
        {9'150'006, "Le Pig", "", 23},
        {9'150'007, "Record Plant, Los Angeles", "", 27},
        {9'150'008, "A&M Studios", "", 27},
        {9'150'009, "Futuredisc", "", 29},
        {9'150'010, "Specialty Records Corporation", "", 17},
    };
}

std::vector<identifier_record> identifiers() {
    return {
        {"Barcode", "0 7567-92346-2 9", "Text"},
        {"Barcode", "075679234629", "String"},
        {"Matrix / Runout", "2 92346-2 SRC##01 M1S2", "Variant 1"},
        {"Matrix / Runout", "2 92346-2 SRC##02 M1S7", "Variant 2"},
        {"Matrix / Runout", "2 92346-2 SRC**04 M2S3", "Variant 3"},
        {"Matrix / Runout", "2 92346-2 SRC=01 M3S11", "Variant 4"},
        {"Mastering SID Code", "IFPI L902", "Variants 2 to 4"},
        {"Mould SID Code", "IFPI 2U7F", "Variant 4"},
        {"Matrix / Runout", "2 92346-2 SRC+03 M2S9", "Variant 5"},
        {"Matrix / Runout", "2 92346-2 SRC##06 M1S12", "Variant 6"},
        {"Rights Society", "ASCAP", ""},
        {"Other", "SPARS Code: DDD", ""},
        {"Other", "halo eight", "Spine"},
    };
}

std::vector<video_record> videos() {
    return {
        {"segue0000c1", "Nine Inch Nails - Closer (Director's Cut)", 276},
        {"segue0000c2", "Nine Inch Nails - March Of The Pigs", 179},
        {"segue0000c3", "Nine Inch Nails - Hurt (Live)", 323},
        {"segue0000c4", "Nine Inch Nails - Mr. Self Destruct", 270},
        {"segue0000c5", "Nine Inch Nails - Piggy", 264},
        {"segue0000c6", "Nine Inch Nails - Reptile", 411},
        {"segue0000c7", "Nine Inch Nails - The Becoming", 331},
        {"segue0000c8", "Nine Inch Nails - Heresy", 234},
    };
}

} // namespace

release_record the_downward_spiral() {
    release_record out;
    out.id = 352665;
    out.title = "The Downward Spiral";
    out.artists = {{3857, "Nine Inch Nails"}};
    out.labels = {
        {647, "Nothing Records", "92346-2"},
        {758, "TVT Records", "92346-2"},
        {2311, "Interscope Records", "92346-2"},
    };
    out.companies = companies();
    out.formats = {{"CD", "1", {"Album"}, "Digipak"}};
    out.country = "US";
    out.released = "1994-03-08";
    out.year = 1994;
    out.master_id = 3719;
    out.genres = {"Electronic", "Rock"};
    out.styles = {"Industrial", "Alternative Rock"};
    out.tracks = tracks();
    out.extra_artists = credits();
    out.identifiers = identifiers();
    out.videos = videos();
    out.images = {{600, 532}, {600, 540}, {600, 600}, {600, 598}};
    out.notes = "Issued in a digipak inside of a cardboard slipcase, with a booklet of lyrics.\r\n\r\n"
                "[i]halo eight[/i]. Recorded at [l=Le Pig], Beverly Hills. See also [m3719] and [a3857].\r\n"
                "Manufactured and distributed in the United States by Atlantic Recording Corporation.\r\n"
                "[url=https://www.nin.com/]nin.com[/url]";
    out.data_quality = "Needs Vote";
    out.have = 9'214;
    out.want = 1'187;
    out.ratings = 1'342;
    out.rating_hundredths = 463;
    out.for_sale = 186;
    out.lowest_price_cents = 349;
    out.contributors = {
        "halo_collector",
        "spiral.archive",
        "pighouse",
        "ruinerdb",
        "warm_place",
        "leaving.hope",
        "erased_again"};
    out.date_added = "2004-11-15T12:21:58-08:00";
    out.date_changed = "2025-02-11T07:42:05-08:00";
    out.weight_grams = 115;
    return out;
}

} // namespace segue::emulator
