// What OAuth 2 gives for one use, on a tape: until somebody has used it, it is as good as a token.

#include "testing/scrubber.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using segue::testing::scrubber;
using segue::testing::taped_exchange;

taped_exchange without_codes(taped_exchange e) {
    scrubber clean({});
    clean.scrub_request(e);
    clean.scrub_answer(e);
    return e;
}

TEST(scrubbed_codes, form_that_redeems_a_code_loses_code_and_verifier) {
    taped_exchange e;
    e.method = "POST";
    e.target = "/token";
    e.headers.add("Content-Type", "application/x-www-form-urlencoded");
    e.body = "code=c0de-of-one-use&redirect_uri=https%3A%2F%2Fa.example&code_verifier=v&grant_type=g";
    EXPECT_EQ(
        without_codes(e).body,
        "code=[scrubbed]&redirect_uri=https%3A%2F%2Fa.example&code_verifier=[scrubbed]&grant_type=g");
}

TEST(scrubbed_codes, address_that_brings_a_code_loses_it_wherever_it_stands) {
    taped_exchange e;
    e.method = "GET";
    e.target = "/callback?code=c0de-of-one-use&state=s";
    e.ended = taped_exchange::ending::answered;
    e.answer.status = 200;
    e.answer.headers.add("Content-Type", "application/json");
    e.answer.body = R"({"seen":"c0de-of-one-use"})";
    const auto got = without_codes(e);
    EXPECT_EQ(got.target, "/callback?code=[scrubbed]&state=s");
    EXPECT_EQ(got.answer.body, R"({"seen":"[scrubbed]"})");
}

TEST(scrubbed_codes, answer_for_a_device_loses_its_codes) {
    taped_exchange e;
    e.method = "POST";
    e.target = "/device";
    e.ended = taped_exchange::ending::answered;
    e.answer.status = 200;
    e.answer.headers.add("Content-Type", "application/json");
    e.answer.body = R"({"device_code":"d","user_code":"u","interval":5})";
    EXPECT_EQ(
        without_codes(e).answer.body,
        R"({"device_code":"[scrubbed]","user_code":"[scrubbed]","interval":5})");
}

// Services tell errors and countries like that.
TEST(scrubbed_codes, member_that_is_only_called_code_stays) {
    taped_exchange e;
    e.method = "GET";
    e.target = "/a";
    e.ended = taped_exchange::ending::answered;
    e.answer.status = 404;
    e.answer.headers.add("Content-Type", "application/json");
    e.answer.body = R"({"error":{"code":800,"message":"no data"}})";
    EXPECT_EQ(without_codes(e).answer.body, e.answer.body);
}

} // namespace
