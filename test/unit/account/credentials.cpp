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

constexpr segue::account::credential_names names_with_access{
    "TOKEN",
    {{"KEY", "SECRET", "ACCESS", "ACCESS_SECRET"},
     {"API_KEY", "API_SECRET", "API_ACCESS", "API_ACCESS_SECRET"}}};

std::string refusal_of(const given_credentials& given, const environment& look_up) {
    try {
        resolve_credentials(given, names_with_access, look_up);
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

TEST(credentials, access_token_takes_the_application_that_is_given) {
    const auto c = resolve_credentials(
        {"", "k", "s", "a", "as"}, names_with_access, variables({{"KEY", "theirs"}, {"SECRET", "theirs"}}));
    EXPECT_EQ(c.is, credentials::kind::oauth);
    EXPECT_EQ(c.key.reveal(), "k");
    EXPECT_EQ(c.key_secret.reveal(), "s");
    EXPECT_EQ(c.access_token.reveal(), "a");
    EXPECT_EQ(c.access_token_secret.reveal(), "as");
}

TEST(credentials, access_token_of_a_user_takes_the_application_of_the_environment) {
    const auto c = resolve_credentials(
        {"", "", "", "a", "as"}, names_with_access, variables({{"API_KEY", "k2"}, {"API_SECRET", "s2"}}));
    EXPECT_EQ(c.is, credentials::kind::oauth);
    EXPECT_EQ(c.key.reveal(), "k2");
}

TEST(credentials, access_token_of_the_environment_is_no_part_of_a_given_application) {
    const auto c = resolve_credentials(
        {"", "k", "s"}, names_with_access, variables({{"ACCESS", "a"}, {"ACCESS_SECRET", "as"}}));
    EXPECT_EQ(c.is, credentials::kind::key_and_secret);
    EXPECT_TRUE(c.access_token.empty());
}

TEST(credentials, environment_gives_access_token_and_application_of_one_spelling) {
    const auto first = resolve_credentials(
        {},
        names_with_access,
        variables({{"KEY", "k"}, {"SECRET", "s"}, {"ACCESS", "a"}, {"ACCESS_SECRET", "as"}}));
    EXPECT_EQ(first.is, credentials::kind::oauth);
    EXPECT_EQ(first.access_token_secret.reveal(), "as");
    const auto second = resolve_credentials(
        {},
        names_with_access,
        variables(
            {{"API_KEY", "k2"}, {"API_SECRET", "s2"}, {"API_ACCESS", "a2"}, {"API_ACCESS_SECRET", "as2"}}));
    EXPECT_EQ(second.access_token.reveal(), "a2");
    EXPECT_EQ(
        refusal_of(
            {},
            variables({{"KEY", "k"}, {"SECRET", "s"}, {"API_ACCESS", "a2"}, {"API_ACCESS_SECRET", "as2"}})),
        "API_KEY: missing, API_ACCESS needs it");
}

TEST(credentials, half_an_access_token_is_refused_by_name) {
    EXPECT_EQ(
        refusal_of({"", "k", "s", "a", ""}, {}), "access_token_secret: missing, its other half is given");
    EXPECT_EQ(refusal_of({"", "k", "s", "", "as"}, {}), "access_token: missing, its other half is given");
    EXPECT_EQ(refusal_of({"", "", "", "a", "as"}, {}), "consumer_key: missing, access_token needs it");
    EXPECT_EQ(refusal_of({"", "k", "", "a", "as"}, {}), "consumer_secret: missing, its other half is given");
    EXPECT_EQ(
        refusal_of({}, variables({{"KEY", "k"}, {"SECRET", "s"}, {"ACCESS", "a"}})),
        "ACCESS_SECRET: missing, its other half is given");
    EXPECT_EQ(
        refusal_of({}, variables({{"ACCESS", "a"}, {"ACCESS_SECRET", "as"}})),
        "KEY: missing, ACCESS needs it");
    EXPECT_EQ(
        refusal_of({"", "k", "s", "a\nb", "as"}, {}),
        "access_token: holds a blank, a control character or a byte outside ASCII");
}

TEST(credentials, token_wins_and_keeps_a_whole_application_beside_it) {
    const auto c = resolve_credentials({"t", "k", "s", "a", "as"}, names_with_access, {});
    EXPECT_EQ(c.is, credentials::kind::token);
    EXPECT_EQ(c.key.reveal(), "k");
    EXPECT_TRUE(c.access_token.empty());
    const auto half = resolve_credentials({"t", "k", ""}, names_with_access, {});
    EXPECT_TRUE(half.key.empty());
    const auto ambient = resolve_credentials(
        {}, names_with_access, variables({{"TOKEN", "t"}, {"KEY", "k"}, {"SECRET", "s"}}));
    EXPECT_EQ(ambient.is, credentials::kind::token);
    EXPECT_EQ(ambient.key_secret.reveal(), "s");
}

} // namespace
