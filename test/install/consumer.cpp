// A program outside of the project, as a user would write one. It runs over the testing kit and over the
// emulator, catches errors that were thrown inside the libraries by their own type, and ends with 1 when
// anything is not so.

#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>
#include <segue/testing/counting_transport.hpp>
#include <segue/testing/manual_time.hpp>
#include <segue/testing/responses.hpp>
#include <segue/traffic/sqlite_cache.hpp>
#include <segue/version.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

namespace asio = boost::asio;
namespace discogs = segue::discogs;
namespace kit = segue::testing;
using namespace std::chrono_literals;

namespace {

void check(bool holds, const std::string& what) {
    if (!holds) {
        std::cerr << "NOT SO: " << what << '\n';
        std::exit(1);
    }
    std::cout << what << '\n';
}

// What a call throws, named by the first handler that fits: the most special one if types are one in all
// libraries.
template <class T>
std::string thrown_by(asio::io_context& io, asio::awaitable<T> work) {
    try {
        segue::sync_wait(io, std::move(work));
    } catch (const segue::not_found_error& e) {
        return "not_found_error " + std::to_string(e.status()) + " " + e.message();
    } catch (const segue::api_error&) {
        return "api_error";
    } catch (const segue::bad_params& e) {
        return "bad_params " + e.details().param;
    } catch (const segue::error&) {
        return "error";
    } catch (const std::exception& e) {
        return std::string("std::exception ") + e.what();
    }
    return "nothing";
}

void over_the_kit() {
    auto transport = std::make_shared<kit::counting_transport>();
    transport->queue("GET", "/releases/1", kit::json(R"({"id": 1, "title": "Stockholm", "odd": 1.50})"));
    transport->queue("GET", "/releases/2", kit::error_json(404, "Release not found."));
    transport->queue("GET", "/artists/7/releases", kit::json(R"({"releases": [{"id": 5, "title": "One"}]})"));

    asio::io_context io;
    discogs::client client{io.get_executor(), {.token = "any"}, transport};
    const auto release = segue::sync_wait(io, client.release(1).get());
    check(release.title == "Stockholm", "kit: " + release.title);
    check(release.extra.text("odd") == "1.50", "kit: unknown fields are kept");
    const auto thrown = thrown_by(io, client.release(2).get());
    check(thrown == "not_found_error 404 Release not found.", "kit: " + thrown);
    auto list = client.artist(7).releases().list();
    check(segue::sync_wait(io, list.next())->title == "One", "kit: a list");
    check(!segue::sync_wait(io, list.next()), "kit: and its end");
    check(transport->count() == 3, "kit: three requests");
    transport->verify();
}

void with_a_clock_of_ones_own() {
    auto time = std::make_shared<kit::manual_time>();
    auto transport = std::make_shared<kit::counting_transport>(time);
    transport->queue(kit::reply::never());
    auto ledger = segue::traffic::make_quota_ledger({});
    asio::io_context io;
    // On a strand: what Asio keeps per thread and per context has to be one thing in all libraries.
    const auto strand = asio::make_strand(io);
    discogs::client client{strand, {.token = "any"}, transport, time, ledger};
    bool timed_out = false;
    bool on_the_strand = false;
    auto job = [&]() -> asio::awaitable<void> {
        try {
            co_await client.release(1).get({}, {.deadline = 10s});
        } catch (const segue::timeout_error&) {
            timed_out = true;
        }
        on_the_strand = strand.running_in_this_thread();
    };
    asio::co_spawn(strand, job(), segue::rethrow);
    time->run(io);
    check(timed_out, "clock: a deadline passes in no time");
    check(on_the_strand, "clock: the caller goes on on its own strand");
}

void over_sockets() {
    segue::emulator::emulator service;
    const auto url = service.base_url();
    const auto authority = service.ca_file();
    const auto token = service.token();
    asio::io_context io;
    discogs::client client{io.get_executor(), {.token = token, .base_url = url, .ca_file = authority}};
    const auto release = segue::sync_wait(io, client.release(352665).get());
    check(release.title == "The Downward Spiral", "emulator: " + release.title);
    const auto thrown = thrown_by(io, client.release(999'999'999).get());
    check(thrown == "not_found_error 404 Release not found.", "emulator: " + thrown);
    check(service.journal().size() == 2, "emulator: two requests");
}

// Pulls in what only a part of the library needs.
void with_a_cache_in_a_file() {
    namespace traffic = segue::traffic;
    std::string folder = (std::filesystem::temp_directory_path() / "segue-consumer-XXXXXX").string();
    check(::mkdtemp(folder.data()) != nullptr, "cache: a folder");
    {
        segue::blocking loop;
        const auto cache = traffic::make_sqlite_cache(folder);
        traffic::cache_key key;
        key.url = "https://api.test:443/releases/1";
        auto answer = std::make_shared<traffic::cached_answer>();
        answer->body = "kept";
        answer->stored_at = std::chrono::system_clock::now();
        answer->lifetime = 1h;
        loop.wait(cache->store(key, answer));
        const auto hit = loop.wait(cache->find(key, answer->stored_at));
        check(hit.answer && hit.answer->body == "kept", "cache: what was stored is found");
    }
    std::filesystem::remove_all(folder);
}

} // namespace

int main() {
    check(segue::version() == SEGUE_TEST_VERSION, "version " + std::string(segue::version()));
    over_the_kit();
    with_a_clock_of_ones_own();
    with_a_cache_in_a_file();
    over_sockets();
}
