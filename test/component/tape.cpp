// What a client does on the emulator over TLS is recorded, and done again from the tape with the emulator
// gone.

#include "support/on_emulator.hpp"

#include <segue/http/make_transport.hpp>
#include <segue/testing/tape.hpp>

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

using namespace segue;
using namespace std::chrono_literals;
using segue::testing::recording_transport;
using segue::testing::replaying_params;
using segue::testing::replaying_transport;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// What the demo shows, as one value.
struct shown {
    discogs::release release;
    discogs::artist artist;
    std::optional<std::int64_t> total;
    std::vector<discogs::artist_release> releases;
    std::vector<discogs::search_result> hits;
    std::string missing;

    bool operator==(const shown&) const = default;
};

// The calls of examples/demo.cpp, in its order.
asio::awaitable<shown> demo(discogs::client client) {
    shown all;
    all.release = co_await client.release(352665).get();
    all.artist = co_await client.artist(3857).get();
    auto entries = client.artist(3857).releases().list(
        {.sort = discogs::artist_release_sort::year,
         .sort_order = discogs::sort_order::descending,
         .per_page = 25});
    all.total = co_await entries.total();
    all.releases = co_await entries.collect(100);
    auto hits = client.search({.query = "downward spiral", .per_page = 10});
    all.hits = co_await hits.collect(8);
    try {
        co_await client.release(999999999).get();
    } catch (const not_found_error& e) {
        all.missing = e.message();
    }
    co_return all;
}

class component_tape : public test::on_emulator {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "segue-tape-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string file(const std::string& name) const { return (folder_ / name).string(); }

