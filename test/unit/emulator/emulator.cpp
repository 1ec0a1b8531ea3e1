#include "blocking_client.hpp"

#include <segue/emulator/emulator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace segue::emulator {
namespace {

using namespace std::chrono_literals;
using testing::blocking_client;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::outcome;
using testing::reply;
using ::testing::SizeIs;
using ::testing::StartsWith;

fault make(fault_kind kind, int count = 1) {
    fault out;
    out.kind = kind;
    out.count = count;
    return out;
}

TEST(emulator, serves_a_release_over_verified_tls) {
    emulator service;
    EXPECT_THAT(service.base_url(), StartsWith("https://127.0.0.1:"));
    blocking_client client(service.base_url(), service.ca_file());
    ASSERT_EQ(client.connected(), outcome::fine);
    const reply answer = client.get("/releases/352665", service.token());
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.head, HasSubstr("X-Discogs-Ratelimit: 60\r\n"));
    EXPECT_THAT(answer.body, HasSubstr("\"title\":\"The Downward Spiral\""));
    EXPECT_EQ(service.handshakes(), 1U);
    EXPECT_EQ(service.connections(), 1U);
    EXPECT_EQ(service.open_connections(), 1U);
    EXPECT_EQ(service.requests(), 1U);
    EXPECT_THAT(service.journal(), SizeIs(1));
}

TEST(emulator, keeps_a_connection_for_many_requests) {
    emulator service;
    blocking_client client(service.base_url(), service.ca_file());
    for (int i = 0; i < 20; ++i)
        ASSERT_EQ(client.get("/").status, 200) << i;
    EXPECT_EQ(service.connections(), 1U);
    const auto journal = service.journal();
    EXPECT_EQ(journal.front().connection_id, journal.back().connection_id);
}

TEST(emulator, answers_pipelined_requests_in_order) {
    emulator service;
    blocking_client client(service.base_url(), service.ca_file());
    const std::string head = " HTTP/1.1\r\nHost: x\r\nUser-Agent: T/1\r\n\r\n";
    client.send("GET /releases/1" + head + "GET /releases/4" + head);
    EXPECT_EQ(client.receive().status, 200);
    EXPECT_EQ(client.receive().status, 404);
}

TEST(emulator, speaks_tls_12_and_13_and_resumes) {
    emulator service;
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const std::size_t before = service.resumed_handshakes();
        blocking_client first(service.base_url(), service.ca_file(), version);
        ASSERT_EQ(first.connected(), outcome::fine);
        EXPECT_EQ(first.get("/").status, 200);
        blocking_client second(service.base_url(), service.ca_file(), version, first.session());
        ASSERT_EQ(second.connected(), outcome::fine);
        EXPECT_EQ(second.get("/").status, 200);
        EXPECT_EQ(service.resumed_handshakes(), before + 1) << version;
    }
    blocking_client old(service.base_url(), service.ca_file(), TLS1_1_VERSION);
    EXPECT_NE(old.connected(), outcome::fine);
}

TEST(emulator, bad_certificates_are_refused_by_a_verifying_client) {
    for (const auto kind :
         {certificate_kind::wrong_host, certificate_kind::expired, certificate_kind::untrusted}) {
        emulator_params params;
        params.certificate = kind;
        emulator service(params);
        blocking_client client(service.base_url(), service.ca_file());
        EXPECT_EQ(client.connected(), outcome::not_verified) << static_cast<int>(kind);
    }
}

TEST(emulator, listens_on_ipv6_and_localhost) {
    for (const char* listen : {"[::1]:0", "localhost:0", "127.0.0.1:0"}) {
        emulator_params params;
        params.listen = listen;
        emulator service(params);
        blocking_client client(service.base_url(), service.ca_file());
        ASSERT_EQ(client.connected(), outcome::fine) << listen;
        EXPECT_EQ(client.get("/").status, 200);
    }
}

TEST(emulator, plain_text_serves_without_tls) {
    emulator_params params;
    params.transport = transport_kind::http;
    emulator service(params);
    EXPECT_THAT(service.base_url(), StartsWith("http://127.0.0.1:"));
    EXPECT_EQ(service.ca_file(), "");
    blocking_client client(service.base_url(), "");
    EXPECT_EQ(client.get("/").status, 200);
    EXPECT_EQ(service.handshakes(), 0U);
}

