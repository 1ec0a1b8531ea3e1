#include "unit/account/oauth2_support.hpp"

#include <gmock/gmock.h>

#include <set>
#include <stdexcept>

namespace segue::test {
namespace {

using challenge = pending_grant::challenge;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string refusal_of(const flow_params& p) {
    try {
        const flow made(p);
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return "accepted";
}

TEST(oauth2_challenge, s256_is_that_of_the_standard) {
    // RFC 7636, appendix B.
    EXPECT_EQ(
        code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", challenge::s256),
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    EXPECT_EQ(code_challenge("v", challenge::plain), "v");
    EXPECT_EQ(code_challenge("v", challenge::none), "");
}

TEST(oauth2_begin, url_holds_what_the_provider_needs_and_no_secret) {
    const flow f(sample_params());
    const auto grant = f.begin_code(noon).value();
    EXPECT_THAT(
        grant.authorize_url(), StartsWith("https://accounts.service.test/authorize?response_type=code&"));
    const auto pairs = pairs_of(grant.authorize_url());
    EXPECT_EQ(value_of(pairs, "client_id"), "client-1");
    EXPECT_EQ(value_of(pairs, "redirect_uri"), "http://127.0.0.1:8765/callback");
    EXPECT_EQ(value_of(pairs, "scope"), "read write");
    EXPECT_EQ(value_of(pairs, "state"), grant.state().reveal());
    EXPECT_EQ(value_of(pairs, "code_challenge_method"), "S256");
    const auto& verifier = grant.held().verifier.reveal();
    EXPECT_EQ(value_of(pairs, "code_challenge"), code_challenge(verifier, challenge::s256));
    EXPECT_EQ(grant.authorize_url().find(verifier), std::string::npos);
    EXPECT_EQ(grant.authorize_url().find(encoded(client_secret)), std::string::npos);
    EXPECT_EQ(grant.created(), noon);
    EXPECT_FALSE(grant.used());
}

TEST(oauth2_begin, state_and_verifier_are_long_unlike_and_never_the_same) {
    const flow f(sample_params());
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto grant = f.begin_code(noon).value();
        for (const auto* each : {&grant.state(), &grant.held().verifier}) {
            EXPECT_EQ(each->reveal().size(), 43U);
            EXPECT_EQ(
                each->reveal().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                                 "0123456789-_"),
                std::string::npos);
            seen.insert(each->reveal());
        }
    }
    EXPECT_EQ(seen.size(), 200U);
}

TEST(oauth2_begin, plain_challenge_is_the_verifier_and_none_is_not_sent) {
    auto p = sample_params();
    p.challenge = challenge::plain;
    const auto plain = flow(p).begin_code(noon).value();
    EXPECT_EQ(value_in(plain.authorize_url(), "code_challenge"), plain.held().verifier.reveal());
    EXPECT_EQ(value_in(plain.authorize_url(), "code_challenge_method"), "plain");
    p.challenge = challenge::none;
    const auto none = flow(p).begin_code(noon).value();
    EXPECT_EQ(none.authorize_url().find("code_challenge"), std::string::npos);
    EXPECT_TRUE(none.held().verifier.empty());
}

TEST(oauth2_begin, call_wins_over_the_flow_and_adds_to_it) {
    constexpr std::array<std::string_view, 1> scopes{"admin:all now"};
    constexpr std::array<std::pair<std::string_view, std::string_view>, 2> extra{
        {{"prompt", "login & consent"}, {"login_hint", "a@b"}}};
    begin_params call;
    call.scopes = scopes;
    call.redirect_uri = "http://[::1]:41234/back?tenant=7";
    call.extra = extra;
    const auto grant = flow(sample_params()).begin_code(noon, call).value();
    const auto pairs = pairs_of(grant.authorize_url());
    EXPECT_EQ(value_of(pairs, "scope"), "admin:all now");
    EXPECT_EQ(value_of(pairs, "redirect_uri"), "http://[::1]:41234/back?tenant=7");
    EXPECT_EQ(value_of(pairs, "prompt"), "login & consent");
    EXPECT_EQ(value_of(pairs, "login_hint"), "a@b");
}

TEST(oauth2_begin, extra_cannot_take_the_place_of_what_is_set) {
    for (const std::string_view name : {"state", "redirect_uri", "client_id", "code_challenge", ""}) {
        const std::array<std::pair<std::string_view, std::string_view>, 1> extra{{{name, "x"}}};
        begin_params call;
        call.extra = extra;
        const auto grant = flow(sample_params()).begin_code(noon, call);
        ASSERT_FALSE(grant) << name;
        EXPECT_EQ(grant.error().code, errc::bad_params);
        EXPECT_EQ(grant.error().param, "extra");
    }
}

TEST(oauth2_begin, implicit_asks_for_a_token_and_has_no_verifier) {
    const auto grant = flow(sample_params()).begin_implicit(noon).value();
    EXPECT_EQ(value_in(grant.authorize_url(), "response_type"), "token");
    EXPECT_EQ(value_in(grant.authorize_url(), "state"), grant.state().reveal());
    EXPECT_EQ(grant.authorize_url().find("code_challenge"), std::string::npos);
}

TEST(oauth2_begin, endpoint_with_a_query_keeps_it) {
    auto p = sample_params();
    p.at.authorize = "https://accounts.service.test/authorize?tenant=a%20b";
    const auto grant = flow(p).begin_code(noon).value();
    EXPECT_THAT(
        grant.authorize_url(), StartsWith("https://accounts.service.test/authorize?tenant=a%20b&resp"));
}

TEST(oauth2_begin, provider_without_state_gets_it_in_the_path) {
    auto p = sample_params();
    p.state = state_place::path;
    p.at.redirect = "http://localhost:1/cb?x=1";
    p.names = {.authorize_client_id = "ext_app_id", .authorize_redirect_uri = "redirect_url"};
    const auto grant = flow(p).begin_code(noon).value();
    EXPECT_EQ(grant.redirect_uri(), "http://localhost:1/cb/" + grant.state().reveal() + "?x=1");
    const auto pairs = pairs_of(grant.authorize_url());
    EXPECT_EQ(value_of(pairs, "redirect_url"), grant.redirect_uri());
    EXPECT_EQ(value_of(pairs, "ext_app_id"), "client-1");
    EXPECT_EQ(value_of(pairs, "state"), "(none)");
}

TEST(oauth2_begin, spelling_of_deezer_is_sent) {
    auto p = sample_params();
    p.names = {
        .authorize_client_id = "app_id",
        .client_id = "app_id",
        .client_secret = "secret",
        .scope = "perms",
        .scope_separator = ",",
        .grant_type = {}};
    p.authentication = client_authentication::body;
    p.challenge = challenge::none;
    const flow f(p);
    auto grant = f.begin_code(noon).value();
    EXPECT_EQ(value_in(grant.authorize_url(), "app_id"), "client-1");
    EXPECT_EQ(value_in(grant.authorize_url(), "perms"), "read,write");
    const auto request = f.finish_code(grant, "?code=fr1&state=" + grant.state().reveal(), noon).value();
    const auto form = pairs_of(request.http().body);
    EXPECT_EQ(value_of(form, "app_id"), "client-1");
    EXPECT_EQ(value_of(form, "secret"), client_secret);
    EXPECT_EQ(value_of(form, "code"), "fr1");
    EXPECT_EQ(value_of(form, "grant_type"), "(none)");
    EXPECT_FALSE(request.http().headers.contains("Authorization"));
}

TEST(oauth2_begin, what_the_flow_lacks_is_named) {
    auto p = sample_params();
    p.at.authorize = {};
    EXPECT_EQ(flow(p).begin_code(noon).error().param, "at.authorize");
    EXPECT_EQ(flow(p).begin_implicit(noon).error().param, "at.authorize");
    p = sample_params();
    p.at.token = {};
    EXPECT_EQ(flow(p).begin_code(noon).error().param, "at.token");
    EXPECT_TRUE(flow(p).begin_implicit(noon));
    p = sample_params();
    p.at.redirect = {};
    EXPECT_EQ(flow(p).begin_code(noon).error().param, "redirect_uri");
    begin_params call;
    call.redirect_uri = "http://elsewhere.test/cb";
    const auto bad = flow(p).begin_code(noon, call);
    EXPECT_EQ(bad.error().param, "redirect_uri");
    EXPECT_THAT(bad.error().message, HasSubstr("clear text"));
}

TEST(oauth2_params, urls_that_would_leak_or_mislead_are_refused_by_name) {
    struct bad {
        std::string_view url;
        const char* why;
    };
    const bad endpoint_urls[] = {
        {"http://api.service.test/token", "clear text"},
        {"https://user:pw@api.service.test/token", "user name"},
        {"https://api.service.test/token#x", "fragment"},
        {"ftp://api.service.test/token", "https://"},
        {"javascript:alert(1)", "https://"},
        {"api.service.test/token", "https://"},
        {"https://", "https://"},
        {"https://a b/token", "https://"},
        {"https://api.service.test:0/token", "port"},
        {"https://api.service.test:99999/token", "port"},
        {"https://api.service.test/\x01", "https://"}};
    for (const auto& each : endpoint_urls) {
        auto p = sample_params();
        p.at.token = each.url;
        EXPECT_THAT(refusal_of(p), ::testing::AllOf(StartsWith("at.token: "), HasSubstr(each.why)))
            << each.url;
        p = sample_params();
        p.at.device = each.url;
        EXPECT_THAT(refusal_of(p), StartsWith("at.device: ")) << each.url;
        p = sample_params();
        p.at.authorize = each.url;
        EXPECT_THAT(refusal_of(p), StartsWith("at.authorize: ")) << each.url;
    }
    for (const std::string_view url :
         {"http://elsewhere.test/cb", "https://h/cb#f", "/cb", "https://u@h/cb"}) {
        auto p = sample_params();
        p.at.redirect = url;
        EXPECT_THAT(refusal_of(p), StartsWith("at.redirect: ")) << url;
    }
}

TEST(oauth2_params, redirects_of_native_applications_are_accepted) {
    for (const std::string_view url :
         {"http://127.0.0.1:0/cb",
          "http://[::1]/cb",
          "http://localhost/",
          "https://app.test/cb?x=1",
          "test.app.music:/callback",
          "urn:ietf:wg:oauth:2.0:oob"}) {
        auto p = sample_params();
        p.at.redirect = url;
        EXPECT_EQ(
            refusal_of(p),
            url.find(":0/") == std::string_view::npos ? "accepted" : "at.redirect: has a port out of range")
            << url;
    }
}

TEST(oauth2_params, missing_id_and_lifetime_and_agent_are_checked) {
    auto p = sample_params();
    p.client_id = {};
    EXPECT_THAT(refusal_of(p), StartsWith("client_id: "));
    p = sample_params();
    p.grant_lifetime = 0s;
    EXPECT_THAT(refusal_of(p), StartsWith("grant_lifetime: "));
    p = sample_params();
    p.user_agent = "a\r\nX: y";
    EXPECT_THAT(refusal_of(p), StartsWith("user_agent: "));
}

} // namespace
} // namespace segue::test
