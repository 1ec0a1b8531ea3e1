#include "unit/account/oauth2_support.hpp"

#include <segue/account/next_step.hpp>

#include <gmock/gmock.h>

namespace segue::test {
namespace {

using account::next_step;
using account::next_step_of;
using ::testing::HasSubstr;

const std::string good_state(43, 's');
const std::string good_verifier(43, 'v');

pending_grant sample_grant(std::string redirect = "http://127.0.0.1:8765/callback") {
    pending_grant::parts p;
    p.method = pending_grant::challenge::s256;
    p.client_id = "client-1";
    p.state = secret(good_state);
    p.verifier = secret(good_verifier);
    p.authorize_url = "https://accounts.service.test/authorize?x=y";
    p.redirect_uri = std::move(redirect);
    p.scopes = {"read"};
    p.created = noon;
    return pending_grant(p);
}

pending_grant implicit_grant() {
    auto p = sample_grant().held();
    p.answer = pending_grant::kind::token;
    p.verifier = secret();
    return pending_grant(p);
}

std::string with_state(std::string_view rest) {
    return "http://127.0.0.1:8765/callback?state=" + good_state + "&" + std::string(rest);
}

// Why a callback is refused; the grant must stay as good as it was.
failure refusal_of(const std::string& callback, const flow_params& p = sample_params()) {
    auto grant = sample_grant();
    const flow f(p);
    const auto request = f.finish_code(grant, callback, noon + 1min);
    EXPECT_FALSE(request) << callback;
    EXPECT_FALSE(grant.used());
    EXPECT_EQ(grant.state().reveal(), good_state);
    if (request)
        return {};
    expect_hidden(request.error(), good_state);
    expect_hidden(request.error(), good_verifier);
    return request.error();
}

TEST(oauth2_callback, good_one_makes_the_request_that_redeems_the_code) {
    auto grant = sample_grant();
    const flow f(sample_params());
    const auto request = f.finish_code(grant, with_state("code=a%2Fb%20c"), noon + 1min).value();
    const auto& sent = request.http();
    EXPECT_EQ(sent.method, http::method::post);
    EXPECT_EQ(sent.to.text(), "https://api.service.test:443");
    EXPECT_EQ(sent.target, "/oauth/token");
    EXPECT_EQ(sent.headers.find("Content-Type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(sent.headers.find("Accept"), "application/json");
    const auto form = pairs_of(sent.body);
    EXPECT_EQ(value_of(form, "grant_type"), "authorization_code");
    EXPECT_EQ(value_of(form, "code"), "a/b c");
    EXPECT_EQ(value_of(form, "redirect_uri"), "http://127.0.0.1:8765/callback");
    EXPECT_EQ(value_of(form, "code_verifier"), good_verifier);
    EXPECT_TRUE(request.single_use());
}

TEST(oauth2_callback, service_that_repeats_code_or_verifier_is_not_quoted_with_them) {
    auto grant = sample_grant();
    const flow f(sample_params());
    const auto request = f.finish_code(grant, with_state("code=C0DE%2F9"), noon).value();
    const auto why = request.read(
        testing::json(
            400,
            R"({"error":"invalid_grant","error_description":"C0DE/9 does not fit )" + good_verifier +
                R"("})"),
        noon);
    ASSERT_FALSE(why);
    expect_hidden(why.error(), "C0DE/9");
    expect_hidden(why.error(), good_verifier);
    EXPECT_THAT(why.error().message, HasSubstr("*** does not fit ***"));
}

TEST(oauth2_callback, grant_is_finished_once) {
    auto grant = sample_grant();
    const flow f(sample_params());
    ASSERT_TRUE(f.finish_code(grant, with_state("code=c"), noon));
    EXPECT_TRUE(grant.used());
    EXPECT_TRUE(grant.state().empty());
    EXPECT_TRUE(grant.held().verifier.empty());
    const auto again = f.finish_code(grant, with_state("code=c"), noon);
    EXPECT_EQ(again.error().code, errc::sign_in_required);
    EXPECT_EQ(next_step_of(again.error()), next_step::sign_in);
}

TEST(oauth2_callback, forms_that_handlers_and_people_bring_are_read) {
    const flow f(sample_params());
    for (const std::string& form :
         {"http://127.0.0.1:8765/callback?code=c&state=" + good_state,
          "HTTP://127.0.0.1:8765/callback?code=c&state=" + good_state,
          "/callback?state=" + good_state + "&code=c",
          "?code=c&state=" + good_state,
          "code=c&state=" + good_state,
          "#code=c&state=" + good_state,
          "  http://127.0.0.1:8765/callback?code=c&state=" + good_state + "\r\n",
          "http://127.0.0.1:8765/callback?code=c&state=" + good_state + "#_=_",
          "http://127.0.0.1:8765/callback#state=" + good_state + "&code=c",
          "?&code=c&&unknown&other=%C3%A9|{}&state=" + good_state}) {
        auto grant = sample_grant();
        const auto request = f.finish_code(grant, form, noon);
        ASSERT_TRUE(request) << form << ": " << describe(request.error());
        EXPECT_EQ(value_in(request->http().body, "code"), "c") << form;
    }
}

TEST(oauth2_callback, ports_of_the_scheme_and_letter_case_of_hosts_make_no_other_address) {
    const flow f(sample_params());
    const std::pair<std::string, std::string> same[] = {
        {"https://App.test/cb", "https://app.TEST:443/cb"},
        {"http://localhost/", "http://localhost:80"},
        {"test.app.music:/cb", "test.app.music:/cb"},
        {"https://app.test/cb?tenant=1", "https://app.test/cb?tenant=1"},
        {"urn:ietf:wg:oauth:2.0:oob", "urn:ietf:wg:oauth:2.0:oob"}};
    for (const auto& [sent, came] : same) {
        auto grant = sample_grant(sent);
        const auto mark = came.find('?') == std::string::npos ? "?" : "&";
        const auto request = f.finish_code(grant, came + mark + "code=c&state=" + good_state, noon);
        EXPECT_TRUE(request) << came << ": " << describe(request.error());
    }
}

TEST(oauth2_callback, other_address_is_not_the_answer) {
    for (const std::string base :
         {"http://127.0.0.1:8765/callback/",
          "http://127.0.0.1:8765/",
          "http://127.0.0.1:8765/callbackx",
          "http://127.0.0.1:8766/callback",
          "http://127.0.0.1/callback",
          "http://localhost:8765/callback",
          "https://127.0.0.1:8765/callback",
          "http://127.0.0.1:8765/Callback",
          "http://127.0.0.1.evil.test:8765/callback",
          "/other",
          "//127.0.0.1:8765/callback",
          "http://127.0.0.1:8765/x/../callback",
          "http://[::1/callback",
          "http://user@127.0.0.1:8765/callback"}) {
        const auto why = refusal_of(base + "?code=c&state=" + good_state);
        EXPECT_EQ(why.code, errc::oauth_state_mismatch) << base;
        EXPECT_EQ(next_step_of(why), next_step::wait_for_answer);
        EXPECT_THAT(why.message, HasSubstr("another address"));
    }
}

TEST(oauth2_callback, wrong_or_missing_state_is_the_same_error_whatever_else_it_says) {
    for (const std::string& query :
         {std::string("code=c"),
          std::string("code=c&state="),
          "code=c&state=" + good_state + "s",
          "code=c&state=" + good_state.substr(1),
          "code=c&state=S" + good_state.substr(1),
          std::string("error=access_denied"),
          std::string("error=access_denied&state=x"),
          std::string("error_reason=user_denied")}) {
        const auto why = refusal_of("?" + query);
        EXPECT_EQ(why.code, errc::oauth_state_mismatch) << query;
        EXPECT_EQ(describe(why).find("denied"), std::string::npos) << query;
    }
}

TEST(oauth2_callback, what_is_no_callback_is_a_decode_failure) {
    for (const std::string& text :
         {std::string(),
          std::string(" \n"),
          std::string("hello"),
          std::string("some code"),
          "?code=%zz&state=" + good_state,
          "?code=c&state=" + good_state + "&x=%4",

          std::string(70 * 1024, 'a') + "=b",
          "?code=c&%=x&state=" + good_state}) {
        EXPECT_EQ(refusal_of(text).code, errc::decode_failed) << text.substr(0, 80);
    }
}

TEST(oauth2_callback, parameter_given_twice_is_refused) {
    for (const std::string& name :
         {std::string("code"), std::string("state"), std::string("error"), std::string("iss")}) {
        const auto twice = refusal_of(with_state("code=c&" + name + "=1&" + name + "=2"));
        EXPECT_EQ(twice.code, errc::decode_failed) << name;
        EXPECT_EQ(twice.pointer, "/" + name);
        const auto apart = refusal_of(with_state("code=c&" + name + "=1#" + name + "=2"));
        EXPECT_EQ(apart.code, errc::decode_failed) << name;
    }
    EXPECT_EQ(refusal_of(with_state("code=&code=c")).code, errc::decode_failed);
}

TEST(oauth2_callback, missing_or_empty_code_is_named) {
    for (const std::string rest : {"", "code=", "Code=c", "token=c"}) {
        const auto why = refusal_of(with_state(rest));
        EXPECT_EQ(why.code, errc::decode_failed) << rest;
        EXPECT_EQ(why.pointer, "/code");
    }
}

TEST(oauth2_callback, words_of_the_service_lead_to_codes_and_steps) {
    struct row {
        const char* query;
        errc code;
        next_step step;
    };
    const row rows[] = {
        {"error=access_denied&error_description=No+thanks", errc::oauth_denied, next_step::ask_user},
        {"error_reason=user_denied", errc::oauth_denied, next_step::ask_user},
        {"error=login_required", errc::sign_in_required, next_step::sign_in},
        {"error=consent_required", errc::sign_in_required, next_step::sign_in},
        {"error=interaction_required", errc::sign_in_required, next_step::sign_in},
        {"error=unauthorized_client", errc::unauthorized, next_step::check_client},
        {"error=invalid_request", errc::bad_request, next_step::fix_request},
        {"error=invalid_scope&code=c", errc::bad_request, next_step::fix_request},
        {"error=unsupported_response_type", errc::bad_request, next_step::fix_request},
        {"error=server_error", errc::server_failed, next_step::try_later},
        {"error=temporarily_unavailable", errc::server_failed, next_step::try_later},
        {"error=who_knows", errc::unprocessable, next_step::fix_request}};
    for (const auto& each : rows) {
        const auto why = refusal_of(with_state(each.query));
        EXPECT_EQ(why.code, each.code) << each.query;
        EXPECT_EQ(next_step_of(why), each.step) << each.query;
        EXPECT_THAT(why.message, HasSubstr(std::string(to_string(each.step)))) << each.query;
    }
    EXPECT_THAT(refusal_of(with_state(rows[0].query)).message, HasSubstr("access_denied: No thanks; "));
}

TEST(oauth2_callback, quoted_words_are_bounded_on_one_line_and_without_secrets) {
    const auto why = refusal_of(with_state(
        "error=" + std::string(500, 'e') + "&error_description=" + good_verifier + "%0D%0AX:%20" +
        encoded(client_secret) + std::string(5000, '%').replace(0, 5000, "") + std::string(999, 'd')));
    expect_hidden(why, client_secret);
    EXPECT_LT(why.message.size(), 600U);
    EXPECT_EQ(why.message.find_first_of("\r\n"), std::string::npos);
    EXPECT_THAT(why.message, HasSubstr("***"));
    EXPECT_THAT(why.message, HasSubstr("..."));
}

TEST(oauth2_callback, issuer_is_checked_when_there_is_one) {
    auto p = sample_params();
    p.issuer = "https://accounts.service.test";
    const flow f(p);
    auto grant = sample_grant();
    EXPECT_EQ(
        refusal_of(with_state("code=c&iss=https%3A%2F%2Fevil.test"), p).code, errc::oauth_state_mismatch);
    EXPECT_EQ(
        refusal_of(with_state("error=access_denied&iss=https%3A%2F%2Fevil.test"), p).code,
        errc::oauth_state_mismatch);
    EXPECT_TRUE(f.finish_code(grant, with_state("code=c&iss=https%3A%2F%2Faccounts.service.test"), noon));
    grant = sample_grant();
    EXPECT_TRUE(f.finish_code(grant, with_state("code=c"), noon));
    p.issuer_named = issuer_rule::always;
    EXPECT_EQ(refusal_of(with_state("code=c"), p).code, errc::oauth_state_mismatch);
    p.issuer = {};
    grant = sample_grant();
    EXPECT_TRUE(flow(p).finish_code(grant, with_state("code=c&iss=anything"), noon));
}

TEST(oauth2_callback, grant_ends_with_its_lifetime) {
    const flow f(sample_params());
    auto grant = sample_grant();
    const auto late = f.finish_code(grant, with_state("code=c"), noon + 1h + 1ms);
    EXPECT_EQ(late.error().code, errc::sign_in_required);
    EXPECT_EQ(
        f.finish_code(grant, with_state("code=c"), wall_time::max()).error().code, errc::sign_in_required);
    EXPECT_TRUE(f.finish_code(grant, with_state("code=c"), noon + 1h));
    // A clock that was set back is no reason to refuse.
    grant = sample_grant();
    EXPECT_TRUE(f.finish_code(grant, with_state("code=c"), noon - 24h));
}

TEST(oauth2_callback, grant_of_another_client_or_kind_is_refused) {
    auto p = sample_params();
    p.client_id = "client-2";
    EXPECT_EQ(refusal_of(with_state("code=c"), p).code, errc::oauth_state_mismatch);
    const flow f(sample_params());
    auto code = sample_grant();
    auto token = implicit_grant();
    EXPECT_EQ(f.finish_code(token, with_state("code=c"), noon).error().param, "grant");
    EXPECT_EQ(f.finish_implicit(code, with_state("access_token=t"), noon).error().param, "grant");
}

TEST(oauth2_callback, state_in_the_path_takes_that_path_alone) {
    auto p = sample_params();
    p.state = state_place::path;
    p.names.callback_code = "code_autorisation";
    p.names.client_id = {};
    p.names.client_secret = "private_key";
    p.names.redirect_uri = {};
    p.names.grant_type = {};
    p.authentication = client_authentication::body;
    p.challenge = pending_grant::challenge::none;
    p.method = token_method::get;
    p.at.token = "https://api.service.test/oauth/callback";
    const flow f(p);
    auto grant = f.begin_code(noon).value();
    const auto right = grant.redirect_uri() + "?code_autorisation=q1";
    for (const std::string& wrong :
         {std::string("http://127.0.0.1:8765/callback?code_autorisation=q1"),
          std::string("http://127.0.0.1:8765/callback/guess?code_autorisation=q1"),
          std::string("?code_autorisation=q1")}) {
        EXPECT_EQ(f.finish_code(grant, wrong, noon).error().code, errc::oauth_state_mismatch) << wrong;
    }
    const auto request = f.finish_code(grant, right, noon).value().with_header("X-App-Id", "client-1");
    EXPECT_EQ(request.http().method, http::method::get);
    EXPECT_EQ(request.http().target, "/oauth/callback?code=q1&private_key=" + encoded(client_secret));
    EXPECT_EQ(request.http().headers.find("X-App-Id"), "client-1");
    EXPECT_TRUE(request.http().body.empty());
}

TEST(oauth2_implicit, tokens_come_from_the_fragment_or_the_query) {
    const flow f(sample_params());
    for (const std::string mark : {"#", "?"}) {
        auto grant = implicit_grant();
        const auto tokens =
            f.finish_implicit(
                 grant,
                 "http://127.0.0.1:8765/callback" + mark + "access_token=t0k%2Ben&token_type=bearer" +
                     "&expires_in=3600&scope=read+list&state=" + good_state,
                 noon)
                .value();
        EXPECT_EQ(tokens.access_token.reveal(), "t0k+en");
        EXPECT_EQ(tokens.token_type, "bearer");
        EXPECT_EQ(tokens.scopes, (std::vector<std::string>{"read", "list"}));
        EXPECT_EQ(tokens.expires_at, noon + 1h);
        EXPECT_FALSE(tokens.refresh_token);
        EXPECT_TRUE(grant.used());
    }
}

TEST(oauth2_implicit, wrong_ones_leave_the_grant_and_show_no_token) {
    const flow f(sample_params());
    const std::pair<std::string, errc> rows[] = {
        {"#access_token=T0KEN99&state=x", errc::oauth_state_mismatch},
        {"#access_token=T0KEN99", errc::oauth_state_mismatch},
        {"#error=access_denied&state=" + good_state, errc::oauth_denied},
        {"#state=" + good_state, errc::decode_failed},
        {"#access_token=T0KEN99&access_token=T0KEN98&state=" + good_state, errc::decode_failed},
        {"?access_token=T0KEN99&state=" + good_state + "#access_token=T0KEN98", errc::decode_failed},
        {"#access_token=T0KEN99%0d%0aX&state=" + good_state, errc::decode_failed}};
    for (const auto& [text, code] : rows) {
        auto grant = implicit_grant();
        const auto tokens = f.finish_implicit(grant, text, noon);
        ASSERT_FALSE(tokens) << text;
        EXPECT_EQ(tokens.error().code, code) << text;
        expect_hidden(tokens.error(), "T0KEN99");
        EXPECT_FALSE(grant.used());
    }
}

TEST(oauth2_callback, state_is_found_to_look_the_grant_up) {
    EXPECT_EQ(state_in("/cb?code=c&state=a%20b")->reveal(), "a b");
    EXPECT_EQ(state_in("https://x.test/cb#state=q")->reveal(), "q");
    for (const char* none : {"", "/cb", "/cb?state=", "/cb?state=a&state=b", "/cb?state=%", "hello"})
        EXPECT_FALSE(state_in(none)) << none;
}

} // namespace
} // namespace segue::test
