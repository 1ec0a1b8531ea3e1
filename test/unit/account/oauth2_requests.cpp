#include "http/base64.hpp"
#include "unit/account/oauth2_support.hpp"

#include <segue/account/next_step.hpp>

#include <gmock/gmock.h>

#include <set>

namespace segue::test {
namespace {

using account::next_step;
using account::next_step_of;

TEST(oauth2_request, client_credentials_carry_the_client_in_the_header) {
    const auto request = flow(sample_params()).client_credentials().value();
    const auto pairs = pairs_of(request.http().body);
    EXPECT_EQ(value_of(pairs, "grant_type"), "client_credentials");
    EXPECT_EQ(value_of(pairs, "scope"), "read write");
    EXPECT_EQ(value_of(pairs, "client_id"), "(none)");
    EXPECT_EQ(value_of(pairs, "client_secret"), "(none)");
    EXPECT_FALSE(request.single_use());
    // Both halves are form-encoded first: the colon between them is the only one, and the alphabet the
    // standard one.
    const auto field = std::string(request.http().headers.find("Authorization").value());
    EXPECT_EQ(field, "Basic " + http::to_base64("client-1:k3y%2Fof%2Bthe%20client"));
}

TEST(oauth2_request, example_of_the_standard_is_met) {
    // RFC 6749, 4.1.3 and 2.3.1.
    auto p = sample_params();
    p.client_id = "s6BhdRkqt3";
    p.client_secret = "gX1fBat3bV";
    EXPECT_EQ(
        flow(p).client_credentials().value().http().headers.find("Authorization"),
        "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
}

TEST(oauth2_request, odd_ids_and_secrets_survive_the_header) {
    auto p = sample_params();
    p.client_id = "a:b c";
    p.client_secret = "\xc3\xbf\xc3\xbe?>:%";
    const auto field =
        std::string(flow(p).client_credentials().value().http().headers.find("Authorization").value());
    EXPECT_EQ(http::from_base64(field.substr(6)), "a%3Ab%20c:%C3%BF%C3%BE%3F%3E%3A%25");
}

TEST(oauth2_request, body_authentication_sends_both_in_the_body) {
    auto p = sample_params();
    p.authentication = client_authentication::body;
    const auto request = flow(p).client_credentials().value();
    EXPECT_FALSE(request.http().headers.contains("Authorization"));
    EXPECT_EQ(value_in(request.http().body, "client_id"), "client-1");
    EXPECT_EQ(value_in(request.http().body, "client_secret"), client_secret);
}

TEST(oauth2_request, public_client_names_itself_and_has_no_token_of_its_own) {
    auto p = sample_params();
    p.client_secret = {};
    const flow f(p);
    EXPECT_EQ(f.client_credentials().error().param, "client_secret");
    token_set t;
    t.refresh_token = secret("r");
    const auto request = f.refresh(t).value();
    EXPECT_EQ(value_in(request.http().body, "client_id"), "client-1");
    EXPECT_FALSE(request.http().headers.contains("Authorization"));
}

TEST(oauth2_request, password_stands_in_the_body_alone) {
    const auto request = flow(sample_params()).password("jo@x.test", secret("p&ss w=rd")).value();
    const auto pairs = pairs_of(request.http().body);
    EXPECT_EQ(value_of(pairs, "grant_type"), "password");
    EXPECT_EQ(value_of(pairs, "username"), "jo@x.test");
    EXPECT_EQ(value_of(pairs, "password"), "p&ss w=rd");
    EXPECT_EQ(request.http().target, "/oauth/token");
    const flow f(sample_params());
    EXPECT_EQ(f.password("", secret("p")).error().param, "user");
    EXPECT_EQ(f.password("u", secret()).error().param, "password");
    const auto refused = request.read(
        testing::json(400, R"({"error":"invalid_grant","error_description":"bad: p&ss w=rd"})"), noon);
    expect_hidden(refused.error(), "p&ss w=rd");
}

TEST(oauth2_request, refresh_asks_for_what_was_granted_unless_told_less) {
    token_set t;
    t.refresh_token = secret("r+1");
    t.scopes = {"read", "write"};
    const flow f(sample_params());
    const auto same = f.refresh(t).value();
    EXPECT_EQ(value_in(same.http().body, "grant_type"), "refresh_token");
    EXPECT_EQ(value_in(same.http().body, "refresh_token"), "r+1");
    EXPECT_EQ(value_in(same.http().body, "scope"), "(none)");
    EXPECT_TRUE(same.single_use());
    constexpr std::array<std::string_view, 1> less{"read"};
    const auto narrow = f.refresh(t, less).value();
    EXPECT_EQ(value_in(narrow.http().body, "scope"), "read");
    EXPECT_EQ(
        narrow.read(testing::json(R"({"access_token":"t"})"), noon)->scopes,
        (std::vector<std::string>{"read"}));
}

TEST(oauth2_request, refresh_without_a_refresh_token_asks_for_a_sign_in) {
    token_set t;
    const flow f(sample_params());
    EXPECT_EQ(f.refresh(t).error().code, errc::sign_in_required);
    t.refresh_token = secret();
    EXPECT_EQ(f.refresh(t).error().code, errc::sign_in_required);
    EXPECT_EQ(next_step_of(f.refresh(t).error()), next_step::sign_in);
}

TEST(oauth2_request, missing_token_endpoint_is_named) {
    auto p = sample_params();
    p.at.token = {};
    const flow f(p);
    auto grant = flow(sample_params()).begin_code(noon).value();
    EXPECT_EQ(f.client_credentials().error().param, "at.token");
    EXPECT_EQ(f.password("u", secret("p")).error().param, "at.token");
    EXPECT_EQ(f.refresh({}).error().param, "at.token");
    EXPECT_EQ(f.finish_code(grant, "?", noon).error().param, "at.token");
    EXPECT_EQ(f.begin_device().error().param, "at.token");
    p = sample_params();
    p.at.device = {};
    EXPECT_EQ(flow(p).begin_device().error().param, "at.device");
}

TEST(oauth2_request, port_query_and_agent_are_kept) {
    auto p = sample_params();
    p.at.token = "http://127.0.0.1:9/t?v=1";
    p.user_agent = "App/1.0";
    const auto request = flow(p).client_credentials().value();
    EXPECT_EQ(request.http().to.text(), "http://127.0.0.1:9");
    EXPECT_EQ(request.http().target, "/t?v=1");
    EXPECT_EQ(request.http().headers.find("User-Agent"), "App/1.0");
    EXPECT_EQ(token_request().http().body, "");
}

TEST(oauth2_request, header_added_to_a_copy_leaves_the_other_alone) {
    const auto request = flow(sample_params()).client_credentials().value();
    const auto other = request.with_header("X-App-Id", "9").with_header("x-app-id", "10");
    EXPECT_EQ(other.http().headers.find("X-App-Id"), "10");
    EXPECT_FALSE(request.http().headers.contains("X-App-Id"));
    EXPECT_EQ(other.http().body, request.http().body);
}

TEST(next_step, every_code_has_one_and_every_step_a_sentence) {
    std::set<std::string> sentences;
    for (int code = 1; code <= static_cast<int>(errc::sign_in_required); ++code) {
        failure f;
        f.code = static_cast<errc>(code);
        EXPECT_NE(to_string(next_step_of(f)), "unknown") << code;
        sentences.emplace(to_string(next_step_of(f)));
    }
    EXPECT_EQ(sentences.size(), static_cast<std::size_t>(next_step::check_service) + 1);
    failure f;
    f.code = boost::system::errc::make_error_code(boost::system::errc::connection_reset);
    EXPECT_EQ(next_step_of(f), next_step::try_later);
    f.code = errc::outcome_unknown;
    EXPECT_EQ(next_step_of(f), next_step::look_first);
}

} // namespace
} // namespace segue::test
