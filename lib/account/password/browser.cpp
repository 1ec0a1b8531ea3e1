#include "account/password/form_site.hpp"
#include "account/redirect/desk.hpp"
#include "account/redirect/page.hpp"
#include "account/refuse.hpp"

#include <segue/account/redirect_handler.hpp>
#include <segue/base/time_source.hpp>
#include <segue/base/timeout.hpp>

#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace segue::account {
namespace {

using namespace password;
using redirect::desk_limits;
using redirect::listening_sockets;

struct page_settings {
    std::string host;
    std::uint16_t port = 0;
    std::string program;
    std::string done_text;
    desk_limits limits;
};

// What `make_browser_redirect` waits for while it opens the page. The answer does not go through its hands:
// it is in the outcome.
class form_waiter final : public redirect_handler {
public:
    form_waiter(
        std::shared_ptr<const redirect::site> pages,
        std::shared_ptr<listening_sockets> sockets,
        desk_limits limits,
        std::shared_ptr<time_source> time)
        : pages_(std::move(pages)), sockets_(std::move(sockets)), limits_(limits), time_(std::move(time)) {}

    asio::awaitable<std::string> authorize(const sign_in_page& /*page*/) override {
        return redirect::wait_at_desk(pages_, sockets_, limits_, time_);
    }

private:
    std::shared_ptr<const redirect::site> pages_;
    std::shared_ptr<listening_sockets> sockets_;
    desk_limits limits_;
    std::shared_ptr<time_source> time_;
};

redirect::target place_of(const page_settings& settings, std::uint16_t port) {
    redirect::target out;
    out.scheme = "http";
    out.host = settings.host;
    out.port = port;
    out.port_given = true;
    out.path = "/" + redirect::make_relay_segment();
    out.base = "http://" + redirect::authority_of(out) + out.path;
    return out;
}

class browser_password final : public password_source {
public:
    browser_password(page_settings settings, std::ostream& out, std::shared_ptr<time_source> time)
        : settings_(std::make_shared<const page_settings>(std::move(settings))), out_(out),
          time_(std::move(time)) {}

    asio::awaitable<login> ask(const login_request& request) override {
        const auto limit = request.deadline;
        return timeout(run(asked(request), settings_, out_, time_), limit, time_);
    }

private:
    static asio::awaitable<login>
    run(asked request,
        std::shared_ptr<const page_settings> settings,
        std::ostream& out,
        std::shared_ptr<time_source> time) {
        const auto sockets = std::make_shared<listening_sockets>(settings->host, settings->port);
        const auto place = place_of(*settings, sockets->port());
        const auto outcome = std::make_shared<form_outcome>();
        const auto pages =
            std::make_shared<const form_site>(place, std::move(request), settings->done_text, outcome);
        const auto waiter = std::make_shared<form_waiter>(pages, sockets, settings->limits, time);
        const auto shown = make_browser_redirect(waiter, out, settings->program, time);
        sign_in_page page;
        page.url = place.base;
        co_await shown->authorize(page);
        if (outcome->declined)
            fail(password_errc::declined, "the form was sent back without an answer");
        co_return std::move(outcome->given);
    }

    std::shared_ptr<const page_settings> settings_;
    std::ostream& out_;
    std::shared_ptr<time_source> time_;
};

} // namespace

std::shared_ptr<password_source>
make_browser_password(std::ostream& out, const login_page_params& params, std::shared_ptr<time_source> time) {
    if (params.host != "127.0.0.1" && params.host != "::1" && params.host != "localhost")
        refuse("host", "only 127.0.0.1, ::1 and localhost are this machine for sure");
    page_settings settings;
    settings.host = params.host;
    settings.port = params.port;
    settings.program = params.program;
    settings.done_text = params.done_text;
    settings.limits = {params.max_connections, params.connection_limit};
    redirect::check_limits(settings.limits);
    return std::make_shared<browser_password>(
        std::move(settings), out, time ? std::move(time) : system_time());
}

} // namespace segue::account
