#include "answers.hpp"
#include "oauth.hpp"

#include <array>
#include <utility>

// The legs of OAuth, which answer in text, and the page where the user agrees. The page belongs to the web
// site; here it stands beside the API.

namespace segue::emulator {
namespace {

response text_answer(int status, std::string_view type, std::string text) {
    response out;
    out.status = status;
    out.headers.emplace_back("Content-Type", type);
    out.body = make_body(std::move(text));
    return out;
}

response refusal(const oauth_refusal& why) {
    response out = text_answer(why.status, "text/plain", why.text);
    if (why.status == 401)
        out.headers.emplace_back("WWW-Authenticate", "OAuth realm=\"https://api.discogs.com\"");
    return out;
}

response form_answer(const oauth_desk::issued& made, std::string_view more) {
    std::string text = "oauth_token=" + encode_query_text(made.token) +
                       "&oauth_token_secret=" + encode_query_text(made.secret);
    return text_answer(200, "application/x-www-form-urlencoded", text.append(more));
}

response request_token(const call& asked) {
    const auto [made, refused] = asked.state.desk.request_token(read_signed(asked.sent), asked.now.wall);
    return refused ? refusal(*refused) : form_answer(made, "&oauth_callback_confirmed=true");
}

response access_token(const call& asked) {
    const auto [made, refused] = asked.state.desk.access_token(read_signed(asked.sent), asked.now.wall);
    return refused ? refusal(*refused) : form_answer(made, "");
}

// The name is one of ours, and so is a token that is known: both are letters, digits and the like.
std::string consent_form(const std::string& token, std::string_view username) {
    return "<!DOCTYPE html><html lang=\"en\"><title>Authorize an application</title>"
           "<p>An application asks to act for you.</p>"
           "<form method=\"post\" action=\"/oauth/authorize\">"
           "<input type=\"hidden\" name=\"oauth_token\" value=\"" +
           token +
           "\">"
           "<label>User <input id=\"username\" name=\"username\" value=\"" +
           std::string(username) +
           "\"></label>"
           "<button id=\"authorize\" name=\"answer\" value=\"authorize\">Authorize</button>"
           "<button id=\"deny\" name=\"answer\" value=\"deny\">Deny</button>"
           "</form></html>";
}

response page(int status, const std::string& title) {
    return text_answer(status, "text/html", "<!DOCTYPE html><title>" + title + "</title>");
}

// What the form sends, or the same in a query.
response answer_to_page(
    const call& asked, const std::string& token, const std::string& callback, account& user, bool denied) {
    std::string back = callback + (callback.find('?') == std::string::npos ? "?" : "&");
    if (denied) {
        if (callback == "oob")
            return page(200, "Denied");
        back += "denied=" + encode_query_text(token);
    } else {
        const auto verifier = asked.state.desk.authorize(token, user, asked.now.wall);
        if (!verifier)
            return page(400, "Expired");
        if (callback == "oob")
            return text_answer(
                200,
                "text/html",
                "<!DOCTYPE html><title>Authorized</title><pre id=\"verifier\">" + *verifier + "</pre>");
        back += "oauth_token=" + encode_query_text(token) + "&oauth_verifier=" + *verifier;
    }
    response out = page(302, denied ? "Denied" : "Authorized");
    out.headers.emplace_back("Location", std::move(back));
    return out;
}

response authorize_page(const call& asked) {
    query_list fields = asked.target.query;
    const bool answered = asked.sent.method == "POST";
    if (answered) {
        const query_list form = parse_target("?" + asked.sent.body).query;
        fields.insert(fields.end(), form.begin(), form.end());
    }
    const std::string token(find_query(fields, "oauth_token").value_or(""));
    const auto callback = asked.state.desk.callback_of(token);
    const std::string_view name =
        find_query(fields, "username").value_or(asked.state.accounts.own().username);
    account* user = asked.state.accounts.find(name);
    if (!callback || user == nullptr)
        return page(404, "Not found");
    if (!answered)
        return text_answer(200, "text/html", consent_form(token, user->username));
    const std::string_view said = find_query(fields, "answer").value_or("");
    if (said != "authorize" && said != "deny")
        return page(400, "Neither authorized nor denied");
    return answer_to_page(asked, token, *callback, *user, said == "deny");
}

constexpr audience all_may = audience::anybody;

constexpr std::array oauth_table{
    operation{"GET", "/oauth/request_token", request_token, all_may, false, false},
    operation{"POST", "/oauth/request_token", request_token, all_may, false, false},
    operation{"POST", "/oauth/access_token", access_token, all_may, false, false},
    operation{"GET", "/oauth/authorize", authorize_page, all_may, false, false, false},
    operation{"POST", "/oauth/authorize", authorize_page, all_may, false, false, false},
};

} // namespace

std::span<const operation> oauth_operations() noexcept {
    return oauth_table;
}

} // namespace segue::emulator
