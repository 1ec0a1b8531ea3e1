#include "account/credentials.hpp"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>

namespace {

using segue::account::credentials;
using segue::account::environment;
using segue::account::given_credentials;
using segue::account::resolve_credentials;

constexpr segue::account::credential_names names{"TOKEN", {{"KEY", "SECRET"}, {"API_KEY", "API_SECRET"}}};

environment variables(std::map<std::string, std::string> values) {
    return [values = std::move(values)](const char* name) -> std::optional<std::string> {
        const auto at = values.find(name);
        return at == values.end() ? std::nullopt : std::optional(at->second);
    };
}

std::string refusal_of(const given_credentials& given, const environment& look_up) {
    try {
        resolve_credentials(given, names, look_up);
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return {};
}

TEST(credentials, param_beats_environment) {
    const auto c = resolve_credentials({"mine", "", ""}, names, variables({{"TOKEN", "theirs"}}));
    EXPECT_EQ(c.is, credentials::kind::token);
    EXPECT_EQ(c.token.reveal(), "mine");
}

TEST(credentials, given_pair_beats_token_of_the_environment) {
    const auto c = resolve_credentials({"", "k", "s"}, names, variables({{"TOKEN", "theirs"}}));
    EXPECT_EQ(c.is, credentials::kind::key_and_secret);
    EXPECT_EQ(c.key.reveal(), "k");
    EXPECT_EQ(c.key_secret.reveal(), "s");
}

TEST(credentials, environment_serves_when_nothing_is_given) {
    EXPECT_EQ(resolve_credentials({}, names, variables({{"TOKEN", "t"}})).token.reveal(), "t");
    const auto second = resolve_credentials({}, names, variables({{"API_KEY", "k2"}, {"API_SECRET", "s2"}}));
    EXPECT_EQ(second.key.reveal(), "k2");
    EXPECT_EQ(second.key_secret.reveal(), "s2");
}

TEST(credentials, pair_is_never_mixed_from_two_places) {
    EXPECT_NE(
        refusal_of({"", "k", ""}, variables({{"SECRET", "s"}})).find("consumer_secret"), std::string::npos);
    EXPECT_NE(
        refusal_of({}, variables({{"KEY", "k"}, {"API_SECRET", "s"}})).find("SECRET: missing"),
        std::string::npos);
}

TEST(credentials, nothing_anywhere_is_anonymous) {
    EXPECT_EQ(resolve_credentials({}, names, variables({})).is, credentials::kind::none);
}

TEST(credentials, without_environment_only_params_count) {
    EXPECT_EQ(resolve_credentials({}, names, {}).is, credentials::kind::none);
}

TEST(credentials, value_that_would_break_a_field_is_refused_without_showing_it) {
    for (const std::string bad : {"qq\r\nX: y", "qq ww", "qq\xc3\xa9", "qq\tww"}) {
        const auto message = refusal_of({bad, "", ""}, variables({}));
        EXPECT_NE(message.find("token"), std::string::npos) << bad;
        EXPECT_EQ(message.find(bad), std::string::npos);
    }
    EXPECT_NE(refusal_of({}, variables({{"TOKEN", "a b"}})).find("TOKEN"), std::string::npos);
}

TEST(credentials, process_environment_takes_empty_for_unset) {
    ::setenv("SEGUE_TEST_VARIABLE", "", 1);
    EXPECT_FALSE(segue::account::process_environment("SEGUE_TEST_VARIABLE"));
    ::setenv("SEGUE_TEST_VARIABLE", "x", 1);
    EXPECT_EQ(segue::account::process_environment("SEGUE_TEST_VARIABLE"), "x");
    ::unsetenv("SEGUE_TEST_VARIABLE");
    EXPECT_FALSE(segue::account::process_environment("SEGUE_TEST_VARIABLE"));
}

} // namespace
