// The steps of OAuth and calls signed with what they gave: what is sent, taken, refused and never shown.

#include "support/client_fixture.hpp"

#include <segue/traffic/response_cache.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <map>
#include <sstream>

namespace {

using namespace segue;
using segue::testing::reply;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view key = "k3y";
// As odd as a secret may be, though the service's own are letters and digits.
constexpr std::string_view key_secret = "s3cr&t+key%";
constexpr std::string_view access = "acce55";
constexpr std::string_view access_secret = "s3cr/t=acc";

http::response text(int status, std::string body, std::string_view type = "text/plain") {
    http::response r;
    r.status = status;
    r.headers.add("Content-Type", type);
    r.body = std::move(body);
    return r;
}

http::response form(std::string body) {
    return text(200, std::move(body), "application/x-www-form-urlencoded");
}

const std::string good_first = "oauth_token=rt&oauth_token_secret=rt%2Fs3cret&oauth_callback_confirmed=true";
const std::string good_last = "oauth_token=at&oauth_token_secret=at-s3cret";

class discogs_oauth : public test::client_fixture {
protected:
    discogs_oauth() : client_fixture(settings()) {}

    static discogs::client_params settings() {
        discogs::client_params p;
        p.consumer_key = key;
        p.consumer_secret = key_secret;
        p.credentials_from = discogs::credential_source::params_only;
        p.base_url = "https://service.test";
        p.retry.max_attempts = 1;
        return p;
    }

    void use_access_token() {
        params.access_token = access;
        params.access_token_secret = access_secret;
    }

    /// The params of the Authorization field of a request, as they stand there.
    std::map<std::string, std::string> field_of(std::size_t request) const {
        const auto field =
            std::string(transport->requests().at(request).headers.find("Authorization").value());
        EXPECT_TRUE(field.starts_with("OAuth ")) << field;
        std::map<std::string, std::string> all;
        std::istringstream items(field.substr(6));
        for (std::string item; std::getline(items, item, ',');) {
            const auto first = item.find_first_not_of(' ');
            const auto equals = item.find('=');
            EXPECT_EQ(item.back(), '"') << item;
            const auto name = item.substr(first, equals - first);
            EXPECT_TRUE(all.emplace(name, item.substr(equals + 2, item.size() - equals - 3)).second) << name;
        }
        return all;
    }

    static void expect_no_secret(const failure& f) {
        const auto all = describe(f) + f.message + f.body + f.param + f.path + f.expected + f.found;
        EXPECT_THAT(all, Not(HasSubstr("s3cr")));
    }

