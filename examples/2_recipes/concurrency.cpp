// Many calls at once, with a bound: the page docs/guide/concurrency.md quotes these functions.

#include "../common/environment.hpp"

#include <segue/discogs.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

asio::awaitable<std::vector<discogs::release_id>> twenty_ids(discogs::client client) {
    auto hits = client.search({.query = "Nine Inch Nails", .type = discogs::search_type::release});
    std::vector<discogs::release_id> ids;
    while (auto hit = co_await hits.next()) {
        ids.emplace_back(hit->id);
        if (ids.size() == 20)
            break;
    }
    co_return ids;
}

// --- four at a time ---------------------------------------------------------------------------------------

asio::awaitable<void> load_all(discogs::client client, std::vector<discogs::release_id> ids) {
    auto load = [&client](discogs::release_id id) { return client.release(id).get(); };
    auto releases = co_await segue::gather(4, ids, load);
    for (const discogs::release& release : releases)
        std::cout << release.id.value() << "  " << release.title << '\n';
}

// --- what becomes of each ---------------------------------------------------------------------------------

asio::awaitable<void> load_what_there_is(discogs::client client, std::vector<discogs::release_id> ids) {
    auto load = [&client](discogs::release_id id) { return client.release(id).get(); };
    auto outcomes = co_await segue::gather_all(4, ids, load);
    std::size_t found = 0;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (outcomes[i])
            ++found;
        else
            std::cout << ids[i].value() << ": " << outcomes[i].error().message << '\n';
    }
    std::cout << found << " of " << ids.size() << " loaded\n";
}

// --- children of several steps ----------------------------------------------------------------------------

asio::awaitable<std::string> title_and_rating(discogs::client client, discogs::release_id id) {
    auto node = client.release(id);
    auto release = co_await node.get();
    auto rating = co_await node.rating().get();
    auto votes = rating.rating ? rating.rating->count.value_or(0) : 0;
    co_return release.title + ", " + std::to_string(votes) + " votes";
}

// The lambda outlives its children. NOLINTBEGIN(cppcoreguidelines-avoid-capturing-lambda-coroutines)
asio::awaitable<void> several_steps_each(discogs::client client, std::vector<discogs::release_id> ids) {
    std::size_t done = 0; // children share one strand: no lock, no atomic
    auto child = [&](discogs::release_id id) -> asio::awaitable<std::string> {
        auto text = co_await title_and_rating(client, id);
        ++done;
        co_return text;
    };
    auto work = segue::gather(3, ids, child);
    auto texts = co_await segue::timeout(std::move(work), std::chrono::seconds(30));
    std::cout << done << " children, the first: " << texts.front() << '\n';
}
// NOLINTEND(cppcoreguidelines-avoid-capturing-lambda-coroutines)

// --- calls of different kinds -----------------------------------------------------------------------------

asio::awaitable<void> ready_made(discogs::client client) {
    std::vector<asio::awaitable<discogs::artist>> calls;
    calls.push_back(client.artist(3857).get());
    calls.push_back(client.artist(3857).get({.deadline = std::chrono::seconds(10)}));
    auto artists = co_await segue::gather(2, std::move(calls));
    std::cout << artists.size() << " artists, in the order of the calls\n";
}

// --- all of them ------------------------------------------------------------------------------------------

asio::awaitable<void> all(discogs::client client) {
    auto ids = co_await twenty_ids(client);
    std::cout << ids.size() << " ids\n";
    co_await load_all(client, ids);
    ids.resize(3);
    co_await several_steps_each(client, ids);
    ids.emplace_back(999999999);
    co_await load_what_there_is(client, ids);
    co_await ready_made(client);
}

int main() {
    try {
        discogs::client_params params{.user_agent = "RecordShelf/1.2 +https://example.org"};
        examples::apply_environment(params);
        asio::io_context io;
        discogs::client client{io.get_executor(), params};
        segue::sync_wait(io, all(client));
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "concurrency: " << problem.what() << '\n';
        return 1;
    }
}
