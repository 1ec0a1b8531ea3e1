#include "unit/account/oauth2_support.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace segue::test {
namespace {

using kind = device_step::kind;
using ::testing::HasSubstr;

constexpr steady_time start{24h};

const std::string good_answer = R"({"device_code":"d3vice/code","user_code":"WDJB-MJHT",
    "verification_uri":"https://service.test/device","verification_uri_complete":"https://service.test/device?c=WDJB-MJHT",
    "expires_in":60,"interval":5})";

http::response word(std::string_view text) {
    return testing::json(400, R"({"error":")" + std::string(text) + R"("})");
}

result<device_grant> read(const std::string& body) {
    const flow f(sample_params());
    return f.read_device(f.begin_device().value(), testing::json(body), start, noon);
}

device_grant sample() {
    return read(good_answer).value();
}

failure failing(errc code) {
    failure f;
    f.code = code;
    return f;
}

void expect_wait(const device_step& step, steady_time until) {
    EXPECT_EQ(step.what, kind::wait);
    EXPECT_EQ(step.when - start, until - start);
}

TEST(oauth2_device, begins_with_the_scopes_and_the_client) {
    const auto request = flow(sample_params()).begin_device().value();
    EXPECT_EQ(request.http().target, "/oauth/device");
    EXPECT_EQ(value_in(request.http().body, "scope"), "read write");
    EXPECT_EQ(value_in(request.http().body, "grant_type"), "(none)");
    EXPECT_TRUE(request.http().headers.contains("Authorization"));
    auto p = sample_params();
    p.client_secret = {};
    EXPECT_EQ(value_in(flow(p).begin_device().value().http().body, "client_id"), "client-1");
}