    failure first_fails(http::response with) {
        answer = [with](const http::request&) { return with; };
        auto c = make_client();
        auto why = fails<error>(c.oauth().request_token());
        expect_no_secret(why);
        return why;
    }
};

TEST_F(discogs_oauth, first_step_is_sent_as_the_service_wants_it) {
    answer = [](const http::request&) { return form(good_first); };
    auto c = make_client();
    const auto got = run(c.oauth().request_token({.callback = "https://shelf.test/back?x=1"}));
    EXPECT_EQ(got.token.reveal(), "rt");
    EXPECT_EQ(got.token_secret.reveal(), "rt/s3cret");
    EXPECT_TRUE(got.callback_confirmed);
    EXPECT_EQ(got.authorize_url(), "https://www.discogs.com/oauth/authorize?oauth_token=rt");
    ASSERT_EQ(transport->requests().size(), 1U);
    const auto sent = transport->requests()[0];
    EXPECT_EQ(sent.method, http::method::get);
    EXPECT_EQ(sent.target, "/oauth/request_token");
    EXPECT_EQ(sent.headers.find("Content-Type").value_or(""), "application/x-www-form-urlencoded");
    const auto field = field_of(0);
    EXPECT_EQ(field.at("oauth_callback"), "https%3A%2F%2Fshelf.test%2Fback%3Fx%3D1");
    EXPECT_EQ(field.at("oauth_consumer_key"), key);
    EXPECT_EQ(field.at("oauth_signature_method"), "PLAINTEXT");
    EXPECT_FALSE(field.contains("oauth_token"));
    EXPECT_FALSE(field.contains("oauth_token_secret"));
}

TEST_F(discogs_oauth, callback_is_out_of_band_unless_named) {
    answer = [](const http::request&) { return form(good_first); };
    auto c = make_client();
    run(c.oauth().request_token());
    EXPECT_EQ(field_of(0).at("oauth_callback"), "oob");
}

// T13: each secret once, the whole once more.
TEST_F(discogs_oauth, secrets_with_odd_characters_are_encoded_once) {
    answer = [](const http::request&) { return form(good_first); };
    auto c = make_client();
    run(c.oauth().request_token());
    EXPECT_EQ(field_of(0).at("oauth_signature"), "s3cr%2526t%252Bkey%2525%26");
}

// T10: the documentation's own example leaves the second secret out.
TEST_F(discogs_oauth, last_step_is_signed_with_the_request_token_too) {
    answer = [](const http::request&) { return form(good_last); };
    auto c = make_client();
    const auto got = run(c.oauth().access_token({"rt", "rt/s3cret"}, "v 1"));
    EXPECT_EQ(got.token.reveal(), "at");
    EXPECT_EQ(got.token_secret.reveal(), "at-s3cret");
    const auto sent = transport->requests().at(0);
    EXPECT_EQ(sent.method, http::method::post);
    EXPECT_EQ(sent.target, "/oauth/access_token");
    EXPECT_TRUE(sent.body.empty());
    const auto field = field_of(0);
    EXPECT_EQ(field.at("oauth_signature"), "s3cr%2526t%252Bkey%2525%26rt%252Fs3cret");
    EXPECT_EQ(field.at("oauth_token"), "rt");
    EXPECT_EQ(field.at("oauth_verifier"), "v%201");
    EXPECT_FALSE(field.contains("oauth_callback"));
    EXPECT_FALSE(field.contains("oauth_token_secret"));
}

// T8 and T9.
TEST_F(discogs_oauth, nonce_is_short_and_time_is_in_seconds_of_the_clock_that_was_given) {
    use_access_token();
    auto c = make_client();
    run(c.release(1).get());
    time->advance(std::chrono::milliseconds(90'700));
    run(c.release(1).get());
    const auto start = segue::testing::manual_time::default_date.time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(start).count();
    EXPECT_EQ(field_of(0).at("oauth_timestamp"), std::to_string(seconds));
    EXPECT_EQ(field_of(1).at("oauth_timestamp"), std::to_string(seconds + 90));
    EXPECT_EQ(field_of(0).at("oauth_nonce").size(), 32U);
    EXPECT_NE(field_of(0).at("oauth_nonce"), field_of(1).at("oauth_nonce"));
}

// A call with a time that is not the service's is taken for nobody's.
TEST_F(discogs_oauth, time_follows_the_service_s_clock_where_ours_is_off) {
    use_access_token();
    auto c = make_client();
    const auto start = segue::testing::manual_time::default_date.time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(start).count();
    struct row {
        const char* date;
        std::int64_t used;
    };
    const row rows[] = {
        {"Fri, 20 Nov 2026 01:00:00 GMT", 3600},
        {"Thu, 19 Nov 2026 23:50:00 GMT", -600},
        {"Fri, 20 Nov 2026 00:00:09 GMT", 0}, // the way there, and whole seconds
        {"Fri, 31 Dec 9999 23:59:59 GMT", 0},
        {"no date", 0},
    };
    for (const auto& each : rows) {
        answer = [&each](const http::request&) {
            return segue::testing::with_header(
                segue::testing::error_json(404, "Release not found."), "Date", each.date);
        };
        fails<not_found_error>(c.release(1).get());
        fails<not_found_error>(c.release(2).get());
        const auto last = transport->count() - 1;
        EXPECT_EQ(field_of(last).at("oauth_timestamp"), std::to_string(seconds + each.used)) << each.date;
    }
}

TEST_F(discogs_oauth, call_that_is_taken_for_nobody_s_says_what_may_be_wrong) {
    use_access_token();
    auto c = make_client();
    for (const int status : {401, 403}) {
        answer = [status](const http::request&) {
            return segue::testing::error_json(status, "You must authenticate to access this resource.");
        };
        EXPECT_THAT(
            fails<error>(c.release(1).get()).message, HasSubstr("a wrong access token, secret or clock"))
            << status;
    }
}

TEST_F(discogs_oauth, long_download_is_no_clock_that_is_slow) {
    use_access_token();
    transport->use(
        {.steps_before_sending = 0,
         .steps_before_answer = 0,
         .step_time = std::chrono::seconds(20),
         .piece_bytes = 1});
    answer = [](const http::request&) {
        return segue::testing::with_header(
            text(200, "a,b\n", "text/csv"), "Date", "Fri, 20 Nov 2026 00:00:00 GMT");
    };
    auto c = make_client();
    EXPECT_EQ(run(c.inventory_export(5).download()).body.size(), 4U);
    transport->use({});
    answer = [](const http::request&) { return segue::testing::json(R"({"id":1,"title":"T"})"); };
    const auto today = time->today().time_since_epoch();
    run(c.release(1).get());
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(today).count();
    EXPECT_EQ(field_of(1).at("oauth_timestamp"), std::to_string(seconds));
}

TEST_F(discogs_oauth, steps_are_signed_with_the_service_s_time_too) {
    answer = [](const http::request&) {
        return segue::testing::with_header(
            text(401, "Invalid timestamp."), "Date", "Fri, 20 Nov 2026 01:00:00 GMT");
    };
    auto c = make_client();
    fails<error>(c.oauth().request_token());
    fails<error>(c.oauth().request_token());
    fails<error>(c.oauth().access_token({"rt", "rt/s3cret"}, "v"));
    const auto start = segue::testing::manual_time::default_date.time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(start).count();
    EXPECT_EQ(field_of(0).at("oauth_timestamp"), std::to_string(seconds));
    for (const std::size_t next : {1U, 2U})
        EXPECT_EQ(field_of(next).at("oauth_timestamp"), std::to_string(seconds + 3600));
}

TEST_F(discogs_oauth, call_is_signed_with_the_access_token_and_never_carries_its_secret) {
    use_access_token();
    auto c = make_client();
    run(c.release(1).get());
    const auto field = field_of(0);
    EXPECT_EQ(field.at("oauth_token"), access);
    EXPECT_EQ(field.at("oauth_signature"), "s3cr%2526t%252Bkey%2525%26s3cr%252Ft%253Dacc");
    EXPECT_FALSE(field.contains("oauth_token_secret"));
    EXPECT_FALSE(field.contains("oauth_verifier"));
    EXPECT_FALSE(field.contains("oauth_callback"));
}

TEST_F(discogs_oauth, hashed_signature_differs_from_call_to_call_and_holds_no_secret) {
    use_access_token();
    for (const auto how : {discogs::signature_method::hmac_sha1, discogs::signature_method::hmac_sha256}) {
        params.signature_method = how;
        auto c = make_client();
        const auto before = transport->requests().size();
        run(c.release(1).get());
        run(c.release(1).get());
        const auto field = field_of(before);
        const bool is_short = how == discogs::signature_method::hmac_sha1;
        EXPECT_EQ(field.at("oauth_signature_method"), is_short ? "HMAC-SHA1" : "HMAC-SHA256");
        EXPECT_NE(field.at("oauth_signature"), field_of(before + 1).at("oauth_signature"));
        EXPECT_THAT(field.at("oauth_signature"), Not(HasSubstr("s3cr")));
    }
}

// T14.
TEST_F(discogs_oauth, every_attempt_has_a_nonce_of_its_own) {
    use_access_token();
    params.retry.max_attempts = 3;
    answer = [](const http::request&) {
        return segue::testing::with_retry_after(
            segue::testing::error_json(503, "later"), std::chrono::seconds(2));
    };
    auto c = make_client();
    fails<server_error>(c.release(1).get());
    ASSERT_EQ(transport->requests().size(), 3U);
    EXPECT_NE(field_of(0).at("oauth_nonce"), field_of(1).at("oauth_nonce"));
    EXPECT_NE(field_of(1).at("oauth_nonce"), field_of(2).at("oauth_nonce"));
    EXPECT_LT(field_of(0).at("oauth_timestamp"), field_of(2).at("oauth_timestamp"));
}

TEST_F(discogs_oauth, step_is_repeated_only_when_nothing_of_it_left) {
    params.retry.max_attempts = 3;
    int asked = 0;
    answer = [&](const http::request&) -> reply {
        return ++asked < 3 ? reply::unsent() : reply(form(good_last));
    };
    auto c = make_client();
    run(c.oauth().access_token({"rt", "rts"}, "v"));
    EXPECT_EQ(asked, 3);
    EXPECT_NE(field_of(0).at("oauth_nonce"), field_of(2).at("oauth_nonce"));

    answer = [&](const http::request&) -> reply { return reply::lost(); };
    const auto lost = fails<outcome_unknown>(c.oauth().access_token({"rt", "rts"}, "v"));
    EXPECT_EQ(lost.attempts, 1);
    answer = [&](const http::request&) -> reply { return segue::testing::error_json(502, "bad gateway"); };
    EXPECT_EQ(fails<server_error>(c.oauth().access_token({"rt", "rts"}, "v")).attempts, 1);
}

TEST_F(discogs_oauth, two_first_steps_at_once_are_two_requests) {
    answer = [](const http::request&) { return form(good_first); };
    cache = traffic::make_memory_cache();
    auto c = make_client();
    auto both = [](discogs::client client) -> asio::awaitable<int> {
        co_await client.oauth().request_token();
        co_await client.oauth().request_token();
        co_return 0;
    };
    run(both(c));
    EXPECT_EQ(transport->requests().size(), 2U);
    EXPECT_EQ(observer->joined, 0);
    EXPECT_EQ(observer->cached, 0);
}

asio::awaitable<int> read_one(discogs::client client) {
    co_await client.release(1).get();
    co_return 0;
}

asio::awaitable<int> begin_and_read(discogs::client client) {
    co_await client.oauth().request_token();
    co_await client.release(1).get();
    co_return 0;
}

// It changes nothing that reads could show.
TEST_F(discogs_oauth, reads_stay_shared_while_somebody_signs_in) {
    answer = [](const http::request& r) -> reply {
        return r.target == "/oauth/request_token"
                   ? reply(form(good_first))
                   : reply(segue::testing::json(R"({"id":1})")).after(std::chrono::seconds(1));
    };
    params.rate_limit = traffic::rate_limit::off; // or the step waits for what the read brings
    auto c = make_client();
    std::vector<asio::awaitable<int>> all;
    all.push_back(read_one(c));
    all.push_back(begin_and_read(c));
    run(gather(2, std::move(all)));
    EXPECT_EQ(transport->requests().size(), 2U);
    EXPECT_EQ(observer->joined, 1);
}

TEST_F(discogs_oauth, step_that_is_cancelled_ends_at_once) {
    transport->use({.latency = std::chrono::minutes(1)});
    auto c = make_client();
    asio::cancellation_signal cancel;
    boost::system::error_code ended;
    auto finish = [&](const std::exception_ptr& e, const discogs::access_token&) {
        try {
            if (e)
                std::rethrow_exception(e);
        } catch (const boost::system::system_error& why) {
            ended = why.code();
        }
    };
    const discogs::request_token agreed("rt", "rts");
    asio::co_spawn(
        io, c.oauth().access_token(agreed, "v"), asio::bind_cancellation_slot(cancel.slot(), finish));
    while (io.poll() != 0) {
    }
    EXPECT_EQ(transport->under_way(), 1U);
    cancel.emit(asio::cancellation_type::terminal);
    while (io.poll() != 0) {
    }
    EXPECT_EQ(ended, asio::error::operation_aborted);
    EXPECT_EQ(transport->under_way(), 0U);
}

TEST_F(discogs_oauth, step_outlives_the_handles_it_came_from) {
    answer = [](const http::request&) { return form(good_first); };
    auto step = make_client().oauth().request_token();
    EXPECT_EQ(run(std::move(step)).token.reveal(), "rt");
}

// T11: neither JSON nor header fields are looked at.
TEST_F(discogs_oauth, answer_without_tokens_names_what_is_missing) {
    const std::pair<http::response, const char*> cases[] = {
        {segue::testing::json(R"({"oauth_token":"s3cr","oauth_token_secret":"s3cr"})"), "but JSON"},
        {form("oauth_token_secret=s3cr&oauth_callback_confirmed=true"), "has no oauth_token"},
        {form("oauth_token=s3cr&oauth_callback_confirmed=true"), "has no oauth_token_secret"},
        {form("oauth_token=s3cr&oauth_token_secret=&oauth_callback_confirmed=true"),
         "an empty oauth_token_secret"},
        {form("oauth_token=s3cr&oauth_token_secret=s3cr"), "has no oauth_callback_confirmed"},
        {form("oauth_token=s3cr&oauth_token_secret=s3cr&oauth_callback_confirmed=false"), "is not true"},
        {form("oauth_token=s3cr&oauth_token=s3cr"), "oauth_token twice"},
        {form("oauth_token=s3cr&oauth_token_se"), "is cut"},
        {form("oauth_token=s3cr%"), "cut, in the value of oauth_token"},
        {segue::testing::html(200, "<html>welcome</html>"), "but a web page"},
        {form(""), "but an empty body"}};
    for (const auto& [given, says] : cases) {
        const auto why = first_fails(given);
        EXPECT_EQ(why.code, errc::oauth_malformed) << given.body;
        EXPECT_THAT(why.message, HasSubstr(says));
        EXPECT_EQ(why.path, "/oauth/request_token");
        EXPECT_EQ(why.status, 200);
    }
    EXPECT_EQ(first_fails(segue::testing::html(200, "<html>welcome</html>")).body, "<html>welcome</html>");
    auto in_headers = form("welcome");
    in_headers.headers.add("oauth_token", "rt");
    in_headers.headers.add("oauth_token_secret", "s3cr");
    EXPECT_EQ(first_fails(in_headers).code, errc::oauth_malformed);
}

TEST_F(discogs_oauth, answer_of_the_last_step_is_judged_alike) {
    answer = [](const http::request&) { return form("oauth_token=s3cr"); };
    auto c = make_client();
    const auto why = fails<protocol_error>(c.oauth().access_token({"rt", "rts"}, "v"));
    EXPECT_EQ(why.message, "the answer has no oauth_token_secret");
    EXPECT_TRUE(why.body.empty());
    expect_no_secret(why);
}

TEST_F(discogs_oauth, refusal_of_a_step_is_an_authentication_error_with_the_services_words) {
    for (const auto& each : std::map<int, std::string>{
             {400, "Not a conforming OAuth request."}, {401, "Invalid consumer."}, {403, "No."}}) {
        answer = [each](const http::request&) { return text(each.first, each.second); };
        auto c = make_client();
        const auto why = fails<authentication_error>(c.oauth().request_token());
        EXPECT_EQ(why.code, errc::oauth_refused);
        EXPECT_EQ(why.code, condition::unauthorized);
        EXPECT_EQ(why.status, each.first);
        EXPECT_EQ(why.message, each.second);
    }
    EXPECT_EQ(first_fails(segue::testing::html(403, "<html>blocked</html>")).code, errc::blocked);
    EXPECT_EQ(first_fails(text(429, "slow down")).code, errc::rate_limited);
}

// T15.
TEST_F(discogs_oauth, token_that_is_too_old_means_to_begin_again) {
    answer = [](const http::request&) { return text(400, "Expired verifier."); };
    auto c = make_client();
    const auto why = fails<authentication_error>(c.oauth().access_token({"rt", "rts"}, "v"));
    EXPECT_EQ(why.code, errc::oauth_refused);
    EXPECT_EQ(why.status, 400);
    EXPECT_EQ(why.message, "Expired verifier.");
}

TEST_F(discogs_oauth, what_the_service_sends_back_of_a_secret_is_not_shown) {
    answer = [](const http::request&) {
        return text(401, "Expected s3cr%26t%2Bkey%25&rt-s3cret, got s3cr&t+key%&rt-s3cret of v3rifier");
    };
    auto c = make_client();
    const auto why = fails<authentication_error>(c.oauth().access_token({"t0ken", "rt-s3cret"}, "v3rifier"));
    EXPECT_EQ(why.message, "Expected ***&***, got ***&*** of ***");
    expect_no_secret(why);
}

// T12.
TEST_F(discogs_oauth, forbidden_of_a_signed_call_hints_at_the_credentials) {
    const std::string words = "You are not allowed to view this resource.";
    answer = [&](const http::request&) { return segue::testing::error_json(403, words); };
    auto application = make_client();
    EXPECT_EQ(fails<forbidden_error>(application.release(1).get()).message, words);
    use_access_token();
    auto c = make_client();
    EXPECT_THAT(
        fails<forbidden_error>(c.release(1).get()).message, HasSubstr("access token, secret or clock"));
}

TEST_F(discogs_oauth, bad_params_are_named_and_nothing_is_sent) {
    auto c = make_client();
    EXPECT_EQ(fails<bad_params>(c.oauth().request_token({.callback = ""})).param, "callback");
    EXPECT_EQ(fails<bad_params>(c.oauth().access_token({"rt", "rts"}, "")).param, "verifier");
    EXPECT_EQ(fails<bad_params>(c.oauth().access_token({"rt", ""}, "v")).param, "request_token");
    EXPECT_EQ(fails<bad_params>(c.oauth().access_token({}, "v")).param, "request_token");
    params.consumer_key = params.consumer_secret = {};
    params.token = "sesame";
    auto other = make_client();
    EXPECT_EQ(fails<bad_params>(other.oauth().request_token()).param, "consumer_key");
    EXPECT_EQ(fails<bad_params>(other.oauth().access_token({"rt", "rts"}, "v")).param, "consumer_key");
    EXPECT_TRUE(transport->requests().empty());
}

TEST_F(discogs_oauth, step_never_awaited_sends_nothing) {
    auto c = make_client();
    {
        const auto first = c.oauth().request_token();
        const auto last = c.oauth().access_token({"rt", "rts"}, "v");
    }
    time->run(io);
    EXPECT_TRUE(transport->requests().empty());
}

TEST_F(discogs_oauth, arguments_may_go_before_the_step_is_awaited) {
    answer = [](const http::request&) { return form(good_last); };
    auto c = make_client();
    std::optional<asio::awaitable<discogs::access_token>> work;
    {
        const discogs::request_token token{"rt", "rts"};
        const std::string verifier(100, 'v');
        work = c.oauth().access_token(token, verifier);
    }
    EXPECT_EQ(run(std::move(*work)).token.reveal(), "at");
    EXPECT_EQ(field_of(0).at("oauth_verifier"), std::string(100, 'v'));
}

TEST_F(discogs_oauth, steps_may_be_taken_beside_a_token) {
    params.token = "sesame";
    answer = [](const http::request& r) -> reply {
        return r.target == "/oauth/request_token" ? form(good_first) : segue::testing::json("{\"id\":1}");
    };
    auto c = make_client();
    run(c.oauth().request_token());
    EXPECT_EQ(field_of(0).at("oauth_consumer_key"), key);
    run(c.release(1).get());
    EXPECT_EQ(transport->requests()[1].headers.find("Authorization").value(), "Discogs token=sesame");
}

TEST_F(discogs_oauth, accounts_share_no_kept_answer) {
    cache = traffic::make_memory_cache();
    use_access_token();
    auto first = make_client();
    run(first.release(1).get());
    run(first.release(1).get());
    EXPECT_EQ(transport->requests().size(), 1U);
    params.access_token = "another";
    auto second = make_client();
    run(second.release(1).get());
    EXPECT_EQ(transport->requests().size(), 2U);
    params.access_token = params.access_token_secret = {};
    auto application = make_client();
    run(application.release(1).get());
    EXPECT_EQ(transport->requests().size(), 3U);
}

TEST_F(discogs_oauth, page_can_be_another_one) {
    answer = [](const http::request&) {
        return form("oauth_token=a%2Fb&oauth_token_secret=s&oauth_callback_"
                    "confirmed=true");
    };
    params.authorize_url = "http://127.0.0.1:8080/agree?lang=en";
    auto c = make_client();
    EXPECT_EQ(
        run(c.oauth().request_token()).authorize_url(),
        "http://127.0.0.1:8080/agree?lang=en&oauth_token=a%2Fb");
    for (const std::string_view bad :
         {"",
          "www.discogs.com/oauth",
          "http://www.discogs.com/x",
          "ftp://x.test/",
          "https://u:p@x.test/",
          "https://x.test/a#b",
          "https:///x"}) {
        params.authorize_url = bad;
        try {
            make_client();
            ADD_FAILURE() << "took " << bad;
        } catch (const std::invalid_argument& e) {
            EXPECT_THAT(e.what(), HasSubstr("authorize_url: ")) << bad;
        }
    }
}

TEST(request_token, verifier_is_taken_out_of_the_address_that_the_user_came_back_to) {
    const discogs::request_token token("rt/1", "rts");
    const std::string good = "oauth_token=rt%2F1&oauth_verifier=v%201";
    EXPECT_EQ(token.verifier_in("https://shelf.test/back?x=1&" + good + "&x=2#end"), "v 1");
    EXPECT_EQ(token.verifier_in(good), "v 1");
    EXPECT_EQ(token.verifier_in("oauth_verifier=v&oauth_consumer_key=evil&oauth_token=rt/1"), "v");
}

TEST(request_token, address_of_another_sign_in_or_of_a_refusal_is_refused) {
    const discogs::request_token token("rt", "rts");
    const auto code_of = [&](std::string_view redirect) {
        try {
            token.verifier_in(redirect);
        } catch (const error& e) {
            EXPECT_TRUE(e.details().message.find("s3cr") == std::string::npos) << e.what();
            return e.code();
        }
        return boost::system::error_code();
    };
    EXPECT_EQ(code_of("/back?oauth_token=s3cr&oauth_verifier=v"), errc::oauth_refused);
    EXPECT_EQ(code_of("/back?denied=rt"), errc::oauth_refused);
    EXPECT_EQ(code_of("/back?denied=s3cr"), errc::oauth_refused);
    EXPECT_EQ(code_of("/back?oauth_verifier=s3cr"), errc::oauth_malformed);
    EXPECT_EQ(code_of("/back?oauth_token=rt"), errc::oauth_malformed);
    EXPECT_EQ(code_of("/back?oauth_token=rt&oauth_verifier="), errc::oauth_malformed);
    EXPECT_EQ(code_of("/back?oauth_token=rt&oauth_verifier=a&oauth_verifier=b"), errc::oauth_malformed);
    EXPECT_EQ(code_of("/back?oauth_token=rt&oauth_verifier=%zz"), errc::oauth_malformed);
    EXPECT_EQ(code_of("/back"), errc::oauth_malformed);
    EXPECT_EQ(code_of(""), errc::oauth_malformed);
}

} // namespace
