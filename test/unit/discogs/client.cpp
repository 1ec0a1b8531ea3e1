#include "support/client_fixture.hpp"

#include <boost/asio/error.hpp>

#include <stdexcept>

namespace {

using namespace std::chrono_literals;
using namespace segue;
using segue::test::param_of;
using segue::testing::json;

/// Sends its own request, whoever else asks for the same.
constexpr call_options alone{.cache = cache_mode::bypass};

class discogs_client : public test::client_fixture {};

TEST_F(discogs_client, noun_creation_sends_nothing) {
    auto client = make_client();
    auto record = client.release(352665);
    auto artist = client.artist(3857).releases();
    auto pager = client.search({.query = "x"});
    {
        auto never_awaited = record.get();
    }
    time->run(io);
    EXPECT_EQ(record.id().value(), 352665);
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(discogs_client, request_has_the_fields_that_the_service_wants) {
    auto client = make_client();
    run(client.release(352665).get({.currency = discogs::currency::eur}));
    ASSERT_EQ(transport->count(), 1U);
    const auto sent = transport->request(0);
    EXPECT_EQ(sent.method, http::method::get);
    EXPECT_EQ(sent.to.text(), "https://service.test:443");
    EXPECT_EQ(sent.target, "/releases/352665?curr_abbr=EUR");
    EXPECT_EQ(sent.headers.find("Authorization"), "Discogs token=sesame");
    EXPECT_EQ(sent.headers.find("Accept"), "application/vnd.discogs.v2.discogs+json");
    EXPECT_EQ(sent.headers.find("User-Agent")->rfind("Segue/", 0), 0U);
    EXPECT_FALSE(sent.headers.contains("Content-Type"));
    EXPECT_TRUE(sent.body.empty());
}

TEST_F(discogs_client, key_and_secret_are_sent_as_the_service_spells_them) {
    params = {
        .consumer_key = "k",
        .consumer_secret = "s",
        .user_agent = "RecordShelf/1.0",
        .base_url = "https://service.test/prefix/",
        .text_format = discogs::text_format::plaintext};
    auto client = make_client();
    run(client.artist(3857).get());
    const auto sent = transport->request(0);
    EXPECT_EQ(sent.headers.find("Authorization"), "Discogs key=k, secret=s");
    EXPECT_EQ(sent.headers.find("Accept"), "application/vnd.discogs.v2.plaintext+json");
    EXPECT_EQ(sent.headers.find("User-Agent"), "RecordShelf/1.0");
    EXPECT_EQ(sent.target, "/prefix/artists/3857");
}

TEST_F(discogs_client, anonymous_client_sends_no_authorization) {
    params = {
        .credentials_from = discogs::credential_source::params_only, .base_url = "https://service.test"};
    auto client = make_client();
    run(client.artist(1).get());
    EXPECT_FALSE(transport->request(0).headers.contains("Authorization"));
    EXPECT_EQ(client.budget().limit, 25);
}

TEST_F(discogs_client, lowest_price_bears_the_currency_that_was_asked_for) {
    answer = [](const http::request&) { return json(R"({"id":1,"title":"T","lowest_price":5.0})"); };
    params.currency = discogs::currency::gbp;
    auto client = make_client();
    EXPECT_EQ(run(client.release(1).get()).lowest_price->currency, "GBP");
    EXPECT_EQ(run(client.release(1).get({.currency = discogs::currency::jpy})).lowest_price->currency, "JPY");
    EXPECT_EQ(param_of(transport->request(0).target, "curr_abbr"), "GBP");
}

TEST_F(discogs_client, search_encodes_every_filter) {
    answer = [](const http::request&) {
        return json(R"({"pagination":{"items":0,"urls":{}},"results":[]})");
    };
    auto client = make_client();
    auto hits = client.search(
        {.query = "a b/?#%",
         .type = discogs::search_type::master,
         .title = "1",
         .release_title = "2",
         .credit = "3",
         .artist = "4",
         .name_variation = "5",
         .label = "6",
         .genre = "Folk, World, & Country",
         .style = "7",
         .country = "8",
         .year = "1994",
         .format = "9",
         .catalog_number = "10",
         .barcode = "1 2",
         .track = "11",
         .submitter = "12",
         .contributor = "13",
         .page = 2,
         .per_page = 100});
    EXPECT_FALSE(run(hits.next()));
    const auto target = transport->request(0).target;
    EXPECT_EQ(target.rfind("/database/search?q=a%20b%2F%3F%23%25&type=master&", 0), 0U) << target;
    const std::pair<const char*, const char*> wanted[] = {
        {"title", "1"},
        {"release_title", "2"},
        {"credit", "3"},
        {"artist", "4"},
        {"anv", "5"},
        {"label", "6"},
        {"genre", "Folk%2C%20World%2C%20%26%20Country"},
        {"style", "7"},
        {"country", "8"},
        {"year", "1994"},
        {"format", "9"},
        {"catno", "10"},
        {"barcode", "1%202"},
        {"track", "11"},
        {"submitter", "12"},
        {"contributor", "13"},
        {"page", "2"},
        {"per_page", "100"}};
    for (const auto& [name, value] : wanted)
        EXPECT_EQ(param_of(target, name), value) << name;
}

TEST_F(discogs_client, search_without_filters_sends_no_query) {
    answer = [](const http::request&) { return json(R"({"results":[]})"); };
    auto client = make_client();
    auto hits = client.search();
    EXPECT_FALSE(run(hits.next()));
    EXPECT_EQ(transport->request(0).target, "/database/search");
}

TEST_F(discogs_client, bad_params_are_named_and_nothing_is_sent) {
    auto client = make_client();
    EXPECT_EQ(fails<bad_params>(client.release(0).get()).param, "release_id");
    EXPECT_EQ(fails<bad_params>(client.artist(-5).get()).param, "artist_id");
    const auto refused_list = [&](discogs::artist_releases_params p) {
        auto pager = client.artist(1).releases().list(p);
        return fails<bad_params>(pager.next()).param;
    };
    EXPECT_EQ(refused_list({.page = 0}), "page");
    EXPECT_EQ(refused_list({.per_page = 101}), "per_page");
    EXPECT_EQ(refused_list({.per_page = -1}), "per_page");
    EXPECT_EQ(refused_list({.sort_order = discogs::sort_order::ascending}), "sort_order");
    auto negative = client.artist(-1).releases().list();
    EXPECT_EQ(fails<bad_params>(negative.next()).param, "artist_id");
    auto search = client.search({.per_page = 0});
    EXPECT_EQ(fails<bad_params>(search.collect()).param, "per_page");
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(discogs_client, client_params_out_of_range_throw_and_name_the_param) {
    const auto refusal = [&](discogs::client_params p) -> std::string {
        try {
            discogs::client c(io.get_executor(), p, transport);
        } catch (const std::invalid_argument& e) {
            return e.what();
        }
        return {};
    };
    EXPECT_EQ(refusal({.base_url = "http://api.discogs.com"}).rfind("base_url", 0), 0U);
    EXPECT_EQ(refusal({.authorize_url = "http://127.0.0.1.evil.test/"}).rfind("authorize_url", 0), 0U);
    EXPECT_EQ(refusal({.deadline = 0ms}).rfind("deadline", 0), 0U);
    EXPECT_EQ(refusal({.ca_file = "/nonexistent.pem"}), "") << "an injected transport has its own trust";
    EXPECT_EQ(refusal({.user_agent = "Mozilla/5.0"}).rfind("user_agent", 0), 0U);
    EXPECT_EQ(refusal({.consumer_key = "k"}).rfind("consumer_secret", 0), 0U);
    EXPECT_NE(refusal({.quota = {.authenticated_limit = 0}}), "");
    EXPECT_NE(refusal({.quota = {.window = 0ms}}), "");
    EXPECT_EQ(refusal({.deadline = 1ms}), "");
}

struct status_case {
    int status;
    const char* body;
    errc code;
};

class discogs_status : public test::client_fixture, public ::testing::WithParamInterface<status_case> {};

TEST_P(discogs_status, becomes_its_own_error_with_the_service_words) {
    answer = [](const http::request&) { return json(GetParam().status, GetParam().body); };
    auto client = make_client();
    try {
        run(client.release(9).get());
        FAIL() << "no error";
    } catch (const error& e) {
        EXPECT_EQ(e.code(), GetParam().code);
        EXPECT_EQ(e.status(), GetParam().status);
        EXPECT_EQ(e.details().path, "/releases/9");
        EXPECT_EQ(e.details().method, "GET");
        EXPECT_EQ(e.details().attempts, 1);
        EXPECT_EQ(std::string(e.what()).find("sesame"), std::string::npos);
    }
}

INSTANTIATE_TEST_SUITE_P(
    all,
    discogs_status,
    ::testing::Values(
        status_case{400, R"({"message":"Bad"})", errc::bad_request},
        status_case{
            401, R"({"message":"You must authenticate to access this resource."})", errc::unauthorized},
        status_case{403, R"({"message":"No."})", errc::forbidden},
        status_case{403, "<html>denied</html>", errc::blocked},
        status_case{404, R"({"message":"Release not found."})", errc::not_found},
        status_case{405, "", errc::unexpected_status},
        status_case{409, R"({"message":"Running"})", errc::conflict},
        status_case{415, "", errc::bad_request},
        status_case{422, R"({"message":"Invalid"})", errc::unprocessable},
        status_case{429, R"({"message":"You are making requests too quickly."})", errc::rate_limited},
        status_case{302, "", errc::unexpected_redirect},
        status_case{500, R"({"message":"Query time exceeded."})", errc::server_failed},
        status_case{503, "<html>maintenance</html>", errc::server_failed}));

TEST_F(discogs_client, error_types_follow_the_codes) {
    auto client = make_client();
    const auto answering = [this](int status) {
        answer = [status](const http::request&) { return json(status, R"({"message":"m"})"); };
    };
    answering(401);
    EXPECT_EQ(fails<authentication_error>(client.release(1).get()).message, "m");
    answering(403);
    fails<forbidden_error>(client.release(1).get());
    answering(404);
    EXPECT_EQ(fails<not_found_error>(client.release(1).get()).code, condition::not_found);
    answering(422);
    fails<validation_error>(client.release(1).get());
    answering(500);
    EXPECT_EQ(fails<server_error>(client.release(1).get()).code, condition::transient);
    answering(409);
    fails<api_error>(client.release(1).get());
}

TEST_F(discogs_client, refusal_carries_the_wait_and_shuts_the_gate) {
    answer = [](const http::request&) {
        auto r = json(429, R"({"message":"You are making requests too quickly."})");
        r.headers.add("Retry-After", "17");
        return r;
    };
    auto client = make_client();
    const auto f = fails<rate_limit_error>(client.release(1).get());
    EXPECT_EQ(f.retry_after, 17s);
    EXPECT_EQ(client.budget().gate, traffic::gate_state::shut);
    EXPECT_FALSE(observer->quota.empty());
    const auto early = fails<quota_error>(client.release(1).get({}, {.deadline = 5s}));
    EXPECT_EQ(early.code, errc::quota_deadline);
    EXPECT_GE(*early.earliest, 16s);
    EXPECT_EQ(transport->count(), 1U);
}

TEST_F(discogs_client, answer_that_is_no_json_is_a_protocol_error_with_a_snippet) {
    auto client = make_client();
    for (const std::string body : {"", "<html>hello</html>", "{\"id\":1,\"tit", "nonsense", "{} trailing"}) {
        answer = [&body](const http::request&) { return json(body); };
        const auto f = fails<protocol_error>(client.release(1).get());
        EXPECT_EQ(f.code, errc::not_json) << body;
        EXPECT_EQ(f.status, 200);
        EXPECT_EQ(f.body, body);
    }
}

TEST_F(discogs_client, json_of_the_wrong_kind_is_a_decode_error) {
    answer = [](const http::request&) { return json("[1,2]"); };
    auto client = make_client();
    const auto f = fails<decode_error>(client.release(1).get());
    EXPECT_EQ(f.expected, "object");
    EXPECT_EQ(f.found, "array");
}

TEST_F(discogs_client, field_of_the_wrong_type_is_drift_and_not_an_error) {
    answer = [](const http::request&) { return json(R"({"id":1,"title":"T","year":{"a":1}})"); };
    auto client = make_client();
    const auto r = run(client.release(1).get());
    EXPECT_FALSE(r.year);
    EXPECT_TRUE(r.extra.contains("year"));
    ASSERT_EQ(observer->drifts.size(), 1U);
    EXPECT_EQ(observer->drifts[0].pointer, "/year");
}

TEST_F(discogs_client, deadline_covers_the_answer) {
    transport->use({.latency = 10min});
    auto client = make_client();
    const auto start = time->now();
    const auto f = fails<timeout_error>(client.release(1).get({}, {.deadline = 7s}));
    EXPECT_EQ(f.code, errc::deadline_exceeded);
    EXPECT_EQ(time->now() - start, 7s);
    EXPECT_EQ(transport->under_way(), 0U);
}

TEST_F(discogs_client, attempt_limit_ends_a_slow_attempt_before_the_deadline) {
    transport->use({.latency = 10min});
    auto client = make_client();
    const auto start = time->now();
    EXPECT_EQ(fails<timeout_error>(client.release(1).get()).code, errc::attempt_timeout);
    EXPECT_EQ(time->now() - start, 30s);
}

TEST_F(discogs_client, deadline_of_zero_fails_at_once) {
    auto client = make_client();
    const auto start = time->now();
    try {
        run(client.release(1).get({}, {.deadline = 0ms}));
        FAIL();
    } catch (const error& e) {
        EXPECT_TRUE(e.code() == errc::deadline_exceeded || e.code() == errc::quota_deadline) << e.what();
    }
    EXPECT_EQ(time->now(), start);
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(discogs_client, transport_failure_is_a_connection_error) {
    answer = [](const http::request&) { return errc::connect_failed; };
    auto client = make_client();
    EXPECT_EQ(fails<connection_error>(client.release(1).get()).code, errc::connect_failed);
    EXPECT_EQ(client.budget().used, 1) << "the transport says that bytes left";
}

TEST_F(discogs_client, stale_connection_is_resent_once_with_a_permit_of_its_own) {
    int calls = 0;
    transport->use({.connections = segue::testing::exchange_params::connection_use::kept});
    answer = [&calls](const http::request&) -> segue::testing::reply {
        if (++calls == 2)
            return errc::connection_lost;
        return json(R"({"id":1,"title":"T"})");
    };
    auto client = make_client();
    run(client.release(1).get());
    run(client.release(2).get());
    EXPECT_EQ(transport->count(), 3U);
    EXPECT_EQ(transport->request(1).target, transport->request(2).target);
    EXPECT_EQ(observer->retried, 1);
    EXPECT_EQ(client.budget().used, 3);
}

TEST_F(discogs_client, connection_lost_twice_is_told) {
    int calls = 0;
    transport->use({.connections = segue::testing::exchange_params::connection_use::kept});
    answer = [&calls](const http::request&) -> segue::testing::reply {
        if (++calls >= 2)
            return errc::connection_lost;
        return json(R"({"id":1,"title":"T"})");
    };
    auto client = make_client();
    run(client.release(1).get());
    EXPECT_EQ(fails<connection_error>(client.release(1).get()).attempts, 2);
}

TEST_F(discogs_client, events_tell_the_life_of_a_call_without_secrets) {
    auto client = make_client();
    run(client.release(1).get());
    ASSERT_EQ(observer->paths.size(), 1U);
    EXPECT_EQ(observer->paths[0], "/releases/1");
    ASSERT_EQ(observer->outcomes.size(), 1U);
    EXPECT_FALSE(observer->outcomes[0]);
}

TEST_F(discogs_client, six_hundred_calls_with_defaults_are_slow_and_never_refused) {
    transport->use({.latency = 100ms});
    auto client = make_client();
    int done = 0;
    auto job = [&](int calls) -> asio::awaitable<void> {
        for (int i = 0; i < calls; ++i) {
            co_await client.release(1).get({}, alone);
            ++done;
        }
    };
    for (int worker = 0; worker < 8; ++worker)
        asio::co_spawn(io, job(75), rethrow);
    const auto start = time->now();
    time->run(io);
    EXPECT_EQ(done, 600);
    EXPECT_GE(time->now() - start, 540s);
    EXPECT_LE(time->now() - start, 543s);
    EXPECT_LE(transport->most_under_way(), 8U);
}

TEST_F(discogs_client, rate_limit_off_admits_all_at_once) {
    params.rate_limit = traffic::rate_limit::off;
    auto client = make_client();
    int done = 0;
    auto one = [&]() -> asio::awaitable<void> {
        co_await client.release(1).get({}, alone);
        ++done;
    };
    for (int i = 0; i < 200; ++i)
        asio::co_spawn(io, one(), rethrow);
    const auto start = time->now();
    time->run(io);
    EXPECT_EQ(done, 200);
    EXPECT_EQ(time->now(), start);
}

TEST_F(discogs_client, interactive_call_overtakes_bulk_in_the_queue) {
    params.quota.authenticated_limit = 1;
    params.quota.window = 1s;
    auto client = make_client();
    std::string order;
    auto one = [&](char name, traffic::priority p) -> asio::awaitable<void> {
        co_await client.release(name).get({}, {.importance = p});
        order += name;
    };
    asio::co_spawn(io, one('1', traffic::priority::normal), rethrow);
    io.poll();
    time->advance(500ms); // a full window waited would raise them
    asio::co_spawn(io, one('b', traffic::priority::bulk), rethrow);
    asio::co_spawn(io, one('n', traffic::priority::normal), rethrow);
    asio::co_spawn(io, one('i', traffic::priority::interactive), rethrow);
    time->run(io);
    EXPECT_EQ(order, "1inb");
}

TEST_F(discogs_client, full_queue_refuses_at_once) {
    params.quota.authenticated_limit = 1;
    params.quota.queue_bound = 2;
    transport->use({.latency = 1s});
    auto client = make_client();
    std::vector<boost::system::error_code> outcomes;
    auto one = [&]() -> asio::awaitable<void> {
        try {
            co_await client.release(1).get({}, alone);
            outcomes.emplace_back();
        } catch (const error& e) {
            outcomes.push_back(e.code());
        }
    };
    for (int i = 0; i < 5; ++i)
        asio::co_spawn(io, one(), rethrow);
    io.poll();
    EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), boost::system::error_code(errc::queue_full)), 2);
    time->run(io);
    EXPECT_EQ(outcomes.size(), 5U);
}

TEST_F(discogs_client, call_on_a_dead_context_is_aborted) {
    auto other = std::make_unique<asio::io_context>();
    discogs::client client(other->get_executor(), params, transport, time);
    auto waiting = client.release(1).get();
    other.reset();
    try {
        run(std::move(waiting));
        FAIL();
    } catch (const boost::system::system_error& e) {
        EXPECT_EQ(e.code(), asio::error::operation_aborted);
    }
}

} // namespace
