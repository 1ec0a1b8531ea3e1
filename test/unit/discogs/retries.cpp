// Which attempts a client repeats, when, and what it says in the end.

#include "support/client_fixture.hpp"

#include <array>

namespace {

using namespace std::chrono_literals;
using namespace segue;
using segue::testing::error_json;
using segue::testing::json;
using segue::testing::reply;
using segue::testing::with_header;

const std::string good_release = R"({"id":1,"title":"T"})";

class retries : public test::client_fixture {
protected:
    retries() {
        params.retry = {};
        transport->use({.latency = 10ms});
    }

    /// Answers the first requests one after another, all later ones well.
    void answer_with(std::vector<reply> first) {
        answer = [first = std::move(first), n = std::size_t{0}](const http::request&) mutable -> reply {
            return n < first.size() ? first[n++] : reply(json(good_release));
        };
    }

    std::chrono::nanoseconds took(asio::awaitable<discogs::release> call) {
        const auto start = time->now();
        run(std::move(call));
        return time->now() - start;
    }
};

TEST_F(retries, passing_faults_cost_a_read_nothing) {
    const std::vector<reply> faults{
        error_json(500, "x"),
        error_json(502, "x"),
        error_json(503, "x"),
        error_json(504, "x"),
        error_json(520, "x"),
        errc::connect_failed,
        errc::connection_lost,
        errc::malformed_answer,
        reply::cut(json(good_release))};
    auto client = make_client();
    for (const auto& fault : faults) {
        answer_with({fault});
        transport->clear();
        EXPECT_EQ(run(client.release(1).get()).title, "T");
        EXPECT_EQ(transport->count(), 2U);
    }
    EXPECT_EQ(observer->retried, static_cast<int>(faults.size()));
}

TEST_F(retries, lasting_failures_are_told_at_once) {
    const std::vector<reply> faults{
        error_json(400, "x"),
        error_json(401, "x"),
        error_json(403, "x"),
        error_json(404, "x"),
        error_json(422, "x"),
        error_json(501, "x"),
        errc::resolve_failed,
        errc::certificate_refused,
        errc::answer_too_large};
    auto client = make_client();
    for (const auto& fault : faults) {
        answer_with({fault});
        transport->clear();
        fails<error>(client.release(1).get());
        EXPECT_EQ(transport->count(), 1U);
    }
}

TEST_F(retries, four_attempts_are_made_and_told_with_their_waits) {
    answer_with({error_json(503, "a"), errc::connection_lost, error_json(502, "b"), error_json(503, "c")});
    auto client = make_client();
    const auto f = fails<server_error>(client.release(1).get());
    EXPECT_EQ(f.attempts, 4);
    EXPECT_EQ(f.status, 503);
    ASSERT_EQ(f.history.size(), 4U);
    EXPECT_EQ(f.history[1].code, errc::connection_lost);
    EXPECT_EQ(f.history[2].status, 502);
    EXPECT_EQ(f.history[3].took, 10ms);
    ASSERT_EQ(observer->waits.size(), 3U);
    EXPECT_LE(observer->waits[0], 500ms);
    EXPECT_LE(observer->waits[1], 1000ms);
    EXPECT_LE(observer->waits[2], 2000ms);
    EXPECT_NE(describe(f).find("after 4 attempts"), std::string::npos) << describe(f);
}

TEST_F(retries, each_attempt_has_its_own_permit_and_signature) {
    answer_with({error_json(503, "x"), error_json(503, "x")});
    auto client = make_client();
    run(client.release(1).get());
    EXPECT_EQ(client.budget().used, 3);
    for (const auto& sent : transport->requests())
        EXPECT_EQ(sent.headers.find("Authorization"), "Discogs token=sesame");
}

TEST_F(retries, option_turns_them_off) {
    answer_with({error_json(503, "x")});
    auto client = make_client();
    fails<server_error>(client.release(1).get({}, {.retry = retry_mode::off}));
    EXPECT_EQ(transport->count(), 1U);
}

TEST_F(retries, search_that_is_too_heavy_is_tried_twice_at_the_most) {
    answer = [](const http::request&) {
        return error_json(500, "Query time exceeded. Please try a simpler query.");
    };
    auto client = make_client();
    auto hits = client.search({.query = "x"});
    fails<server_error>(hits.next());
    EXPECT_EQ(transport->count(), 2U);
}

TEST_F(retries, page_of_a_gateway_is_repeated_once_for_reads_alone) {
    for (const char* body : {"<html>wait</html>", "", " \n", "upstream said: all good"}) {
        SCOPED_TRACE(body);
        auto client = make_client();
        answer_with({json(body)});
        transport->clear();
        EXPECT_EQ(run(client.release(1).get()).title, "T");
        EXPECT_EQ(transport->count(), 2U);

        answer = [body](const http::request&) { return json(body); };
        transport->clear();
        const auto f = fails<protocol_error>(client.release(1).get());
        EXPECT_EQ(f.code, errc::not_json);
        EXPECT_EQ(f.status, 200);
        EXPECT_EQ(f.body, body);
        EXPECT_EQ(transport->count(), 2U) << "a portal's page stays";

        transport->clear();
        fails<completed_unreadable>(client.release(1).rating().user("me").update(5));
        EXPECT_EQ(transport->count(), 1U) << "a write with a good status has happened";
    }
}

struct wait_case {
    const char* name;
    const char* retry_after; // null: absent
    std::optional<std::chrono::milliseconds> exactly;
};

// NOLINTNEXTLINE(readability-identifier-naming): the name that GoogleTest looks for
void PrintTo(const wait_case& tested, std::ostream* out) {
    *out << tested.name;
}

class retry_after : public retries, public ::testing::WithParamInterface<wait_case> {};

// The clock of the fixture begins on 20 November 2026 at midnight.
TEST_P(retry_after, is_waited_for_exactly) {
    auto answered = error_json(503, "x");
    if (GetParam().retry_after != nullptr)
        answered = with_header(std::move(answered), "Retry-After", GetParam().retry_after);
    answer_with({answered});
    auto client = make_client();
    const auto whole = took(client.release(1).get());
    ASSERT_EQ(observer->waits.size(), 1U);
    if (GetParam().exactly)
        EXPECT_EQ(whole, *GetParam().exactly + 20ms);
    else
        EXPECT_LE(observer->waits[0], 500ms) << "as if it were absent";
}

INSTANTIATE_TEST_SUITE_P(
    forms,
    retry_after,
    ::testing::Values(
        wait_case{"seconds", "7", 7000ms},
        wait_case{"date", "Fri, 20 Nov 2026 00:00:30 GMT", 29'990ms},
        wait_case{"past_date", "Fri, 20 Nov 2020 00:00:30 GMT", std::nullopt},
        wait_case{"nan", "NaN", std::nullopt},
        wait_case{"negative", "-5", std::nullopt},
        wait_case{"absent", nullptr, std::nullopt}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(retries, wait_beyond_the_deadline_fails_at_once_and_says_when) {
    answer_with({with_header(error_json(503, "busy"), "Retry-After", "60")});
    auto client = make_client();
    const auto start = time->now();
    const auto f = fails<server_error>(client.release(1).get({}, {.deadline = 20s}));
    EXPECT_EQ(time->now() - start, 10ms);
    EXPECT_EQ(f.earliest, 60s);
    EXPECT_EQ(transport->count(), 1U);
}

TEST_F(retries, absurd_wait_is_not_begun) {
    answer_with({with_header(error_json(503, "busy"), "Retry-After", "99999999999")});
    auto client = make_client();
    const auto start = time->now();
    const auto f = fails<server_error>(client.release(1).get({}, {.deadline = 1000h}));
    EXPECT_EQ(time->now() - start, 10ms);
    EXPECT_GE(f.earliest, 24h);
}

TEST_F(retries, refusal_is_waited_out_and_costs_nothing_else) {
    answer_with({with_header(error_json(429, "slow down"), "Retry-After", "17")});
    auto client = make_client();
    EXPECT_GE(took(client.release(1).get()), 17s);
    EXPECT_EQ(transport->count(), 2U);
}

TEST_F(retries, refusal_without_any_header_is_survived) {
    answer_with({error_json(429, "slow down"), error_json(429, "slow down")});
    auto client = make_client();
    run(client.release(1).get());
    EXPECT_EQ(transport->count(), 3U);
}

TEST_F(retries, outage_is_not_answered_with_a_multiple_of_the_traffic) {
    params.rate_limit = traffic::rate_limit::off;
    params.breaker.mode = traffic::breaker_mode::off;
    answer = [](const http::request&) { return error_json(503, "down"); };
    auto client = make_client();
    for (int i = 0; i < 500; ++i)
        fails<server_error>(client.release(1).get());
    EXPECT_EQ(transport->count(), 600U) << "the calls, and the budget of 100 retries";
}

TEST_F(retries, attempt_that_takes_too_long_is_repeated) {
    int n = 0;
    answer = [&](const http::request&) {
        transport->use({.latency = ++n == 1 ? 10ms : 10ms});
        return json(good_release);
    };
    transport->use({.latency = 10min});
    auto client = make_client();
    EXPECT_EQ(run(client.release(1).get()).title, "T");
    EXPECT_EQ(transport->count(), 2U);
    EXPECT_EQ(observer->retried, 1);
}

TEST_F(retries, repeated_write_that_finds_it_done_is_done) {
    answer_with({errc::connection_lost, error_json(404, "no rating")});
    auto client = make_client();
    auto rating = client.release(1).rating().user("me");
    auto remove = [&]() -> asio::awaitable<int> {
        co_await rating.remove();
        co_return 1;
    };
    EXPECT_EQ(run(remove()), 1);
    EXPECT_EQ(transport->count(), 2U);
}

TEST_F(retries, write_that_stays_without_an_answer_has_an_unknown_outcome) {
    answer = [n = 0](const http::request&) mutable -> reply {
        return ++n == 1 ? reply(errc::connection_lost) : reply(error_json(503, "down"));
    };
    auto client = make_client();
    const auto f = fails<outcome_unknown>(client.release(1).rating().user("me").update(5));
    EXPECT_EQ(f.cause, errc::server_failed) << "the last answer does not tell what the first request did";
    EXPECT_EQ(f.attempts, 4);
}

class circuit : public retries {
protected:
    circuit() {
        params.rate_limit = traffic::rate_limit::off;
        params.retry.max_attempts = 1;
        params.breaker.failures_to_open = 5;
        params.breaker.failing_for = 0ms;
        answer = [this](const http::request&) { return down ? error_json(503, "down") : json(good_release); };
    }

    bool down = true;
};

TEST_F(circuit, opens_and_says_why_and_until_when) {
    auto client = make_client();
    for (int i = 0; i < 5; ++i)
        fails<server_error>(client.release(1).get());
    const auto f = fails<circuit_open_error>(client.release(1).get());
    EXPECT_EQ(f.earliest, 1s);
    EXPECT_NE(f.message.find("5 attempts in a row failed"), std::string::npos) << f.message;
    EXPECT_EQ(f.attempts, 0);
    EXPECT_EQ(transport->count(), 5U);
    ASSERT_EQ(observer->circuit.size(), 1U);
    down = false;
    time->advance(1s);
    EXPECT_EQ(run(client.release(1).get()).title, "T");
    ASSERT_EQ(observer->circuit.size(), 2U);
    EXPECT_EQ(observer->circuit[1], "the service answers again");
}

TEST_F(circuit, call_that_has_asked_already_waits_for_it) {
    auto client = make_client();
    for (int i = 0; i < 4; ++i)
        fails<server_error>(client.release(1).get());
    params.retry.max_attempts = 4;
    auto patient = discogs::client(io.get_executor(), params, transport, observer, time, ledger);
    for (int i = 0; i < 1; ++i)
        fails<server_error>(client.release(1).get());
    fails<circuit_open_error>(client.release(1).get());
    transport->clear();
    answer = [n = 0](const http::request&) mutable {
        return ++n <= 6 ? error_json(503, "down") : json(good_release);
    };
    const auto f = fails<server_error>(patient.release(1).get());
    EXPECT_EQ(f.attempts, 4);
    EXPECT_EQ(run(patient.release(2).get()).title, "T") << "its second attempt waited for the circuit";
}

TEST_F(circuit, who_waits_for_a_probe_goes_on_as_soon_as_it_succeeds) {
    params.retry.max_attempts = 4;
    params.retry.first_wait = params.retry.longest_wait = 2s;
    auto client = make_client();
    int n = 0;
    answer = [&](const http::request&) { return ++n <= 5 ? error_json(503, "down") : json(good_release); };
    std::vector<std::chrono::nanoseconds> ends;
    auto one = [&](int id) -> asio::awaitable<void> {
        co_await client.release(id).get();
        ends.push_back(time->now().time_since_epoch());
    };
    transport->use({.latency = 3s});
    const auto start = time->now().time_since_epoch();
    for (int id = 1; id <= 5; ++id)
        asio::co_spawn(io, one(id), rethrow);
    time->run(io);
    ASSERT_EQ(ends.size(), 5U);
    EXPECT_LE(ends.back() - start, 15s)
        << "not when the turn of the probe would have been over, after a minute";
}

TEST_F(circuit, short_fault_does_not_open_it) {
    params.breaker.failing_for = 5s;
    auto client = make_client();
    for (int i = 0; i < 100; ++i)
        fails<server_error>(client.release(1).get());
    time->advance(5s);
    fails<server_error>(client.release(1).get());
    fails<circuit_open_error>(client.release(1).get());
}

} // namespace
