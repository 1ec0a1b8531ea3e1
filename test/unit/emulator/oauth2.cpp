// The provider of OAuth 2: its page, clients and tokens.

#include "oauth2_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string>

namespace segue::emulator {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class oauth2 : public oauth2_fixture {};

TEST_F(oauth2, page_holds_what_it_was_asked_and_two_buttons) {
    const response shown = send(anonymous(page(asking())));
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(header(shown, "Cache-Control"), "no-store");
    const std::string html = text_of(shown);
    EXPECT_THAT(html, HasSubstr("<button id=\"authorize\" name=\"answer\" value=\"authorize\">"));
    EXPECT_THAT(html, HasSubstr("<button id=\"deny\" name=\"answer\" value=\"deny\">"));
    EXPECT_THAT(html, HasSubstr("name=\"state\" value=\"s&amp;t=1 &quot;&lt;\""));
    EXPECT_THAT(html, HasSubstr("name=\"username\" value=\"segue_listener\""));
    EXPECT_THAT(html, HasSubstr("identity library"));
}

TEST_F(oauth2, code_brings_tokens_of_the_user_who_agreed) {
    fields with = asking();
    with["username"] = "Quiet.Crates";
    const std::string location = press(with);
    EXPECT_THAT(location, StartsWith(std::string(back) + "?code="));
    fields answer = answer_in(location);
    EXPECT_EQ(answer["state"], "s&t=1 \"<");
    EXPECT_EQ(answer.count("iss"), 0U);
    const response given = redeem_code(answer["code"]);
    EXPECT_EQ(given.status, 200) << text_of(given);
    EXPECT_EQ(header(given, "Cache-Control"), "no-store");
    EXPECT_EQ(member(given, "token_type"), "Bearer");
    EXPECT_EQ(member(given, "expires_in"), "3600");
    EXPECT_EQ(member(given, "scope"), "identity library");
    EXPECT_NE(member(given, "refresh_token"), "<absent>");
    const response whose = me(member(given, "access_token"));
    EXPECT_EQ(whose.status, 200);
    EXPECT_EQ(member(whose, "username"), "Quiet.Crates");
    EXPECT_EQ(member(whose, "sub"), member(given, "user_id"));
    EXPECT_EQ(member(whose, "client_id"), client().id);
    EXPECT_EQ(member(whose, "scope"), "identity library");
}

TEST_F(oauth2, consent_refused_leads_back_with_access_denied) {
    fields answer = answer_in(press(asking(), "deny"));
    EXPECT_EQ(answer["error"], "access_denied");
    EXPECT_EQ(answer["state"], "s&t=1 \"<");
    EXPECT_EQ(answer.count("code"), 0U);
    fields neither = asking();
    neither["answer"] = "perhaps";
    EXPECT_EQ(send(post("/oauth2/authorize", neither)).status, 400);
    fields nobody = asking();
    nobody["username"] = "nobody";
    nobody["answer"] = "authorize";
    EXPECT_EQ(send(post("/oauth2/authorize", nobody)).status, 404);
}

TEST_F(oauth2, implicit_grant_answers_in_the_fragment) {
    const std::string location = press(asking("token"));
    EXPECT_EQ(location.find('?'), std::string::npos);
    fields answer = answer_in(location, '#');
    EXPECT_EQ(answer["token_type"], "Bearer");
    EXPECT_EQ(answer["expires_in"], "3600");
    EXPECT_EQ(answer["state"], "s&t=1 \"<");
    EXPECT_EQ(answer.count("refresh_token"), 0U);
    EXPECT_EQ(member(me(answer["access_token"]), "username"), "segue_listener");
    EXPECT_EQ(answer_in(press(asking("token"), "deny"), '#')["error"], "access_denied");
}

TEST_F(oauth2, browser_is_never_sent_to_an_address_that_is_not_registered) {
    for (const std::string uri :
         {"",
          "https://evil.example/callback",
          "http://127.0.0.1:4711/callback/",
          "http://127.0.0.1:4711/callback?x=1",
          "http://127.0.0.1:4711/other",
          "http://127.0.0.1.evil.example/callback",
          "http://127.0.0.1:80x/callback",
          "https://app.example:444/callback",
          "https://app.example/callback#x"}) {
        fields with = asking();
        with["redirect_uri"] = uri;
        for (const auto& asked : {anonymous(page(with)), post("/oauth2/authorize", with)}) {
            const response from = send(asked);
            EXPECT_EQ(from.status, 400) << uri;
            EXPECT_EQ(header(from, "Location"), "<absent>") << uri;
        }
    }
    fields with = asking();
    with["client_id"] = "nobody";
    EXPECT_EQ(send(anonymous(page(with))).status, 400);
    for (const std::string uri :
         {"http://[::1]:1/callback", "http://localhost:65535/callback", "https://app.example/callback"}) {
        fields good = asking();
        good["redirect_uri"] = uri;
        EXPECT_EQ(send(anonymous(page(good))).status, 200) << uri;
    }
}

TEST_F(oauth2, requests_that_make_no_sense_lead_back_with_a_word) {
    const struct {
        const char* name;
        std::string value;
        std::string word;
    } cases[] = {
        {"response_type", "", "invalid_request"},
        {"response_type", "id_token", "unsupported_response_type"},
        {"scope", "a\"b", "invalid_scope"},
        {"code_challenge", "short", "invalid_request"},
        {"code_challenge", std::string(129, 'a'), "invalid_request"},
        {"code_challenge_method", "S256", "invalid_request"}};
    for (const auto& one : cases) {
        fields with = asking();
        with[one.name] = one.value;
        const response from = send(anonymous(page(with)));
        EXPECT_EQ(from.status, 302) << one.name;
        fields answer = answer_in(header(from, "Location"));
        EXPECT_EQ(answer["error"], one.word) << one.name << '=' << one.value;
        EXPECT_EQ(answer["state"], "s&t=1 \"<");
    }
    fields method = asking();
    method["code_challenge"] = challenge;
    method["code_challenge_method"] = "S512";
    EXPECT_EQ(answer_in(header(send(anonymous(page(method))), "Location"))["error"], "invalid_request");
    const response twice = send(anonymous(page(asking()) + "&scope=identity"));
    EXPECT_EQ(answer_in(header(twice, "Location"))["error"], "invalid_request");
}

TEST_F(oauth2, proof_key_is_checked) {
    EXPECT_EQ(hashed_challenge(verifier), challenge) << "the example of RFC 7636";
    const auto begin = [this](const char* method, const char* bound) {
        fields with = asking();
        with["client_id"] = public_id();
        with["code_challenge"] = bound;
        if (*method != '\0')
            with["code_challenge_method"] = method;
        return code_for(with);
    };
    const fields as_public{{"client_id", public_id()}};
    const auto end = [&](const std::string& code, const std::string& given) {
        fields with = as_public;
        if (!given.empty())
            with["code_verifier"] = given;
        return redeem_code(code, with);
    };
    const std::string hashed = begin("S256", challenge);
    EXPECT_EQ(word_of(end(hashed, "")), "invalid_grant");
    EXPECT_EQ(word_of(end(hashed, challenge)), "invalid_grant");
    EXPECT_EQ(word_of(end(hashed, std::string(43, 'x'))), "invalid_grant");
    EXPECT_EQ(end(hashed, verifier).status, 200);
    EXPECT_EQ(end(begin("plain", verifier), verifier).status, 200);
    EXPECT_EQ(end(begin("", verifier), verifier).status, 200) << "plain when nothing is said";
    EXPECT_EQ(word_of(end(begin("plain", verifier), challenge)), "invalid_grant");

    fields bare = asking();
    bare["client_id"] = public_id();
    EXPECT_EQ(answer_in(header(send(anonymous(page(bare))), "Location"))["error"], "invalid_request");
    const std::string unbound = code_for(asking());
    EXPECT_EQ(word_of(redeem_code(unbound, {{"code_verifier", verifier}})), "invalid_grant")
        << "a challenge that was taken away";
}

TEST_F(oauth2, code_is_good_once_and_a_replay_takes_its_tokens_back) {
    const std::string code = code_for(asking());
    const response given = redeem_code(code);
    const response renewed = renew(member(given, "refresh_token"));
    EXPECT_EQ(renewed.status, 200);
    const response again = redeem_code(code);
    EXPECT_EQ(again.status, 400);
    EXPECT_EQ(word_of(again), "invalid_grant");
    EXPECT_EQ(me(member(given, "access_token")).status, 401);
    EXPECT_EQ(me(member(renewed, "access_token")).status, 401);
    EXPECT_EQ(word_of(renew(member(renewed, "refresh_token"))), "invalid_grant");
    EXPECT_EQ(me(member(signed_in(), "access_token")).status, 200) << "other sign-ins stay";
}

TEST_F(oauth2, code_belongs_to_its_client_and_redirect_uri) {
    const std::string code = code_for(asking());
    EXPECT_EQ(word_of(redeem_code("unknown")), "invalid_grant");
    EXPECT_EQ(word_of(redeem_code(code, {{"client_id", public_id()}})), "invalid_grant");
    EXPECT_EQ(
        word_of(redeem_code(code, {{"redirect_uri", "http://127.0.0.1:4712/callback"}})), "invalid_grant");
    EXPECT_EQ(word_of(redeem_code(code, {{"redirect_uri", ""}})), "invalid_grant");
    EXPECT_EQ(word_of(redeem_code("")), "invalid_request");
    EXPECT_EQ(redeem_code(code).status, 200) << "what failed has not used it up";
}

TEST_F(oauth2, code_ends_after_a_minute) {
    const std::string code = code_for(asking());
    const std::string other = code_for(asking());
    passed = 59'999ms;
    EXPECT_EQ(redeem_code(code).status, 200);
    passed = 60'000ms;
    EXPECT_EQ(word_of(redeem_code(other)), "invalid_grant");
}

TEST_F(oauth2, time_that_is_let_go_by_ends_tokens) {
    const response given = signed_in();
    const std::string token = member(given, "access_token");
    passed = 10min;
    EXPECT_EQ(member(me(token), "expires_in"), "3000");
    desk([](oauth2_desk& of) { of.advance(50min); });
    EXPECT_EQ(me(token).status, 401);
    EXPECT_EQ(renew(member(given, "refresh_token")).status, 200);
    const std::string late = member(signed_in(), "refresh_token");
    desk([](oauth2_desk& of) { of.advance(24h * 30); });
    EXPECT_EQ(word_of(renew(late)), "invalid_grant");
}

TEST_F(oauth2, time_without_end_ends_tokens_too) {
    const response given = signed_in();
    desk([](oauth2_desk& of) {
        of.advance(std::chrono::milliseconds::max());
        of.advance(std::chrono::milliseconds::max());
    });
    EXPECT_EQ(me(member(given, "access_token")).status, 401);
    const response later = signed_in();
    EXPECT_EQ(me(member(later, "access_token")).status, 200) << "what is given now is good for its time";
    EXPECT_EQ(member(me(member(later, "access_token")), "expires_in"), "3600");
}

TEST_F(oauth2, renewal_gives_a_new_refresh_token_and_reuse_ends_all) {
    const response first = signed_in();
    const response second = renew(member(first, "refresh_token"));
    EXPECT_NE(member(second, "refresh_token"), member(first, "refresh_token"));
    EXPECT_NE(member(second, "access_token"), member(first, "access_token"));
    const response third = renew(member(second, "refresh_token"));
    EXPECT_EQ(third.status, 200);
    EXPECT_EQ(word_of(renew(member(first, "refresh_token"))), "invalid_grant");
    EXPECT_EQ(me(member(third, "access_token")).status, 401);
    EXPECT_EQ(word_of(renew(member(third, "refresh_token"))), "invalid_grant");
}

TEST_F(oauth2, renewal_may_ask_for_less_and_not_for_more) {
    const response given = redeem_code(code_for(asking()));
    const std::string token = member(given, "refresh_token");
    EXPECT_EQ(word_of(renew(token, {{"scope", "library write"}})), "invalid_scope");
    const response less = renew(token, {{"scope", "library"}});
    EXPECT_EQ(member(less, "scope"), "library");
    EXPECT_EQ(member(me(member(less, "access_token")), "scope"), "library");
    EXPECT_EQ(member(renew(member(less, "refresh_token")), "scope"), "identity library");
    EXPECT_EQ(word_of(renew("unknown")), "invalid_grant");
    EXPECT_EQ(word_of(renew("")), "invalid_request");
    EXPECT_EQ(
        word_of(renew(member(signed_in(), "refresh_token"), {{"client_id", public_id()}})), "invalid_grant");
}

TEST_F(oauth2, client_has_tokens_of_its_own) {
    const response given = redeem({{"grant_type", "client_credentials"}});
    EXPECT_EQ(given.status, 200);
    EXPECT_EQ(member(given, "refresh_token"), "<absent>");
    EXPECT_EQ(member(given, "scope"), "identity");
    const response whose = me(member(given, "access_token"));
    EXPECT_EQ(member(whose, "client_id"), client().id);
    EXPECT_EQ(member(whose, "username"), "<absent>");
    EXPECT_EQ(
        word_of(redeem({{"grant_type", "client_credentials"}, {"client_id", public_id()}})),
        "unauthorized_client");
    EXPECT_EQ(word_of(redeem({{"grant_type", "client_credentials"}, {"scope", "\\"}})), "invalid_scope");
}

TEST_F(oauth2, password_signs_its_user_in) {
    EXPECT_EQ(member(me(member(signed_in(), "access_token")), "username"), "segue_listener");
    const auto with = [this](const std::string& name, const std::string& given) {
        return word_of(redeem({{"grant_type", "password"}, {"username", name}, {"password", given}}));
    };
    EXPECT_EQ(with("segue_listener", "wrong"), "invalid_grant");
    EXPECT_EQ(with("Quiet.Crates", password()), "invalid_grant");
    EXPECT_EQ(with("nobody", password()), "invalid_grant");
    EXPECT_EQ(with("", password()), "invalid_request");
    EXPECT_EQ(with("segue_listener", ""), "invalid_request");
}

TEST_F(oauth2, clients_are_known_by_field_or_body_and_not_by_both) {
    const auto ask = [this](const std::string& field, const fields& more) {
        fields with = more;
        with["grant_type"] = "client_credentials";
        request asked = post("/oauth2/token", with);
        if (!field.empty())
            asked.headers.emplace_back("Authorization", field);
        return send(asked);
    };
    // id:secret, each percent-encoded; the emulator's are letters.
    const auto basic = [](const std::string& text) {
        static constexpr std::string_view digits =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        std::string out = "Basic ";
        for (std::size_t i = 0; i < text.size(); i += 3) {
            unsigned bits = 0;
            for (std::size_t k = 0; k < 3; ++k)
                bits = bits << 8U | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U);
            for (std::size_t k = 0; k < 4; ++k)
                out += i + k <= text.size() ? digits[bits >> (18U - 6U * k) & 63U] : '=';
        }
        return out;
    };
    const oauth2_client good = client();
    EXPECT_EQ(ask(basic(good.id + ":" + good.secret), {}).status, 200);
    EXPECT_EQ(ask(basic(good.id + ":" + good.secret), {{"client_id", good.id}}).status, 200);
    EXPECT_EQ(ask("", {{"client_id", good.id}, {"client_secret", good.secret}}).status, 200);
    for (const response& from :
         {ask(basic(good.id + ":wrong"), {}),
          ask(basic("nobody:" + good.secret), {}),
          ask(basic("nocolon"), {}),
          ask("Basic %%%", {}),
          ask("Bearer abc", {}),
          ask("", {}),
          ask("", {{"client_id", good.id}}),
          ask("", {{"client_id", good.id}, {"client_secret", "wrong"}}),
          ask("", {{"client_id", public_id()}, {"client_secret", good.secret}})}) {
        EXPECT_EQ(from.status, 401) << text_of(from);
        EXPECT_EQ(word_of(from), "invalid_client");
        EXPECT_THAT(header(from, "WWW-Authenticate"), StartsWith("Basic realm="));
    }
    const response both = ask(basic(good.id + ":" + good.secret), {{"client_secret", good.secret}});
    EXPECT_EQ(both.status, 400);
    EXPECT_EQ(word_of(both), "invalid_request");
}

