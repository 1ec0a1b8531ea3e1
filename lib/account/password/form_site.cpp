#include "account/password/form_site.hpp"

#include "account/oauth2/fields.hpp"
#include "account/redirect/page.hpp"
#include "account/same_secret.hpp"
#include "base/ascii.hpp"

#include <cstddef>
#include <utility>

// Nothing of a request ever stands in a page, and there is no script. Who does not know the path learns
// nothing, not even that there is a form; who knows it, another page for example, still has another origin.

namespace segue::account::password {

using redirect::incoming;
using redirect::notice_bytes;

namespace {

// A form is sent to where it came from. With `no-referrer`, browsers would hide the origin of a form too.
constexpr std::string_view one_form =
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

constexpr redirect::page_rules form_rules{one_form, "same-origin"};

form_site::reply notice(int status, std::string_view text, std::string_view more = {}) {
    form_site::reply out;
    out.bytes = notice_bytes(status, text, more);
    return out;
}

std::string text_of(std::string_view plain) {
    return redirect::escaped(printable(plain));
}

std::string form_html(const asked& request, std::string_view path, std::string_view trouble) {
    const auto title =
        request.service.empty() ? std::string("Sign in") : "Sign in to " + text_of(request.service);
    std::string out = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title +
                      "</title><meta name=\"viewport\" content=\"width=device-width\"></head><body><h1>" +
                      title +
                      "</h1>\n<p>This page is of a program on this computer, which asks for your user name "
                      "and password.</p>\n";
    if (!trouble.empty())
        out += "<p id=\"message\" role=\"alert\">" + text_of(trouble) + "</p>\n";
    out.append("<form method=\"post\" action=\"").append(path).append("\">\n");
    const bool known = !request.user.empty();
    out += "<p><label for=\"user\">User name or e-mail address</label><br><input id=\"user\" name=\"user\" "
           "type=\"text\" autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" required";
    out += known ? " value=\"" + text_of(request.user) + "\"" : " autofocus";
    out += "></p>\n<p><label for=\"password\">Password</label><br><input id=\"password\" name=\"password\" "
           "type=\"password\" autocomplete=\"current-password\" required";
    out += known ? " autofocus" : "";
    out += "></p>\n<p><button type=\"submit\" name=\"answer\" value=\"sign_in\">Sign in</button> <button "
           "type=\"submit\" name=\"answer\" value=\"decline\" formnovalidate>Cancel</button></p>\n</form>"
           "</body></html>\n";
    return out;
}

/// What a form has sent.
class sent_fields {
public:
    explicit sent_fields(std::string_view body) : readable_(oauth2::read_pairs(body, list_)) {}

    /// Whether they are those of our form, each once at the most.
    bool are_ours() const {
        std::size_t ours = 0;
        for (const std::string_view name : {"user", "password", "answer"}) {
            const auto times = list_.count(name);
            if (times > 1)
                return false;
            ours += times;
        }
        return readable_ && ours == list_.size();
    }

    std::string_view operator[](std::string_view name) const {
        const auto* const value = list_.find(name);
        return value != nullptr ? std::string_view(*value) : std::string_view();
    }

private:
    oauth2::field_list list_;
    bool readable_;
};

} // namespace

form_site::form_site(
    redirect::target place, password::asked request, std::string done, std::shared_ptr<form_outcome> into)
    : place_(std::move(place)), request_(std::move(request)), done_(std::move(done)), into_(std::move(into)) {
}

form_site::reply form_site::respond(const incoming& asked) const {
    if (!redirect::is_meant_for(place_, asked))
        return notice(421, "This is not the host that was asked for.");
    if (!same_secret(asked.target, place_.path))
        return notice(404, "There is nothing here.");
    if (asked.method == "GET")
        return form(200, request_.trouble);
    if (asked.method != "POST")
        return notice(405, "This page can be visited, and its form sent.", "Allow: GET, POST\r\n");
    if (asked.origin != "http://" + redirect::authority_of(place_))
        return notice(403, "This came from another site.");
    return take(asked.body);
}

form_site::reply form_site::form(int status, std::string_view trouble) const {
    reply out;
    out.bytes = redirect::page_bytes(status, form_rules, form_html(request_, place_.path, trouble));
    return out;
}

form_site::reply form_site::take(std::string_view body) const {
    const sent_fields sent(body);
    if (!sent.are_ours())
        return notice(400, "This is not the form that was asked for.");
    const bool declined = sent["answer"] == "decline";
    const auto user = trimmed(sent["user"]);
    if (!declined && (user.empty() || sent["password"].empty()))
        return form(400, "Both are needed.");
    if (!declined && printable(user) != user)
        return form(400, "This is no user name.");
    reply out = notice(200, done_);
    out.answer.emplace();
    if (std::exchange(into_->over, true))
        return out; // the first one counts, and the desk tells this one so
    into_->declined = declined;
    if (!declined) {
        into_->given.user = user;
        into_->given.password = secret(sent["password"]);
    }
    return out;
}

} // namespace segue::account::password
