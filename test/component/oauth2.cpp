// The flows of OAuth 2 over TLS, against a provider that shares no code with them.

#include "support/chromium_profile.hpp"
#include "support/on_emulator.hpp"

#include <segue/account/exchange.hpp>
#include <segue/account/oauth2.hpp>
#include <segue/account/redirect_handler.hpp>
#include <segue/http/make_transport.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace segue;
using namespace std::chrono_literals;
using account::token_set;
using account::oauth2::client_authentication;
using account::oauth2::flow;
using account::oauth2::flow_params;
using account::oauth2::pending_grant;
using account::oauth2::token_request;
using emulator::oauth2_answer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* back = "http://127.0.0.1:1/callback";
constexpr std::string_view usual_scopes[] = {"identity", "library"};
constexpr account::exchange_params patient{61'234ms};

/// A device's clock: it stands still but for its waits, which take no time. Time limits are real.
class device_time final : public time_source {
public:
    steady_time now() const noexcept override { return present_; }
    std::chrono::system_clock::time_point today() const noexcept override { return real_->today(); }

    asio::awaitable<boost::system::error_code> wait_until(steady_time when) override {
        const auto left = when - present_;
        if (left == patient.deadline)
            co_return co_await real_->wait_until(real_->now() + left);
        present_ = std::max(present_, when);
        waits.push_back(std::chrono::duration_cast<std::chrono::seconds>(left).count());
        on_wait(waits.size());
        co_return boost::system::error_code();
    }

    /// What happens meanwhile, by the number of the wait.
    std::function<void(std::size_t)> on_wait = [](std::size_t) {};
    std::vector<std::int64_t> waits;

private:
    std::shared_ptr<time_source> real_ = system_time();
    steady_time present_ = real_->now();
};

class component_oauth2 : public test::on_emulator {
protected:
    void SetUp() override { serve({}); }

    void serve(emulator::oauth2_params settings) {
        auto served = unlimited();
        served.oauth2 = std::move(settings);
        start(served);
        at_ = service().oauth2();
        http::transport_params direct;
        direct.ca_file = ca_file();
        direct.proxy = "";
        wire_ = http::make_transport(io.get_executor(), direct);
    }

    /// Params of the client with a secret; they refer to this object.
    flow_params confidential() const {
        flow_params p;
        p.at = {at_.authorize_url, at_.token_url, at_.device_url, back};
        p.client_id = at_.client_id;
        p.client_secret = at_.client_secret;
        p.scopes = usual_scopes;
        return p;
    }
    flow_params without_secret() const {
        auto p = confidential();
        p.client_id = at_.public_client_id;
        p.client_secret = {};
        return p;
    }

    static account::wall_time now() { return std::chrono::system_clock::now(); }

    std::string agree(const pending_grant& to) {
        return service().answer_oauth2(to.authorize_url(), oauth2_answer::authorize);
    }
    token_set redeem(const token_request& request) { return run(account::exchange(wire_, request)); }
    failure not_redeemed(const token_request& request) {
        return fails<error>(account::exchange(wire_, request));
    }
    token_set sign_in(const flow& by) {
        auto grant = by.begin_code(now()).value();
        const auto location = agree(grant);
        return redeem(by.finish_code(grant, location, now()).value());
    }

    http::response ask(const std::string& target, const std::string& authorization) {
        http::request r;
        r.to = {"https", "127.0.0.1", static_cast<std::uint16_t>(std::stoi(test::port_of(base_url())))};
        r.target = target;
        if (!authorization.empty())
            r.headers.add("Authorization", authorization);
        return run(wire_->send(std::move(r), nullptr)).value();
    }
    http::response me(const token_set& by) {
        return ask("/oauth2/me", by.token_type + " " + by.access_token.reveal());
    }
    void expect_user(const token_set& tokens) {
        const auto answer = me(tokens);
        EXPECT_EQ(answer.status, 200);
        EXPECT_THAT(answer.body, HasSubstr("\"username\":\"" + service().username() + "\""));
    }

    /// Strikes the next answer of the token endpoint.
    void strike_token(emulator::fault f) {
        f.route = "POST /oauth2/token";
        f.count = 1;
        service().add_fault(f);
    }

    account::oauth2::device_grant begin_device(const flow& by) {
        return run(account::begin_device(wire_, by, clock, patient));
    }
    asio::awaitable<token_set> wait_for_device(const account::oauth2::device_grant& grant) {
        return account::sign_in_device(wire_, grant, clock, patient);
    }
    std::size_t questions() {
        const auto seen = service().journal();
        return static_cast<std::size_t>(std::count_if(
            seen.begin(), seen.end(), [](const auto& entry) { return entry.route == "POST /oauth2/token"; }));
    }

    const std::shared_ptr<http::transport>& wire() const { return wire_; }
    const emulator::oauth2_registration& at() const { return at_; }

    std::shared_ptr<device_time> clock = std::make_shared<device_time>();

private:
    emulator::oauth2_registration at_;
    std::shared_ptr<http::transport> wire_;
};

TEST_F(component_oauth2, code_grant_signs_in_by_every_client_authentication_and_proof_key) {
    using challenge = pending_grant::challenge;
    for (const auto proof : {challenge::none, challenge::plain, challenge::s256}) {
        for (const auto how : {client_authentication::basic, client_authentication::body}) {
            auto p = confidential();
            p.challenge = proof;
            p.authentication = how;
            const auto tokens = sign_in(flow(p));
            expect_user(tokens);
            EXPECT_EQ(tokens.token_type, "Bearer");
            EXPECT_THAT(tokens.scopes, ElementsAre("identity", "library"));
            EXPECT_TRUE(tokens.refresh_token);
            EXPECT_EQ(*tokens.expires_at - tokens.obtained_at, 1h);
        }
    }
    auto p = without_secret();
    expect_user(sign_in(flow(p)));
    p.challenge = challenge::none;
    const flow unbound(p);
    auto grant = unbound.begin_code(now()).value();
    EXPECT_EQ(unbound.finish_code(grant, agree(grant), now()).error().code, errc::bad_request)
        << "who has no secret needs a proof key";
    for (const auto& entry : service().journal())
        EXPECT_FALSE(entry.counted) << entry.target;
}

TEST_F(component_oauth2, implicit_grant_signs_in) {
    const flow by(without_secret());
    auto grant = by.begin_implicit(now()).value();
    const auto tokens = by.finish_implicit(grant, agree(grant), now()).value();
    expect_user(tokens);
    EXPECT_FALSE(tokens.refresh_token);
    EXPECT_TRUE(tokens.expires_at);
}

TEST_F(component_oauth2, client_and_password_get_tokens) {
    const flow by(confidential());
    const auto own = redeem(by.client_credentials().value());
    EXPECT_EQ(me(own).status, 200);
    EXPECT_THAT(me(own).body, Not(HasSubstr("username")));
    expect_user(redeem(by.password(service().username(), account::secret(at().password)).value()));
    const auto why = not_redeemed(by.password(service().username(), account::secret("wrong")).value());
    EXPECT_EQ(why.code, errc::sign_in_required);
    EXPECT_EQ(by.refresh(own).error().code, errc::sign_in_required) << "a client's own is asked for anew";
}

TEST_F(component_oauth2, account_is_named_where_the_client_asks_for_it) {
    auto p = confidential();
    p.names.account_id = "user_id";
    const auto tokens = sign_in(flow(p));
    EXPECT_FALSE(tokens.account_id.empty());
    EXPECT_THAT(me(tokens).body, HasSubstr("\"sub\":\"" + tokens.account_id + "\""));
}

TEST_F(component_oauth2, wrong_client_is_refused_and_told_to_look_at_itself) {
    for (const auto how : {client_authentication::basic, client_authentication::body}) {
        auto p = confidential();
        p.authentication = how;
        p.client_secret = "wrong-secret";
        const flow by(p);
        auto grant = by.begin_code(now()).value();
        const auto why = not_redeemed(by.finish_code(grant, agree(grant), now()).value());
        EXPECT_EQ(why.code, errc::unauthorized);
        EXPECT_EQ(why.status, 401);
        EXPECT_THAT(why.message, HasSubstr("invalid_client"));
        EXPECT_THAT(test::all_text_of(why), Not(HasSubstr("wrong-secret")));
    }
    auto p = confidential();
    p.client_id = "nobody";
    const auto grant = flow(p).begin_code(now()).value();
    EXPECT_THROW(agree(grant), std::invalid_argument) << "no page for it";
}

TEST_F(component_oauth2, wrong_redirect_uri_leads_nowhere_and_redeems_nothing) {
    const flow by(confidential());
    const auto elsewhere = by.begin_code(now(), {.redirect_uri = "https://evil.example/callback"}).value();
    EXPECT_THROW(agree(elsewhere), std::invalid_argument);
    const auto shown = ask(elsewhere.authorize_url().substr(base_url().size()), {});
    EXPECT_EQ(shown.status, 400);
    EXPECT_FALSE(shown.headers.find("Location"));

    const auto grant = by.begin_code(now()).value();
    const auto location = agree(grant);
    auto parts = grant.held();
    parts.redirect_uri = "http://127.0.0.1:2/callback";
    pending_grant moved(parts);
    const auto query = location.substr(location.find('?') + 1);
    const auto why = not_redeemed(by.finish_code(moved, query, now()).value());
    EXPECT_EQ(why.code, errc::sign_in_required);
    EXPECT_THAT(why.message, HasSubstr("redirect_uri"));
}

TEST_F(component_oauth2, wrong_verifier_redeems_nothing) {
    const flow by(without_secret());
    const auto grant = by.begin_code(now()).value();
    auto parts = grant.held();
    parts.verifier = account::secret(std::string(43, 'x'));
    pending_grant forged(parts);
    const auto why = not_redeemed(by.finish_code(forged, agree(grant), now()).value());
    EXPECT_EQ(why.code, errc::sign_in_required);
    EXPECT_THAT(why.message, HasSubstr("code_verifier"));
    EXPECT_THAT(test::all_text_of(why), Not(HasSubstr(std::string(43, 'x'))));
}

TEST_F(component_oauth2, code_that_comes_too_late_redeems_nothing) {
    const flow by(confidential());
    auto grant = by.begin_code(now()).value();
    const auto request = by.finish_code(grant, agree(grant), now()).value();
    service().advance_oauth2(1min);
    EXPECT_EQ(not_redeemed(request).code, errc::sign_in_required);
}

TEST_F(component_oauth2, replayed_code_takes_its_tokens_back) {
    const flow by(confidential());
    auto grant = by.begin_code(now()).value();
    const auto request = by.finish_code(grant, agree(grant), now()).value();
    const auto tokens = redeem(request);
    expect_user(tokens);
    EXPECT_EQ(not_redeemed(request).code, errc::sign_in_required);
    const auto refused = me(tokens);
    EXPECT_EQ(refused.status, 401);
    EXPECT_THAT(std::string(refused.headers.find("WWW-Authenticate").value_or("")), StartsWith("Bearer"));
    EXPECT_EQ(not_redeemed(by.refresh(tokens).value()).code, errc::sign_in_required);
}

TEST_F(component_oauth2, denied_consent_is_an_answer) {
    const flow by(confidential());
    for (const bool code : {true, false}) {
        auto grant = (code ? by.begin_code(now()) : by.begin_implicit(now())).value();
        const auto location = service().answer_oauth2(grant.authorize_url(), oauth2_answer::deny);
        const auto why = code ? by.finish_code(grant, location, now()).error()
                              : by.finish_implicit(grant, location, now()).error();
        EXPECT_EQ(why.code, errc::oauth_denied);
        EXPECT_THAT(why.message, HasSubstr("access_denied"));
    }
    EXPECT_EQ(questions(), 0U);
}

TEST_F(component_oauth2, renewal_rotates_and_an_old_refresh_token_ends_all) {
    const flow by(without_secret());
    const auto first = sign_in(by);
    service().advance_oauth2(1h);
    EXPECT_EQ(me(first).status, 401) << "its time is over";
    const auto second = redeem(by.refresh(first).value());
    expect_user(second);
    EXPECT_NE(second.refresh_token->reveal(), first.refresh_token->reveal());
    EXPECT_THAT(second.scopes, ElementsAre("identity", "library"));
    EXPECT_EQ(not_redeemed(by.refresh(first).value()).code, errc::sign_in_required);
    EXPECT_EQ(me(second).status, 401);
    EXPECT_EQ(not_redeemed(by.refresh(second).value()).code, errc::sign_in_required);
}

TEST_F(component_oauth2, refresh_token_that_stays_is_kept) {
    stop();
    emulator::oauth2_params settings;
    settings.refresh = emulator::refresh_rule::keep;
    serve(settings);
    const flow by(confidential());
    auto tokens = sign_in(by);
    const auto kept = tokens.refresh_token->reveal();
    for (int i = 0; i < 2; ++i) {
        tokens = redeem(by.refresh(tokens).value());
        EXPECT_EQ(tokens.refresh_token->reveal(), kept);
        expect_user(tokens);
    }
}

TEST_F(component_oauth2, consent_taken_back_means_to_sign_in_again) {
    const flow by(confidential());
    const auto tokens = sign_in(by);
    service().revoke_consents();
    EXPECT_EQ(me(tokens).status, 401);
    EXPECT_EQ(not_redeemed(by.refresh(tokens).value()).code, errc::sign_in_required);
}

TEST_F(component_oauth2, issuer_that_must_be_named_is_checked) {
    auto p = confidential();
    p.issuer = at().issuer;
    p.issuer_named = account::oauth2::issuer_rule::always;
    const flow strict(p);
    auto unnamed = strict.begin_code(now()).value();
    EXPECT_EQ(strict.finish_code(unnamed, agree(unnamed), now()).error().code, errc::oauth_state_mismatch);

    stop();
    emulator::oauth2_params settings;
    settings.issuer = emulator::issuer_naming::on;
    serve(settings);
    p = confidential();
    p.issuer = at().issuer;
    p.issuer_named = account::oauth2::issuer_rule::always;
    expect_user(sign_in(flow(p)));
    p.issuer = "https://another.example";
    const flow other(p);
    auto grant = other.begin_code(now()).value();
    EXPECT_EQ(other.finish_code(grant, agree(grant), now()).error().code, errc::oauth_state_mismatch);
}

TEST_F(component_oauth2, lost_answer_is_an_unknown_outcome_and_a_refused_request_is_none) {
    const flow by(confidential());
    auto grant = by.begin_code(now()).value();
    const auto request = by.finish_code(grant, agree(grant), now()).value();
    strike_token({.kind = fault_kind::status, .status = 503, .handled = false});
    EXPECT_EQ(not_redeemed(request).code, errc::server_failed);
    strike_token({.kind = fault_kind::refused_bare});
    EXPECT_EQ(not_redeemed(request).code, errc::rate_limited);
    strike_token({.kind = fault_kind::reset_after_request});
    EXPECT_EQ(not_redeemed(request).code, errc::outcome_unknown);
    EXPECT_EQ(service().journal().back().handled_status, 200);
    EXPECT_EQ(not_redeemed(request).code, errc::sign_in_required) << "it had been redeemed";
    strike_token({.kind = fault_kind::html_page, .status = 200});
    EXPECT_EQ(not_redeemed(by.client_credentials().value()).code, errc::not_json);
}

TEST_F(component_oauth2, device_waits_slows_down_and_signs_in) {
    stop();
    emulator::oauth2_params settings;
    settings.device_interval = 100s;
    serve(settings);
    const auto grant = begin_device(flow(without_secret()));
    EXPECT_THAT(grant.verification_uri(), StartsWith(base_url()));
    EXPECT_THAT(grant.verification_uri_complete(), HasSubstr(grant.user_code()));
    clock->on_wait = [&](std::size_t number) {
        // Before the second question too little time goes by there.
        if (number != 2)
            service().advance_oauth2(105s);
        if (number == 4)
            service().answer_device(grant.user_code(), oauth2_answer::authorize);
    };
    const auto tokens = run(wait_for_device(grant));
    EXPECT_THAT(clock->waits, ElementsAre(100, 100, 105, 105));
    EXPECT_EQ(questions(), 4U);
    expect_user(tokens);
    EXPECT_THAT(tokens.scopes, ElementsAre("identity", "library"));
    EXPECT_TRUE(tokens.refresh_token);
}

TEST_F(component_oauth2, device_learns_that_the_user_said_no) {
    const auto grant = begin_device(flow(confidential()));
    service().answer_device(grant.user_code(), oauth2_answer::deny);
    EXPECT_EQ(fails<error>(wait_for_device(grant)).code, errc::oauth_denied);
    EXPECT_THROW(service().answer_device(grant.user_code(), oauth2_answer::authorize), std::invalid_argument);
}

TEST_F(component_oauth2, device_learns_that_its_code_has_expired) {
    stop();
    emulator::oauth2_params settings;
    settings.device_interval = 300s;
    serve(settings);
    const flow by(confidential());
    const auto told = begin_device(by);
    clock->on_wait = [&](std::size_t) { service().advance_oauth2(30min); };
    EXPECT_EQ(fails<error>(wait_for_device(told)).code, errc::sign_in_required);
    EXPECT_EQ(questions(), 1U) << "the provider says so";

    clock->waits.clear();
    clock->on_wait = [&](std::size_t) { service().advance_oauth2(300s); };
    const auto silent = begin_device(by);
    EXPECT_EQ(fails<error>(wait_for_device(silent)).code, errc::sign_in_required);
    EXPECT_THAT(clock->waits, ElementsAre(300, 300, 300, 300, 300, 300));
    EXPECT_EQ(questions(), 6U) << "nobody asks after the end";
}

TEST_F(component_oauth2, controls_refuse_what_makes_no_sense) {
    const auto grant = flow(confidential()).begin_code(now()).value();
    const auto& page = grant.authorize_url();
    EXPECT_THROW(
        (void)service().answer_oauth2(page, oauth2_answer::authorize, "nobody"), std::invalid_argument);
    EXPECT_THROW((void)service().answer_oauth2(at().token_url, oauth2_answer::deny), std::invalid_argument);
    EXPECT_THROW(service().answer_device("BCDF-GHJK", oauth2_answer::authorize), std::invalid_argument);
    EXPECT_THROW(service().revoke_consents("nobody"), std::invalid_argument);
    EXPECT_THROW(service().advance_oauth2(-1ms), std::invalid_argument);
    EXPECT_EQ(service().requests(), 0U);
}

TEST_F(component_oauth2, deezers_spelling_signs_in) {
    for (const auto where : {account::oauth2::state_place::query, account::oauth2::state_place::path}) {
        constexpr std::string_view perms[] = {"basic_access", "email"};
        flow_params p;
        p.at = {at().deezer_authorize_url, at().deezer_token_url, {}, back};
        p.client_id = at().client_id;
        p.client_secret = at().client_secret;
        p.authentication = client_authentication::body;
        p.method = account::oauth2::token_method::get;
        p.scopes = perms;
        p.challenge = pending_grant::challenge::none;
        p.state = where;
        p.names.authorize_client_id = p.names.client_id = "app_id";
        p.names.client_secret = "secret";
        p.names.redirect_uri = p.names.grant_type = "";
        p.names.scope = "perms";
        p.names.scope_separator = ",";
        const flow by(p);
        auto grant = by.begin_code(now()).value();
        const auto request = by.finish_code(grant, agree(grant), now()).value();
        const auto tokens = redeem(request);
        EXPECT_EQ(ask("/oauth2/me?access_token=" + tokens.access_token.reveal(), {}).status, 200);
        EXPECT_EQ(*tokens.expires_at - tokens.obtained_at, 1h);
        EXPECT_EQ(not_redeemed(request).code, errc::sign_in_required) << "wrong code";
        auto implicit = by.begin_implicit(now()).value();
        expect_user(by.finish_implicit(implicit, agree(implicit), now()).value());
        auto denied = by.begin_code(now()).value();
        const auto no = service().answer_oauth2(denied.authorize_url(), oauth2_answer::deny);
        EXPECT_EQ(by.finish_code(denied, no, now()).error().code, errc::oauth_denied);
    }
}

/// The ways to the page and back.
class component_oauth2_redirect : public component_oauth2 {
protected:
    static account::sign_in_page
    page_of(const pending_grant& grant, account::sign_in_flow how = account::sign_in_flow::code) {
        account::sign_in_page page;
        page.url = grant.authorize_url();
        page.redirect_uri = grant.redirect_uri();
        page.state = grant.state().reveal();
        page.flow = how;
        return page;
    }

    /// Lets a browser without a window press a button.
    std::string press(const account::sign_in_page& page, std::string_view button) {
        const account::webdriver_step steps[] = {{account::webdriver_step::kind::click, button, {}}};
        auto p = profile_.params();
        p.certificates = account::webdriver_certificates::any;
        p.steps = steps;
        const auto handler = account::make_webdriver_redirect(p);
        auto answer = run(handler->authorize(page));
        EXPECT_TRUE(eventually([this] { return profile_.processes().empty(); }));
        return answer;
    }

private:
    test::chromium_profile profile_;
};

TEST_F(component_oauth2_redirect, address_that_the_user_pastes_signs_in) {
    const flow by(without_secret());
    auto grant = by.begin_code(now()).value();
    std::istringstream in(agree(grant) + "\n");
    std::ostringstream out;
    const auto handler = account::make_paste_redirect(in, out);
    const auto answer = run(handler->authorize(page_of(grant)));
    EXPECT_THAT(out.str(), HasSubstr(grant.authorize_url()));
    expect_user(redeem(by.finish_code(grant, answer, now()).value()));

    auto implicit = by.begin_implicit(now()).value();
    std::istringstream typed(agree(implicit) + "\n");
    const auto other = account::make_paste_redirect(typed, out);
    const auto fragment = run(other->authorize(page_of(implicit, account::sign_in_flow::implicit)));
    expect_user(by.finish_implicit(implicit, fragment, now()).value());
}

TEST_F(component_oauth2_redirect, listener_on_any_port_signs_in) {
    const flow by(without_secret());
    const auto listener = account::make_loopback_redirect();
    const auto home = listener->redirect_uri();
    auto grant = by.begin_code(now(), {.redirect_uri = home}).value();
    const auto location = agree(grant);
    ASSERT_THAT(location, StartsWith(home + "?"));
    http::transport_params direct;
    direct.proxy = "";
    const auto browser = http::make_transport(io.get_executor(), direct);
    http::request r;
    r.to = {"http", "127.0.0.1", static_cast<std::uint16_t>(std::stoi(test::port_of(home)))};
    r.target = location.substr(location.find("/callback"));
    int status = 0;
    auto shown = [&status](const std::exception_ptr& e, const result<http::response>& page) {
        EXPECT_FALSE(e);
        status = page ? page->status : -1;
    };
    asio::co_spawn(io, browser->send(std::move(r), nullptr), shown);
    const auto answer = run(listener->authorize(page_of(grant)));
    EXPECT_TRUE(run_until([&] { return status != 0; }));
    EXPECT_EQ(status, 200);
    expect_user(redeem(by.finish_code(grant, answer, now()).value()));
}

TEST_F(component_oauth2_redirect, browser_that_is_driven_signs_in_by_a_code) {
    const flow by(without_secret());
    auto grant = by.begin_code(now()).value();
    const auto answer = press(page_of(grant), "#authorize");
    expect_user(redeem(by.finish_code(grant, answer, now()).value()));
}

TEST_F(component_oauth2_redirect, browser_that_is_driven_signs_in_by_a_fragment) {
    const flow by(without_secret());
    auto grant = by.begin_implicit(now()).value();
    const auto answer = press(page_of(grant, account::sign_in_flow::implicit), "#authorize");
    expect_user(by.finish_implicit(grant, answer, now()).value());
}

TEST_F(component_oauth2_redirect, browser_that_is_driven_brings_a_refusal) {
    const flow by(without_secret());
    auto grant = by.begin_code(now()).value();
    const auto answer = press(page_of(grant), "#deny");
    EXPECT_EQ(by.finish_code(grant, answer, now()).error().code, errc::oauth_denied);
}

} // namespace
