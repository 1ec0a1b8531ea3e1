#include "contract/tour/tour.hpp"

#include <segue/discogs/models/ids.hpp>

namespace segue::contract {
namespace {

// Of the emulator's data.
constexpr discogs::artist_id known_artist(3857);
constexpr discogs::label_id known_label(5);
// Of nobody's.
constexpr std::int64_t nothing = 999'999'999;

asio::awaitable<void> releases(tour& t) {
    const auto release = t.user().release(known_release);
    co_await t.good(release.get());
    co_await t.good(release.get({.currency = discogs::currency::eur}));
    co_await t.good(t.nobody().release(known_release).get());
    co_await t.good(t.application().release(known_release).get());
    for (const auto format : {discogs::text_format::html, discogs::text_format::plaintext})
        co_await t.good(t.client_with(format).release(known_release).get());
    co_await t.good(release.stats().get());
    co_await t.refused(404, t.user().release(discogs::release_id(nothing)).get());
    co_await t.refused(404, t.user().release(discogs::release_id(nothing)).stats().get());
    co_await t.refused(401, t.stranger().release(known_release).get());
}

asio::awaitable<void> ratings(tour& t) {
    const auto all = t.user().release(known_release).rating();
    const auto mine = all.user(t.username());
    co_await t.good(all.get());
    co_await t.good(mine.update(5));
    co_await t.good(mine.update(1));
    co_await t.good(mine.get());
    co_await t.good(mine.remove());
    co_await t.good(mine.get());
    co_await t.good(t.nobody().release(known_release).rating().get());
    const auto missing = t.user().release(discogs::release_id(nothing)).rating();
    co_await t.refused(404, missing.get());
    co_await t.refused(404, missing.user(t.username()).get());
    co_await t.refused(404, missing.user(t.username()).update(3));
    co_await t.refused(403, all.user("somebody.else_1").update(3));
    co_await t.refused(403, all.user("somebody.else_1").remove());
    co_await t.refused(401, t.stranger().release(known_release).rating().user(t.username()).update(3));
}

asio::awaitable<void> masters(tour& t) {
    const auto release = co_await t.good(t.user().release(known_release).get());
    if (!release.master_id || !*release.master_id) {
        t.failed("the known release has no master");
        co_return;
    }
    const auto master = t.user().master(*release.master_id);
    co_await t.good(master.get());
    co_await two_pages(t, master.versions().list({.per_page = 1}));
    co_await two_pages(
        t,
        master.versions().list(
            {.format = "Vinyl",
             .label = "Nothing Records",
             .released = "1994",
             .country = "US",
             .sort = discogs::master_version_sort::country,
             .sort_order = discogs::sort_order::descending,
             .page = 1,
             .per_page = 100}));
    co_await t.refused(404, t.user().master(discogs::master_id(nothing)).get());
    co_await t.refused(404, t.user().master(discogs::master_id(nothing)).versions().list().next_page());
}

asio::awaitable<void> artists_and_labels(tour& t) {
    const auto artist = t.user().artist(known_artist);
    co_await t.good(artist.get());
    co_await two_pages(t, artist.releases().list({.per_page = 7}));
    co_await two_pages(
        t,
        artist.releases().list(
            {.sort = discogs::artist_release_sort::format,
             .sort_order = discogs::sort_order::ascending,
             .page = 2,
             .per_page = 100}));
    co_await t.refused(404, t.user().artist(discogs::artist_id(nothing)).get());
    co_await t.refused(404, artist.releases().list({.page = 9999}).next_page());

    const auto label = t.user().label(known_label);
    co_await t.good(label.get());
    co_await two_pages(t, label.releases().list({.per_page = 2}));
    co_await t.refused(404, t.user().label(discogs::label_id(nothing)).get());
    co_await t.refused(404, t.user().label(discogs::label_id(nothing)).releases().list().next_page());
}

asio::awaitable<void> searches(tour& t) {
    co_await two_pages(t, t.user().search({.query = "Nine Inch Nails", .per_page = 3}));
    co_await two_pages(t, t.application().search());
    for (const auto type :
         {discogs::search_type::release,
          discogs::search_type::master,
          discogs::search_type::artist,
          discogs::search_type::label})
        co_await t.good(t.user().search({.type = type, .per_page = 100}).next_page());
    discogs::search_params every{
        .query = "a",
        .type = discogs::search_type::release,
        .title = "nirvana - nevermind",
        .release_title = "nevermind",
        .credit = "kurt",
        .artist = "nirvana",
        .name_variation = "nirvana",
        .label = "dgc",
        .genre = "Folk, World, & Country",
        .style = "grunge",
        .country = "canada",
        .year = "1991",
        .format = "album",
        .catalog_number = "DGCD-24425",
        .barcode = "7 2064-24425-2 4",
        .track = "smells like teen spirit",
        .submitter = "milKt",
        .contributor = "jerome99",
        .page = 1,
        .per_page = 100};
    co_await t.good(t.user().search(every).next_page());
    co_await t.refused(401, t.stranger().search({.query = "a"}).next_page());
    co_await t.refused(404, t.user().search({.query = "nails", .page = 9999}).next_page());
}

} // namespace

asio::awaitable<void> tour_database(tour& t) {
    t.claim(
        {"root.get",
         "release.get",
         "release.rating.user.get",
         "release.rating.user.put",
         "release.rating.user.delete",
         "release.rating.community",
         "release.stats",
         "master.get",
         "master.versions",
         "artist.get",
         "artist.releases",
         "label.get",
         "label.releases",
         "search"});
    co_await t.good(t.user().root().get());
    co_await releases(t);
    co_await ratings(t);
    co_await masters(t);
    co_await artists_and_labels(t);
    co_await searches(t);
}

} // namespace segue::contract
