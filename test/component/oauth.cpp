// Signing in by OAuth over TLS, against an emulator that checks signatures with code of its own.

#include "support/on_emulator.hpp"

#include <segue/http/make_transport.hpp>

#include <gmock/gmock.h>

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace {

using namespace segue;
using discogs::signature_method;
using ::testing::HasSubstr;
using ::testing::Not;

class component_oauth : public test::on_emulator {
protected:
    void SetUp() override { start_service(unlimited()); }

    void start_service(const emulator::emulator_params& p) {
        start(p);
        key_ = service().consumer_key();
        key_secret_ = service().consumer_secret();
        username_ = service().username();
    }

    discogs::client_params application(signature_method how = signature_method::plaintext) const {
        auto p = params();
        p.token = {};
        p.consumer_key = key_;
        p.consumer_secret = key_secret_;
        p.signature_method = how;
        return p;
    }

    discogs::client signed_in(const discogs::access_token& as, signature_method how) {
        auto p = application(how);
        p.access_token = as.token.reveal();
        p.access_token_secret = as.token_secret.reveal();
        return make_client(p);
    }

    std::string agree(const discogs::request_token& to) { return service().authorize(to.token.reveal()); }

    /// Asks for an address of the emulator as a browser does, or as somebody who has listened.
    http::response send_raw(const std::string& target, const std::string& authorization = {}) {
        return send_raw(http::method::get, target, authorization, {});
    }

    /// What the form of the page sends.
    http::response answer_page(const std::string& target, std::string_view answer) {
        return send_raw(http::method::post, target, {}, "answer=" + std::string(answer));
    }

    http::response send_raw(
        http::method how, const std::string& target, const std::string& authorization, std::string body) {
        http::transport_params direct;
        direct.ca_file = ca_file();
        direct.proxy = "";
        if (!browser_)
            browser_ = http::make_transport(io.get_executor(), direct);
        http::request r;
        r.to = {"https", "127.0.0.1", static_cast<std::uint16_t>(std::stoi(test::port_of(base_url())))};
        r.method = how;
        r.target = target;
        r.body = std::move(body);
        r.headers.add("User-Agent", "Browser/1.0 +https://segue.invalid");
        if (!authorization.empty())
            r.headers.add("Authorization", authorization);
        return run(browser_->send(std::move(r), nullptr)).value();
    }

    /// What stands in the Authorization field of the latest request for a target.
    std::string latest_field(const std::string& target) {
        std::string field;
        for (const auto& entry : service().journal()) {
            if (entry.target == target)
                field = test::field_of(entry, "Authorization");
        }
        return field;
    }

    /// Fails a last step, and returns the service's words.
    std::string last_step_fails(const discogs::request_token& token, std::string_view verifier) {
        auto c = make_client(application());
        const auto why = fails<authentication_error>(c.oauth().access_token(token, verifier));
        EXPECT_EQ(why.code, errc::oauth_refused);
        for (const auto& hidden : {token.token_secret.reveal(), key_secret_, std::string(verifier)})
            EXPECT_THAT(test::all_text_of(why) + observer->text, Not(HasSubstr(hidden)));
        return why.message;
    }

    const std::string& username() const { return username_; }

private:
    std::string key_;
    std::string key_secret_;
    std::string username_;
    std::shared_ptr<http::transport> browser_;
};

/// The machine's clock, with another date.
class skewed_time final : public time_source {
public:
    explicit skewed_time(std::chrono::seconds by) : by_(by) {}

    steady_time now() const noexcept override { return real_->now(); }
    std::chrono::system_clock::time_point today() const noexcept override { return real_->today() + by_; }
    asio::awaitable<boost::system::error_code> wait_until(steady_time when) override {
        return real_->wait_until(when);
    }

private:
    std::shared_ptr<time_source> real_ = system_time();
    std::chrono::seconds by_;
};

class component_oauth_method : public component_oauth,
                               public ::testing::WithParamInterface<signature_method> {};

TEST_P(component_oauth_method, both_steps_give_a_token_that_acts_as_the_user) {
    auto c = make_client(application(GetParam()));
    const auto asked = run(c.oauth().request_token({.callback = "https://shelf.test/back?x=1&y=%C3%A9 z"}));
    EXPECT_TRUE(asked.callback_confirmed);
    const auto verifier = agree(asked);
    const auto given = run(c.oauth().access_token(asked, verifier));
    EXPECT_NE(given.token.reveal(), asked.token.reveal());

    auto user = signed_in(given, GetParam());
    EXPECT_EQ(run(user.identity().get()).username, username());
    auto hits = user.search({.query = "Nine Inch Nails & \"Söhne\" +1", .per_page = 3});
    run(hits.next_page());
    auto fields = user.user(username()).collection().fields().list();
    EXPECT_TRUE(run(fields.next()).has_value()) << "what only the owner may see";
}

INSTANTIATE_TEST_SUITE_P(
    methods,
    component_oauth_method,
    ::testing::Values(
        signature_method::plaintext, signature_method::hmac_sha1, signature_method::hmac_sha256),
    [](const auto& tested) {
        switch (tested.param) {
        case signature_method::plaintext:
            return "plaintext";
        case signature_method::hmac_sha1:
            return "hmac_sha1";
        case signature_method::hmac_sha256:
            break;
        }
        return "hmac_sha256";
    });

TEST_F(component_oauth, application_that_is_not_known_is_refused) {
    auto p = application();
    p.consumer_key = "nobody";
    auto c = make_client(p);
    const auto why = fails<authentication_error>(c.oauth().request_token());
    EXPECT_EQ(why.message, "Invalid consumer.");
    EXPECT_EQ(why.status, 401);
    for (const auto how : {signature_method::plaintext, signature_method::hmac_sha1}) {
        auto wrong = application(how);
        wrong.consumer_secret = "wrong";
        auto other = make_client(wrong);
        EXPECT_EQ(fails<authentication_error>(other.oauth().request_token()).message, "Invalid signature.");
    }
}

TEST_F(component_oauth, wrong_early_and_used_verifiers_are_refused) {
    auto c = make_client(application());
    const auto asked = run(c.oauth().request_token());
    EXPECT_EQ(last_step_fails(asked, "too-early-to-say"), "Invalid verifier.");
    const auto verifier = agree(asked);
    EXPECT_EQ(last_step_fails(asked, "wrong-verifier"), "Invalid verifier.");
    const discogs::request_token forged(asked.token.reveal(), "forged-secret");
    EXPECT_EQ(last_step_fails(forged, verifier), "Invalid signature.");
    run(c.oauth().access_token(asked, verifier));
    EXPECT_EQ(last_step_fails(asked, verifier), "Invalid token.") << "it is used up";
    EXPECT_EQ(fails<bad_params>(c.oauth().access_token(asked, "")).param, "verifier");
}

TEST_F(component_oauth, answer_that_is_none_names_what_it_is) {
    auto c = make_client(application());
    strike(fault_kind::html_page);
    EXPECT_THAT(test::all_text_of(fails<error>(c.oauth().request_token())), HasSubstr("page"));
    strike(fault_kind::empty_body);
    EXPECT_THAT(fails<protocol_error>(c.oauth().request_token()).message, HasSubstr("an empty body"));
    strike(fault_kind::wrong_kind);
    EXPECT_EQ(fails<protocol_error>(c.oauth().request_token()).code, errc::oauth_malformed);
}

// The emulator takes nothing twice: a resend with the same nonce would fail.
TEST_F(component_oauth, attempts_after_a_failure_are_signed_anew) {
    auto c = make_client(application());
    const auto asked = run(c.oauth().request_token());
    const auto given = run(c.oauth().access_token(asked, agree(asked)));
    auto p = application();
    p.access_token = given.token.reveal();
    p.access_token_secret = given.token_secret.reveal();
    p.retry.max_attempts = 3;
    auto user = make_client(p);
    strike(fault_kind::reset_after_request);
    EXPECT_EQ(run(user.identity().get()).username, username());
    std::set<std::string> fields;
    for (const auto& entry : service().journal()) {
        if (entry.target == "/oauth/identity")
            fields.insert(test::field_of(entry, "Authorization"));
    }
    EXPECT_EQ(fields.size(), 2U);
}

TEST_F(component_oauth, token_with_a_wrong_secret_is_taken_for_nobody) {
    auto c = make_client(application());
    const auto asked = run(c.oauth().request_token());
    auto given = run(c.oauth().access_token(asked, agree(asked)));
    given.token_secret = account::secret("forged");
    auto user = signed_in(given, signature_method::hmac_sha1);
    auto fields = user.user(username()).collection().fields().list();
    const auto why = fails<forbidden_error>(fields.next());
    EXPECT_THAT(why.message, HasSubstr("a wrong access token, secret or clock"));
    EXPECT_THAT(test::all_text_of(why) + observer->text, Not(HasSubstr(given.token.reveal())));
}

TEST_F(component_oauth, page_leads_back_with_a_verifier_or_with_a_refusal) {
    auto p = application();
    const auto page = base_url() + "/oauth/authorize";
    p.authorize_url = page;
    auto c = make_client(p);
    const auto asked = run(c.oauth().request_token({.callback = "https://shelf.test/back?x=1"}));
    ASSERT_TRUE(asked.authorize_url().starts_with(page + "?oauth_token="));
    const auto target = asked.authorize_url().substr(base_url().size());

    EXPECT_THAT(send_raw(target).body, HasSubstr("<button id=\"authorize\""));
    const auto denied = answer_page(target, "deny");
    EXPECT_EQ(denied.status, 302);
    try {
        asked.verifier_in(denied.headers.find("Location").value());
        ADD_FAILURE() << "the user said no";
    } catch (const authentication_error& e) {
        EXPECT_EQ(e.code(), errc::oauth_refused);
        EXPECT_EQ(e.message(), "the user did not agree");
    }
    const auto agreed = answer_page(target, "authorize");
    EXPECT_EQ(agreed.status, 302);
    const auto verifier = asked.verifier_in(agreed.headers.find("Location").value());
    const auto given = run(c.oauth().access_token(asked, verifier));
    EXPECT_EQ(run(signed_in(given, signature_method::hmac_sha1).identity().get()).username, username());

    const auto other = run(c.oauth().request_token());
    EXPECT_THROW(other.verifier_in(agreed.headers.find("Location").value()), authentication_error);
    const auto shown = answer_page(other.authorize_url().substr(base_url().size()), "authorize");
    EXPECT_EQ(shown.status, 200) << "out of band";
    const auto start = shown.body.find("\"verifier\">") + 11;
    const auto typed = shown.body.substr(start, shown.body.find('<', start) - start);
    EXPECT_FALSE(run(c.oauth().access_token(other, typed)).token.empty());
}

TEST_F(component_oauth, last_step_that_comes_too_late_means_to_begin_again) {
    stop();
    auto served = unlimited();
    served.request_token_life = std::chrono::milliseconds(0);
    start_service(served);
    auto c = make_client(application());
    const auto asked = run(c.oauth().request_token());
    const auto why = fails<authentication_error>(c.oauth().access_token(asked, "some-verifier"));
    EXPECT_EQ(why.code, errc::oauth_refused);
    EXPECT_EQ(why.status, 400);
    EXPECT_EQ(why.message, "Expired verifier.");
}

TEST_F(component_oauth, requests_of_others_who_listened_are_refused) {
    for (const auto how : {signature_method::plaintext, signature_method::hmac_sha256}) {
        auto c = make_client(application(how));
        const auto asked = run(c.oauth().request_token());
        const auto replayed_step = send_raw("/oauth/request_token", latest_field("/oauth/request_token"));
        EXPECT_EQ(replayed_step.status, 401);
        const auto given = run(c.oauth().access_token(asked, agree(asked)));
        run(signed_in(given, how).identity().get());
        EXPECT_EQ(send_raw("/oauth/identity", latest_field("/oauth/identity")).status, 401);
    }
    // A hashed signature is good for its own address alone, fresh or not.
    auto c = make_client(application(signature_method::hmac_sha1));
    const auto asked = run(c.oauth().request_token());
    const auto given = run(c.oauth().access_token(asked, agree(asked)));
    auto user = signed_in(given, signature_method::hmac_sha1);
    run(user.release(352665).get());
    const auto field = latest_field("/releases/352665");
    EXPECT_EQ(send_raw("/oauth/identity", field).status, 401);
}

TEST_F(component_oauth, clock_that_is_an_hour_off_is_hinted_at_and_costs_one_call) {
    auto c = make_client(application());
    const auto asked = run(c.oauth().request_token());
    const auto given = run(c.oauth().access_token(asked, agree(asked)));
    auto p = application();
    p.access_token = given.token.reveal();
    p.access_token_secret = given.token_secret.reveal();
    for (const auto by : {std::chrono::seconds(-3'600), std::chrono::seconds(3'600)}) {
        discogs::client user(io.get_executor(), p, observer, std::make_shared<skewed_time>(by));
        auto fields = user.user(username()).collection().fields().list();
        const auto why = fails<forbidden_error>(fields.next());
        EXPECT_THAT(why.message, HasSubstr("clock"));
        auto again = user.user(username()).collection().fields().list();
        EXPECT_TRUE(run(again.next())) << "the answer told the service's time";
    }
}

} // namespace
