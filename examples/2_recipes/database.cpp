// The database: the service itself, a release with its ratings, a master and its versions, an artist, a
// label, a search by bar code. It rates a release for the account whose token it has, and takes the rating
// back.

#include "../common/environment.hpp"

#include <segue/discogs.hpp>

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <exception>
#include <iostream>
#include <string>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

// --- the service ------------------------------------------------------------------------------------------

asio::awaitable<void> how_large_is_it(discogs::client client) {
    discogs::service_info info = co_await client.root().get();
    if (info.statistics)
        std::cout << info.statistics->releases.value_or(0) << " releases, "
                  << info.statistics->artists.value_or(0) << " artists, "
                  << info.statistics->labels.value_or(0) << " labels\n";
}

// --- a release --------------------------------------------------------------------------------------------

asio::awaitable<discogs::release> show_release(discogs::client client, discogs::release_id id) {
    discogs::release r = co_await client.release(id).get({.currency = discogs::currency::eur});
    std::cout << r.artists_sort.value_or("?") << " - " << r.title << " (" << r.country.value_or("?") << ")\n";
    for (const discogs::format& each : r.formats)
        std::cout << "  on " << each.name << '\n';
    for (const discogs::track& each : r.tracklist)
        std::cout << "  " << each.position.value_or("") << "  " << each.title << "  "
                  << each.duration.value_or("") << '\n';
    co_return r;
}

asio::awaitable<void> show_numbers(discogs::release_node release) {
    discogs::community_rating everybody = co_await release.rating().get();
    if (everybody.rating)
        std::cout << everybody.rating->count.value_or(0) << " ratings, on average "
                  << everybody.rating->average.value_or(0) << '\n';
    discogs::release_stats counts = co_await release.stats().get();
    std::cout << counts.num_have.value_or(0) << " have it, " << counts.num_want.value_or(0) << " want it\n";
}

asio::awaitable<void> rate(discogs::client client, discogs::release_node release) {
    discogs::identity me = co_await client.identity().get();
    auto mine = release.rating().user(me.username);
    co_await mine.update(5);
    discogs::user_release_rating stored = co_await mine.get();
    std::cout << "rated " << stored.rating.value_or(0) << '\n';
    co_await mine.remove();
}

// --- what hangs together ----------------------------------------------------------------------------------

asio::awaitable<void> show_versions(discogs::client client, discogs::master_id id) {
    discogs::master record = co_await client.master(id).get();
    std::cout << record.title << ", first of " << record.year.value_or(0) << '\n';
    auto versions = client.master(id).versions().list(
        {.sort = discogs::master_version_sort::released, .sort_order = discogs::sort_order::ascending});
    for (const discogs::master_version& each : co_await versions.collect(3))
        std::cout << "  version: " << each.country.value_or("?") << ", " << each.format.value_or("?") << '\n';
}

asio::awaitable<void> show_artist(discogs::client client, discogs::artist_id id) {
    discogs::artist who = co_await client.artist(id).get();
    std::cout << who.name << ": " << who.members.size() << " members\n";
    auto works = client.artist(id).releases().list({.sort = discogs::artist_release_sort::year});
    while (auto each = co_await works.next()) {
        if (const auto record = each->as_master())
            std::cout << "  master " << to_string(*record) << ": " << each->title << '\n';
    }
}

asio::awaitable<void> show_label(discogs::client client, discogs::label_id id) {
    discogs::label company = co_await client.label(id).get();
    auto catalogue = client.label(id).releases().list({.per_page = 50});
    const std::size_t seen = (co_await catalogue.collect(50)).size();
    std::cout << company.name << ": " << seen << " releases on the first page\n";
}

// --- finding ----------------------------------------------------------------------------------------------

asio::awaitable<void> find_by_barcode(discogs::client client, std::string barcode) {
    auto found = client.search({.type = discogs::search_type::release, .barcode = barcode});
    while (auto each = co_await found.next())
        std::cout << "found " << each->id << ": " << each->title << '\n';
}

// ----------------------------------------------------------------------------------------------------------

asio::awaitable<void> all(discogs::client client) {
    discogs::release_id id{352665};
    co_await how_large_is_it(client);
    discogs::release r = co_await show_release(client, id);
    co_await show_numbers(client.release(id));
    co_await rate(client, client.release(id));
    if (r.master_id)
        co_await show_versions(client, *r.master_id);
    if (!r.artists.empty())
        co_await show_artist(client, r.artists[0].id);
    if (!r.labels.empty())
        co_await show_label(client, r.labels[0].id);
    co_await find_by_barcode(client, "075679234629");
}

int main() {
    try {
        discogs::client_params params{.user_agent = "RecordShelf/1.2 +https://example.org"};
        examples::apply_environment(params);
        asio::io_context io;
        discogs::client client{io.get_executor(), params}; // the token comes from DISCOGS_TOKEN
        segue::sync_wait(io, all(client));
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "database: " << problem.what() << '\n';
        return 1;
    }
}
