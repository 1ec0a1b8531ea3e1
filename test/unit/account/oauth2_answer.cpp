#include "account/oauth2/token_answer.hpp"
#include "unit/account/oauth2_support.hpp"

#include <segue/account/next_step.hpp>

#include <gmock/gmock.h>

#include <limits>

namespace segue::test {
namespace {

using account::next_step;
using account::next_step_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string refresh_value = "r3fresh/Token+1";

token_request sample_request() {
    token_set old;
    old.access_token = secret("0ld-access-token");
    old.refresh_token = secret(refresh_value);
    old.scopes = {"read", "write"};
    old.account_id = "77";
    return flow(sample_params()).refresh(old).value();
}

http::response answer(int status, const std::string& type, std::string body) {
    http::response r;
    r.status = status;
    if (!type.empty())
        r.headers.add("Content-Type", type);
    r.body = std::move(body);
    return r;
}

http::response form(std::string body) {
    return answer(200, "application/x-www-form-urlencoded", std::move(body));
}

token_set read(const http::response& r) {
    auto tokens = sample_request().read(r, noon);
    EXPECT_TRUE(tokens) << r.body << ": " << describe(tokens.error());
    return tokens ? *tokens : token_set();
}

failure refusal_of(const http::response& r) {
    const auto tokens = sample_request().read(r, noon);
    EXPECT_FALSE(tokens) << r.body;
    if (tokens)
        return {};
    auto why = tokens.error();
    EXPECT_EQ(why.status, r.status) << r.body;
    EXPECT_THAT(why.body, IsEmpty());
    expect_hidden(why, refresh_value);
    expect_hidden(why, client_secret);
    return why;
}

TEST(oauth2_answer, full_one_is_read) {
    const auto t = read(testing::json(
        R"({"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example","expires_in":3600,
            "refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA","scope":"a b","example_parameter":{"x":[1]}})"));
    EXPECT_EQ(t.access_token.reveal(), "2YotnFZFEjr1zCsicMWpAA");
    EXPECT_EQ(t.refresh_token->reveal(), "tGzv3JOkF0XG5Qx2TlKWIA");
    EXPECT_EQ(t.token_type, "example");
    EXPECT_EQ(t.expires_at, noon + 1h);
    EXPECT_EQ(t.obtained_at, noon);
    EXPECT_THAT(t.scopes, ElementsAre("a", "b"));
}

TEST(oauth2_answer, what_it_lacks_stays_what_it_was) {
    for (const auto& r :
         {testing::json(R"({"access_token":"new"})"),
          testing::json(R"({"access_token":"new","refresh_token":null,"scope":""})"),
          form("access_token=new&refresh_token=")}) {
        const auto t = read(r);
        EXPECT_EQ(t.access_token.reveal(), "new");
        EXPECT_EQ(t.refresh_token->reveal(), refresh_value);
        EXPECT_THAT(t.scopes, ElementsAre("read", "write"));
        EXPECT_EQ(t.token_type, "Bearer");
        EXPECT_EQ(t.account_id, "77");
        EXPECT_FALSE(t.expires_at);
    }
}

TEST(oauth2_answer, new_refresh_token_takes_the_place_of_the_old) {
    const auto t = read(testing::json(R"({"access_token":"new","refresh_token":"next"})"));
    EXPECT_EQ(t.refresh_token->reveal(), "next");
    const auto after = flow(sample_params()).refresh(t).value();
    EXPECT_EQ(value_in(after.http().body, "refresh_token"), "next");
}

TEST(oauth2_answer, lifetime_is_read_in_every_spelling_and_never_overflows) {
    const auto end = [](const std::string& lifetime) {
        return read(testing::json(R"({"access_token":"t",)" + lifetime + "}")).expires_at;
    };
    EXPECT_EQ(end(R"("expires_in":60)"), noon + 60s);
    EXPECT_EQ(end(R"("expires_in":"60")"), noon + 60s);
    EXPECT_EQ(end(R"("expires_in":60.9)"), noon + 60s);
    EXPECT_EQ(end(R"("expires_in":"60.9")"), noon + 60s);
    EXPECT_EQ(end(R"("expiresIn":60)"), noon + 60s);
    EXPECT_EQ(end(R"("expires":60)"), noon + 60s);
    EXPECT_EQ(end(R"("expires":"60")"), noon + 60s);
    EXPECT_EQ(end(R"("expires_in":0)"), noon);
    EXPECT_EQ(end(R"("expires_in":-5)"), noon);
    EXPECT_EQ(end(R"("expires_in":-1e300)"), noon);
    EXPECT_EQ(end(R"("expires_in":0e310)"), noon); // no number to Boost 1.81
    EXPECT_EQ(end(R"("expires":0)"), std::nullopt);
    EXPECT_EQ(end(R"("expires_in":"soon")"), std::nullopt);
    EXPECT_EQ(end(R"("expires_in":"")"), std::nullopt);
    EXPECT_EQ(end(R"("expires_in":"1e9")"), std::nullopt);
    EXPECT_EQ(end(R"("expires_in":null)"), std::nullopt);
    EXPECT_EQ(end(R"("expires_in":true)"), std::nullopt);
    for (const char* much :
         {"9223372036854775807", "18446744073709551615", "1e300", "\"99999999999999999999999\""})
        EXPECT_EQ(end(R"("expires_in":)" + std::string(much)), wall_time::max()) << much;
    EXPECT_EQ(later(wall_time::min(), 5s), wall_time() + 5s);
    EXPECT_EQ(later(wall_time::max(), 5s), wall_time::max());
}

TEST(oauth2_answer, form_of_deezer_is_read_whatever_type_it_names) {
    for (const char* type :
         {"text/html", "text/plain; charset=utf-8", "application/x-www-form-urlencoded", ""}) {
        const auto t = read(answer(200, type, "access_token=frAbc%2B1&expires=3600\n"));
        EXPECT_EQ(t.access_token.reveal(), "frAbc+1");
        EXPECT_EQ(t.expires_at, noon + 1h);
    }
    EXPECT_EQ(
        read(answer(200, "text/html", R"({"access_token":"fr1","expires":0})")).expires_at, std::nullopt);
}

TEST(oauth2_answer, wrong_code_of_deezer_asks_for_a_new_sign_in) {
    const auto why = refusal_of(answer(200, "text/html", "wrong code"));
    EXPECT_EQ(why.code, errc::sign_in_required);
    EXPECT_THAT(why.message, HasSubstr("wrong code; sign in again"));
}

TEST(oauth2_answer, other_names_are_read_when_the_flow_says_so) {
    auto p = sample_params();
    p.names.access_token = "token";
    p.names.other_access_token = "user_auth_token";
    p.names.account_id = "user_id";
    p.names.scope_separator = ",";
    const auto request = flow(p).client_credentials().value();
    const auto first =
        request.read(testing::json(R"({"token":"a","user_id":12,"scope":"x,y"})"), noon).value();
    EXPECT_EQ(first.access_token.reveal(), "a");
    EXPECT_EQ(first.account_id, "12");
    EXPECT_THAT(first.scopes, ElementsAre("x", "y"));
    const auto second =
        request.read(testing::json(R"({"user_auth_token":"b","user_id":"13"})"), noon).value();
    EXPECT_EQ(second.access_token.reveal(), "b");
    EXPECT_EQ(second.account_id, "13");
    EXPECT_FALSE(request.read(testing::json(R"({"access_token":"c"})"), noon));
}

TEST(oauth2_answer, scopes_may_be_a_list) {
    EXPECT_THAT(
        read(testing::json(R"({"access_token":"t","scope":["a","b",3]})")).scopes, ElementsAre("a", "b"));
}

TEST(oauth2_answer, words_lead_to_codes_whatever_the_status) {
    struct row {
        int status;
        const char* body;
        errc code;
        next_step step;
    };
    const row rows[] = {
        {400,
         R"({"error":"invalid_grant","error_description":"gone"})",
         errc::sign_in_required,
         next_step::sign_in},
        {200, R"({"error":"invalid_grant"})", errc::sign_in_required, next_step::sign_in},
        {401, R"({"error":"invalid_grant"})", errc::sign_in_required, next_step::sign_in},
        {400, R"({"error":"invalid_token"})", errc::sign_in_required, next_step::sign_in},
        {400, R"({"error":"expired_token"})", errc::sign_in_required, next_step::sign_in},
        {401, R"({"error":"invalid_client"})", errc::unauthorized, next_step::check_client},
        {400, R"({"error":"unauthorized_client"})", errc::unauthorized, next_step::check_client},
        {400, R"({"error":"invalid_request"})", errc::bad_request, next_step::fix_request},
        {400, R"({"error":"unsupported_grant_type"})", errc::bad_request, next_step::fix_request},
        {400, R"({"error":"invalid_scope"})", errc::bad_request, next_step::fix_request},
        {400, R"({"error":"access_denied"})", errc::oauth_denied, next_step::ask_user},
        {400, R"({"error":"slow_down"})", errc::rate_limited, next_step::try_later},
        {500, R"({"error":"server_error"})", errc::server_failed, next_step::try_later},
        {400, R"({"error":"own_word"})", errc::bad_request, next_step::fix_request},
        {200, R"({"error":"own_word"})", errc::unprocessable, next_step::fix_request},
        {200,
         R"({"error":{"type":"OAuthException","message":"m","code":300}})",
         errc::unprocessable,
         next_step::fix_request},
        {200, R"({"error":{}})", errc::unprocessable, next_step::fix_request},
        {400, "error=invalid_grant&error_description=x", errc::sign_in_required, next_step::sign_in},
        {401,
         R"({"status":"error","code":401,"message":"Invalid app"})",
         errc::unauthorized,
         next_step::check_client}};
    for (const auto& each : rows) {
        const auto why = refusal_of(testing::json(each.status, each.body));
        EXPECT_EQ(why.code, each.code) << each.status << each.body;
        EXPECT_EQ(next_step_of(why), each.step) << each.status << each.body;
    }
    EXPECT_THAT(
        refusal_of(testing::json(rows[0].status, rows[0].body)).message,
        HasSubstr("invalid_grant: gone; sign in again"));
    EXPECT_THAT(
        refusal_of(testing::json(rows[15].status, rows[15].body)).message, HasSubstr("OAuthException: m; "));
    EXPECT_THAT(
        refusal_of(testing::json(rows[18].status, rows[18].body)).message, HasSubstr("Invalid app; "));
}

TEST(oauth2_answer, status_decides_where_no_word_does) {
    const std::pair<int, errc> rows[] = {
        {301, errc::unexpected_redirect},
        {302, errc::unexpected_redirect},
        {400, errc::bad_request},
        {401, errc::unauthorized},
        {403, errc::forbidden},
        {404, errc::not_found},
        {415, errc::bad_request},
        {418, errc::unexpected_status},
        {422, errc::unprocessable},
        {429, errc::rate_limited},
        {500, errc::server_failed},
        {503, errc::server_failed},
        {100, errc::unexpected_status}};
    for (const auto& [status, code] : rows) {
        for (const std::string body :
             {"", "<html>oops</html>", "{}", "[]", R"({"access_token":"t"})", "{\"a\":"})
            EXPECT_EQ(refusal_of(answer(status, "text/html", body)).code, code) << status << body;
    }
    const auto wait = refusal_of(testing::with_retry_after(testing::json(429, "{}"), 90s));
    EXPECT_EQ(wait.retry_after, 90s);
}

TEST(oauth2_answer, what_is_no_answer_is_told_apart) {
    struct row {
        const char* name;
        std::string body;
        errc code;
    };
    const row rows[] = {
        {"empty", "", errc::not_json},
        {"blank", " \r\n", errc::not_json},
        {"page", "<!DOCTYPE html><html>access_token=x</html>", errc::not_json},
        {"text", "service unavailable", errc::not_json},
        {"long text", std::string(900, 'x'), errc::not_json},
        {"cut", R"({"access_token":"t0ken", "expi)", errc::not_json},
        {"cut in the token", R"({"access_token":"t0k)", errc::not_json},
        {"two documents", R"({"access_token":"t"}{"access_token":"u"})", errc::not_json},
        {"not UTF-8", "{\"access_token\":\"\xff\xfe\"}", errc::not_json},
        {"deep", std::string(100, '[') + std::string(100, ']'), errc::not_json},
        {"list", R"([{"access_token":"t"}])", errc::decode_failed},
        {"no token", "{}", errc::decode_failed},
        {"empty token", R"({"access_token":""})", errc::decode_failed},
        {"null token", R"({"access_token":null})", errc::decode_failed},
        {"object for token", R"({"access_token":{"a":1}})", errc::decode_failed},
        {"token breaks a field", R"({"access_token":"a\r\nX: y"})", errc::decode_failed},
        {"token with a blank", R"({"access_token":"a b"})", errc::decode_failed},
        {"token outside ASCII", R"({"access_token":"\u00e9"})", errc::decode_failed},
        {"refresh token breaks a field",
         R"({"access_token":"a","refresh_token":"a\n"})",
         errc::decode_failed},
        {"form with two tokens", "access_token=a&access_token=b", errc::decode_failed},
        {"form with a bad escape", "access_token=%zz", errc::not_json},
        {"too large",
         "{\"access_token\":\"" + std::string(1024 * 1024, 'x') + "\"}",
         errc::answer_too_large}};
    for (const auto& each : rows) {
        EXPECT_EQ(refusal_of(answer(200, "application/json", each.body)).code, each.code) << each.name;
        EXPECT_EQ(refusal_of(answer(200, "text/html", each.body)).code, each.code) << each.name;
    }
}

TEST(oauth2_answer, cut_anywhere_it_gives_no_token_and_shows_none) {
    const std::string whole = R"({"access_token":"SECRETSECRET","token_type":"bearer","expires_in":3600})";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto why = refusal_of(testing::json(whole.substr(0, length)));
        EXPECT_EQ(why.code, errc::not_json) << length;
        EXPECT_EQ(describe(why).find("SECRET"), std::string::npos) << length;
    }
    EXPECT_EQ(read(testing::json(whole)).access_token.reveal(), "SECRETSECRET");
}

TEST(oauth2_answer, service_that_repeats_a_secret_is_not_quoted_with_it) {
    const auto why = refusal_of(testing::json(
        400, R"({"error":"invalid_grant","error_description":"no such token: )" + refresh_value + R"("})"));
    EXPECT_THAT(why.message, HasSubstr("no such token: ***"));
    const auto in_a_form = refusal_of(testing::json(
        400,
        R"({"error":"invalid_grant","error_description":"body was: refresh_token=)" + encoded(refresh_value) +
            R"("})"));
    EXPECT_THAT(in_a_form.message, HasSubstr("refresh_token=***; "));
    const auto text = refusal_of(answer(200, "text/plain", "bad token " + refresh_value));
    EXPECT_THAT(text.message, HasSubstr("bad token ***"));
    const auto word = refusal_of(testing::json(400, R"({"error":")" + refresh_value + R"("})"));
    EXPECT_THAT(word.message, HasSubstr("***"));
}

