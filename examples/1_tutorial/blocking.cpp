// The same library in a program without coroutines and without an event loop of its own.

#include "../common/environment.hpp"

#include <segue/discogs.hpp>

#include <boost/asio/io_context.hpp>

#include <exception>
#include <iostream>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

// `segue::blocking` is an event loop to wait in.
void with_a_loop_of_the_library(const discogs::client_params& params) {
    segue::blocking loop;
    discogs::client client{loop.executor(), params};

    auto artist = loop.wait(client.artist(3857).get());
    std::cout << artist.name << '\n';

    auto entries = client.artist(3857).releases().list({.per_page = 100});
    for (int i = 0; i < 150; ++i) {
        auto entry = loop.wait(entries.next());
        if (!entry)
            break;
        std::cout << "  " << entry->year.value_or(0) << "  " << entry->title << '\n';
    }
    std::cout << entries.pages_read() << " pages read\n";
}

// A program that has an `io_context` waits in that one.
void with_a_loop_of_your_own(const discogs::client_params& params) {
    asio::io_context io;
    discogs::client client{io.get_executor(), params};
    auto release = segue::sync_wait(io, client.release(352665).get());
    std::cout << release.title << '\n';
}

int main() {
    try {
        discogs::client_params params{.user_agent = "RecordShelf/1.2 +https://example.org"};
        examples::apply_environment(params);
        with_a_loop_of_the_library(params);
        with_a_loop_of_your_own(params);
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "blocking: " << problem.what() << '\n';
        return 1;
    }
}
