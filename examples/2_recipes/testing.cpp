// Testing your own code: against a transport in memory with a clock moved by hand, and against the emulator.
// The program checks what it says and does not end well when something is not so.

#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>
#include <segue/http/make_transport.hpp>
#include <segue/testing/counting_transport.hpp>
#include <segue/testing/manual_time.hpp>
#include <segue/testing/responses.hpp>
#include <segue/testing/tape.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

namespace asio = boost::asio;
namespace discogs = segue::discogs;
namespace kit = segue::testing;
using namespace std::chrono_literals;

namespace {

void check(bool holds, const char* what) {
    std::cout << (holds ? "ok: " : "NOT SO: ") << what << '\n';
    if (!holds)
        throw std::runtime_error(what);
}

// The code under test.
asio::awaitable<std::string> title_or_unknown(discogs::client client, discogs::release_id id) {
    std::string title = "unknown";
    try {
        auto release = co_await client.release(id).get();
        title = release.title;
    } catch (const segue::not_found_error&) {
        std::clog << id.value() << " does not exist\n";
    }
    co_return title;
}

asio::awaitable<void> read_often(discogs::client client, int times) {
    for (int i = 0; i < times; ++i)
        co_await client.release(1).get();
}

asio::awaitable<void> read_within(discogs::client client, std::chrono::seconds limit, bool& timed_out) {
    try {
        co_await client.release(1).get({}, {.deadline = limit});
    } catch (const segue::timeout_error&) {
        timed_out = true;
    }
}

void an_answer_and_a_refusal() {
    auto transport = std::make_shared<kit::counting_transport>();
    transport->queue("GET", "/releases/1", kit::json(R"({"id": 1, "title": "Persuasion"})"));
    transport->queue("GET", "/releases/2", kit::error_json(404, "Release not found."));

    asio::io_context io;
    discogs::client client{io.get_executor(), {.token = "any"}, transport};
    check(segue::sync_wait(io, title_or_unknown(client, 1)) == "Persuasion", "a title is read");
    check(segue::sync_wait(io, title_or_unknown(client, 2)) == "unknown", "a missing release is unknown");

    check(transport->count("GET", "/releases/1") == 1, "one request for one title");
    check(transport->request(0).headers.contains("Authorization"), "with credentials");
    transport->verify(); // throws when an answer was not used, or a request had none
}

void minutes_in_no_time() {
    auto time = std::make_shared<kit::manual_time>();
    auto answer = [](const segue::http::request&) { return kit::json(R"({"id": 1, "title": "T"})"); };
    auto transport = std::make_shared<kit::counting_transport>(answer, time);
    auto ledger = segue::traffic::make_quota_ledger({}); // not the one that the process shares

    asio::io_context io;
    discogs::client client{io.get_executor(), {.token = "any"}, transport, time, ledger};
    auto start = time->now();
    asio::co_spawn(io, read_often(client, 150), segue::rethrow);
    time->run(io);
    check(transport->count() == 150, "150 calls are done");
    check(time->now() - start >= 2min, "in more than two minutes, 60 a minute, and nobody waited for them");
}

void a_service_that_does_not_answer() {
    auto time = std::make_shared<kit::manual_time>();
    auto transport = std::make_shared<kit::counting_transport>(time);
    transport->queue(kit::reply::never());
    auto ledger = segue::traffic::make_quota_ledger({});

    asio::io_context io;
    discogs::client client{io.get_executor(), {.token = "any"}, transport, time, ledger};
    bool timed_out = false;
    asio::co_spawn(io, read_within(client, 10s, timed_out), segue::rethrow);
    time->run(io);
    check(timed_out, "a call ends at its deadline");
}

void over_real_sockets() {
    segue::emulator::emulator service;
    segue::emulator::fault gone;
    gone.kind = segue::emulator::fault_kind::status;
    gone.status = 404;
    gone.path_prefix = "/releases/1";
    service.add_fault(gone);

    auto url = service.base_url();
    auto authority = service.ca_file();
    auto token = service.token();
    asio::io_context io;
    discogs::client client{io.get_executor(), {.token = token, .base_url = url, .ca_file = authority}};
    check(segue::sync_wait(io, title_or_unknown(client, 1)) == "unknown", "the fault strikes over TLS");
    check(service.journal().size() == 1, "and the journal has the request");
}

void from_a_tape(const std::string& file) {
    {
        segue::emulator::emulator service; // or the real one, once
        auto url = service.base_url();
        auto authority = service.ca_file();
        auto token = service.token();

        asio::io_context io;
        auto wire = segue::http::make_transport(io.get_executor(), {.ca_file = authority});
        auto recorder = std::make_shared<kit::recording_transport>(wire, file);
        discogs::client client{io.get_executor(), {.token = token, .base_url = url}, recorder};
        segue::sync_wait(io, title_or_unknown(client, 352665));
        recorder->verify(); // throws when something could not be written
    }

    auto tape = std::make_shared<kit::replaying_transport>(file);
    asio::io_context io;
    discogs::client client{io.get_executor(), {.token = "any"}, tape};
    check(segue::sync_wait(io, title_or_unknown(client, 352665)) == "The Downward Spiral", "played offline");
    tape->verify(); // throws when something was not played, or was asked for and does not fit

    try {
        segue::sync_wait(io, client.release(1).get());
        check(false, "another request fails");
    } catch (const segue::error& e) {
        check(e.code() == segue::errc::unexpected_request, "another request fails");
        std::cout << e.message() << '\n'; // what was asked for, and what the tape has
    }
}

// Whether the client was told that its rating is stored.
bool rate(const segue::emulator::emulator& service, int stars) {
    auto url = service.base_url();
    auto authority = service.ca_file();
    auto token = service.token();
    asio::io_context io;
    discogs::client client{io.get_executor(), {.token = token, .base_url = url, .ca_file = authority}};
    auto mine = client.release(1).rating().user(service.username());
    try {
        return segue::sync_wait(io, mine.update(stars, {.retry = segue::retry_mode::off})).rating == stars;
    } catch (const segue::outcome_unknown&) {
        return false;
    }
}

void a_write_whose_answer_is_lost() {
    using segue::emulator::fault_kind;
    segue::emulator::emulator service;
    segue::emulator::fault lost{.kind = fault_kind::reset_after_request, .method = "PUT"};
    service.add_fault(lost);
    check(!rate(service, 5), "the client does not know");
    auto entry = service.journal().back();
    check(entry.status == 0 && entry.handled_status == 201, "but the rating was stored");
}

} // namespace

int main() {
    an_answer_and_a_refusal();
    minutes_in_no_time();
    a_service_that_does_not_answer();
    over_real_sockets();

    std::string folder = (std::filesystem::temp_directory_path() / "segue-example-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr)
        throw std::runtime_error("no folder for the tape");
    from_a_tape(folder + "/calls.tape");
    std::filesystem::remove_all(folder);

    a_write_whose_answer_is_lost();
}