    static std::string read(const std::string& name) {
        std::ifstream in(name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }

    std::shared_ptr<http::transport> wire(const http::pool_params& pool = {}) {
        http::transport_params p;
        p.pool = pool;
        p.ca_file = ca_file();
        p.proxy = "";
        return http::make_transport(io.get_executor(), p);
    }

    std::shared_ptr<recording_transport> recorder(const std::string& name) {
        return std::make_shared<recording_transport>(wire(), file(name));
    }

    // The emulator's files go with it; a client that opens no socket needs none.
    discogs::client_params without_service() const {
        auto p = params();
        p.ca_file = {};
        return p;
    }

    discogs::client
    client_on(const discogs::client_params& p, const std::shared_ptr<http::transport>& transport) {
        return discogs::client(io.get_executor(), p, transport);
    }

private:
    std::filesystem::path folder_;
};

TEST_F(component_tape, demo_replays_offline_byte_for_byte) {
    std::string secret;
    shown live;
    std::size_t requests = 0;
    {
        auto served = unlimited();
        start(served);
        secret = token();
        const auto tape = recorder("live");
        live = run(demo(client_on(params(), tape)));
        requests = service().journal().size();
        EXPECT_EQ(tape->recorded(), requests);
        tape->verify();
    }
    ASSERT_GE(requests, 8U) << "a release, an artist, four pages, a search, a failure";
    const auto taped = read(file("live"));
    EXPECT_EQ(taped.find(secret), std::string::npos) << "the token stands on the tape";
    EXPECT_THAT(taped, HasSubstr(R"(["Authorization","[scrubbed]"])"));
    stop(); // nothing listens any more

    const auto tape = std::make_shared<replaying_transport>(file("live"));
    const auto again = std::make_shared<recording_transport>(tape, file("again"));
    auto p = without_service();
    p.token = "another";
    const auto replayed = run(demo(client_on(p, again)));
    tape->verify();
    EXPECT_EQ(tape->size(), requests);
    EXPECT_TRUE(replayed == live);
    EXPECT_EQ(live.release.title, "The Downward Spiral");
    EXPECT_EQ(live.releases.size(), 100U);
    EXPECT_EQ(live.missing, "Release not found.");
    EXPECT_EQ(read(file("again")), taped);
}

TEST_F(component_tape, unexpected_request_fails_with_a_difference_and_is_not_repeated) {
    start();
    const auto secret = token();
    run(client_on(params(), recorder("one")).release(352665).get());
    stop();

    const auto tape = std::make_shared<replaying_transport>(file("one"));
    const auto client = client_on(without_service(), tape);
    const auto why = fails<error>(client.artist(3857).get());
    EXPECT_EQ(why.code, errc::unexpected_request);
    EXPECT_EQ(why.attempts, 1);
    EXPECT_THAT(why.message, HasSubstr("target: expected '/releases/352665', got '/artists/3857'"));
    EXPECT_THAT(test::all_text_of(why), Not(HasSubstr(secret)));
    EXPECT_EQ(tape->unexpected().size(), 1U);
    EXPECT_EQ(tape->unplayed().size(), 1U);
    EXPECT_THROW(tape->verify(), std::logic_error);
    EXPECT_EQ(run(client.release(352665).get()).title, "The Downward Spiral");
    EXPECT_THAT(tape->unplayed(), IsEmpty());
}

TEST_F(component_tape, credentials_of_every_kind_stay_off_the_tape) {
    start();
    const auto key = service().consumer_key();
    const auto secret = service().consumer_secret();
    auto pair = params();
    pair.token = {};
    pair.consumer_key = key;
    pair.consumer_secret = secret;
    const auto tape = recorder("secrets");
    for (const auto& p : {params(), pair})
        run(client_on(p, tape).release(352665).get());
    strike(fault_kind::html_page);
    fails<error>(client_on(params(), tape).release(1).get());
    const auto taped = read(file("secrets"));
    for (const auto& each : {token(), key, secret})
        EXPECT_EQ(taped.find(each), std::string::npos);
    EXPECT_EQ(tape->recorded(), 3U);
}

TEST_F(component_tape, faults_of_the_wire_are_played_as_they_were) {
    start();
    for (const auto kind :
         {fault_kind::reset_after_request, fault_kind::truncated_body, fault_kind::reset_after_handshake}) {
        SCOPED_TRACE(std::string(to_string(kind)));
        strike(kind, 0);
        failure live;
        std::size_t requests = 0;
        {
            const auto tape = recorder("fault");
            live = fails<error>(client_on(params(), tape).release(1).get());
            requests = tape->recorded();
        }
        service().clear_faults();
        EXPECT_GE(requests, 1U);
        const auto tape = std::make_shared<replaying_transport>(file("fault"));
        const auto played = fails<error>(client_on(without_service(), tape).release(1).get());
        tape->verify();
        EXPECT_EQ(played.code, live.code);
        EXPECT_EQ(played.message, live.message);
        EXPECT_EQ(played.attempts, live.attempts);
    }
}

TEST_F(component_tape, parallel_calls_replay_in_any_order) {
    start();
    auto load = [](const discogs::client& client) {
        auto one = [client](std::size_t i) {
            return client.artist(3857)
                .releases()
                .list({.page = static_cast<int>(i) + 1, .per_page = 5})
                .collect(5);
        };
        return gather(4, 8, one);
    };
    const auto live = run(load(client_on(params(), recorder("parallel"))));
    stop();
    const auto tape = std::make_shared<replaying_transport>(
        file("parallel"), replaying_params{.order = replaying_params::matching::any_order});
    const auto replayed = run(load(client_on(without_service(), tape)));
    EXPECT_TRUE(live == replayed);
    EXPECT_EQ(live.size(), 8U);
    tape->verify();
}

// --- the transport that is made apart from a client -------------------------------------------------------

TEST_F(component_tape, made_transport_serves_several_clients_and_outlives_them) {
    start();
    const auto shared = wire({.max_connections = 1});
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(run(client_on(params(), shared).release(352665).get()).title, "The Downward Spiral");
    const auto journal = service().journal();
    ASSERT_EQ(journal.size(), 3U);
    EXPECT_EQ(journal.front().connection_id, journal.back().connection_id) << "kept for the next client";
}

TEST_F(component_tape, made_transport_may_outlive_its_context) {
    start();
    auto own = std::make_unique<asio::io_context>(1);
    const auto ca = ca_file();
    const auto transport = http::make_transport(own->get_executor(), {.ca_file = ca, .proxy = ""});
    {
        discogs::client client(own->get_executor(), params(), transport);
        EXPECT_EQ(sync_wait(*own, client.release(352665).get()).title, "The Downward Spiral");
    }
    own.reset();
    http::request r;
    r.to.scheme = "https";
    r.to.host = "127.0.0.1";
    r.to.port = 1;
    try {
        run(transport->send(r, nullptr));
        ADD_FAILURE() << "no error";
    } catch (const boost::system::system_error& e) {
        EXPECT_EQ(e.code(), asio::error::operation_aborted);
    }
}

TEST_F(component_tape, made_transport_ends_soon_when_it_is_cancelled) {
    start();
    emulator::fault slow;
    slow.kind = fault_kind::delay;
    slow.delay = 60s;
    service().add_fault(slow);
    auto p = params();
    p.attempt_timeout = 50ms;
    const auto why = fails<timeout_error>(client_on(p, wire()).release(1).get(), 10s);
    EXPECT_EQ(why.code, errc::attempt_timeout);
}

TEST(make_transport, params_out_of_range_are_refused_by_name) {
    asio::io_context io(1);
    const auto refused = [&io](const http::transport_params& p) {
        try {
            http::make_transport(io.get_executor(), p);
        } catch (const std::invalid_argument& e) {
            return std::string(e.what());
        }
        return std::string("accepted");
    };
    EXPECT_THAT(refused({.ca_file = "/no/such/file"}), HasSubstr("ca_file"));
    EXPECT_THAT(refused({.proxy = "ftp://here"}), HasSubstr("proxy"));
    EXPECT_THAT(refused({.pool = {.max_connections = 0}}), HasSubstr("pool.max_connections"));
    EXPECT_THAT(refused({.pool = {.idle_expiry = -1ms}}), HasSubstr("pool.idle_expiry"));
    EXPECT_THAT(refused({.pool = {.stale_check_after = -1ms}}), HasSubstr("pool.stale_check_after"));
    EXPECT_THAT(refused({.pool = {.max_header_bytes = 1}}), HasSubstr("pool.max_header_bytes"));
    EXPECT_THAT(refused({.pool = {.max_body_bytes = 0}}), HasSubstr("pool.max_body_bytes"));
    EXPECT_EQ(refused({.proxy = ""}), "accepted");
}

} // namespace