TEST_F(oauth2, token_endpoint_takes_forms_in_bodies_alone) {
    EXPECT_EQ(word_of(redeem({{"grant_type", "magic"}})), "unsupported_grant_type");
    EXPECT_EQ(word_of(redeem({})), "invalid_request");
    const fields with{
        {"grant_type", "client_credentials"}, {"client_id", client().id}, {"client_secret", client().secret}};
    EXPECT_EQ(word_of(send(post("/oauth2/token?" + form(with), {}))), "invalid_client");
    EXPECT_EQ(word_of(send(with_body("POST", "/oauth2/token", form(with), ""))), "invalid_client")
        << "no type";
    request twice = post("/oauth2/token", with);
    twice.body += "&grant_type=password";
    EXPECT_EQ(word_of(send(twice)), "invalid_request");
    EXPECT_EQ(send(anonymous("/oauth2/token?" + form(with))).status, 405);
}

TEST_F(oauth2, resource_says_whose_a_token_is_and_asks_for_one_otherwise) {
    const response bare = send(anonymous("/oauth2/me"));
    EXPECT_EQ(bare.status, 401);
    EXPECT_EQ(header(bare, "WWW-Authenticate"), "Bearer realm=\"segue\"");
    const response wrong = me("wrong");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_THAT(header(wrong, "WWW-Authenticate"), HasSubstr("error=\"invalid_token\""));
    const std::string token = member(signed_in(), "access_token");
    EXPECT_EQ(send(anonymous("/oauth2/me?access_token=" + token)).status, 200);
}