TEST(emulator, params_are_refused_by_name) {
    const auto refused = [](auto change) -> std::string {
        emulator_params params;
        change(params);
        try {
            const emulator service(params);
        } catch (const std::invalid_argument& problem) {
            return problem.what();
        }
        return "accepted";
    };
    for (const char* listen :
         {"",
          "127.0.0.1",
          "0.0.0.0:0",
          "192.0.2.1:0",
          "example.com:0",
          "127.0.0.1:x",
          "127.0.0.1:70000",
          "[::]:0",
          ":0",
          "127.evil.example:0"})
        EXPECT_THAT(refused([listen](emulator_params& p) { p.listen = listen; }), HasSubstr("listen"))
            << listen;
    EXPECT_THAT(refused([](emulator_params& p) { p.rate = 0; }), StartsWith("rate"));
    EXPECT_THAT(refused([](emulator_params& p) { p.anonymous_rate = 0; }), StartsWith("anonymous_rate"));
    EXPECT_THAT(refused([](emulator_params& p) { p.window = 0ms; }), StartsWith("window"));
    EXPECT_THAT(refused([](emulator_params& p) { p.window = 25h; }), StartsWith("window"));
    EXPECT_THAT(refused([](emulator_params& p) { p.threads = 0; }), StartsWith("threads"));
    EXPECT_THAT(refused([](emulator_params& p) { p.threads = 65; }), StartsWith("threads"));
    EXPECT_THAT(refused([](emulator_params& p) { p.latency = -1ms; }), StartsWith("latency"));
    EXPECT_THAT(refused([](emulator_params& p) { p.tls_dir = "/no/such/folder"; }), StartsWith("tls_dir"));
    EXPECT_THAT(
        refused([](emulator_params& p) {
            p.transport = transport_kind::http;
            p.certificate = certificate_kind::expired;
        }),
        StartsWith("certificate"));
    emulator service;
    EXPECT_THROW(service.add_fault(make(fault_kind::delay, -1)), std::invalid_argument);
    EXPECT_THROW(service.add_foreign_requests(-1), std::invalid_argument);
}

TEST(emulator, taken_port_is_a_system_error) {
    emulator first;
    emulator_params params;
    params.listen = first.base_url().substr(std::string_view("https://").size());
    EXPECT_THROW(emulator second(params), std::system_error);
}

