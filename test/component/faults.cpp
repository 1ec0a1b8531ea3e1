#include "support/on_emulator.hpp"

#include <algorithm>
#include <set>

namespace {

using namespace std::chrono_literals;
using namespace segue;

class component_faults : public test::on_emulator {
protected:
    void SetUp() override { start(); }

    void strike_with(emulator::fault f) { service().add_fault(std::move(f)); }

    /// After whatever happened, the client must serve the next call.
    void expect_healthy(const discogs::client& client) {
        service().clear_faults();
        EXPECT_EQ(run(client.release(known_release).get()).title, "The Downward Spiral");
    }

    /// Applies one fault to a release; it must end in `Error` with `code`, and leave the client healthy.
    template <class Error>
    failure expect_failure(emulator::fault f, errc code) {
        return expect_failure<Error>(std::move(f), code, params());
    }

    template <class Error>
    failure expect_failure(emulator::fault f, errc code, const discogs::client_params& p) {
        auto client = make_client(p);
        expect_healthy(client); // the fault strikes a connection that has served before
        strike_with(std::move(f));
        const auto why = fails<Error>(client.release(known_release).get());
        EXPECT_EQ(why.code, code) << describe(why);
        EXPECT_EQ(why.method, "GET");
        EXPECT_EQ(why.path, "/releases/352665");
        expect_healthy(client);
        return why;
    }

    /// Applies one fault to a release, which must be read all the same.
    discogs::release expect_success(emulator::fault f) {
        auto client = make_client();
        strike_with(std::move(f));
        auto release = run(client.release(known_release).get());
        EXPECT_EQ(release.id.value(), known_release);
        expect_healthy(client);
        EXPECT_EQ(observer->retried, 0);
        return release;
    }

