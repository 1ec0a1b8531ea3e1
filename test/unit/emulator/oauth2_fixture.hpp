#pragma once

#include "emulator/oauth2.hpp"
#include "emulator/oauth2_text.hpp"
#include "people_fixture.hpp"

#include <chrono>
#include <map>
#include <string>
#include <utility>

namespace segue::emulator::testing {

/// The provider of OAuth 2, asked without sockets at a time of the test's own.
class oauth2_fixture : public people_fixture {
protected:
    using fields = std::map<std::string, std::string>;

    static constexpr const char* back = "http://127.0.0.1:4711/callback";
    /// Of RFC 7636, appendix B.
    static constexpr const char* verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    static constexpr const char* challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    explicit oauth2_fixture(oauth2_params params = {})
        : people_fixture([&params] {
              emulator_params out;
              out.oauth2 = std::move(params);
              return out;
          }()) {
        desk([](oauth2_desk& of) { of.name_base("https://emulator.test"); });
    }

    template <class How>
    void desk(const How& how) {
        made_.change([&how](const catalog&, world& state) { how(state.provider); });
    }
    oauth2_client client() {
        oauth2_client out;
        desk([&out](oauth2_desk& of) { out = of.confidential_client(); });
        return out;
    }
    std::string public_id() {
        std::string out;
        desk([&out](oauth2_desk& of) { out = of.public_client().id; });
        return out;
    }
    std::string password() {
        std::string out;
        made_.change(
            [&out](const catalog&, world& state) { out = state.provider.password_of(state.accounts.own()); });
        return out;
    }

    response send(const request& asked) {
        moment when = at(std::chrono::seconds{1});
        when.tick += passed;
        return made_.answer(asked, when).answer;
    }
    static std::string text_of(const response& from) { return from.body ? *from.body : std::string{}; }
    static std::string form(const fields& with) {
        const query_list list(with.begin(), with.end());
        return to_form(list);
    }
    static request post(const std::string& target, const fields& with) {
        request out = with_body("POST", target, form(with), "");
        out.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        return out;
    }
    static std::string member(const response& from, const char* name) {
        const boost::json::value body = parsed(from);
        const auto* object = body.if_object();
        const auto* value = object == nullptr ? nullptr : object->if_contains(name);
        if (value == nullptr)
            return "<absent>";
        return value->is_string() ? std::string(value->as_string().c_str())
                                  : std::to_string(value->to_number<std::int64_t>());
    }
    /// The word of a refusal; the status where it is none.
    static std::string word_of(const response& from) {
        const std::string word = member(from, "error");
        return word == "<absent>" ? std::to_string(from.status) : word;
    }

    /// What the page is opened with.
    fields asking(const std::string& type = "code") {
        return {
            {"response_type", type},
            {"client_id", client().id},
            {"redirect_uri", back},
            {"scope", "identity library"},
            {"state", "s&t=1 \"<"}};
    }
    static std::string page(const fields& with) { return "/oauth2/authorize?" + form(with); }
    /// Where the browser is sent, after the form said so.
    std::string press(const fields& with, const std::string& answer = "authorize") {
        fields all = with;
        all["answer"] = answer;
        const response from = send(post("/oauth2/authorize", all));
        EXPECT_EQ(from.status, 303) << text_of(from);
        return header(from, "Location");
    }
    /// Names and values after the `?` or `#` of an address.
    static fields answer_in(const std::string& location, char mark = '?') {
        fields out;
        const std::size_t start = location.find(mark);
        if (start == std::string::npos)
            return out;
        for (auto& [name, value] : parse_target("?" + location.substr(start + 1)).query)
            out[name] = value;
        return out;
    }
    std::string code_for(const fields& with) { return answer_in(press(with))["code"]; }

    /// With id and secret in the body.
    response redeem(fields with) {
        with.try_emplace("client_id", client().id);
        if (with["client_id"] == client().id)
            with.try_emplace("client_secret", client().secret);
        return send(post("/oauth2/token", with));
    }
    response redeem_code(const std::string& code, const fields& more = {}) {
        fields with{{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", back}};
        for (const auto& [name, value] : more)
            with[name] = value;
        return redeem(with);
    }
    response renew(const std::string& token, const fields& more = {}) {
        fields with{{"grant_type", "refresh_token"}, {"refresh_token", token}};
        for (const auto& [name, value] : more)
            with[name] = value;
        return redeem(with);
    }
    response me(const std::string& token) {
        request asked = anonymous("/oauth2/me");
        asked.headers.emplace_back("Authorization", "Bearer " + token);
        return send(asked);
    }
    /// Tokens of the emulator's own user, by the password.
    response signed_in() {
        return redeem({{"grant_type", "password"}, {"username", "segue_listener"}, {"password", password()}});
    }

    std::chrono::milliseconds passed{0};
};

} // namespace segue::emulator::testing
