#include "answers.hpp"
#include "json_text.hpp"
#include "oauth2.hpp"
#include "oauth2_text.hpp"

#include <array>
#include <utility>

// The pages and bodies of the provider of OAuth 2.

namespace segue::emulator {
namespace {

namespace json = boost::json;

json::string_view to_json_view(std::string_view text) noexcept {
    return {text.data(), text.size()};
}

// RFC 6749, 5.1: nobody may keep what has tokens in it.
response sent(int status, std::string_view type, std::string text) {
    response out;
    out.status = status;
    out.headers.emplace_back("Content-Type", type);
    out.headers.emplace_back("Cache-Control", "no-store");
    out.headers.emplace_back("Pragma", "no-cache");
    out.body = make_body(std::move(text));
    return out;
}

response object(const json::object& body, int status = 200) {
    return sent(status, "application/json;charset=UTF-8", to_text(body));
}

response refusal(const oauth2_refusal& why) {
    json::object body;
    body["error"] = to_json_view(why.error);
    body["error_description"] = to_json_view(why.description);
    response out = object(body, why.status);
    if (why.status == 401)
        out.headers.emplace_back("WWW-Authenticate", "Basic realm=\"segue\"");
    return out;
}

response page(int status, std::string_view title, std::string_view content) {
    std::string text = "<!DOCTYPE html><html lang=\"en\"><title>";
    text.append(title).append("</title><h1>").append(title).append("</h1>").append(content).append("</html>");
    return sent(status, "text/html;charset=UTF-8", std::move(text));
}

response led_to(int status, std::string location) {
    response out = page(status, "Back to the application", "");
    out.headers.emplace_back("Location", std::move(location));
    return out;
}

bool is_answered(const call& asked) {
    return asked.sent.method == "POST";
}

query_list form_of(const request& asked) {
    const auto type = find_header(asked.headers, "Content-Type");
    if (!type || !type->starts_with("application/x-www-form-urlencoded"))
        return {};
    return parse_target("?" + asked.body).query;
}

std::string_view authorization_of(const call& asked) {
    return find_header(asked.sent.headers, "Authorization").value_or("");
}

// What a page was opened with, and what its form sends.
query_list fields_of(const call& asked) {
    query_list out = asked.target.query;
    if (is_answered(asked))
        for (auto& field : form_of(asked.sent))
            if (!find_query(asked.target.query, field.first))
                out.push_back(std::move(field));
    return out;
}

account* user_of(const call& asked, const query_list& fields) {
    const std::string_view name = value_of(fields, "username");
    return name.empty() ? &asked.state.accounts.own() : asked.state.accounts.find(name);
}

std::optional<oauth2_answer> answer_in(const query_list& fields) {
    const std::string_view said = value_of(fields, "answer");
    if (said == "authorize")
        return oauth2_answer::authorize;
    return said == "deny" ? std::optional(oauth2_answer::deny) : std::nullopt;
}

/// User and buttons, as on every page where somebody agrees.
std::string form(std::string_view action, const std::string& inputs, std::string_view username) {
    std::string out = "<form method=\"post\" action=\"";
    out.append(escaped_html(action)).append("\">").append(inputs);
    out.append("<label>User <input id=\"username\" name=\"username\" value=\"");
    out.append(escaped_html(username)).append("\"></label>");
    return out + "<button id=\"authorize\" name=\"answer\" value=\"authorize\">Authorize</button>"
                 "<button id=\"deny\" name=\"answer\" value=\"deny\">Deny</button></form>";
}

response consent_page(const call& asked, const oauth2_authorization& to, const account& user) {
    std::string inputs;
    for (const auto& [name, value] : asked.target.query)
        if (name != "answer" && name != "username")
            inputs.append("<input type=\"hidden\" name=\"")
                .append(escaped_html(name))
                .append("\" value=\"")
                .append(escaped_html(value))
                .append("\">");
    const std::string text =
        "<p>An application asks to act for you: <code id=\"scope\">" + escaped_html(to.scope) + "</code></p>";
    return page(200, "Authorize an application", text + form(asked.target.path, inputs, user.username));
}

response authorize(const call& asked, oauth2_dialect dialect) {
    const query_list fields = fields_of(asked);
    oauth2_desk& desk = asked.state.provider;
    const auto to = desk.read_authorization(fields, dialect);
    if (!to)
        return page(400, "Not authorized", "<p>The client or its redirect URI is not known.</p>");
    if (to->refused)
        return led_to(302, desk.deny(*to));
    account* user = user_of(asked, fields);
    if (user == nullptr)
        return page(404, "Not authorized", "<p>There is no such user.</p>");
    if (!is_answered(asked))
        return consent_page(asked, *to, *user);
    const auto said = answer_in(fields);
    if (!said)
        return page(400, "Neither authorized nor denied", "");
    // With 303 no browser posts the form on to the application: RFC 9700, 4.12.
    return led_to(
        303, *said == oauth2_answer::authorize ? desk.agree(*to, *user, asked.now.tick) : desk.deny(*to));
}

response authorize_standard(const call& asked) {
    return authorize(asked, oauth2_dialect::standard);
}

response authorize_deezer(const call& asked) {
    return authorize(asked, oauth2_dialect::deezer);
}

response tokens(const call& asked) {
    const auto [given, refused] = asked.state.provider.redeem(
        form_of(asked.sent), authorization_of(asked), asked.state.accounts, asked.now.tick);
    if (refused)
        return refusal(*refused);
    json::object body;
    body["access_token"] = given.access_token;
    body["token_type"] = "Bearer";
    body["expires_in"] = given.life.count();
    if (!given.refresh_token.empty())
        body["refresh_token"] = given.refresh_token;
    body["scope"] = given.scope;
    if (given.user != nullptr)
        body["user_id"] = given.user->id;
    return object(body);
}

// It says what is wrong in two words, as if nothing were.
response tokens_deezer(const call& asked) {
    const query_list& query = asked.target.query;
    const auto [given, refused] = asked.state.provider.redeem_deezer(query, asked.now.tick);
    if (refused)
        return sent(200, "text/html;charset=UTF-8", refused->error);
    if (value_of(query, "output") == "json") {
        json::object body;
        body["access_token"] = given.access_token;
        body["expires"] = given.life.count();
        return object(body);
    }
    const query_list fields{
        {"access_token", given.access_token}, {"expires", std::to_string(given.life.count())}};
    return sent(200, "text/html;charset=UTF-8", to_form(fields));
}

response device_codes(const call& asked) {
    const auto [given, refused] =
        asked.state.provider.begin_device(form_of(asked.sent), authorization_of(asked), asked.now.tick);
    if (refused)
        return refusal(*refused);
    const std::string page_url = asked.state.provider.base_url() + "/oauth2/device";
    json::object body;
    body["device_code"] = given.device_code;
    body["user_code"] = given.user_code;
    body["verification_uri"] = page_url;
    body["verification_uri_complete"] = page_url + "?user_code=" + given.user_code;
    body["expires_in"] = given.life.count();
    body["interval"] = given.interval.count();
    return object(body);
}

response device_page(const call& asked) {
    const query_list fields = fields_of(asked);
    account* user = user_of(asked, fields);
    if (user == nullptr)
        return page(404, "Not authorized", "<p>There is no such user.</p>");
    const std::string_view code = value_of(fields, "user_code");
    if (!is_answered(asked)) {
        const std::string input = "<label>Code <input id=\"user_code\" name=\"user_code\" value=\"" +
                                  escaped_html(code) + "\"></label>";
        // The form's own code counts, not the one that the page was opened with.
        return page(200, "Authorize a device", form("/oauth2/device", input, user->username));
    }
    const auto said = answer_in(fields);
    if (!said)
        return page(400, "Neither authorized nor denied", "");
    if (!asked.state.provider.answer_device(code, *said, *user, asked.now.tick))
        return page(400, "Not authorized", "<p>The code is unknown, answered or too old.</p>");
    return page(200, *said == oauth2_answer::authorize ? "Authorized" : "Denied", "");
}

response revoked(const call& asked) {
    const auto refused = asked.state.provider.revoke(form_of(asked.sent), authorization_of(asked));
    return refused ? refusal(*refused) : sent(200, "text/plain", "");
}

// RFC 6750: in the field, or, as Deezer has it, in the query.
std::string_view bearer_of(const call& asked) {
    constexpr std::string_view scheme = "Bearer ";
    const std::string_view field = authorization_of(asked);
    if (field.size() > scheme.size() && equal_ignoring_case(field.substr(0, scheme.size()), scheme))
        return field.substr(scheme.size());
    return value_of(asked.target.query, "access_token");
}

response whose(const call& asked) {
    const std::string_view token = bearer_of(asked);
    const auto found = asked.state.provider.holder_of(token, asked.now.tick);
    json::object body;
    if (!found) {
        // Who brings nothing is told nothing: RFC 6750, 3.1.
        std::string challenge = "Bearer realm=\"segue\"";
        if (!token.empty()) {
            challenge += ", error=\"invalid_token\", error_description=\"unknown, expired or taken back\"";
            body["error"] = "invalid_token";
        }
        response out = object(body, 401);
        out.headers.emplace_back("WWW-Authenticate", std::move(challenge));
        return out;
    }
    if (found->user != nullptr) {
        body["sub"] = std::to_string(found->user->id);
        body["username"] = found->user->username;
    }
    body["client_id"] = found->client_id;
    body["scope"] = found->scope;
    body["expires_in"] = found->left.count();
    return object(body);
}

constexpr audience anyone = audience::anybody;

constexpr std::array oauth2_table{
    operation{"GET", "/oauth2/authorize", authorize_standard, anyone, false, false, false},
    operation{"POST", "/oauth2/authorize", authorize_standard, anyone, false, false, false},
    operation{"POST", "/oauth2/token", tokens, anyone, false, false, false},
    operation{"POST", "/oauth2/revoke", revoked, anyone, false, false, false},
    operation{"POST", "/oauth2/device_authorization", device_codes, anyone, false, false, false},
    operation{"GET", "/oauth2/device", device_page, anyone, false, false, false},
    operation{"POST", "/oauth2/device", device_page, anyone, false, false, false},
    operation{"GET", "/oauth2/me", whose, anyone, false, false, false},
    operation{"GET", "/oauth2/deezer/authorize", authorize_deezer, anyone, false, false, false},
    operation{"POST", "/oauth2/deezer/authorize", authorize_deezer, anyone, false, false, false},
    operation{"GET", "/oauth2/deezer/token", tokens_deezer, anyone, false, false, false},
};

} // namespace

std::span<const operation> oauth2_operations() noexcept {
    return oauth2_table;
}

} // namespace segue::emulator
