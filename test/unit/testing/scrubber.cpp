#include "testing/scrubber.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <string>

namespace {

using namespace segue;
using segue::testing::scrubber;
using segue::testing::taped_exchange;

taped_exchange answered_get(const std::string& target) {
    taped_exchange e;
    e.method = "GET";
    e.target = target;
    e.ended = taped_exchange::ending::answered;
    e.answer.status = 200;
    return e;
}

taped_exchange scrubbed(taped_exchange e, std::span<const std::string_view> named = {}) {
    scrubber clean(named);
    clean.scrub_request(e);
    clean.scrub_answer(e);
    return e;
}

std::string target_of(const std::string& target) {
    return scrubbed(answered_get(target)).target;
}

TEST(scrubber, credentials_in_fields_leave_only_their_names) {
    auto e = answered_get("/a");
    for (const char* name : {"Authorization", "PROXY-AUTHORIZATION", "cookie"})
        e.headers.add(name, "Discogs token=abcdefghij");
    e.headers.add("Accept", "application/json");
    e.answer.headers.add("set-cookie", "session=abcdefghij; Path=/; Domain=discogs.com");
    e.answer.headers.add("Server", "discogs.com");
    const auto got = scrubbed(e);
    http::headers wanted;
    for (const char* name : {"Authorization", "PROXY-AUTHORIZATION", "cookie"})
        wanted.add(name, "[scrubbed]");
    wanted.add("Accept", "application/json");
    EXPECT_EQ(got.headers, wanted);
    EXPECT_EQ(got.answer.headers.find("Set-Cookie"), "[scrubbed]");
    EXPECT_EQ(got.answer.headers.find("Server"), "discogs.com") << "an attribute of a cookie is no secret";
}

TEST(scrubber, params_with_names_of_secrets_lose_their_values) {
    EXPECT_EQ(target_of("/a?token=x&page=2"), "/a?token=[scrubbed]&page=2");
    EXPECT_EQ(target_of("/a?page=2&key=x"), "/a?page=2&key=[scrubbed]");
    EXPECT_EQ(target_of("/a?SECRET=x&Password=y"), "/a?SECRET=[scrubbed]&Password=[scrubbed]");
    EXPECT_EQ(
        target_of("/a?oauth_token=x&oauth_anything=y"),
        "/a?oauth_token=[scrubbed]&oauth_anything=[scrubbed]");
    EXPECT_EQ(target_of("/a?tok%65n=x%20y"), "/a?tok%65n=[scrubbed]");
    EXPECT_EQ(target_of("/a?token="), "/a?token=[scrubbed]");
    EXPECT_EQ(target_of("/a?a=b&token=x#part"), "/a?a=b&token=[scrubbed]#part");
}

TEST(scrubber, other_params_stay_as_they_are) {
    for (const char* target :
         {"/",
          "/a?",
          "/a?&",
          "/a?=&=",
          "/a?token",
          "/a?tokens=x&mytoken=y&keys=z&oauth_=1",
          "/token=x/key=y",
          "/a?q=token%3Dx&%zz=1",
          "/a?q=%26token%3Dx"})
        EXPECT_EQ(target_of(target), target);
}

TEST(scrubber, forms_lose_secrets_from_their_first_byte_on) {
    auto e = answered_get("/login");
    e.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    e.body = "password=p&user=u&token=t";
    e.answer.headers.add("Content-Type", "text/plain");
    e.answer.body = "oauth_token=ab&oauth_token_secret=cd&oauth_callback_confirmed=true";
    const auto got = scrubbed(e);
    EXPECT_EQ(got.body, "password=[scrubbed]&user=u&token=[scrubbed]");
    EXPECT_EQ(
        got.answer.body,
        "oauth_token=[scrubbed]&oauth_token_secret=[scrubbed]&oauth_callback_confirmed=[scrubbed]");
}

TEST(scrubber, plain_text_that_looks_like_a_form_stays) {
    auto e = answered_get("/a");
    e.body = "password=p";
    EXPECT_EQ(scrubbed(e).body, "password=p") << "no form by its type";
}

TEST(scrubber, members_of_json_lose_secrets_at_any_depth) {
    auto e = answered_get("/a");
    e.body = R"({"user":"u","password":"p"})";
    e.answer.body = R"([{"a":{"access_token":"x","key":"C major","expires_in":3600}}])";
    const auto got = scrubbed(e);
    EXPECT_EQ(got.body, R"({"user":"u","password":"[scrubbed]"})");
    EXPECT_EQ(got.answer.body, R"([{"a":{"access_token":"[scrubbed]","key":"C major","expires_in":3600}}])");
}

TEST(scrubber, json_without_secrets_stays_byte_for_byte) {
    auto e = answered_get("/a");
    e.answer.body = "{ \"n\" : 1.50, \"u\": \"\\u00e9\", \"token\": null }\n";
    EXPECT_EQ(scrubbed(e).answer.body, e.answer.body);
    e.answer.body = R"({"token": "x", )"; // cut off: not to be read, so by text alone
    EXPECT_EQ(scrubbed(e).answer.body, e.answer.body);
}

TEST(scrubber, urls_in_answers_lose_secret_params) {
    auto e = answered_get("/a");
    e.answer.headers.add("Link", R"(<https://h.test/a?token=x&page=2>; rel="next")");
    e.answer.headers.add("Location", "https://h.test/a?key=x");
    e.answer.body = R"({"next":"https://h.test/a?page=2&token=x","last":"https://h.test/a?token=x"})";
    const auto got = scrubbed(e);
    EXPECT_EQ(got.answer.headers.find("Link"), R"(<https://h.test/a?token=[scrubbed]&page=2>; rel="next")");
    EXPECT_EQ(got.answer.headers.find("Location"), "https://h.test/a?key=[scrubbed]");
    EXPECT_EQ(
        got.answer.body,
        R"({"next":"https://h.test/a?page=2&token=[scrubbed]","last":"https://h.test/a?token=[scrubbed]"})");
    e.answer.body = "<a href=\"/a?page=1&amp;token=x\">";
    EXPECT_EQ(scrubbed(e).answer.body, "<a href=\"/a?page=1&amp;token=[scrubbed]\">");
}

TEST(scrubber, secret_that_the_answer_repeats_is_found_there) {
    struct sample {
        std::string field;
        std::string repeated;
    };
    const std::array<sample, 6> samples{{
        {"Discogs token=abcdefgh12", "abcdefgh12"},
        {"Discogs key=abcdefgh12, secret=zyxwvuts98", "abcdefgh12 and zyxwvuts98"},
        {"Bearer abcdefgh12", "abcdefgh12"},
        {"Basic c29tZWJvZHk6cGFzczEyMzQ1", "pass12345"},
        {R"(OAuth oauth_consumer_key="abcdefgh12", oauth_nonce="n")", "abcdefgh12"},
        {R"(OAuth oauth_signature="abcdefgh12%26zyxwvuts98")", "abcdefgh12 and zyxwvuts98"},
    }};
    for (const auto& [field, repeated] : samples) {
        auto e = answered_get("/a");
        e.headers.add("Authorization", field);
        e.answer.body = "no access with " + repeated + ", sorry";
        e.why.message = "cannot use " + repeated;
        const auto got = scrubbed(e);
        for (const char* secret : {"abcdefgh12", "zyxwvuts98", "pass12345"}) {
            EXPECT_EQ(got.answer.body.find(secret), std::string::npos) << got.answer.body;
            EXPECT_EQ(got.why.message.find(secret), std::string::npos) << got.why.message;
        }
        EXPECT_EQ(got.answer.body.substr(0, 25), "no access with [scrubbed]");
        EXPECT_NE(got.answer.body.find(", sorry"), std::string::npos);
    }
}

TEST(scrubber, what_an_answer_gave_is_known_in_later_answers) {
    scrubber clean({});
    auto first = answered_get("/login");
    first.answer.body = R"({"access_token":"abcdefgh12"})";
    clean.scrub_request(first);
    clean.scrub_answer(first);
    auto second = answered_get("/whoami");
    second.answer.body = "you came with abcdefgh12";
    clean.scrub_request(second);
    clean.scrub_answer(second);
    EXPECT_EQ(second.answer.body, "you came with [scrubbed]");
}

TEST(scrubber, schemes_and_spent_parts_are_no_secrets_elsewhere) {
    auto e = answered_get("/a");
    e.headers.add(
        "Authorization",
        R"(Negotiate oauth_nonce="nonce12345", oauth_signature="sum1234567", oauth_version="1.0")");
    e.answer.body = "Negotiate nonce12345 sum1234567";
    EXPECT_EQ(scrubbed(e).answer.body, e.answer.body);
}

TEST(scrubber, named_texts_go_in_all_the_forms_they_are_written_in) {
    const std::array<std::string_view, 2> named{"o\"k/ay a", "o\"k"};
    auto e = answered_get("/o%22k%2Fay%20a/o%22k%2fay%20a?q=o%22k%2Fay+a");
    e.headers.add("X-Name", "see o\"k/ay a");
    e.body = R"({"name":"o\"k/ay a"})";
    e.answer.headers.add("X-Name", "o\"k");
    e.answer.body = "<o\"k/ay a> byJrL2F5IGE= o\"k";
    const auto got = scrubbed(e, named);
    EXPECT_EQ(got.target, "/[scrubbed]/[scrubbed]?q=[scrubbed]");
    EXPECT_EQ(got.headers.find("X-Name"), "see [scrubbed]");
    EXPECT_EQ(got.body, R"({"name":"[scrubbed]"})");
    EXPECT_EQ(got.answer.headers.find("X-Name"), "[scrubbed]");
    EXPECT_EQ(got.answer.body, "<[scrubbed]> [scrubbed] [scrubbed]");
}

TEST(scrubber, empty_named_text_is_refused) {
    const std::array<std::string_view, 1> named{""};
    EXPECT_THROW(scrubber{named}, std::invalid_argument);
}

TEST(scrubber, scrubbing_twice_changes_nothing_more) {
    auto e = answered_get("/a?token=abcdefgh12");
    e.headers.add("Authorization", "Discogs token=abcdefgh12");
    e.answer.body = R"({"token":"abcdefgh12"})";
    const auto once = scrubbed(e);
    const auto twice = scrubbed(once);
    EXPECT_EQ(once.target, twice.target);
    EXPECT_EQ(once.headers, twice.headers);
    EXPECT_EQ(once.answer.body, twice.answer.body);
}

} // namespace
