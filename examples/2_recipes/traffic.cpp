// What happens between a call and its requests: retries, the circuit breaker, the cache, closing, estimates.
// The service is the emulator, which fails when it is asked to.

#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>
#include <segue/traffic/response_cache.hpp>
#include <segue/traffic/sqlite_cache.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

namespace asio = boost::asio;
namespace discogs = segue::discogs;
using namespace std::chrono_literals;

namespace {

// --- retries ----------------------------------------------------------------------------------------------

discogs::client patient_client(const asio::any_io_executor& executor, discogs::client_params params) {
    params.retry.max_attempts = 6;
    params.retry.first_wait = 50ms;
    params.retry.longest_retry_after = 1min;
    params.breaker.failures_to_open = 50;
    return discogs::client{executor, params};
}

asio::awaitable<void> tell_what_was_tried(discogs::client client) {
    try {
        discogs::release release = co_await client.release(352665).get();
        std::cout << release.title << " after all\n";
    } catch (const segue::error& e) {
        for (const segue::attempt_record& tried : e.details().history)
            std::cout << "attempt " << tried.number << ": " << tried.code.message() << " (" << tried.status
                      << "), " << tried.wait.count() << " ms after the one before\n";
    }
}

asio::awaitable<void> one_attempt_only(discogs::client client) {
    auto artist = co_await segue::as_result(client.artist(3857).get({.retry = segue::retry_mode::off}));
    std::cout << "one attempt: " << (artist ? artist->name : artist.error().code.message()) << '\n';
}

// --- a write whose answer is lost -------------------------------------------------------------------------

asio::awaitable<void> rate(discogs::client client, std::string username) {
    auto mine = client.release(352665).rating().user(username);
    bool unknown = false;
    try {
        co_await mine.update(4);
    } catch (const segue::outcome_unknown&) {
        unknown = true;
    }
    if (unknown) { // look before you repeat it
        auto stored = co_await mine.get();
        std::cout << "nobody answered, but the rating is " << stored.rating.value_or(0) << '\n';
    }
}

// --- the circuit breaker ----------------------------------------------------------------------------------

asio::awaitable<void> ask_a_service_that_is_away(discogs::client client) {
    try {
        discogs::artist artist = co_await client.artist(3857).get();
        std::cout << artist.name << '\n';
    } catch (const segue::circuit_open_error& e) {
        std::cout << "not asked: " << e.message() << "; again in " << e.earliest().value_or(0ms).count()
                  << " ms\n";
    } catch (const segue::server_error& e) {
        std::cout << "asked: " << e.message() << '\n';
    }
}

// --- the cache --------------------------------------------------------------------------------------------

discogs::client client_with_a_cache(const asio::any_io_executor& executor, discogs::client_params params) {
    discogs::client client(executor, params, segue::traffic::make_memory_cache());
    return client;
}

discogs::client client_with_a_cache_on_disk(
    const asio::any_io_executor& executor, discogs::client_params params, const std::string& directory) {
    params.cache_lifetime = 1h; // in place of each answer's own
    return discogs::client{executor, params, segue::traffic::make_sqlite_cache(directory)};
}

asio::awaitable<void> what_a_call_may_say(discogs::client client) {
    auto artist = client.artist(3857);
    discogs::artist kept = co_await artist.get(); // sends, and keeps the answer
    kept = co_await artist.get();                 // sends nothing
    discogs::artist now = co_await artist.get({.cache = segue::cache_mode::refresh});
    discogs::artist aside = co_await artist.get({.cache = segue::cache_mode::bypass});
    discogs::artist rather_old = co_await artist.get({.stale = segue::stale_answer::if_error});
    std::cout << (now.name == aside.name && rather_old.name == kept.name ? "the same artist\n" : "?\n");
}

asio::awaitable<void> let_go(discogs::client client) {
    std::size_t gone = co_await client.artist(3857).clear_cache(); // what it holds of that artist
    gone += co_await client.clear_cache();                         // and of everything else
    std::cout << gone << " answers let go\n";
}

// --- one request for many calls ---------------------------------------------------------------------------

asio::awaitable<void> a_thousand_equal_calls(discogs::client client) {
    std::vector<discogs::release_id> same(1000, discogs::release_id(352665));
    auto load = [&client](discogs::release_id id) { return client.release(id).get(); };
    auto releases = co_await segue::gather(1000, same, load);
    std::cout << releases.size() << " answers, " << client.budget().used << " request\n";
}

// --- closing and estimates --------------------------------------------------------------------------------

asio::awaitable<void> shut_down(discogs::client client) {
    co_await client.close(); // what is under way goes on to its end
    auto late = co_await segue::as_result(client.artist(3857).get());
    std::cout << "closed: " << (late ? "?" : late.error().code.message()) << '\n';

    client.open();
    co_await client.artist(3857).get(); // with the same params and credentials
}

void plan(const discogs::client& client) {
    std::chrono::milliseconds needed = client.estimate(600);
    std::cout << "600 more requests take " << std::chrono::round<std::chrono::minutes>(needed).count()
              << " min\n";
}

// --- all of them ------------------------------------------------------------------------------------------

segue::emulator::fault failing(const std::string& route, int status, int count) {
    segue::emulator::fault f;
    f.kind = segue::emulator::fault_kind::status;
    f.status = status;
    f.route = route;
    f.count = count;
    return f;
}

void run_retries(segue::emulator::emulator& service, const discogs::client_params& params) {
    asio::io_context io;
    auto client = patient_client(io.get_executor(), params);
    service.add_fault(failing("GET /releases/{id}", 503, 2));
    segue::sync_wait(io, tell_what_was_tried(client));
    service.add_fault(failing("GET /releases/{id}", 502, 6));
    segue::sync_wait(io, tell_what_was_tried(client));
    service.add_fault(failing("GET /artists/{id}", 500, 1));
    segue::sync_wait(io, one_attempt_only(client));

    // The first attempt takes effect, and no further one gets through.
    segue::emulator::fault lost;
    lost.kind = segue::emulator::fault_kind::reset_after_request;
    lost.method = "PUT";
    lost.handled = true;
    lost.count = 6;
    service.add_fault(lost);
    segue::sync_wait(io, rate(client, service.username()));
    service.clear_faults();
}

void run_breaker(segue::emulator::emulator& service, discogs::client_params params) {
    asio::io_context io;
    params.retry.max_attempts = 1;
    params.breaker.failures_to_open = 2;
    params.breaker.failing_for = 0ms;
    discogs::client client{io.get_executor(), params};
    service.add_fault(failing("GET /artists/{id}", 503, 0));
    for (int i = 0; i < 3; ++i)
        segue::sync_wait(io, ask_a_service_that_is_away(client));
    service.clear_faults();
}

void run_cache(const segue::emulator::emulator& service, const discogs::client_params& params) {
    asio::io_context io;
    auto client = client_with_a_cache(io.get_executor(), params);
    auto before = service.requests();
    segue::sync_wait(io, what_a_call_may_say(client));
    std::cout << service.requests() - before << " requests for five calls\n";
    segue::sync_wait(io, let_go(client));

    const auto directory =
        std::filesystem::temp_directory_path() /
        ("segue-traffic-" + std::to_string(std::chrono::system_clock::now().time_since_epoch().count()));
    before = service.requests();
    for (int process = 0; process < 2; ++process) { // as good as two: only the file is left
        asio::io_context other;
        auto on_disk = client_with_a_cache_on_disk(other.get_executor(), params, directory.string() + "/");
        asio::co_spawn(other, one_attempt_only(on_disk), segue::rethrow);
        other.run();
    }
    std::cout << service.requests() - before << " more\n";
    std::filesystem::remove_all(directory);
}

void run_the_rest(segue::emulator::emulator& service, const discogs::client_params& params) {
    service.reset_window();
    asio::io_context io;
    discogs::client client{io.get_executor(), params, segue::traffic::make_quota_ledger({})};
    segue::sync_wait(io, a_thousand_equal_calls(client));
    segue::sync_wait(io, shut_down(client));
    plan(client);
}

} // namespace

int main() {
    try {
        segue::emulator::emulator service;
        const auto url = service.base_url();
        const auto authority = service.ca_file();
        const auto token = service.token();
        discogs::client_params params{.token = token, .base_url = url, .ca_file = authority};
        params.user_agent = "RecordShelf/1.2 +https://example.org";

        run_retries(service, params);
        run_breaker(service, params);
        run_cache(service, params);
        run_the_rest(service, params);
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "traffic: " << problem.what() << '\n';
        return 1;
    }
}