TEST_F(oauth2, consent_taken_back_ends_every_token_of_that_user) {
    const response mine = signed_in();
    const response own = redeem({{"grant_type", "client_credentials"}});
    const std::string code = code_for(asking());
    fields others = asking();
    others["username"] = "Quiet.Crates";
    const response theirs = redeem_code(code_for(others));
    made_.change([](const catalog&, world& state) { state.provider.revoke_consents(state.accounts.own()); });
    EXPECT_EQ(me(member(mine, "access_token")).status, 401);
    EXPECT_EQ(word_of(renew(member(mine, "refresh_token"))), "invalid_grant");
    EXPECT_EQ(word_of(redeem_code(code)), "invalid_grant");
    EXPECT_EQ(me(member(theirs, "access_token")).status, 200);
    EXPECT_EQ(me(member(own, "access_token")).status, 200);
}

TEST_F(oauth2, consent_taken_back_is_gone_for_a_device_that_has_not_come_for_it) {
    const auto answered_by = [this](const char* user) {
        const response begun = send(post("/oauth2/device_authorization", {{"client_id", public_id()}}));
        const response page = send(post(
            "/oauth2/device",
            {{"user_code", member(begun, "user_code")}, {"answer", "authorize"}, {"username", user}}));
        EXPECT_EQ(page.status, 200);
        return member(begun, "device_code");
    };
    const std::string mine = answered_by("segue_listener");
    const std::string theirs = answered_by("Quiet.Crates");
    made_.change([](const catalog&, world& state) { state.provider.revoke_consents(state.accounts.own()); });
    const auto ask = [this](const std::string& code) {
        return redeem(
            {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
             {"client_id", public_id()},
             {"device_code", code}});
    };
    EXPECT_EQ(word_of(ask(mine)), "access_denied");
    EXPECT_EQ(ask(theirs).status, 200);
}

