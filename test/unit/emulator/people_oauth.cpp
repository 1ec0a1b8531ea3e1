// The legs of OAuth, and calls signed with what they gave.

#include "emulator/oauth.hpp"
#include "people_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace segue::emulator {
namespace {

using namespace testing;
using namespace std::chrono_literals;

/// Seconds of the tests' clock.
constexpr std::int64_t now_seconds = 784'111'777;

class people_oauth : public people_fixture {
protected:
    using fields = std::map<std::string, std::string>;

    /// The usual parameters, all fresh.
    fields usual(const std::string& method = "PLAINTEXT") {
        return {
            {"oauth_consumer_key", made_.credentials().consumer_key},
            {"oauth_nonce", "nonce" + std::to_string(++nonces_)},
            {"oauth_timestamp", std::to_string(now_seconds)},
            {"oauth_signature_method", method}};
    }
    /// Signs what is there with the consumer's and the token's secret.
    request signed_request(
        const std::string& method, const std::string& target, fields with, const std::string& token_secret) {
        request out = anonymous(target);
        out.method = method;
        signed_message message = read_signed(out);
        message.parameters.insert(message.parameters.end(), with.begin(), with.end());
        const auto signature =
            signature_of(message, "https", made_.credentials().consumer_secret, token_secret);
        with.try_emplace("oauth_signature", signature);
        std::string header = "OAuth ";
        for (const auto& [name, value] : with)
            header += (header.size() > 6 ? ", " : "") + name + "=\"" + encode_query_text(value) + "\"";
        out.headers.emplace_back("Authorization", header);
        return out;
    }
    response answer(const request& asked, std::chrono::seconds later = 0s) {
        moment now = at(1s + later);
        now.wall += later;
        return made_.answer(asked, now).answer;
    }
    static std::string text_of(const response& from) { return from.body ? *from.body : std::string{}; }
    static fields form(const response& from) {
        fields out;
        const std::string target = "?" + text_of(from);
        for (const auto& [name, value] : parse_target(target).query)
            out[name] = value;
        return out;
    }
    /// The first leg, done well.
    fields begin(const std::string& method = "PLAINTEXT", const std::string& callback = "oob") {
        fields with = usual(method);
        with["oauth_callback"] = callback;
        const response given = answer(signed_request("GET", "/oauth/request_token", with, ""));
        EXPECT_EQ(given.status, 200) << text_of(given);
        return form(given);
    }
    request
    third_leg(const fields& begun, const std::string& verifier, const std::string& method = "PLAINTEXT") {
        fields with = usual(method);
        with["oauth_token"] = begun.at("oauth_token");
        with["oauth_verifier"] = verifier;
        return signed_request("POST", "/oauth/access_token", with, begun.at("oauth_token_secret"));
    }
    /// All legs, done well.
    fields grant(const std::string& username = {}) {
        const fields begun = begin();
        const auto verifier = made_.authorize(begun.at("oauth_token"), username, at(1s));
        const response given = answer(third_leg(begun, verifier.value_or("")));
        EXPECT_EQ(given.status, 200) << text_of(given);
        return form(given);
    }
    request call_with(
        const fields& access, const std::string& target, fields with, const std::string& method = "GET") {
        with["oauth_token"] = access.at("oauth_token");
        return signed_request(method, target, with, access.at("oauth_token_secret"));
    }

private:
    int nonces_ = 0;
};

TEST_F(people_oauth, three_legs_give_a_token_that_signs_for_the_user) {
    const fields begun = begin();
    EXPECT_EQ(begun.at("oauth_callback_confirmed"), "true");
    const auto verifier = made_.authorize(begun.at("oauth_token"), "", at(1s));
    ASSERT_TRUE(verifier.has_value());
    const response given = answer(third_leg(begun, *verifier));
    EXPECT_EQ(given.status, 200);
    EXPECT_EQ(header(given, "Content-Type"), "application/x-www-form-urlencoded");
    const fields access = form(given);
    EXPECT_EQ(access.size(), 2U);
    EXPECT_NE(access.at("oauth_token"), begun.at("oauth_token"));
    for (const std::string method : {"PLAINTEXT", "HMAC-SHA1", "HMAC-SHA256"}) {
        const auto identity = parsed(answer(call_with(access, "/oauth/identity?a=b%20c", usual(method))));
        ASSERT_TRUE(identity.is_object()) << method;
        EXPECT_EQ(identity.at("username").as_string(), "segue_listener") << method;
    }
    const response written =
        answer(call_with(access, "/users/segue_listener/wants/1", usual("HMAC-SHA1"), "PUT"));
    EXPECT_EQ(written.status, 201);
}

TEST_F(people_oauth, either_user_may_agree) {
    const fields access = grant("Quiet.Crates");
    EXPECT_EQ(
        parsed(answer(call_with(access, "/oauth/identity", usual()))).at("username").as_string(),
        "Quiet.Crates");
    EXPECT_EQ(made_.authorize(begin().at("oauth_token"), "nobody", at(1s)), std::nullopt);
}

TEST_F(people_oauth, legs_may_be_signed_with_hmac_and_posted) {
    fields with = usual("HMAC-SHA1");
    with["oauth_callback"] = "https://app.example/back?x=1&y=2";
    const response given = answer(signed_request("POST", "/oauth/request_token", with, ""));
    EXPECT_EQ(given.status, 200) << text_of(given);
    const fields begun = form(given);
    const auto verifier = made_.authorize(begun.at("oauth_token"), "", at(1s));
    EXPECT_EQ(answer(third_leg(begun, verifier.value_or(""), "HMAC-SHA1")).status, 200);
}

TEST(oauth_signature, example_of_the_specification_comes_out) {
    signed_message message;
    message.method = "GET";
    message.address = "photos.example.net/photos";
    message.parameters = {
        {"oauth_consumer_key", "dpf43f3p2l4k3l03"},
        {"oauth_token", "nnch734d00sl2jdk"},
        {"oauth_signature_method", "HMAC-SHA1"},
        {"oauth_timestamp", "1191242096"},
        {"oauth_nonce", "kllo9940pd9333jh"},
        {"oauth_version", "1.0"},
        {"oauth_signature", "is not part of it"},
        {"file", "vacation.jpg"},
        {"size", "original"}};
    EXPECT_EQ(
        signature_of(message, "http", "kd94hf93k423kf44", "pfkkdhi9sl3r4s00"),
        "tR3+Ty81lMeYAr/Fid0kMTYa/WM=");
    // The same by another implementation: no specification prints one.
    message.parameters[2].second = "HMAC-SHA256";
    EXPECT_EQ(
        signature_of(message, "http", "kd94hf93k423kf44", "pfkkdhi9sl3r4s00"),
        "WVPzl1j6ZsnkIjWr7e3OZ3jkenL57KwaLFhYsroX1hg=");
    message.parameters[2].second = "PLAINTEXT";
    EXPECT_EQ(signature_of(message, "http", "a b", "c&d"), "a%20b&c%26d");
    message.parameters[2].second = "RSA-SHA1";
    EXPECT_EQ(signature_of(message, "http", "a", "b"), "");
}

TEST_F(people_oauth, first_leg_refuses_in_text) {
    const struct {
        const char* name;
        std::optional<std::string> value;
        int status;
        std::string text;
    } cases[] = {
        {"oauth_consumer_key", std::nullopt, 401, "Parameter not found: oauth_consumer_key"},
        {"oauth_callback", std::nullopt, 401, "Parameter not found: oauth_callback"},
        {"oauth_nonce", std::nullopt, 401, "Parameter not found: oauth_nonce"},
        {"oauth_consumer_key", "wrong", 401, "Invalid consumer."},
        {"oauth_timestamp", "yesterday", 401, "Invalid timestamp."},
        {"oauth_signature", "wrong&", 401, "Invalid signature."},
        {"oauth_nonce", std::string(65, 'n'), 401, "Invalid nonce."}};
    for (const auto& one : cases) {
        fields with = usual();
        with["oauth_callback"] = "oob";
        if (one.value)
            with[one.name] = *one.value;
        else
            with.erase(one.name);
        const response refused = answer(signed_request("GET", "/oauth/request_token", with, ""));
        EXPECT_EQ(refused.status, one.status) << one.name;
        EXPECT_EQ(text_of(refused), one.text);
        EXPECT_EQ(header(refused, "Content-Type"), "text/plain");
    }
    const response bare = answer(anonymous("/oauth/request_token"));
    EXPECT_EQ(bare.status, 400);
    EXPECT_EQ(text_of(bare), "Not a conforming OAuth request.");
}

TEST_F(people_oauth, nonce_of_64_letters_and_time_in_milliseconds_pass_the_legs) {
    fields with = usual();
    with["oauth_callback"] = "oob";
    with["oauth_nonce"] = std::string(64, 'n');
    with["oauth_timestamp"] = std::to_string(now_seconds * 1'000);
    EXPECT_EQ(answer(signed_request("GET", "/oauth/request_token", with, "")).status, 200);
}

TEST_F(people_oauth, replay_of_a_leg_is_refused) {
    fields with = usual();
    with["oauth_callback"] = "oob";
    const request asked = signed_request("GET", "/oauth/request_token", with, "");
    EXPECT_EQ(answer(asked).status, 200);
    EXPECT_EQ(answer(asked).status, 401);
}

TEST_F(people_oauth, third_leg_refuses_wrong_used_and_old_tokens) {
    const fields begun = begin();
    EXPECT_EQ(text_of(answer(third_leg(begun, "early"))), "Invalid verifier.") << "nobody agreed yet";
    const auto verifier = made_.authorize(begun.at("oauth_token"), "", at(1s));
    ASSERT_TRUE(verifier.has_value());
    EXPECT_EQ(made_.authorize(begun.at("oauth_token"), "", at(1s)), std::nullopt) << "agreed already";
    const response wrong = answer(third_leg(begun, "wrong"));
    EXPECT_EQ(wrong.status, 400);
    EXPECT_EQ(text_of(wrong), "Invalid verifier.");

    fields unsecret = begun;
    unsecret["oauth_token_secret"] = "";
    const response unsigned_leg = answer(third_leg(unsecret, *verifier));
    EXPECT_EQ(unsigned_leg.status, 401) << "the request token's secret is part of the signature";
    EXPECT_EQ(text_of(unsigned_leg), "Invalid signature.");

    EXPECT_EQ(answer(third_leg(begun, *verifier)).status, 200);
    const response again = answer(third_leg(begun, *verifier));
    EXPECT_EQ(again.status, 401);
    EXPECT_EQ(text_of(again), "Invalid token.");
    EXPECT_EQ(answer(anonymous("/oauth/access_token")).status, 405) << "it is a POST";
}

TEST_F(people_oauth, verifier_dies_after_fifteen_minutes) {
    const fields begun = begin();
    const auto verifier = made_.authorize(begun.at("oauth_token"), "", at(1s));
    const response late = answer(third_leg(begun, verifier.value_or("")), 15min);
    EXPECT_EQ(late.status, 400);
    EXPECT_EQ(text_of(late), "Expired verifier.");
    moment later = at(1s);
    later.wall += 15min;
    EXPECT_EQ(made_.authorize(begin().at("oauth_token"), "", later), std::nullopt);
}

TEST_F(people_oauth, broken_signature_makes_a_call_anonymous) {
    const fields access = grant();
    const auto is_anonymous = [this](const request& asked) {
        const auto entry = parsed(answer(asked)).at("releases").at(0);
        return entry.at("thumb").as_string().empty();
    };
    const std::string list = "/artists/3857/releases";
    EXPECT_FALSE(is_anonymous(call_with(access, list, usual())));
    const std::pair<const char*, std::string> breaks[] = {
        {"oauth_signature", "wrong"},
        {"oauth_nonce", std::string(65, 'n')},
        {"oauth_timestamp", std::to_string(now_seconds * 1'000)},
        {"oauth_timestamp", std::to_string(now_seconds - 3'600)},
        {"oauth_consumer_key", "wrong"},
        {"oauth_signature_method", "RSA-SHA1"}};
    for (const auto& [name, value] : breaks) {
        fields with = usual();
        with[name] = value;
        EXPECT_TRUE(is_anonymous(call_with(access, list, with))) << name << " " << value;
    }
    fields unknown = access;
    unknown["oauth_token"] = "wrong";
    EXPECT_TRUE(is_anonymous(call_with(unknown, list, usual())));
    const request once = call_with(access, list, usual());
    EXPECT_FALSE(is_anonymous(once));
    EXPECT_TRUE(is_anonymous(once)) << "a replay";
    fields stale = usual();
    stale["oauth_signature"] = "wrong";
    const response hidden = answer(call_with(access, "/users/segue_listener/collection/fields", stale));
    EXPECT_EQ(hidden.status, 403);
    EXPECT_THAT(message_of(hidden), ::testing::StartsWith("You are not allowed to view this resource."));
}

TEST_F(people_oauth, call_signed_by_the_application_alone_is_the_application) {
    const response identity = answer(signed_request("GET", "/oauth/identity", usual(), ""));
    EXPECT_EQ(identity.status, 401);
    EXPECT_EQ(
        answer(signed_request("GET", "/database/search?q=nirvana", usual("HMAC-SHA1"), "")).status, 200);
}

TEST_F(people_oauth, page_sends_the_browser_back) {
    const fields begun = begin("PLAINTEXT", "https://app.example/back?x=1");
    const std::string page = "/oauth/authorize?oauth_token=" + begun.at("oauth_token");
    const std::string form = text_of(answer(anonymous(page)));
    EXPECT_THAT(form, ::testing::HasSubstr("value=\"" + begun.at("oauth_token") + "\""));
    EXPECT_THAT(form, ::testing::HasSubstr("<button id=\"authorize\" name=\"answer\" value=\"authorize\">"));
    EXPECT_THAT(form, ::testing::HasSubstr("<button id=\"deny\" name=\"answer\" value=\"deny\">"));
    EXPECT_EQ(answer(with_body("POST", page, "", "")).status, 400) << "neither";
    const response denied = answer(with_body("POST", page, "answer=deny", ""));
    EXPECT_EQ(denied.status, 302);
    EXPECT_EQ(header(denied, "Location"), "https://app.example/back?x=1&denied=" + begun.at("oauth_token"));
    const std::string filled = "oauth_token=" + begun.at("oauth_token") + "&answer=authorize";
    const response agreed = answer(with_body("POST", "/oauth/authorize", filled, ""));
    EXPECT_EQ(agreed.status, 302);
    const std::string location = header(agreed, "Location");
    EXPECT_THAT(
        location,
        ::testing::StartsWith(
            "https://app.example/back?x=1&oauth_token=" + begun.at("oauth_token") + "&oauth_verifier="));
    const std::string verifier = location.substr(location.rfind('=') + 1);
    EXPECT_EQ(answer(with_body("POST", page, "answer=authorize", "")).status, 400) << "once";
    EXPECT_EQ(answer(third_leg(begun, verifier)).status, 200);
    EXPECT_EQ(answer(anonymous("/oauth/authorize?oauth_token=wrong")).status, 404);
}

TEST_F(people_oauth, page_costs_no_request) {
    const std::string page = "/oauth/authorize?oauth_token=" + begin().at("oauth_token");
    const verdict given = made_.answer(anonymous(page), at(1s));
    EXPECT_EQ(given.answer.status, 200);
    EXPECT_FALSE(given.counted);
    EXPECT_TRUE(given.handled);
    EXPECT_EQ(header(given.answer, "X-Discogs-Ratelimit"), "<absent>");
}

TEST_F(people_oauth, page_shows_the_verifier_when_there_is_no_way_back) {
    const fields begun = begin();
    const std::string page = "/oauth/authorize?oauth_token=" + begun.at("oauth_token");
    const std::string html =
        text_of(answer(with_body("POST", page, "username=Quiet.Crates&answer=authorize", "")));
    const std::string mark = "<pre id=\"verifier\">";
    const std::size_t start = html.find(mark) + mark.size();
    const std::string verifier = html.substr(start, html.find('<', start) - start);
    const fields access = form(answer(third_leg(begun, verifier)));
    EXPECT_EQ(
        parsed(answer(call_with(access, "/oauth/identity", usual()))).at("username").as_string(),
        "Quiet.Crates");
}

} // namespace
} // namespace segue::emulator
