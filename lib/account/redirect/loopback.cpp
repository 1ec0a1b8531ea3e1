#include "account/redirect/callback_site.hpp"
#include "account/redirect/desk.hpp"
#include "account/refuse.hpp"

#include <segue/account/redirect_handler.hpp>
#include <segue/base/timeout.hpp>

#include <utility>

namespace segue::account {
namespace {

using namespace redirect;
struct loopback_settings {
    target place;
    callback_site::texts pages;
    desk_limits limits;
};

asio::awaitable<std::string> serve(
    std::shared_ptr<const loopback_settings> settings,
    std::shared_ptr<listening_sockets> sockets,
    expectation expected,
    std::shared_ptr<time_source> time) {
    const auto pages = std::make_shared<const callback_site>(
        settings->place, std::move(expected), make_relay_segment(), settings->pages);
    auto work = wait_at_desk(pages, std::move(sockets), settings->limits, std::move(time));
    const auto answer = co_await std::move(work);
    co_return answer_url(settings->place.base, answer);
}

class loopback_redirect final : public redirect_handler {
public:
    loopback_redirect(
        const loopback_settings& settings,
        std::string uri,
        std::shared_ptr<listening_sockets> sockets,
        std::shared_ptr<time_source> time)
        : settings_(std::make_shared<const loopback_settings>(settings)), uri_(std::move(uri)),
          sockets_(std::move(sockets)), time_(std::move(time)) {}

    asio::awaitable<std::string> authorize(const sign_in_page& page) override {
        return run(sign_in(page), *this);
    }

    std::string redirect_uri() const override { return uri_; }

private:
    static asio::awaitable<std::string> run(sign_in asked, loopback_redirect& self) {
        check_page(asked);
        if (!asked.redirect_uri.empty() && asked.redirect_uri != self.uri_)
            refuse("redirect_uri", "is not where this handler listens, which is " + self.uri_);
        asked.redirect_uri = self.uri_;
        const auto sockets = std::exchange(self.sockets_, nullptr);
        if (!sockets)
            fail(redirect_errc::used_up, "make another handler");
        auto work = serve(self.settings_, sockets, expected_by(asked), self.time_);
        co_return co_await timeout(std::move(work), asked.deadline, self.time_);
    }

    std::shared_ptr<const loopback_settings> settings_;
    std::string uri_;
    std::shared_ptr<listening_sockets> sockets_;
    std::shared_ptr<time_source> time_;
};

target checked_place(std::string_view uri) {
    auto place = read_target(uri);
    if (!place || place->user_info || !place->fragment.empty() || uri.find('#') != std::string_view::npos)
        refuse("redirect_uri", "must be a complete address without user or fragment");
    if (place->host != "127.0.0.1" && place->host != "::1" && place->host != "localhost")
        refuse(
            "redirect_uri",
            "only 127.0.0.1, [::1] and localhost lead to this machine; for any other host use "
            "make_paste_redirect");
    if (place->scheme != "http")
        refuse("redirect_uri", "must be plain http: no certificate is valid for this machine's own address");
    if (!read_parameters(place->query))
        refuse("redirect_uri", "has a broken query");
    return std::move(*place);
}

} // namespace

std::shared_ptr<redirect_handler>
make_loopback_redirect(const loopback_params& params, std::shared_ptr<time_source> time) {
    loopback_settings settings;
    settings.place = checked_place(params.redirect_uri);
    settings.pages.granted = params.granted_text;
    settings.pages.refused = params.refused_text;
    settings.limits = {params.max_connections, params.connection_limit};
    check_limits(settings.limits);
    auto sockets = std::make_shared<listening_sockets>(settings.place.host, settings.place.port);
    target& place = settings.place;
    if (place.port_given && place.port == 0) {
        // The port is written behind the host; a path is there or is not.
        const bool v6 = place.host.find(':') != std::string::npos;
        place.base = "http://" + (v6 ? "[" + place.host + "]" : place.host) + ":" +
                     std::to_string(sockets->port()) + place.path;
    }
    place.port = sockets->port();
    std::string uri = place.query.empty() ? place.base : place.base + "?" + place.query;
    return std::make_shared<loopback_redirect>(
        settings, std::move(uri), std::move(sockets), time ? std::move(time) : system_time());
}

} // namespace segue::account
