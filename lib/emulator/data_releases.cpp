#include "catalog.hpp"

// Facts as printed on the records. Numbers from 9,100,000 up, figures, etchings and video keys are made up.

namespace segue::emulator {
namespace {

/// Figures that every record has; spread so that no two look alike.
void add_figures(release_record& record) {
    number_source numbers(static_cast<std::uint64_t>(record.id));
    record.have = numbers.between(300, 4'000);
    record.want = numbers.between(40, 900);
    record.ratings = numbers.between(20, 600);
    record.rating_hundredths = numbers.between(360, 480);
    record.for_sale = numbers.between(3, 120);
    record.lowest_price_cents = numbers.between(60, 2'500);
    record.contributors = {"groove_archive", "needle_drop", "runout.reader"};
    record.date_added = "2004-04-30T08:10:05-07:00";
    record.date_changed = "2024-08-21T23:30:18-07:00";
    record.images = {{600, 600}, {600, 594}};
}

release_record stockholm() {
    release_record out;
    out.id = 1;
    out.title = "Stockholm";
    out.artists = {{1, "The Persuader"}};
    out.labels = {{5, "Svek", "SK032"}};
    out.companies = {{9'150'101, "The Globe Studios", "", 23}};
    out.formats = {{"Vinyl", "2", {"12\"", "33 \u2153 RPM"}}};
    out.country = "Sweden";
    out.released = "1999-03-00";
    out.year = 1999;
    out.master_id = 713738;
    out.genres = {"Electronic"};
    out.styles = {"Deep House"};
    out.tracks = {
        {"A", "\u00d6stermalm", "4:45"},
        {"B1", "Vasastaden", "6:11"},
        {"B2", "Kungsholmen", "2:49"},
        {"C1", "S\u00f6dermalm", "5:38"},
        {"C2", "Norrmalm", "4:52"},
        {"D", "Gamla Stan", "5:16"},
    };
    out.extra_artists = {{239, "Jesper Dahlb\u00e4ck", "Music By [All Tracks By]"}};
    out.identifiers = {
        {"Matrix / Runout", "MPO SK 032 A1", "Side A"}, {"Matrix / Runout", "MPO SK 032 B1", "Side B"}};
    out.notes =
        "The song titles are the names of Stockholm's districts.\r\nTitles: [b]printed on labels only[/b].";
    out.data_quality = "Complete and Correct";
    out.weight_grams = 460;
    return out;
}

release_record knockin_boots() {
    release_record out;
    out.id = 2;
    out.title = "Knockin' Boots Vol 2 Of 2";
    out.artists = {{2, "Mr. James Barth & A.D."}};
    out.labels = {{5, "Svek", "SK 026"}, {5, "Svek", "SK026"}};
    out.formats = {{"Vinyl", "1", {"12\"", "33 \u2153 RPM"}}};
    out.country = "Sweden";
    out.released = "1998-06-00";
    out.year = 1998;
    out.genres = {"Electronic"};
    out.styles = {"Broken Beat", "Techno", "Tech House"};
    out.tracks = {
        {"A1", "A Sea Apart", "5:08"},
        {"A2", "Dutchmaster", "4:21"},
        {"B1", "Inner City Lullaby", "4:22"},
        {"B2", "Yeah Kid!", "4:46"},
    };
    out.extra_artists = {
        {239, "Jesper Dahlb\u00e4ck", "Producer"}, {9'100'101, "Cari Lekebusch", "Mixed By"}};
    out.identifiers = {{"Matrix / Runout", "SK026-A", ""}};
    out.weight_grams = 230;
    return out;
}

release_record profound_sounds() {
    release_record out;
    out.id = 3;
    out.title = "Profound Sounds Vol. 1";
    out.artists = {{3, "Josh Wink"}};
    out.labels = {{9'150'102, "Ruffhouse Records", "CK 63628"}};
    out.formats = {{"CD", "1", {"Compilation", "Mixed"}}};
    out.country = "US";
    out.released = "1999-07-13";
    out.year = 1999;
    out.master_id = 66526;
    out.genres = {"Electronic"};
    out.styles = {"Techno", "Tech House"};
    out.tracks = {
        {"1",
         "Opening",
         "5:02",
         "track",
         {{9'100'102, "Guest Of The First Hour", "", "", "&"}, {3, "Josh Wink"}}},
        {"2", "Second Record", "3:37", "track", {{9'100'103, "Guest Of The Second Hour"}}},
        {"3",
         "Two In One",
         "",
         "index",
         {},
         {},
         {{"3a", "First Half", "2:10"}, {"3b", "Second Half", "2:48"}}},
    };
    out.identifiers = {{"Barcode", "074646362822", ""}};
    out.notes = "1: Track title is given as printed on the sleeve. Artist entry: [a3].";
    return out;
}

release_record city_of_islands() {
    release_record out;
    out.id = 79;
    out.title = "City Of Islands";
    out.artists = {{1, "The Persuader"}};
    out.labels = {{5, "Svek", "SK029"}};
    out.formats = {{"Vinyl", "1", {"12\""}}};
    out.country = "Sweden";
    out.released = "1998-12-00";
    out.year = 1998;
    out.master_id = 4242;
    out.genres = {"Electronic"};
    out.styles = {"Deep House", "Tech House"};
    out.tracks = {
        {"A1", "Djurg\u00e5rdsbron", "5:12"},
        {"A2", "Centralbron", "4:20"},
        {"B1", "Str\u00f6msbron", "4:47"},
        {"B2", "Kungsbron", "4:42"},
    };
    out.extra_artists = {{239, "Jesper Dahlb\u00e4ck", "Producer, Written-By"}};
    out.notes = "Recorded at the Globe Studio, Stockholm.";
    out.weight_grams = 230;
    return out;
}

std::vector<artist_credit> stock_aitken_waterman() {
    return {
        {9'100'104, "Mark McGuire", "Engineer"},
        {34067, "Pete Hammond", "Mixed By"},
        {20942, "Stock, Aitken & Waterman", "Producer", "Stock Aitken Waterman"},
        {20942, "Stock, Aitken & Waterman", "Written-By", "Stock - Aitken - Waterman"},
    };
}

release_record never_gonna_give_you_up() {
    release_record out;
    out.id = 249504;
    out.title = "Never Gonna Give You Up";
    out.artists = {{72872, "Rick Astley"}};
    out.labels = {{895, "RCA", "PB 41447"}};
    out.companies = {
        {9'150'103, "BMG Records (UK) Ltd.", "", 13},
        {9'150'103, "BMG Records (UK) Ltd.", "", 14},
        {9'150'104, "PWL", "", 4},
        {9'150'105, "All Boys Music Ltd.", "", 21},
    };
    out.formats = {{"Vinyl", "1", {"7\"", "45 RPM", "Single"}}};
    out.country = "UK";
    out.released = "1987-07-00";
    out.year = 1987;
    out.master_id = 96559;
    out.genres = {"Electronic", "Pop"};
    out.styles = {"Euro-Disco", "Synth-pop"};
    out.tracks = {
        {"A", "Never Gonna Give You Up", "3:32"}, {"B", "Never Gonna Give You Up (Instrumental)", "3:30"}};
    out.extra_artists = stock_aitken_waterman();
    out.identifiers = {
        {"Barcode", "5012394144777", ""},
        {"Label Code", "LC 0316", ""},
        {"Price Code", "AA", "UK"},
    };
    out.videos = {{"segue0000a1", "Rick Astley - Never Gonna Give You Up", 213}};
    out.notes = "UK release with a black label.\r\nA \u2117 1987 recording by [l=PWL]; see [m96559].";
    out.data_quality = "Needs Vote";
    out.weight_grams = 60;
    return out;
}

release_record never_gonna_give_you_up_maxi() {
    release_record out = never_gonna_give_you_up();
    out.id = 1503102;
    out.labels = {{9'150'106, "RCA Victor", "TDS 407"}};
    out.formats = {{"Vinyl", "1", {"12\"", "45 RPM", "Maxi-Single"}}};
    out.country = "Australia & New Zealand";
    out.released = "1987";
    out.tracks = {
        {"A", "Never Gonna Give You Up (Cake Mix)", "5:48"},
        {"B1", "Never Gonna Give You Up (Instrumental)", "6:21"},
        {"B2", "Never Gonna Give You Up", "3:32"},
    };
    out.identifiers = {{"Matrix / Runout", "PT 41448 A", "Side A label"}};
    out.notes.clear();
    out.weight_grams = 230;
    return out;
}

release_record whenever_you_need_somebody() {
    release_record out;
    out.id = 9'200'001;
    out.title = "Whenever You Need Somebody";
    out.artists = {{72872, "Rick Astley"}};
    out.labels = {{895, "RCA", "PL 71529"}};
    out.formats = {{"Vinyl", "1", {"LP", "Album"}}};
    out.country = "UK";
    out.released = "1987-11-16";
    out.year = 1987;
    out.genres = {"Electronic", "Pop"};
    out.styles = {"Synth-pop"};
    out.tracks = {
        {"A1", "Never Gonna Give You Up", "3:32"},
        {"A2", "Whenever You Need Somebody", "3:53"},
        {"A3", "Together Forever", "3:25"},
        {"A4", "It Would Take A Strong Strong Man", "3:40"},
        {"A5", "The Love Has Gone", "4:19"},
        {"B1", "Don't Say Goodbye", "4:10"},
        {"B2", "Slipping Away", "3:54"},
        {"B3", "No More Looking For Love", "3:59"},
        {"B4", "You Move Me", "3:43"},
        {"B5", "When I Fall In Love", "3:03"},
    };
    out.extra_artists = stock_aitken_waterman();
    return out;
}

release_record ok_computer() {
    release_record out;
    out.id = 9'200'002;
    out.title = "OK Computer";
    out.artists = {{9'100'105, "Radiohead"}};
    out.labels = {{9'150'107, "Parlophone", "NODATA 02"}};
    out.formats = {{"CD", "1", {"Album"}}};
    out.country = "UK";
    out.released = "1997-06-16";
    out.year = 1997;
    out.master_id = 21491;
    out.genres = {"Electronic", "Rock"};
    out.styles = {"Alternative Rock"};
    out.tracks = {
        {"1", "Airbag", "4:44"},
        {"2", "Paranoid Android", "6:23"},
        {"3", "Subterranean Homesick Alien", "4:27"},
        {"4", "Exit Music (For A Film)", "4:24"},
        {"5", "Let Down", "4:59"},
        {"6", "Karma Police", "4:21"},
        {"7", "Fitter Happier", "1:57"},
        {"8", "Electioneering", "3:50"},
        {"9", "Climbing Up The Walls", "4:45"},
        {"10", "No Surprises", "3:48"},
        {"11", "Lucky", "4:19"},
        {"12", "The Tourist", "5:24"},
    };
    out.extra_artists = {{9'100'106, "Nigel Godrich", "Producer, Recorded By"}};
    out.identifiers = {{"Barcode", "7 24385 52292 5", "Text"}};
    return out;
}

release_record nevermind() {
    release_record out;
    out.id = 9'200'003;
    out.title = "Nevermind";
    out.artists = {{125246, "Nirvana"}};
    out.labels = {{9'150'108, "DGC", "DGCD-24425"}, {9'150'109, "Sub Pop", "DGCD-24425"}};
    out.formats = {{"CD", "1", {"Album"}}};
    out.country = "US";
    out.released = "1991-09-24";
    out.year = 1991;
    out.master_id = 13814;
    out.genres = {"Rock"};
    out.styles = {"Grunge", "Alternative Rock"};
    out.tracks = {
        {"1", "Smells Like Teen Spirit", "5:01"},
        {"2", "In Bloom", "4:14"},
        {"3", "Come As You Are", "3:39"},
        {"4", "Breed", "3:03"},
        {"5", "Lithium", "4:17"},
        {"6", "Polly", "2:57"},
        {"7", "Territorial Pissings", "2:22"},
        {"8", "Drain You", "3:43"},
        {"9", "Lounge Act", "2:36"},
        {"10", "Stay Away", "3:32"},
        {"11", "On A Plain", "3:16"},
        {"12", "Something In The Way", "3:52"},
    };
    out.extra_artists = {
        {9'100'107, "Butch Vig", "Producer, Engineer"}, {9'100'108, "Andy Wallace", "Mixed By"}};
    out.identifiers = {{"Barcode", "7 20642-44252 5", "Text"}};
    return out;
}

release_record discovery() {
    release_record out;
    out.id = 9'200'004;
    out.title = "Discovery";
    out.artists = {{1289, "Daft Punk"}};
    out.labels = {{9'150'110, "Virgin", "8496062"}};
    out.formats = {{"CD", "1", {"Album"}}};
    out.country = "Europe";
    out.released = "2001-03-12";
    out.year = 2001;
    out.master_id = 26647;
    out.genres = {"Electronic", "Funk / Soul"};
    out.styles = {"House", "Disco"};
    out.tracks = {
        {"1", "One More Time", "5:20"},
        {"2", "Aerodynamic", "3:27"},
        {"3", "Digital Love", "4:58"},
        {"4", "Harder, Better, Faster, Stronger", "3:45"},
        {"5", "Crescendolls", "3:31"},
        {"6", "Nightvision", "1:44"},
        {"7", "Superheroes", "3:57"},
        {"8", "High Life", "3:22"},
        {"9", "Something About Us", "3:51"},
        {"10", "Voyager", "3:47"},
        {"11", "Veridis Quo", "5:44"},
        {"12", "Short Circuit", "3:26"},
        {"13", "Face To Face", "4:00"},
        {"14", "Too Long", "10:00"},
    };
    out.identifiers = {{"Barcode", "7243 8496062 9", "Text"}};
    return out;
}

} // namespace

std::vector<release_record> known_releases() {
    std::vector<release_record> out{
        stockholm(),
        knockin_boots(),
        profound_sounds(),
        city_of_islands(),
        never_gonna_give_you_up(),
        never_gonna_give_you_up_maxi(),
        whenever_you_need_somebody(),
        ok_computer(),
        nevermind(),
        discovery(),
    };
    for (release_record& record : out)
        add_figures(record);
    out.push_back(the_downward_spiral());
    return out;
}

} // namespace segue::emulator
