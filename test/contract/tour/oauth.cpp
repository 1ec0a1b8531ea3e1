#include "contract/tour/tour.hpp"
#include "resource/file_address.hpp"

#include <segue/http/make_transport.hpp>

#include <string>

namespace segue::contract {
namespace {

// Plays the user's browser: the page belongs to the web site, not to what the document describes. Gives the
// address that it leads to.
asio::awaitable<std::string> agree(tour& t, std::string page) {
    const auto address = resource::read_file_address(page, resource::file_hosts::https_and_loopback);
    http::request asked;
    asked.method = http::method::post;
    asked.to = address.value().to;
    asked.target = address.value().target;
    asked.headers.add("Content-Type", "application/x-www-form-urlencoded");
    asked.body = "answer=authorize";
    asked.headers.add("User-Agent", "SegueContract/1.0 +https://segue.invalid");
    http::transport_params direct;
    direct.proxy = ""; // the environment's is for others
    const auto browser = http::make_transport(co_await asio::this_coro::executor, direct);
    const auto answer = co_await browser->send(std::move(asked), nullptr);
    if (!answer || answer->status != 302) {
        t.failed("the page where users agree");
        co_return std::string();
    }
    co_return std::string(answer->headers.find("Location").value_or(""));
}

} // namespace

asio::awaitable<void> tour_oauth(tour& t) {
    t.claim({"oauth.request_token", "oauth.access_token", "oauth.identity"});
    const auto steps = t.application().oauth();
    const auto asked = co_await t.good(steps.request_token({.callback = "https://segue.invalid/back?x=1"}));
    const auto back = co_await agree(t, asked.authorize_url());
    const auto verifier = asked.verifier_in(back);
    co_await t.refused(400, steps.access_token(asked, "wrong"));
    const auto given = co_await t.good(steps.access_token(asked, verifier));
    co_await t.refused(401, steps.access_token(asked, verifier)); // it is used up
    const auto user = co_await t.good(t.client_of(given).identity().get());
    if (user.username != t.username())
        t.failed("signed in as somebody else");
}

} // namespace segue::contract
