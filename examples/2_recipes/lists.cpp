// Lists that are left and gone on with, pages asked for ahead, progress, limits around several calls, and a
// log.

#include "../common/environment.hpp"

#include <segue/base/log_observer.hpp>
#include <segue/discogs.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <iostream>
#include <memory>
#include <string>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

// --- paging -----------------------------------------------------------------------------------------------

// Shows five hits from where `saved` stood, and returns where it stopped: text for a file or a data base.
asio::awaitable<std::string> show_five(discogs::client client, std::string saved) {
    auto hits = client.search({.query = "Nine Inch Nails", .per_page = 20});
    if (!saved.empty())
        hits.resume(saved);
    for (const auto& hit : co_await hits.collect(5))
        std::cout << hit.id << "  " << hit.title << '\n';
    co_return hits.cursor();
}

asio::awaitable<void> with_the_next_page_ahead(discogs::client client) {
    auto entries = client.artist(3857).releases().list({.per_page = 10});
    entries.read_ahead(segue::read_ahead::on);
    std::size_t count = 0;
    while (auto entry = co_await entries.next())
        ++count; // work that takes its time
    std::cout << count << " entries on " << entries.pages_read() << " pages\n";
    if (entries.moved().pages != 0)
        std::cout << "the list changed meanwhile: compare ids\n";
}

asio::awaitable<void> with_progress(discogs::client client) {
    auto entries = client.artist(3857).releases().list({.per_page = 25});
    while (auto page = co_await entries.next_page()) {
        segue::list_progress at = entries.progress();
        std::cout << at.items_done << " of " << at.total.value_or(0) << " entries";
        if (at.time_left)
            std::cout << ", " << at.time_left->count() << " ms to go";
        std::cout << '\n';
    }
}

// --- deadlines --------------------------------------------------------------------------------------------

asio::awaitable<std::size_t> count_tracks(discogs::client client) {
    discogs::release record = co_await client.release(352665).get();
    discogs::artist artist = co_await client.artist(3857).get();
    co_return record.tracklist.size() + artist.members.size();
}

asio::awaitable<void> two_calls_in_ten_seconds(discogs::client client) {
    using namespace std::chrono_literals;
    try {
        auto count = co_await segue::timeout(count_tracks(client), 10s);
        std::cout << count << " tracks and members\n";
    } catch (const segue::timeout_error& e) {
        std::cout << "too slow: " << e.what() << '\n';
    }
}

// --- errors -----------------------------------------------------------------------------------------------

asio::awaitable<void> failure_as_a_value(discogs::client client) {
    auto release = co_await segue::as_result(client.release(999999999).get());
    if (release)
        std::cout << release->title << '\n';
    else if (release.error().code == segue::condition::not_found)
        std::cout << "no such release: " << release.error().message << '\n';
}

// --- events -----------------------------------------------------------------------------------------------

discogs::client
client_with_a_log(const asio::any_io_executor& executor, const discogs::client_params& params) {
    auto log = std::make_shared<segue::log_observer>(std::cout, segue::log_level::failures);
    return discogs::client{executor, params, log};
}

// Everything to a logger of the program's own.
class forwarding_observer final : public segue::observer {
public:
    void on_event(const segue::event& e) override {
        if (segue::level_of(e) <= segue::log_level::notable)
            log(segue::to_text(e));
    }

private:
    static void log(const std::string& line) { std::cout << "[music] " << line << '\n'; }
};

// ----------------------------------------------------------------------------------------------------------

int main() {
    try {
        discogs::client_params params{.user_agent = "RecordShelf/1.2 +https://example.org"};
        examples::apply_environment(params);
        asio::io_context io;

        std::string place;
        {
            discogs::client first = client_with_a_log(io.get_executor(), params);
            place = segue::sync_wait(io, show_five(first, place));
        }
        // As in another process: only the text is left.
        discogs::client client{io.get_executor(), params, std::make_shared<forwarding_observer>()};
        segue::sync_wait(io, show_five(client, place));

        segue::sync_wait(io, with_the_next_page_ahead(client));
        segue::sync_wait(io, with_progress(client));
        segue::sync_wait(io, two_calls_in_ten_seconds(client));
        segue::sync_wait(io, failure_as_a_value(client));
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "lists: " << problem.what() << '\n';
        return 1;
    }
}