    std::vector<std::int64_t> ids_of(const std::vector<discogs::artist_release>& items) {
        std::vector<std::int64_t> ids;
        ids.reserve(items.size());
        for (const auto& item : items)
            ids.push_back(item.id);
        return ids;
    }
};

TEST_F(component_faults, text_that_is_no_json_is_a_protocol_error_with_a_snippet) {
    const auto f = expect_failure<protocol_error>({.kind = fault_kind::not_json}, errc::not_json);
    EXPECT_EQ(f.status, 200);
    EXPECT_EQ(f.body, "upstream said: all good");
}

TEST_F(component_faults, page_of_a_gateway_with_status_200_is_a_protocol_error) {
    const auto f =
        expect_failure<protocol_error>({.kind = fault_kind::html_page, .status = 200}, errc::not_json);
    EXPECT_NE(f.body.find("<html>"), std::string::npos);
}

TEST_F(component_faults, page_of_a_gateway_with_status_503_is_a_server_error) {
    const auto f = expect_failure<server_error>({.kind = fault_kind::html_page}, errc::server_failed);
    EXPECT_EQ(f.status, 503);
    EXPECT_EQ(f.message.find('<'), std::string::npos) << f.message;
    EXPECT_NE(f.body.find("<html>"), std::string::npos);
}

TEST_F(component_faults, page_with_status_403_is_a_block) {
    expect_failure<forbidden_error>({.kind = fault_kind::html_page, .status = 403}, errc::blocked);
    expect_failure<forbidden_error>({.kind = fault_kind::status, .status = 403}, errc::forbidden);
}

TEST_F(component_faults, error_of_the_service_keeps_its_words) {
    const auto f = expect_failure<server_error>(
        {.kind = fault_kind::status, .status = 500, .body = "Query time exceeded."}, errc::server_failed);
    EXPECT_EQ(f.message, "Query time exceeded.");
    expect_failure<validation_error>({.kind = fault_kind::status, .status = 422}, errc::unprocessable);
}

TEST_F(component_faults, empty_body_is_a_protocol_error) {
    EXPECT_EQ(expect_failure<protocol_error>({.kind = fault_kind::empty_body}, errc::not_json).body, "");
}

TEST_F(component_faults, cut_json_is_a_protocol_error) {
    expect_failure<protocol_error>({.kind = fault_kind::truncated_json}, errc::not_json);
}

TEST_F(component_faults, cut_body_is_a_malformed_answer) {
    const auto f =
        expect_failure<protocol_error>({.kind = fault_kind::truncated_body}, errc::malformed_answer);
    EXPECT_EQ(f.status, 200);
    EXPECT_EQ(f.body.size(), 2048U);
}

TEST_F(component_faults, wrong_content_length_spoils_no_later_call) {
    // Packed, half of a body is no gzip; plain, half of one is no JSON.
    expect_failure<protocol_error>({.kind = fault_kind::wrong_content_length}, errc::malformed_answer);
    // Bodies of several sizes: what is left over ends up in the read buffer, in the TLS library or in the
    // socket.
    auto plain = params();
    plain.compression = http::compression::identity;
    auto client = make_client(plain);
    for (const int per_page : {1, 10, 50, 100}) {
        strike(fault_kind::wrong_content_length);
        auto pager = client.artist(known_artist).releases().list({.per_page = per_page});
        EXPECT_EQ(fails<protocol_error>(pager.next()).code, errc::not_json) << per_page;
        EXPECT_EQ(observer->retried, 0);
        expect_healthy(client);
    }
}

TEST_F(component_faults, body_above_the_cap_is_refused) {
    auto p = params();
    p.pool.max_body_bytes = 1024 * 1024;
    expect_failure<protocol_error>({.kind = fault_kind::oversized_body}, errc::answer_too_large, p);
}

TEST_F(component_faults, chunked_body_above_the_cap_is_refused) {
    auto p = params();
    p.pool.max_body_bytes = 1024 * 1024;
    auto client = make_client(p);
    strike(fault_kind::oversized_body);
    strike_with({.kind = fault_kind::chunked, .bytes = 65'536});
    EXPECT_EQ(fails<protocol_error>(client.release(known_release).get()).code, errc::answer_too_large);
    expect_healthy(client);
}

TEST_F(component_faults, body_as_large_as_the_cap_is_read) {
    auto p = params();
    p.pool.max_body_bytes = 3 * 1024 * 1024;
    auto client = make_client(p);
    strike_with({.kind = fault_kind::oversized_body, .bytes = 3 * 1024 * 1024});
    const auto release = run(client.release(known_release).get());
    EXPECT_TRUE(release.extra.contains("padding"));
    EXPECT_EQ(release.title, "");
}

TEST_F(component_faults, header_above_the_cap_is_refused) {
    expect_failure<protocol_error>({.kind = fault_kind::oversized_headers}, errc::answer_too_large);
}

TEST_F(component_faults, header_far_above_the_cap_is_refused_though_it_comes_in_many_pieces) {
    expect_failure<protocol_error>(
        {.kind = fault_kind::oversized_headers, .bytes = 4 * 1024 * 1024}, errc::answer_too_large);
}

TEST_F(component_faults, header_below_the_cap_is_read) {
    expect_success({.kind = fault_kind::oversized_headers, .bytes = 60'000});
}

TEST_F(component_faults, header_larger_than_the_read_buffer_is_read_when_the_cap_allows) {
    auto p = params();
    p.pool.max_header_bytes = 1024 * 1024;
    auto client = make_client(p);
    strike_with({.kind = fault_kind::oversized_headers, .bytes = 300'000});
    EXPECT_EQ(run(client.release(known_release).get()).title, "The Downward Spiral");
    expect_healthy(client);
    EXPECT_EQ(service().connections(), 1U);
}

TEST_F(component_faults, array_in_place_of_an_object_is_a_decode_error) {
    const auto f = expect_failure<decode_error>({.kind = fault_kind::wrong_kind}, errc::decode_failed);
    EXPECT_EQ(f.expected, "object");
    EXPECT_EQ(f.found, "array");
}

TEST_F(component_faults, chunks_are_put_together) {
    const auto whole = expect_success({.kind = fault_kind::no_rate_headers});
    EXPECT_EQ(expect_success({.kind = fault_kind::chunked}), whole);
    EXPECT_EQ(expect_success({.kind = fault_kind::chunked, .bytes = 7}), whole);
    EXPECT_EQ(expect_success({.kind = fault_kind::chunked, .bytes = 100'000}), whole);
    EXPECT_EQ(service().connections(), 4U) << "each client had one";
}

TEST_F(component_faults, interim_answer_is_skipped) {
    expect_success({.kind = fault_kind::continue_first});
    EXPECT_EQ(service().connections(), 1U);
}

TEST_F(component_faults, body_that_the_close_ends_is_read) {
    expect_success({.kind = fault_kind::http10});
    EXPECT_EQ(service().connections(), 2U);
}

TEST_F(component_faults, slow_body_within_the_attempt_limit_is_read) {
    expect_success({.kind = fault_kind::slow_body});
}

TEST_F(component_faults, slow_body_past_the_attempt_limit_ends_the_attempt) {
    auto p = params();
    p.attempt_timeout = 400ms;
    const auto begun = std::chrono::steady_clock::now();
    const auto f = expect_failure<timeout_error>(
        {.kind = fault_kind::slow_body, .delay = 60s}, errc::attempt_timeout, p);
    EXPECT_EQ(f.code, condition::timeout);
    EXPECT_EQ(f.attempts, 1);
    const auto took = std::chrono::steady_clock::now() - begun;
    EXPECT_GE(took, 400ms);
    EXPECT_LT(took, 30s);
}

TEST_F(component_faults, answer_past_the_deadline_ends_the_call_on_time) {
    auto client = make_client();
    strike_with({.kind = fault_kind::delay, .delay = 60s});
    const auto begun = std::chrono::steady_clock::now();
    const auto f = fails<timeout_error>(client.release(known_release).get({}, {.deadline = 300ms}));
    const auto took = std::chrono::steady_clock::now() - begun;
    EXPECT_EQ(f.code, errc::deadline_exceeded);
    EXPECT_GE(took, 300ms);
    EXPECT_LT(took, 30s);
    expect_healthy(client);
    EXPECT_EQ(service().connections(), 2U) << "the late answer must not meet another request";
}

TEST_F(component_faults, redirect_is_not_followed) {
    emulator::emulator elsewhere;
    for (const int status : {301, 302, 303, 307, 308}) {
        const auto f = expect_failure<protocol_error>(
            {.kind = fault_kind::redirect, .status = status, .body = elsewhere.base_url() + "/releases/1"},
            errc::unexpected_redirect);
        EXPECT_EQ(f.status, status);
        EXPECT_EQ(f.attempts, 1);
    }
    expect_failure<protocol_error>(
        {.kind = fault_kind::redirect, .body = base_url() + "/releases/1"}, errc::unexpected_redirect);
    EXPECT_EQ(elsewhere.connections(), 0U);
}

TEST_F(component_faults, retyped_fields_are_drift_and_no_error) {
    const auto release = expect_success({.kind = fault_kind::retyped_fields});
    EXPECT_GT(observer->drifts.size(), 10U);
    EXPECT_EQ(release.title, "");
    EXPECT_FALSE(release.year);
    EXPECT_TRUE(release.extra.contains("title"));
    EXPECT_TRUE(release.extra.contains("tracklist"));
}

TEST_F(component_faults, null_fields_are_absent_fields) {
    const auto release = expect_success({.kind = fault_kind::null_fields});
    EXPECT_FALSE(release.year);
    EXPECT_TRUE(release.tracklist.empty());
    EXPECT_TRUE(observer->drifts.empty());
}

TEST_F(component_faults, numbers_as_text_are_numbers) {
    const auto plain = expect_success({.kind = fault_kind::no_rate_headers});
    const auto release = expect_success({.kind = fault_kind::numbers_as_text});
    EXPECT_EQ(release.year, plain.year);
    EXPECT_EQ(release.num_for_sale, plain.num_for_sale);
    EXPECT_EQ(release.estimated_weight, plain.estimated_weight);
    EXPECT_TRUE(observer->drifts.empty()) << observer->drifts.front().pointer;
}

TEST_F(component_faults, odd_items_lose_no_page) {
    auto client = make_client();
    auto straight = client.artist(known_artist).releases().list();
    const auto all = ids_of(run(straight.collect()));
    for (const auto kind :
         {fault_kind::retyped_fields, fault_kind::null_fields, fault_kind::numbers_as_text}) {
        strike(kind, 0);
        auto pager = client.artist(known_artist).releases().list();
        EXPECT_EQ(ids_of(run(pager.collect())), all) << to_string(kind);
        service().clear_faults();
    }
}

TEST_F(component_faults, short_page_is_not_the_end) {
    auto client = make_client();
    auto straight = client.artist(known_artist).releases().list();
    const auto all = ids_of(run(straight.collect()));
    strike_with({.kind = fault_kind::short_page, .from = 2});
    auto pager = client.artist(known_artist).releases().list();
    const auto ids = ids_of(run(pager.collect()));
    EXPECT_EQ(ids.size(), all.size() - 3);
    EXPECT_EQ(ids.back(), all.back());
}

TEST_F(component_faults, empty_page_is_not_the_end) {
    auto client = make_client();
    auto straight = client.artist(known_artist).releases().list();
    const auto all = ids_of(run(straight.collect()));
    strike_with({.kind = fault_kind::empty_page, .from = 2, .count = 2});
    auto pager = client.artist(known_artist).releases().list();
    const auto ids = ids_of(run(pager.collect()));
    EXPECT_EQ(ids.size(), all.size() - 100);
    EXPECT_EQ(ids.back(), all.back());
    service().clear_faults();
    strike(fault_kind::empty_page);
    auto by_page = client.artist(known_artist).releases().list();
    const auto first = run(by_page.next_page());
    ASSERT_TRUE(first);
    EXPECT_TRUE(first->items.empty());
    EXPECT_TRUE(run(by_page.next_page()));
}

TEST_F(component_faults, page_that_names_itself_as_the_next_is_a_loop) {
    auto client = make_client();
    strike_with({.kind = fault_kind::loop_page, .from = 2, .count = 0});
    auto pager = client.artist(known_artist).releases().list();
    EXPECT_EQ(fails<protocol_error>(pager.collect()).code, errc::page_loop);
    EXPECT_EQ(service().requests(), 2U);
    EXPECT_EQ(run(pager.next_page())->items.size(), 50U) << "what was read before is not lost";
    fails<protocol_error>(pager.next_page());
    service().clear_faults();
    EXPECT_EQ(static_cast<std::int64_t>(run(pager.collect()).size()) + 50, run(pager.total()))
        << "the pager stands where it stood";
}

TEST_F(component_faults, list_that_grows_at_its_front_loses_nothing) {
    auto client = make_client();
    auto straight = client.artist(known_artist).releases().list();
    const auto all = ids_of(run(straight.collect()));
    strike(fault_kind::drifting_list, 0);
    auto pager = client.artist(known_artist).releases().list();
    const auto ids = ids_of(run(pager.collect()));
    const std::set<std::int64_t> seen(ids.begin(), ids.end());
    for (const auto id : all)
        EXPECT_TRUE(seen.contains(id)) << id;
}

TEST_F(component_faults, refusal_by_the_service_is_a_rate_limit_error_with_its_wait) {
    auto served = unlimited();
    served.retry_after = emulator::retry_after_form::seconds;
    start(served);
    auto client = make_client();
    strike_with({.kind = fault_kind::status, .status = 429});
    const auto f = fails<rate_limit_error>(client.release(known_release).get());
    EXPECT_EQ(f.code, condition::rate_limited);
    ASSERT_TRUE(f.retry_after);
    EXPECT_GE(*f.retry_after, 1s);
    expect_healthy(client);
}

struct break_case {
    emulator::fault_kind kind;
    bool reused;
};

// NOLINTNEXTLINE(readability-identifier-naming): the name that GoogleTest looks for
void PrintTo(const break_case& tested, std::ostream* out) {
    *out << to_string(tested.kind) << (tested.reused ? "_reused" : "_fresh");
}

/// The connection breaks, at each step, on a fresh connection and on one that has served.
class component_breaks : public test::on_emulator, public ::testing::WithParamInterface<break_case> {
protected:
    void SetUp() override { start(); }
};

TEST_P(component_breaks, call_ends_and_the_next_one_works) {
    const auto [kind, reused] = GetParam();
    auto client = make_client();
    if (reused)
        run(client.release(1).get());
    strike(kind);
    std::optional<failure> why;
    try {
        EXPECT_EQ(run(client.release(known_release).get()).id.value(), known_release);
    } catch (const connection_error& e) {
        why = e.details();
    }
    // Only where the connection had served before and no byte of the answer came may the call go out again.
    // The bytes before a reset can be lost on the way, so inside the head either is right.
    const bool may_go_twice = reused && kind != fault_kind::reset_in_body;
    const bool must_fail = !reused || kind == fault_kind::reset_in_body;
    if (must_fail) {
        ASSERT_TRUE(why);
        EXPECT_EQ(why->attempts, 1);
    }
    if (reused && kind == fault_kind::reset_after_request) {
        EXPECT_FALSE(why) << "resent once";
        EXPECT_EQ(observer->retried, 1);
        EXPECT_EQ(service().requests(), 3U);
    }
    EXPECT_LE(observer->retried, may_go_twice ? 1 : 0);
    if (why) {
        EXPECT_TRUE(
            why->code == errc::connection_lost || why->code == errc::tls_failed ||
            why->code == errc::connect_failed)
            << describe(*why);
        EXPECT_EQ(why->code, condition::transient);
        const bool status_came = kind == fault_kind::reset_in_body;
        const bool status_may_have_come = status_came || kind == fault_kind::reset_in_headers;
        EXPECT_TRUE(status_came ? why->status == 200 : why->status == 0 || status_may_have_come)
            << why->status;
    }
    EXPECT_EQ(run(client.release(known_release).get()).title, "The Downward Spiral");
}

INSTANTIATE_TEST_SUITE_P(
    steps,
    component_breaks,
    ::testing::Values(
        break_case{emulator::fault_kind::reset_on_accept, false},
        break_case{emulator::fault_kind::reset_after_handshake, false},
        break_case{emulator::fault_kind::reset_after_request, false},
        break_case{emulator::fault_kind::reset_after_request, true},
        break_case{emulator::fault_kind::reset_in_headers, false},
        break_case{emulator::fault_kind::reset_in_headers, true},
        break_case{emulator::fault_kind::reset_in_body, false},
        break_case{emulator::fault_kind::reset_in_body, true}),
    [](const auto& tested) { return ::testing::PrintToString(tested.param); });

TEST_F(component_faults, connection_that_breaks_twice_is_told) {
    auto client = make_client();
    run(client.release(1).get());
    strike(fault_kind::reset_after_request, 2);
    const auto f = fails<connection_error>(client.release(known_release).get());
    EXPECT_EQ(f.code, errc::connection_lost);
    EXPECT_EQ(f.attempts, 2);
    EXPECT_EQ(service().requests(), 3U);
    expect_healthy(client);
}

} // namespace