TEST(oauth2_answer, byte_mark_and_blanks_around_it_do_no_harm) {
    EXPECT_EQ(read(testing::json("\xef\xbb\xbf\n {\"access_token\":\"t\"} \n")).access_token.reveal(), "t");
}

TEST(token_set, ends_when_it_says_and_a_skew_earlier) {
    token_set t;
    EXPECT_FALSE(t.expired(wall_time::max()));
    EXPECT_FALSE(t.should_renew(wall_time::max()));
    t.expires_at = noon;
    EXPECT_TRUE(t.expired(noon));
    EXPECT_FALSE(t.expired(noon - 1ms));
    EXPECT_TRUE(t.expired(noon - 10s, 10s));
    EXPECT_FALSE(t.expired(noon - 10s - 1ms, 10s));
    EXPECT_FALSE(t.expired(noon - 10s, -1h));
    EXPECT_TRUE(t.expired(noon - 24h, std::chrono::seconds::max()));
    t.expires_at = wall_time::max();
    EXPECT_FALSE(t.expired(wall_time::min(), 10s));
    t.expires_at = wall_time::min();
    EXPECT_TRUE(t.expired(wall_time::max()));
    EXPECT_TRUE(t.expired(wall_time::min()));
}

TEST(token_set, is_renewed_by_its_lifetime) {
    token_set t;
    t.obtained_at = noon;
    t.expires_at = noon + 100min; // 5 % are 5 min
    EXPECT_FALSE(t.should_renew(noon + 95min - 1ms));
    EXPECT_TRUE(t.should_renew(noon + 95min));
    t.expires_at = noon + 2min; // 30 s
    EXPECT_FALSE(t.should_renew(noon + 90s - 1ms));
    EXPECT_TRUE(t.should_renew(noon + 90s));
    t.expires_at = noon + 20s; // half of it
    EXPECT_FALSE(t.should_renew(noon));
    EXPECT_TRUE(t.should_renew(noon + 10s));
    t.expires_at = noon;
    EXPECT_TRUE(t.should_renew(noon));
    t = {};
    t.expires_at = noon; // of a store that does not know since when
    EXPECT_FALSE(t.should_renew(noon - 31s));
    EXPECT_TRUE(t.should_renew(noon - 30s));
}

TEST(token_set, grants_whole_words_alone) {
    token_set t;
    t.scopes = {"read", "write"};
    EXPECT_TRUE(t.grants("read"));
    EXPECT_TRUE(t.grants("write read"));
    EXPECT_FALSE(t.grants("rea"));
    EXPECT_FALSE(t.grants("read admin"));
}

} // namespace
} // namespace segue::test
