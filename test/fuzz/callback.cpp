#include "account/oauth2/fields.hpp"
#include "fuzz/replay/entry.hpp"

#include <segue/account/oauth2.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

// What comes back in a sign-in, named by the first line: `code` and `token` are callbacks, `grant` is a
// stored sign-in, `answer` and `device` are answers of the service.
namespace segue::test {
namespace {

using namespace account::oauth2;
using account::secret;
using account::wall_time;
using namespace std::chrono_literals;

// None of these is a part of what a seed says but where it is meant to be.
const std::string state = "StateStateStateStateStateStateStateStateS43";
const std::string verifier = "VerifierVerifierVerifierVerifierVerifierV43";
constexpr std::string_view client_secret = "ClientSecret";
constexpr wall_time now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

flow sample_flow() {
    flow_params p;
    p.at = {
        "https://service.test/authorize",
        "https://service.test/token",
        "https://service.test/device",
        "http://127.0.0.1:8765/callback"};
    p.client_id = "id";
    p.client_secret = client_secret;
    p.issuer = "https://service.test";
    return flow(p);
}

pending_grant sample_grant(pending_grant::kind kind) {
    pending_grant::parts p;
    p.answer = kind;
    p.method = pending_grant::challenge::s256;
    p.client_id = "id";
    p.state = secret(state);
    p.verifier = secret(verifier);
    p.authorize_url = "https://service.test/authorize?";
    p.redirect_uri = "http://127.0.0.1:8765/callback";
    p.created = now;
    return pending_grant(p);
}

// Whoever does not know a secret cannot tell it from any other text that the service sends.
void check_failure(
    const failure& why, std::string_view name, std::initializer_list<std::string_view> known_secrets = {}) {
    const auto text = describe(why) + why.body;
    hold(why.code.failed(), "a failure without a code", name);
    for (const auto each : known_secrets)
        hold(text.find(each) == std::string::npos, "a secret in a message", text);
    hold(text.size() < 2000, "a message without end", name);
    hold(text.find_first_of("\r\n") == std::string::npos, "a message of several lines", text);
}

void check_tokens(const account::token_set& tokens) {
    const auto& text = tokens.access_token.reveal();
    hold(!text.empty() && text.find_first_of(" \r\n\t") == std::string::npos, "a token that breaks a field");
    hold(!tokens.expires_at || *tokens.expires_at >= now, "a token that ended before it came");
}

void check_code(std::string_view text) {
    auto grant = sample_grant(pending_grant::kind::code);
    const auto request = sample_flow().finish_code(grant, text, now);
    hold(request.has_value() == grant.used(), "a grant is used up for nothing, or not at all");
    if (!request)
        return check_failure(request.error(), "code", {verifier, client_secret});
    hold(state_in(text).has_value() && state_in(text)->reveal() == state, "another state", text);
    field_list form;
    hold(read_pairs(request->http().body, form), "a form that cannot be read", request->http().body);
    hold(form.count("code") == 1 && form.find("code") != nullptr, "no code", request->http().body);
    hold(form.count("code_verifier") == 1, "no verifier");
}

void check_token(std::string_view text) {
    auto grant = sample_grant(pending_grant::kind::token);
    const auto tokens = sample_flow().finish_implicit(grant, text, now);
    hold(tokens.has_value() == grant.used(), "a grant is used up for nothing, or not at all");
    if (!tokens)
        return check_failure(tokens.error(), "token", {verifier, client_secret});
    hold(state_in(text).has_value() && state_in(text)->reveal() == state, "another state", text);
    check_tokens(*tokens);
}

void check_grant(std::string_view text) {
    const auto restored = pending_grant::from_text(text);
    if (!restored)
        return check_failure(restored.error(), "grant");
    const auto stored = restored->to_text();
    const auto again = pending_grant::from_text(stored.reveal());
    hold(again.has_value() && again->to_text().reveal() == stored.reveal(), "changes in a round");
    hold(!restored->used(), "a grant without a state");
}

http::response answer_of(std::string_view body, int status) {
    http::response answer;
    answer.status = status;
    answer.body = body;
    return answer;
}

void check_answer(std::string_view text) {
    const auto request = sample_flow().client_credentials().value();
    for (const int status : {200, 400}) {
        const auto tokens = request.read(answer_of(text, status), now);
        hold(status == 200 || !tokens, "a token in a refusal", text);
        if (tokens)
            check_tokens(*tokens);
        else
            check_failure(tokens.error(), "answer", {client_secret});
    }
}

void check_device(std::string_view text) {
    const auto f = sample_flow();
    const steady_time start{1h};
    auto grant = f.read_device(f.begin_device().value(), answer_of(text, 200), start, now);
    if (!grant)
        return check_failure(grant.error(), "device", {client_secret});
    hold(grant->interval() >= 1s && grant->interval() <= 24h, "an interval out of range");
    hold(grant->expires_at() >= start && grant->expires_at() <= start + 24h, "a lifetime out of range");
    const auto step = grant->answered(answer_of(text, 400), start, now);
    hold(step.what != device_step::kind::ask, "asked without a pause", text);
    hold(step.what != device_step::kind::wait || step.when > start, "a wait that is none", text);
}

} // namespace
} // namespace segue::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace segue::test;
    fuzz_input input{data, size};
    const auto kind = input.line();
    if (kind == "code")
        check_code(input.rest());
    else if (kind == "token")
        check_token(input.rest());
    else if (kind == "grant")
        check_grant(input.rest());
    else if (kind == "answer")
        check_answer(input.rest());
    else
        check_device(input.rest());
    return 0;
}