TEST(oauth2_device, answer_is_read_in_the_spellings_in_use) {
    const auto grant = sample();
    EXPECT_EQ(grant.user_code(), "WDJB-MJHT");
    EXPECT_EQ(grant.verification_uri(), "https://service.test/device");
    EXPECT_EQ(grant.verification_uri_complete(), "https://service.test/device?c=WDJB-MJHT");
    EXPECT_EQ(grant.interval(), 5s);
    EXPECT_EQ(grant.expires_at(), start + 60s);
    const auto pairs = pairs_of(grant.request().http().body);
    EXPECT_EQ(value_of(pairs, "grant_type"), "urn:ietf:params:oauth:grant-type:device_code");
    EXPECT_EQ(value_of(pairs, "device_code"), "d3vice/code");
    EXPECT_EQ(grant.request().http().target, "/oauth/token");
    EXPECT_FALSE(grant.request().single_use());
    for (const char* other :
         {R"({"deviceCode":"d","userCode":"u","verificationUri":"https://x.test","expiresIn":60})",
          R"({"device_code":"d","user_code":"u","verification_url":"https://x.test","expires_in":"60"})"}) {
        const auto read_other = read(other);
        ASSERT_TRUE(read_other) << other;
        EXPECT_EQ(read_other->verification_uri(), "https://x.test");
        EXPECT_EQ(read_other->interval(), 5s);
        EXPECT_EQ(read_other->verification_uri_complete(), "");
    }
}

TEST(oauth2_device, answer_that_lacks_something_or_misleads_is_refused) {
    const std::pair<const char*, const char*> rows[] = {
        {R"({"user_code":"u","verification_uri":"https://x.test","expires_in":60})", "/device_code"},
        {R"({"device_code":"d","verification_uri":"https://x.test","expires_in":60})", "/user_code"},
        {R"({"device_code":"d","user_code":"u\u0007","verification_uri":"https://x.test","expires_in":60})",
         "/user_code"},
        {R"({"device_code":"d","user_code":"u","expires_in":60})", "/verification_uri"},
        {R"({"device_code":"d","user_code":"u","verification_uri":"javascript:x","expires_in":60})",
         "/verification_uri"},
        {R"({"device_code":"d","user_code":"u","verification_uri":"https://x\n.test","expires_in":60})",
         "/verification_uri"},
        {R"({"device_code":"d","user_code":"u","verification_uri":"https://x.test"})", "/expires_in"},
        {R"({"device_code":"d","user_code":"u","verification_uri":"https://x.test","expires_in":"soon"})",
         "/expires_in"}};
    for (const auto& [body, pointer] : rows) {
        const auto grant = read(body);
        ASSERT_FALSE(grant) << body;
        EXPECT_EQ(grant.error().code, errc::decode_failed);
        EXPECT_EQ(grant.error().pointer, pointer) << body;
    }
    const flow f(sample_params());
    const auto asked = f.begin_device().value();
    EXPECT_EQ(f.read_device(asked, word("invalid_client"), start, noon).error().code, errc::unauthorized);
    EXPECT_EQ(f.read_device(asked, testing::html(200, "<p>"), start, noon).error().code, errc::not_json);
}

TEST(oauth2_device, address_with_the_code_that_is_no_page_is_left_out) {
    const auto grant = read(
        R"({"device_code":"d","user_code":"u","verification_uri":"https://x.test","expires_in":60,
            "verification_uri_complete":"javascript:x"})");
    ASSERT_TRUE(grant);
    EXPECT_EQ(grant->verification_uri_complete(), "");
}

TEST(oauth2_device, intervals_and_lifetimes_out_of_range_are_bounded) {
    const auto with = [](const std::string& rest) {
        return read(R"({"device_code":"d","user_code":"u","verification_uri":"https://x.test",)" + rest + "}")
            .value();
    };
    EXPECT_EQ(with(R"("expires_in":60,"interval":0)").interval(), 1s);
    EXPECT_EQ(with(R"("expires_in":60,"interval":-3)").interval(), 1s);
    EXPECT_EQ(with(R"("expires_in":60,"interval":1e300)").interval(), 24h);
    EXPECT_EQ(with(R"("expires_in":1e300)").expires_at(), start + 24h);
    EXPECT_EQ(with(R"("expires_in":-1)").next(start).what, kind::failed);
}

TEST(oauth2_device, pending_keeps_the_pace_until_the_user_has_allowed) {
    auto grant = sample();
    expect_wait(grant.next(start), start + 5s);
    expect_wait(grant.next(start + 5s - 1ns), start + 5s);
    EXPECT_EQ(grant.next(start + 5s).what, kind::ask);
    expect_wait(grant.answered(word("authorization_pending"), start + 6s, noon), start + 11s);
    EXPECT_EQ(grant.next(start + 11s).what, kind::ask);
    const auto step =
        grant.answered(testing::json(R"({"access_token":"t","expires_in":60})"), start + 12s, noon);
    EXPECT_EQ(step.what, kind::done);
    EXPECT_EQ(step.tokens->access_token.reveal(), "t");
    EXPECT_EQ(step.tokens->expires_at, noon + 60s);
    EXPECT_EQ(step.tokens->scopes, (std::vector<std::string>{"read", "write"}));
    EXPECT_EQ(grant.next(start + 24h).what, kind::done);
}

TEST(oauth2_device, slow_down_adds_five_seconds_for_good) {
    auto grant = sample();
    expect_wait(grant.answered(word("slow_down"), start + 5s, noon), start + 15s);
    EXPECT_EQ(grant.interval(), 10s);
    expect_wait(grant.answered(word("authorization_pending"), start + 15s, noon), start + 25s);
    expect_wait(grant.answered(word("slow_down"), start + 25s, noon), start + 40s);
    EXPECT_EQ(grant.interval(), 15s);
}

TEST(oauth2_device, answer_that_did_not_come_doubles_the_interval) {
    auto grant = sample();
    expect_wait(grant.unanswered(failing(errc::connection_lost), start + 5s), start + 15s);
    expect_wait(grant.unanswered(failing(errc::deadline_exceeded), start + 15s), start + 35s);
    EXPECT_EQ(grant.interval(), 20s);
    auto other = sample();
    expect_wait(other.answered(testing::html(502, "<p>bad gateway"), start + 5s, noon), start + 15s);
    auto third = sample();
    expect_wait(
        third.answered(testing::with_retry_after(testing::json(429, "{}"), 30s), start + 5s, noon),
        start + 35s);
    auto fourth = sample();
    failure reset;
    reset.code = boost::system::errc::make_error_code(boost::system::errc::connection_reset);
    expect_wait(fourth.unanswered(reset, start + 5s), start + 15s);
}

TEST(oauth2_device, interval_grows_to_five_minutes_and_no_further) {
    auto grant =
        read(R"({"device_code":"d","user_code":"u","verification_uri":"https://x.test","expires_in":86400})")
            .value();
    auto now = start;
    for (int i = 0; i < 20; ++i) {
        now += 1s;
        grant.unanswered(failing(errc::connect_failed), now);
    }
    EXPECT_EQ(grant.interval(), 5min);
}

TEST(oauth2_device, ends_for_good_by_the_word_of_the_service) {
    const std::pair<const char*, errc> rows[] = {
        {"access_denied", errc::oauth_denied},
        {"expired_token", errc::sign_in_required},
        {"invalid_grant", errc::sign_in_required},
        {"invalid_client", errc::unauthorized},
        {"unsupported_grant_type", errc::bad_request},
        {"own_word", errc::bad_request}};
    for (const auto& [text, code] : rows) {
        auto grant = sample();
        const auto step = grant.answered(word(text), start + 5s, noon);
        EXPECT_EQ(step.what, kind::failed) << text;
        EXPECT_EQ(step.why->code, code) << text;
        EXPECT_EQ(grant.next(start + 6s).why->code, code);
        EXPECT_EQ(
            grant.answered(testing::json(R"({"access_token":"t"})"), start + 7s, noon).what, kind::failed);
        EXPECT_EQ(grant.unanswered(failing(errc::connection_lost), start + 7s).why->code, code);
    }
}

TEST(oauth2_device, answers_that_make_no_sense_end_it) {
    for (const auto& answer :
         {testing::html(200, "<p>"),
          testing::json("{}"),
          testing::json("[]"),
          testing::json(""),
          testing::json(R"({"access_token":"t)")}) {
        auto grant = sample();
        EXPECT_EQ(grant.answered(answer, start + 5s, noon).what, kind::failed) << answer.body;
    }
    auto grant = sample();
    EXPECT_EQ(
        grant.unanswered(failing(errc::certificate_refused), start + 5s).why->code,
        errc::certificate_refused);
}

TEST(oauth2_device, code_that_expires_ends_it_at_that_moment) {
    auto grant = sample();
    expect_wait(grant.answered(word("slow_down"), start + 55s, noon), start + 60s);
    EXPECT_EQ(grant.next(start + 60s - 1ns).what, kind::wait);
    const auto step = grant.next(start + 60s);
    EXPECT_EQ(step.what, kind::failed);
    EXPECT_EQ(step.why->code, errc::sign_in_required);
    EXPECT_THAT(step.why->message, HasSubstr("sign in again"));
    // Allowed at the last moment, and told late: it counts.
    EXPECT_EQ(grant.answered(testing::json(R"({"access_token":"t"})"), start + 61s, noon).what, kind::done);
}

TEST(oauth2_device, message_shows_no_device_code) {
    auto grant = sample();
    const auto step = grant.answered(
        testing::json(400, R"({"error":"invalid_grant","error_description":"d3vice/code is unknown"})"),
        start,
        noon);
    expect_hidden(*step.why, "d3vice/code");
    EXPECT_THAT(step.why->message, HasSubstr("*** is unknown"));
}

TEST(oauth2_device, one_that_was_never_begun_has_failed) {
    EXPECT_EQ(device_grant().next(start).what, kind::failed);
}

} // namespace
} // namespace segue::test
