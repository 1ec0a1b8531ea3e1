#include "account/form.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using segue::errc;
using segue::account::form;

std::string refusal_of(std::string_view body) {
    const auto read = form::read(body);
    if (read)
        return "read";
    EXPECT_EQ(read.error().code, errc::oauth_malformed);
    return read.error().message;
}

TEST(oauth_form, answer_of_a_leg_is_read) {
    const auto read =
        form::read("oauth_token=abc%2Fd&oauth_token_secret=s+e%20c&oauth_callback_confirmed=true\r\n");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->size(), 3U);
    EXPECT_EQ(read->required("oauth_token")->reveal(), "abc/d");
    EXPECT_EQ(read->required("oauth_token_secret")->reveal(), "s e c");
    EXPECT_EQ(read->find("oauth_callback_confirmed")->reveal(), "true");
    EXPECT_EQ(read->find("other"), nullptr);
}

TEST(oauth_form, missing_and_empty_fields_are_named) {
    const auto read = form::read("oauth_token=&x=s3same");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->required("oauth_token").error().message, "the answer has an empty oauth_token");
    const auto missing = read->required("oauth_token_secret");
    EXPECT_EQ(missing.error().message, "the answer has no oauth_token_secret");
    EXPECT_EQ(missing.error().code, errc::oauth_malformed);
}

TEST(oauth_form, what_is_no_form_is_named_by_its_kind) {
    EXPECT_EQ(refusal_of(""), "no form in the answer, but an empty body");
    EXPECT_EQ(refusal_of(" \r\n"), "no form in the answer, but an empty body");
    EXPECT_EQ(refusal_of("<html>a=b</html>"), "no form in the answer, but a web page");
    EXPECT_EQ(refusal_of(R"({"oauth_token":"s3same"})"), "no form in the answer, but JSON");
    EXPECT_EQ(refusal_of("[1]"), "no form in the answer, but JSON");
    EXPECT_EQ(refusal_of("Invalid consumer."), "no form in the answer, but other text");
    EXPECT_EQ(refusal_of("s3same"), "no form in the answer, but other text");
    EXPECT_EQ(refusal_of("=s3same"), "no form in the answer, but other text");
    EXPECT_EQ(refusal_of("a b=c"), "no form in the answer, but other text");
    EXPECT_EQ(refusal_of(std::string(70'000, 'a') + "=b"), "no form in the answer, but other text");
}

TEST(oauth_form, cut_answer_is_refused_without_showing_a_value) {
    for (const std::string body :
         {"oauth_token=s3same&oauth_token_sec",
          "oauth_token=s3same&",
          "oauth_token=s3same&&b=c",
          "oauth_token=s3same%",
          "oauth_token=s3same%2",
          "oauth_token=s3same%zz",
          "oauth_token=s3same&=b",
          "oauth_token=s3 same",
          "oauth_token=s3same\nb",
          "oauth_token=s3same=b",
          "oauth_token=s3same\xc3\xa9"}) {
        const auto message = refusal_of(body);
        EXPECT_NE(message, "read") << body;
        EXPECT_EQ(message.find("s3"), std::string::npos) << message;
    }
    EXPECT_EQ(refusal_of("a=b&oauth_tok"), "the answer is cut: a field without a value behind others");
    EXPECT_EQ(refusal_of("oauth_token=%2"), "the answer is no form, or cut, in the value of oauth_token");
}

TEST(oauth_form, name_that_comes_twice_is_refused) {
    EXPECT_EQ(refusal_of("oauth_token=a&b=c&oauth_token=a"), "the answer has oauth_token twice");
    // A value that slipped into a name's place is not shown.
    EXPECT_EQ(refusal_of("s3same9=a&s3same9=b"), "the answer has a field twice");
}

TEST(oauth_form, number_of_fields_is_bounded) {
    std::string body = "n0=v";
    for (int i = 1; i < 64; ++i)
        body += "&n" + std::to_string(i) + "=v";
    EXPECT_TRUE(form::read(body));
    EXPECT_EQ(refusal_of(body + "&n64=v"), "the answer has more than 64 fields");
}

} // namespace