TEST_F(oauth2, client_gives_its_own_tokens_back_and_no_other) {
    const auto give_back = [this](const std::string& token, const std::string& id, const std::string& key) {
        fields with{{"client_id", id}, {"token", token}};
        if (!key.empty())
            with["client_secret"] = key;
        return send(post("/oauth2/revoke", with));
    };
    const oauth2_client good = client();
    const response given = signed_in();
    const std::string access = member(given, "access_token");
    EXPECT_EQ(give_back(access, public_id(), "").status, 200);
    EXPECT_EQ(give_back(access, good.id, "wrong").status, 401);
    EXPECT_EQ(word_of(give_back("", good.id, good.secret)), "invalid_request");
    EXPECT_EQ(give_back("unknown", good.id, good.secret).status, 200);
    EXPECT_EQ(me(access).status, 200) << "none of these was its own";
    EXPECT_EQ(give_back(member(given, "refresh_token"), good.id, good.secret).status, 200);
    EXPECT_EQ(me(access).status, 401);
    const std::string other = member(signed_in(), "access_token");
    EXPECT_EQ(give_back(other, good.id, good.secret).status, 200);
    EXPECT_EQ(me(other).status, 401);
}

TEST_F(oauth2, device_is_told_to_wait_to_slow_down_and_then_gets_tokens) {
    const fields as{{"client_id", public_id()}, {"scope", "library"}};
    const response begun = send(post("/oauth2/device_authorization", as));
    ASSERT_EQ(begun.status, 200) << text_of(begun);
    const std::string shown = member(begun, "user_code");
    EXPECT_EQ(member(begun, "verification_uri"), "https://emulator.test/oauth2/device");
    EXPECT_THAT(member(begun, "verification_uri_complete"), EndsWith("/oauth2/device?user_code=" + shown));
    EXPECT_EQ(member(begun, "interval"), "5");
    EXPECT_EQ(member(begun, "expires_in"), "1800");
    const auto ask = [&](std::chrono::milliseconds later) {
        passed += later;
        return redeem(
            {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
             {"device_code", member(begun, "device_code")},
             {"client_id", public_id()}});
    };
    EXPECT_EQ(word_of(ask(5s)), "authorization_pending");
    EXPECT_EQ(word_of(ask(5s)), "authorization_pending");
    EXPECT_EQ(word_of(ask(4'999ms)), "slow_down");
    EXPECT_EQ(word_of(ask(5s)), "slow_down") << "ten seconds now";
    EXPECT_EQ(word_of(ask(15s)), "authorization_pending");

    const std::string html = text_of(send(anonymous("/oauth2/device?user_code=" + shown)));
    EXPECT_THAT(html, HasSubstr("name=\"user_code\" value=\"" + shown + "\""));
    std::string typed = shown.substr(0, 4) + " " + shown.substr(5);
    std::transform(typed.begin(), typed.end(), typed.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    const fields agreed{{"user_code", typed}, {"answer", "authorize"}, {"username", "Quiet.Crates"}};
    EXPECT_EQ(send(post("/oauth2/device", agreed)).status, 200);
    EXPECT_EQ(send(post("/oauth2/device", agreed)).status, 400) << "answered";
    const response given = ask(0s);
    EXPECT_EQ(given.status, 200) << text_of(given);
    EXPECT_EQ(member(given, "scope"), "library");
    EXPECT_EQ(member(me(member(given, "access_token")), "username"), "Quiet.Crates");
    EXPECT_NE(member(given, "refresh_token"), "<absent>");
    EXPECT_EQ(word_of(ask(60s)), "invalid_grant") << "used";
}

TEST_F(oauth2, device_learns_of_refusal_and_of_its_end) {
    const auto begin = [this] {
        return send(post(
            "/oauth2/device_authorization",
            {{"client_id", client().id}, {"client_secret", client().secret}}));
    };
    const auto ask = [this](const response& begun, const std::string& as) {
        return redeem(
            {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
             {"device_code", member(begun, "device_code")},
             {"client_id", as}});
    };
    const response denied = begin();
    EXPECT_EQ(word_of(ask(denied, public_id())), "invalid_grant") << "another client's";
    EXPECT_EQ(
        send(post("/oauth2/device", {{"user_code", member(denied, "user_code")}, {"answer", "deny"}})).status,
        200);
    EXPECT_EQ(word_of(ask(denied, client().id)), "access_denied");
    const response late = begin();
    passed += 30min;
    EXPECT_EQ(word_of(ask(late, client().id)), "expired_token");
    const fields agreed{{"user_code", member(late, "user_code")}, {"answer", "authorize"}};
    EXPECT_EQ(send(post("/oauth2/device", agreed)).status, 400);
    EXPECT_EQ(send(post("/oauth2/device", {{"user_code", "XXXX-XXXX"}, {"answer", "x"}})).status, 400);
    EXPECT_EQ(
        word_of(send(post("/oauth2/device_authorization", {{"client_id", "nobody"}}))), "invalid_client");
}

TEST_F(oauth2, deezer_has_names_and_answers_of_its_own) {
    fields with{
        {"app_id", client().id},
        {"redirect_uri", std::string(back) + "/a-state"},
        {"perms", "basic_access,email"},
        {"state", "echo"},
        {"answer", "authorize"}};
    const auto press_there = [&] { return header(send(post("/oauth2/deezer/authorize", with)), "Location"); };
    const auto ask = [this](const std::string& code, const std::string& key, const std::string& more = {}) {
        return send(anonymous(
            "/oauth2/deezer/token?app_id=" + client().id + "&secret=" + key + "&code=" + code + more));
    };
    EXPECT_EQ(send(anonymous("/oauth2/deezer/authorize?" + form(with))).status, 200);
    fields answer = answer_in(press_there());
    EXPECT_EQ(answer["state"], "echo");
    for (const response& from : {ask(answer["code"], "wrong"), ask("wrong", client().secret)}) {
        EXPECT_EQ(from.status, 200);
        EXPECT_EQ(text_of(from), "wrong code");
    }
    const response given = ask(answer["code"], client().secret);
    EXPECT_THAT(header(given, "Content-Type"), StartsWith("text/html"));
    fields tokens = answer_in("?" + text_of(given));
    EXPECT_EQ(tokens["expires"], "3600");
    EXPECT_EQ(tokens.size(), 2U);
    const response whose = send(anonymous("/oauth2/me?access_token=" + tokens["access_token"]));
    EXPECT_EQ(member(whose, "scope"), "basic_access email");
    EXPECT_EQ(text_of(ask(answer["code"], client().secret)), "wrong code") << "once";

    with["perms"] = "offline_access";
    const response json = ask(answer_in(press_there())["code"], client().secret, "&output=json");
    EXPECT_EQ(member(json, "expires"), "0");
    passed += 24h * 400;
    EXPECT_EQ(me(member(json, "access_token")).status, 200) << "for ever";

    with["response_type"] = "token";
    EXPECT_THAT(press_there(), HasSubstr("/callback/a-state#access_token="));
    with["answer"] = "deny";
    EXPECT_THAT(press_there(), HasSubstr("/callback/a-state#error_reason=user_denied&state=echo"));
    for (const char* below : {"other", "/a#b", "/a b", "/a\r\nX: y"}) {
        with["redirect_uri"] = std::string(back) + below;
        EXPECT_EQ(press_there(), "<absent>") << below;
    }
}

TEST_F(oauth2, code_of_one_spelling_is_none_at_the_other_endpoint) {
    const auto ask_deezer = [this](const std::string& code) {
        return text_of(send(anonymous(
            "/oauth2/deezer/token?app_id=" + client().id + "&secret=" + client().secret + "&code=" + code)));
    };
    fields bound = asking();
    bound["code_challenge"] = challenge;
    bound["code_challenge_method"] = "S256";
    EXPECT_EQ(ask_deezer(code_for(bound)), "wrong code");
    EXPECT_EQ(ask_deezer(code_for(asking())), "wrong code");

    const auto code_of_deezer = [this](const std::string& id) {
        const fields with{{"app_id", id}, {"redirect_uri", back}, {"answer", "authorize"}};
        return answer_in(header(send(post("/oauth2/deezer/authorize", with)), "Location"))["code"];
    };
    EXPECT_EQ(word_of(redeem_code(code_of_deezer(client().id))), "invalid_grant");
    const std::string unbound = code_of_deezer(public_id());
    EXPECT_EQ(word_of(redeem_code(unbound, {{"client_id", public_id()}})), "invalid_grant")
        << "a way around the proof key";
    EXPECT_EQ(
        text_of(send(anonymous("/oauth2/deezer/token?app_id=" + public_id() + "&code=" + unbound))),
        "wrong code")
        << "no client is without a secret there";
    const std::string code = code_of_deezer(client().id);
    const std::string token = answer_in("?" + ask_deezer(code))["access_token"];
    EXPECT_EQ(me(token).status, 200);
    EXPECT_EQ(ask_deezer(code), "wrong code");
    EXPECT_EQ(me(token).status, 401) << "a replay takes its tokens back";
}

TEST_F(oauth2, provider_costs_no_request_and_wants_no_user_agent) {
    request bare;
    bare.method = "GET";
    for (const std::string& target :
         {page(asking()), std::string("/oauth2/me"), std::string("/oauth2/nothing")}) {
        bare.target = target;
        const verdict given = made_.answer(bare, at(1s));
        EXPECT_FALSE(given.counted) << target;
        EXPECT_TRUE(given.handled) << target;
        EXPECT_EQ(header(given.answer, "X-Discogs-Ratelimit"), "<absent>");
        EXPECT_NE(given.answer.status, 403) << target;
    }
}

TEST_F(oauth2, fault_in_the_place_of_an_answer_redeems_nothing) {
    const std::string code = code_for(asking());
    const request asked = post(
        "/oauth2/token",
        {{"grant_type", "authorization_code"},
         {"code", code},
         {"redirect_uri", back},
         {"client_id", client().id},
         {"client_secret", client().secret}});
    answer_options struck;
    struck.unhandled = true;
    EXPECT_FALSE(made_.answer(asked, at(1s), struck).handled);
    struck.refuse = true;
    const verdict refused = made_.answer(asked, at(1s), struck);
    EXPECT_EQ(refused.answer.status, 429);
    EXPECT_FALSE(refused.counted);
    EXPECT_EQ(send(asked).status, 200);
}

/// With settings of its own.
class oauth2_strict : public oauth2_fixture {
protected:
    oauth2_strict() : oauth2_fixture(settings()) {}

    static oauth2_params settings() {
        oauth2_params out;
        out.redirect_uris = {back};
        out.scopes = {"library", "write"};
        out.pkce = pkce_rule::everybody;
        out.refresh = refresh_rule::keep;
        out.issuer = issuer_naming::on;
        return out;
    }
};

TEST_F(oauth2_strict, settings_change_what_is_given_and_asked_for) {
    fields with = asking();
    EXPECT_EQ(answer_in(header(send(anonymous(page(with))), "Location"))["error"], "invalid_scope");
    with["scope"] = "";
    EXPECT_EQ(answer_in(header(send(anonymous(page(with))), "Location"))["error"], "invalid_request")
        << "everybody needs a proof key";
    with["code_challenge"] = challenge;
    with["code_challenge_method"] = "S256";
    with["redirect_uri"] = "";
    fields answer = answer_in(press(with));
    EXPECT_EQ(answer["iss"], "https://emulator.test/oauth2");
    const response given = redeem_code(answer["code"], {{"code_verifier", verifier}, {"redirect_uri", ""}});
    EXPECT_EQ(member(given, "scope"), "library") << text_of(given);
    const std::string token = member(given, "refresh_token");
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(member(renew(token), "refresh_token"), "<absent>");
    EXPECT_EQ(me(member(renew(token), "access_token")).status, 200);
    EXPECT_EQ(answer_in(press(with, "deny"))["iss"], "https://emulator.test/oauth2");
}

TEST(oauth2_settings, what_makes_no_sense_is_named) {
    const auto problem = [](auto change) {
        oauth2_params params;
        change(params);
        return problem_of(params);
    };
    EXPECT_EQ(problem([](oauth2_params&) {}), "");
    EXPECT_THAT(problem([](oauth2_params& p) { p.redirect_uris.clear(); }), HasSubstr("redirect_uris"));
    for (const char* uri : {"", "/back", "/back:1", ":x", "https://a/b c", "https://a/\r\nX-Set: 1"})
        EXPECT_THAT(problem([uri](oauth2_params& p) { p.redirect_uris = {uri}; }), HasSubstr("redirect_uris"))
            << uri;
    EXPECT_THAT(
        problem([](oauth2_params& p) { p.redirect_uris = {"https://a/#b"}; }), HasSubstr("redirect_uris"));
    EXPECT_THAT(problem([](oauth2_params& p) { p.scopes = {"two words"}; }), HasSubstr("scopes"));
    EXPECT_THAT(problem([](oauth2_params& p) { p.code_life = -1ms; }), HasSubstr("code_life"));
    EXPECT_THAT(problem([](oauth2_params& p) { p.token_life = 24h * 367; }), HasSubstr("token_life"));
    EXPECT_THAT(problem([](oauth2_params& p) { p.refresh_life = -1ms; }), HasSubstr("refresh_life"));
    EXPECT_THAT(problem([](oauth2_params& p) { p.device_life = -1ms; }), HasSubstr("device_life"));
    EXPECT_THAT(problem([](oauth2_params& p) { p.device_interval = 301s; }), HasSubstr("device_interval"));
    emulator_params whole;
    whole.oauth2.scopes = {""};
    EXPECT_THROW(const emulator never(whole), std::invalid_argument);
}

} // namespace
} // namespace segue::emulator
