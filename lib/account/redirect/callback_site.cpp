#include "account/redirect/callback_site.hpp"

#include "account/redirect/page.hpp"
#include "http/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

// Nothing of a request ever stands in a page, so there is nothing to inject. The only script is the one that
// posts the fragment back: servers do not see fragments.

namespace segue::account::redirect {
namespace {

callback_site::reply shown(int status, std::string_view text, std::string_view more = {}) {
    callback_site::reply out;
    out.bytes = notice_bytes(status, text, more);
    return out;
}

std::string sha256_base64(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not to be had");
    std::string bytes(digest.begin(), digest.begin() + length);
    return http::to_base64(bytes);
}

std::string script_for(std::string_view relay_path) {
    std::string script = R"(
var message = document.getElementById('message');
var answer = location.hash.slice(1);
var own = location.search.slice(1);
if (answer) {
    history.replaceState(null, '', location.pathname);
    fetch(')";
    script.append(relay_path);
    script += R"(', {
        method: 'POST', cache: 'no-store', credentials: 'omit', redirect: 'error',
        headers: {'Content-Type': 'application/x-www-form-urlencoded'},
        body: own ? own + '&' + answer : answer
    }).then(function (reply) { return reply.text(); }).then(function (text) {
        message.textContent = new DOMParser().parseFromString(text, 'text/html').body.textContent.trim();
    }, function () {
        message.textContent = 'The program that waits for this answer does not reply.';
    });
} else {
    message.textContent = 'There is no answer in this address.';
}
)";
    return script;
}

std::string relay_page(std::string_view relay_path) {
    const auto script = script_for(relay_path);
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sign-in</title></head>"
        "<body><p id=\"message\">One moment.</p><noscript>This page needs JavaScript.</noscript><script>" +
        script + "</script></body></html>\n";
    const std::string policy =
        std::string(locked_up) + "; connect-src 'self'; script-src 'sha256-" + sha256_base64(script) + "'";
    return page_bytes(200, {.policy = policy}, html);
}

} // namespace

callback_site::callback_site(target place, expectation expected, std::string relay, texts pages)
    : place_(std::move(place)), expected_(std::move(expected)), relay_path_("/" + std::move(relay)),
      shown_(std::move(pages)), authority_(authority_of(place_)) {}

callback_site::reply callback_site::respond(const incoming& asked) const {
    if (!is_meant_for(place_, asked))
        return shown(421, "This is not the host that was asked for.");
    const auto mark = std::min(asked.target.find('?'), asked.target.size());
    const std::string_view path = std::string_view(asked.target).substr(0, mark);
    if (expected_.flow == sign_in_flow::implicit && path == relay_path_)
        return respond_to_relay(asked);
    if (path != place_.path)
        return shown(404, "There is nothing here.");
    if (asked.method != "GET")
        return shown(405, "This address can only be visited.", "Allow: GET\r\n");
    return respond_to_callback(
        mark < asked.target.size() ? std::string_view(asked.target).substr(mark + 1) : std::string_view());
}

callback_site::reply callback_site::respond_to_callback(std::string_view query) const {
    const auto v = judge(query, expected_);
    // Errors of an implicit grant come in the query at some services, so a query is looked at first.
    if (expected_.flow == sign_in_flow::implicit && v == verdict::empty) {
        reply out;
        out.bytes = relay_page(relay_path_);
        return out;
    }
    return verdict_page(v, query);
}

callback_site::reply callback_site::respond_to_relay(const incoming& asked) const {
    if (asked.method != "POST")
        return shown(405, "This address is not for people.", "Allow: POST\r\n");
    if (asked.origin != "http://" + authority_)
        return shown(403, "This came from another site.");
    return verdict_page(judge(asked.body, expected_), asked.body);
}

callback_site::reply callback_site::verdict_page(verdict v, std::string_view query) const {
    switch (v) {
    case verdict::granted:
    case verdict::refused: {
        reply out = shown(200, v == verdict::granted ? shown_.granted : shown_.refused);
        out.answer = std::string(query);
        return out;
    }
    case verdict::foreign:
        return shown(403, "This answer does not belong to the sign-in under way.");
    case verdict::empty:
        return shown(400, "There is no answer in this address.");
    case verdict::malformed:
        break;
    }
    return shown(400, "This answer is damaged.");
}

} // namespace segue::account::redirect