TEST(emulator, temporary_folder_is_private_and_goes_away) {
    std::filesystem::path folder;
    {
        emulator service;
        folder = std::filesystem::path(service.ca_file()).parent_path();
        const auto key = std::filesystem::status(folder / "server.key").permissions();
        EXPECT_EQ(key, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        EXPECT_TRUE(std::filesystem::exists(folder));
        service.stop();
        EXPECT_TRUE(std::filesystem::exists(service.ca_file())) << "until destruction";
    }
    EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(emulator, given_folder_is_used_and_stays) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("emulator-test-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    {
        emulator_params params;
        params.tls_dir = folder.string();
        emulator service(params);
        EXPECT_EQ(service.ca_file(), (folder / "ca.pem").string());
        emulator again(params);
        blocking_client client(again.base_url(), again.ca_file());
        EXPECT_EQ(client.connected(), outcome::fine) << "files of an earlier run are replaced";
    }
    EXPECT_TRUE(std::filesystem::exists(folder / "ca.pem"));
    std::filesystem::remove_all(folder);
}

TEST(emulator, several_live_side_by_side) {
    emulator_params small;
    small.rate = 1;
    emulator first(small);
    emulator second;
    blocking_client one(first.base_url(), first.ca_file());
    blocking_client two(second.base_url(), second.ca_file());
    EXPECT_EQ(one.get("/", first.token()).status, 200);
    EXPECT_EQ(one.get("/", first.token()).status, 429);
    EXPECT_EQ(two.get("/", second.token()).status, 200) << "windows are apart";
    EXPECT_EQ(first.token(), second.token()) << "same seed";
    blocking_client mixed(second.base_url(), first.ca_file());
    EXPECT_EQ(mixed.connected(), outcome::not_verified) << "authorities are apart";
}

TEST(emulator, several_threads_serve) {
    emulator_params params;
    params.threads = 3;
    params.anonymous_rate = 1'000;
    emulator service(params);
    std::atomic<int> good{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 6; ++i) {
        clients.emplace_back([&service, &good] {
            blocking_client client(service.base_url(), service.ca_file());
            for (int n = 0; n < 20; ++n)
                good += client.get("/artists/3857/releases").status == 200 ? 1 : 0;
        });
    }
    for (std::thread& client : clients)
        client.join();
    EXPECT_EQ(good.load(), 120);
    EXPECT_EQ(service.journal().back().used_after, 120);
}

TEST(emulator, foreign_requests_and_reset_reach_the_window) {
    emulator service;
    service.add_foreign_requests(60);
    blocking_client client(service.base_url(), service.ca_file());
    EXPECT_EQ(client.get("/", service.token()).status, 429);
    service.reset_window();
    EXPECT_EQ(client.get("/", service.token()).status, 200);
}

TEST(emulator, stop_closes_connections_and_keeps_the_journal) {
    emulator service;
    blocking_client client(service.base_url(), service.ca_file());
    EXPECT_EQ(client.get("/").status, 200);
    service.stop();
    service.stop();
    EXPECT_EQ(client.get("/").status, 0);
    EXPECT_THAT(service.journal(), SizeIs(1));
    EXPECT_EQ(service.open_connections(), 0U);
    blocking_client late(service.base_url(), service.ca_file());
    EXPECT_NE(late.connected(), outcome::fine);
}

TEST(emulator, dies_with_a_request_in_delay) {
    emulator service;
    fault slow = make(fault_kind::delay);
    slow.delay = 1h;
    service.add_fault(slow);
    blocking_client client(service.base_url(), service.ca_file());
    client.send("GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: T/1\r\n\r\n");
    while (service.requests() == 0)
        std::this_thread::yield();
    service.stop();
    EXPECT_EQ(client.receive().status, 0);
}

TEST(emulator, closed_client_is_forgotten) {
    emulator service;
    {
        blocking_client client(service.base_url(), service.ca_file());
        EXPECT_EQ(client.get("/").status, 200);
    }
    while (service.open_connections() != 0)
        std::this_thread::yield();
    EXPECT_EQ(service.connections(), 1U);
}

TEST(emulator, garbage_is_answered_with_400_and_an_end) {
    emulator service;
    blocking_client client(service.base_url(), service.ca_file());
    client.send("this is not HTTP\r\n\r\n");
    EXPECT_EQ(client.receive().status, 400);
    EXPECT_EQ(client.rest(), outcome::closed);
    EXPECT_EQ(service.requests(), 0U);
}

TEST(emulator, expectation_is_answered_before_the_body) {
    emulator service;
    blocking_client client(service.base_url(), service.ca_file());
    client.send("POST /releases/1 HTTP/1.1\r\nHost: x\r\nUser-Agent: T/1\r\nExpect: 100-continue\r\n"
                "Content-Length: 4\r\n\r\n");
    EXPECT_EQ(client.receive().status, 100);
    client.send("body");
    EXPECT_EQ(client.receive().status, 405);
    EXPECT_EQ(service.journal().front().body, "body");
}

TEST(emulator, large_and_slow_request_bodies_arrive_whole) {
    emulator service;
    blocking_client client(service.base_url(), service.ca_file());
    const std::string body(300'000, 'b');
    client.send("POST /x HTTP/1.1\r\nHost: x\r\nUser-Agent: T/1\r\nContent-Length: 300000\r\n\r\n");
    for (std::size_t at = 0; at < body.size(); at += 70'000)
        client.send(body.substr(at, 70'000));
    EXPECT_EQ(client.receive().status, 404);
    EXPECT_EQ(service.journal().front().body, body);
}

class emulator_faults : public ::testing::Test {
protected:
    reply strike(fault_kind kind) { return strike(make(kind)); }
    reply strike(const fault& rule) {
        service_.add_fault(rule);
        return client_.get("/releases/352665");
    }
    emulator service_{};
    blocking_client client_{service_.base_url(), service_.ca_file()};
};

TEST_F(emulator_faults, status_and_page_keep_the_connection) {
    fault unavailable = make(fault_kind::status);
    unavailable.status = 503;
    EXPECT_EQ(strike(unavailable).status, 503);
    EXPECT_THAT(strike(fault_kind::html_page).body, StartsWith("<!DOCTYPE html>"));
    EXPECT_EQ(strike(fault_kind::empty_body).body, "");
    EXPECT_EQ(client_.get("/").status, 200);
    EXPECT_EQ(service_.connections(), 1U);
}

TEST_F(emulator_faults, truncated_body_ends_in_order) {
    const reply answer = strike(fault_kind::truncated_body);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.ended, outcome::closed);
    EXPECT_LT(answer.body.size(), answer.promised);
    EXPECT_GT(answer.body.size(), 1'000U);
}

TEST_F(emulator_faults, wrong_content_length_leaves_bytes_behind) {
    const reply answer = strike(fault_kind::wrong_content_length);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.size(), answer.promised);
    EXPECT_THAT(answer.body, ::testing::Not(EndsWith("}")));
    EXPECT_TRUE(client_.has_leftover());
}

TEST_F(emulator_faults, oversized_body_is_sent_whole) {
    EXPECT_EQ(strike(fault_kind::oversized_body).body.size(), 16U * 1024U * 1024U);
}

TEST_F(emulator_faults, oversized_headers_are_sent_whole) {
    const reply answer = strike(fault_kind::oversized_headers);
    EXPECT_EQ(answer.status, 200);
    EXPECT_GT(answer.head.size(), 65'536U);
    EXPECT_THAT(answer.body, EndsWith("}"));
}

TEST_F(emulator_faults, chunked_body_decodes) {
    const reply plain = client_.get("/releases/352665");
    const reply answer = strike(fault_kind::chunked);
    EXPECT_EQ(answer.body, plain.body);
    EXPECT_THAT(answer.head, HasSubstr("Transfer-Encoding: chunked"));
}

TEST_F(emulator_faults, continue_comes_before_the_answer) {
    EXPECT_EQ(strike(fault_kind::continue_first).status, 100);
    EXPECT_EQ(client_.receive().status, 200);
}

TEST_F(emulator_faults, http10_ends_by_close) {
    const reply answer = strike(fault_kind::http10);
    EXPECT_THAT(answer.head, StartsWith("HTTP/1.0 200"));
    EXPECT_EQ(answer.ended, outcome::closed);
    EXPECT_THAT(answer.body, EndsWith("}"));
}

TEST_F(emulator_faults, connection_close_is_said_and_done) {
    const reply answer = strike(fault_kind::connection_close);
    EXPECT_THAT(answer.head, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer.body, EndsWith("}"));
    EXPECT_EQ(client_.rest(), outcome::closed);
}

TEST_F(emulator_faults, close_after_response_breaks_its_promise) {
    const reply answer = strike(fault_kind::close_after_response);
    EXPECT_THAT(answer.head, HasSubstr("Connection: keep-alive\r\n"));
    EXPECT_THAT(answer.body, EndsWith("}"));
    EXPECT_EQ(client_.rest(), outcome::closed);
}

TEST_F(emulator_faults, delay_and_slow_body_answer_whole) {
    fault delay = make(fault_kind::delay);
    delay.delay = 20ms;
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(strike(delay).status, 200);
    EXPECT_GE(std::chrono::steady_clock::now() - before, 20ms);
    fault slow = make(fault_kind::slow_body);
    slow.delay = 1ms;
    slow.bytes = 4'000;
    const auto start = std::chrono::steady_clock::now();
    EXPECT_THAT(strike(slow).body, EndsWith("}"));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 3ms) << "11 kB in pieces of 4 kB";
}

TEST_F(emulator_faults, reset_after_request_sends_nothing) {
    const reply answer = strike(fault_kind::reset_after_request);
    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(answer.head, "");
    EXPECT_EQ(answer.ended, outcome::reset);
    EXPECT_EQ(service_.requests(), 1U);
}

TEST_F(emulator_faults, reset_in_headers_sends_half_a_head) {
    const reply answer = strike(fault_kind::reset_in_headers);
    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(answer.ended, outcome::reset);
    EXPECT_THAT(answer.head, ::testing::AnyOf("", StartsWith("HTTP/1.1 200")));
}

TEST_F(emulator_faults, reset_in_body_sends_half_a_body) {
    const reply answer = strike(fault_kind::reset_in_body);
    EXPECT_EQ(answer.ended, outcome::reset);
    EXPECT_LT(answer.body.size(), 11'000U);
}

TEST_F(emulator_faults, bad_content_length_is_said_and_the_whole_body_follows) {
    fault odd = make(fault_kind::bad_content_length);
    odd.body = "1x";
    const reply answer = strike(odd);
    EXPECT_THAT(answer.head, HasSubstr("Content-Length: 1x\r\n"));
    EXPECT_TRUE(client_.has_leftover());
    EXPECT_EQ(client_.rest(), outcome::closed);
}

TEST_F(emulator_faults, hints_come_before_the_answer) {
    const reply first = strike(fault_kind::early_hints);
    EXPECT_EQ(first.status, 103);
    EXPECT_EQ(client_.receive().status, 103);
    EXPECT_EQ(client_.receive().status, 103);
    const reply last = client_.receive();
    EXPECT_EQ(last.status, 200);
    EXPECT_THAT(last.body, EndsWith("}"));
}

TEST_F(emulator_faults, pauses_within_the_answer_change_nothing_else) {
    const reply plain = client_.get("/releases/352665");
    for (const auto kind :
         {fault_kind::slow_head, fault_kind::delay_before_body, fault_kind::delay_in_body}) {
        fault slow = make(kind);
        slow.delay = 5ms;
        const auto start = std::chrono::steady_clock::now();
        const reply answer = strike(slow);
        const int pauses = kind == fault_kind::slow_head ? 10 : 1; // 16 bytes of a head of over 200
        EXPECT_GE(std::chrono::steady_clock::now() - start, pauses * 5ms) << to_string(kind);
        EXPECT_EQ(answer.status, 200) << to_string(kind);
        EXPECT_EQ(answer.body, plain.body) << to_string(kind);
    }
    EXPECT_EQ(service_.connections(), 1U);
}

TEST_F(emulator_faults, silence_before_tls_only_delays) {
    fault slow = make(fault_kind::delay_on_accept);
    slow.delay = 20ms;
    EXPECT_EQ(client_.get("/").status, 200);
    service_.add_fault(slow);
    const auto start = std::chrono::steady_clock::now();
    blocking_client struck(service_.base_url(), service_.ca_file());
    EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms);
    EXPECT_EQ(struck.get("/").status, 200);
}

TEST_F(emulator_faults, reset_in_handshake_comes_before_any_certificate) {
    EXPECT_EQ(client_.get("/").status, 200);
    service_.add_fault(make(fault_kind::reset_in_handshake));
    blocking_client struck(service_.base_url(), service_.ca_file());
    EXPECT_EQ(struck.connected(), outcome::reset);
    EXPECT_EQ(service_.handshakes(), 1U);
    blocking_client next(service_.base_url(), service_.ca_file());
    EXPECT_EQ(next.get("/").status, 200);
}

TEST_F(emulator_faults, reset_in_request_does_not_wait_for_the_body) {
    service_.add_fault(make(fault_kind::reset_in_request));
    client_.send(
        "PUT /releases/1/rating/x HTTP/1.1\r\nHost: x\r\nUser-Agent: T/1\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(client_.receive().ended, outcome::reset);
    const auto journal = service_.journal();
    ASSERT_THAT(journal, SizeIs(1));
    EXPECT_EQ(journal[0].method, "PUT");
    EXPECT_EQ(journal[0].body, "");
    EXPECT_EQ(journal[0].fault, "reset_in_request");
    EXPECT_EQ(journal[0].handled_status, 0);
    EXPECT_EQ(service_.requests(), 0U);
}

TEST_F(emulator_faults, close_after_request_is_orderly_and_says_nothing) {
    const reply answer = strike(fault_kind::close_after_request);
    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(answer.head, "");
    EXPECT_EQ(answer.ended, outcome::closed);
    EXPECT_EQ(service_.journal()[0].handled_status, 200);
}

TEST_F(emulator_faults, half_close_ends_without_a_word_of_tls_and_keeps_listening) {
    const reply answer = strike(fault_kind::half_close);
    EXPECT_EQ(answer.status, 200);
    EXPECT_LT(answer.body.size(), answer.promised);
    EXPECT_EQ(answer.ended, outcome::failed) << "neither close_notify nor reset";
    EXPECT_EQ(service_.open_connections(), 1U);
    client_.send("GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: T/1\r\n\r\n");
    EXPECT_EQ(service_.requests(), 1U) << "what comes is read, not answered";
}

TEST_F(emulator_faults, no_kind_hangs_or_hurts_the_next_connection) {
    for (const fault_kind_info& known : fault_kinds()) {
        service_.clear_faults();
        fault rule = make(known.kind);
        rule.delay = 1ms;
        rule.bytes =
            known.kind == fault_kind::oversized_body || known.kind == fault_kind::gzip_bomb ? 100'000 : 0;
        service_.add_fault(rule);
        {
            blocking_client struck(service_.base_url(), service_.ca_file());
            (void)struck.get(known.lists_only ? "/artists/3857/releases" : "/releases/352665");
        }
        service_.reset_window();
        blocking_client next(service_.base_url(), service_.ca_file());
        EXPECT_EQ(next.get("/").status, 200) << known.name;
        const auto journal = service_.journal();
        if (!known.by_connection) {
            EXPECT_EQ(journal.at(journal.size() - 2).fault, known.name);
        }
    }
}

TEST(emulator_params_faults_file, strikes_from_the_first_request_and_names_what_is_wrong) {
    const auto path = std::filesystem::temp_directory_path() / ("faults-file-" + std::to_string(::getpid()));
    std::ofstream(path) << R"([{"kind": "status", "status": 502, "count": 1}])";
    emulator_params params;
    params.faults_file = path.string();
    {
        emulator service(params);
        blocking_client client(service.base_url(), service.ca_file());
        EXPECT_EQ(client.get("/").status, 502);
        EXPECT_EQ(client.get("/").status, 200);
    }
    std::ofstream(path) << R"([{"kind": "status", "status": "502"}])";
    try {
        const emulator service(params);
        ADD_FAILURE() << "accepted";
    } catch (const std::invalid_argument& problem) {
        EXPECT_THAT(problem.what(), StartsWith("faults_file: " + path.string()));
        EXPECT_THAT(problem.what(), HasSubstr("at '/0/status': expected a whole number"));
    }
    std::filesystem::remove(path);
}

TEST_F(emulator_faults, reset_on_accept_breaks_the_handshake) {
    service_.add_fault(make(fault_kind::reset_on_accept));
    blocking_client struck(service_.base_url(), service_.ca_file());
    EXPECT_EQ(struck.connected(), outcome::reset);
    blocking_client next(service_.base_url(), service_.ca_file());
    EXPECT_EQ(next.get("/").status, 200);
    EXPECT_EQ(service_.connections(), 3U);
    EXPECT_EQ(service_.handshakes(), 2U);
}

TEST_F(emulator_faults, reset_after_handshake_breaks_the_first_request) {
    // The first connection has passed that point for sure once it was answered.
    EXPECT_EQ(client_.get("/").status, 200);
    service_.add_fault(make(fault_kind::reset_after_handshake));
    blocking_client struck(service_.base_url(), service_.ca_file());
    EXPECT_EQ(struck.get("/").status, 0);
    EXPECT_EQ(service_.requests(), 1U);
    EXPECT_EQ(service_.handshakes(), 2U);
    blocking_client next(service_.base_url(), service_.ca_file());
    EXPECT_EQ(next.get("/").status, 200);
}

TEST_F(emulator_faults, clear_faults_ends_them) {
    service_.add_fault(make(fault_kind::status, 0));
    EXPECT_EQ(client_.get("/").status, 500);
    service_.clear_faults();
    EXPECT_EQ(client_.get("/").status, 200);
    EXPECT_EQ(service_.journal()[0].fault, "status");
    service_.clear_journal();
    EXPECT_THAT(service_.take_journal(), SizeIs(0));
}

} // namespace
} // namespace segue::emulator
