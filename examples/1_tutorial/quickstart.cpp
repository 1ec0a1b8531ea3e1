// The first program: a release and a search, from a coroutine.

#include "../common/environment.hpp"

#include <segue/discogs.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <iostream>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

asio::awaitable<void> show(discogs::client client) {
    // A noun navigates and costs nothing. A verb sends, when awaited.
    auto record = client.release(352665);
    discogs::release release = co_await record.get();
    std::cout << release.title << ", " << release.year.value_or(0) << '\n';
    for (const discogs::track& track : release.tracklist)
        std::cout << "  " << track.position.value_or("") << "  " << track.title << '\n';

    auto hits = client.search({.query = "Nine Inch Nails", .type = discogs::search_type::artist});
    while (auto hit = co_await hits.next())
        std::cout << hit->id << "  " << hit->title << '\n';
}

void run() {
    discogs::client_params params{.user_agent = "RecordShelf/1.2 +https://example.org"};
    examples::apply_environment(params); // where the tests' service is; leave it out

    asio::io_context io;
    discogs::client client{io.get_executor(), params}; // the token comes from DISCOGS_TOKEN
    asio::co_spawn(io, show(client), segue::rethrow);
    io.run();
}

int main() {
    try {
        run();
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "quickstart: " << problem.what() << '\n';
        return 1;
    }
}
