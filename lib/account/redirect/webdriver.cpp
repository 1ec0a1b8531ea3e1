#include "account/redirect/callback.hpp"
#include "account/redirect/child_process.hpp"
#include "account/redirect/webdriver_client.hpp"
#include "account/refuse.hpp"
#include "base/strand_event.hpp"

#include <segue/base/timeout.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json/array.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace segue::account {
namespace {

using namespace redirect;
namespace json = boost::json;
using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr int most_starts = 3;
constexpr std::chrono::seconds start_limit{20};
constexpr std::chrono::seconds goodbye_limit{5};
constexpr std::chrono::seconds stop_limit{3};
constexpr std::chrono::milliseconds start_pause{50};

struct step {
    webdriver_step::kind what;
    std::string selector;
    std::string text;
};

struct driver_settings {
    std::optional<tcp::endpoint> address;
    std::string program;
    std::vector<std::string> driver_arguments;
    webdriver_browser browser;
    std::string browser_program;
    webdriver_window window;
    webdriver_sandbox sandbox;
    webdriver_certificates certificates;
    std::vector<std::string> arguments;
    std::vector<step> steps;
    std::chrono::milliseconds poll;
};

json::object capabilities_of(const driver_settings& s) {
    const bool firefox = s.browser == webdriver_browser::firefox;
    json::array arguments;
    if (s.window == webdriver_window::headless)
        arguments.emplace_back(firefox ? "-headless" : "--headless");
    if (s.sandbox == webdriver_sandbox::off && !firefox)
        arguments.emplace_back("--no-sandbox");
    for (const auto& argument : s.arguments)
        arguments.emplace_back(argument);
    json::object browser{{"args", std::move(arguments)}};
    if (!s.browser_program.empty())
        browser["binary"] = s.browser_program;
    json::object wanted{{firefox ? "moz:firefoxOptions" : "goog:chromeOptions", std::move(browser)}};
    if (s.certificates == webdriver_certificates::any)
        wanted["acceptInsecureCerts"] = true;
    json::object all{{"alwaysMatch", std::move(wanted)}};
    return json::object{{"capabilities", std::move(all)}};
}

// A session that was asked for. It is never broken off: nobody would know the name of what the driver opens.
struct session_attempt {
    explicit session_attempt(const asio::any_io_executor& strand) : done(strand) {}

    strand_event done;
    std::exception_ptr trouble;
    std::string path;
};

// What is open towards the outside; `close` has to run before it goes.
struct running {
    std::unique_ptr<child_process> driver;
    std::optional<webdriver_client> client;
    std::shared_ptr<session_attempt> attempt;
    std::string session;
};

std::uint16_t free_port(const asio::any_io_executor& ex) {
    error_code ec;
    tcp::acceptor probe(ex);
    probe.open(tcp::v4(), ec);
    if (!ec)
        probe.bind({asio::ip::address_v4::loopback(), 0}, ec);
    if (ec)
        fail(redirect_errc::driver_absent, "no port is free", ec);
    return probe.local_endpoint().port();
}

asio::awaitable<void> pause(const std::shared_ptr<time_source>& time, std::chrono::milliseconds length) {
    if (const auto ec = co_await time->wait_until(time->now() + length))
        throw boost::system::system_error(ec);
}

// Whether the driver says that it takes sessions; one that does not listen yet is not ready.
asio::awaitable<bool> is_ready(const webdriver_client& client) {
    driver_answer said;
    try {
        said = co_await client.send("GET", "/status", std::nullopt);
    } catch (const account::redirect_error&) {
        co_return false;
    }
    const auto* const value = said.value.if_object();
    const auto* const ready = value != nullptr ? value->if_contains("ready") : nullptr;
    const auto* const flag = ready != nullptr ? ready->if_bool() : nullptr;
    co_return flag != nullptr && *flag;
}

// Drivers cannot be asked which port they chose, so they are told one; should somebody else have taken it
// since, the driver ends, and it is another's turn.
asio::awaitable<bool>
start_once(const driver_settings& s, running& open, const std::shared_ptr<time_source>& time) {
    const auto port = free_port(co_await asio::this_coro::executor);
    auto arguments = s.driver_arguments;
    arguments.push_back("--port=" + std::to_string(port));
    error_code ec;
    open.driver = child_process::start(s.program, arguments, child_process::at_end::kill, ec);
    if (!open.driver)
        fail(redirect_errc::driver_absent, s.program + ": " + ec.message(), ec);
    open.client.emplace(tcp::endpoint(asio::ip::address_v4::loopback(), port));
    const auto until = time->now() + start_limit;
    for (;;) {
        const bool ready = co_await is_ready(*open.client);
        if (open.driver->ended())
            co_return false;
        if (ready)
            co_return true;
        if (time->now() >= until)
            fail(redirect_errc::driver_absent, s.program + " started and does not answer");
        co_await pause(time, start_pause);
    }
}

asio::awaitable<void>
start_driver(const driver_settings& s, running& open, const std::shared_ptr<time_source>& time) {
    if (s.address) {
        open.client.emplace(*s.address);
        co_return;
    }
    for (int tries = 1;; ++tries) {
        const bool runs = co_await start_once(s, open, time);
        if (runs)
            co_return;
        if (tries == most_starts) {
            const int status = open.driver->ended().value_or(0);
            open.driver.reset();
            fail(redirect_errc::driver_absent, s.program + " ended with status " + std::to_string(status));
        }
    }
}

asio::awaitable<std::string> ask_for_session(const webdriver_client& client, json::object wanted) {
    const auto said = co_await client.send("POST", "/session", std::move(wanted));
    if (!said.error.empty())
        fail(redirect_errc::session_refused, said.error + ": " + said.message);
    const auto* const value = said.value.if_object();
    const auto* const id = value != nullptr ? value->if_contains("sessionId") : nullptr;
    if (id == nullptr || !id->is_string())
        fail(redirect_errc::driver_failed, "a session without a name");
    co_return "/session/" + std::string(id->get_string().data(), id->get_string().size());
}

asio::awaitable<void>
attempt_session(std::shared_ptr<session_attempt> attempt, webdriver_client client, json::object wanted) {
    try {
        attempt->path = co_await ask_for_session(client, std::move(wanted));
    } catch (...) {
        attempt->trouble = std::current_exception();
    }
    attempt->done.set();
}

asio::awaitable<void> open_session(const driver_settings& s, running& open) {
    const auto strand = co_await asio::this_coro::executor;
    open.attempt = std::make_shared<session_attempt>(strand);
    auto work = attempt_session(open.attempt, *open.client, capabilities_of(s));
    asio::co_spawn(strand, std::move(work), asio::detached);
    co_await open.attempt->done.wait();
    const auto attempt = std::exchange(open.attempt, nullptr);
    if (attempt->trouble)
        std::rethrow_exception(attempt->trouble);
    open.session = attempt->path;
}

// The driver's own text may hold what was typed or where the browser is; the standard's word does not.
[[noreturn]] void command_failed(const std::string& what, const driver_answer& said) {
    fail(redirect_errc::driver_failed, what + ": " + said.error);
}

// A page that is still being built, or that is in front of another.
bool passes_with_time(const std::string& error) {
    return error == "no such element" || error == "stale element reference" ||
           error == "element not interactable" || error == "element click intercepted" ||
           error == "invalid element state";
}

std::string element_of(const json::value& value) {
    // The name is the standard's own.
    constexpr const char* key = "element-6066-11e4-a52e-4f735466cecf";
    const auto* const object = value.if_object();
    const auto* const id = object != nullptr ? object->if_contains(key) : nullptr;
    if (id == nullptr || !id->is_string())
        fail(redirect_errc::driver_failed, "an element without a name");
    return std::string(id->get_string().data(), id->get_string().size());
}

asio::awaitable<driver_answer> try_step(const step& todo, const running& open) {
    json::object search{{"using", "css selector"}, {"value", todo.selector}};
    auto said = co_await open.client->send("POST", open.session + "/element", std::move(search));
    if (!said.error.empty())
        co_return std::move(said);
    const std::string element = open.session + "/element/" + element_of(said.value);
    json::object body;
    if (todo.what == webdriver_step::kind::click) {
        said = co_await open.client->send("POST", element + "/click", std::move(body));
        co_return std::move(said);
    }
    body["text"] = todo.text;
    said = co_await open.client->send("POST", element + "/value", std::move(body));
    co_return std::move(said);
}

asio::awaitable<void>
do_steps(const driver_settings& s, const running& open, const std::shared_ptr<time_source>& time) {
    for (std::size_t i = 0; i < s.steps.size(); ++i) {
        for (;;) {
            const auto said = co_await try_step(s.steps[i], open);
            if (said.error.empty())
                break;
            if (!passes_with_time(said.error))
                command_failed("step " + std::to_string(i + 1), said);
            co_await pause(time, s.poll);
        }
    }
}

// The query that the browser has brought to the redirect URI; nothing while it is elsewhere.
std::optional<std::string> arrived_at(const driver_answer& said, const target& wanted, const sign_in& asked) {
    const auto* const text = said.value.if_string();
    const auto at =
        text != nullptr ? read_target(std::string_view(text->data(), text->size())) : std::nullopt;
    if (!at || !same_place(*at, wanted))
        return std::nullopt;
    std::string query = at->query;
    if (asked.flow == sign_in_flow::implicit && !at->fragment.empty())
        query += (query.empty() ? "" : "&") + at->fragment;
    const auto v = judge(query, expected_by(asked));
    if (v != verdict::granted && v != verdict::refused)
        return std::nullopt;
    return query;
}

// Where the browser is now: the answer's address, or nothing.
asio::awaitable<std::optional<std::string>> look(const running& open, const sign_in& asked) {
    const auto said = co_await open.client->send("GET", open.session + "/url", std::nullopt);
    // A question of the page's own stands before everything else until it is answered.
    if (!said.error.empty() && said.error != "unexpected alert open")
        command_failed("where the browser is", said);
    const auto wanted = read_target(asked.redirect_uri);
    auto query = arrived_at(said, *wanted, asked);
    if (query)
        query = answer_url(wanted->base, *query);
    co_return std::move(query);
}

// The browser's own name for what went wrong with a page, where the driver has no word for it.
std::string network_error_in(const std::string& message) {
    const auto begin = message.find("net::ERR_");
    if (begin == std::string::npos)
        return {};
    const auto end = message.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789", begin + 5);
    return " " + message.substr(begin, end == std::string::npos ? end : end - begin);
}

// **Returns** the answer if the page leads there by itself and at once. Nothing need listen there, and then
// the driver may call that a failure.
asio::awaitable<std::optional<std::string>> visit(const running& open, const sign_in& asked) {
    json::object where{{"url", asked.url}};
    auto said = co_await open.client->send("POST", open.session + "/url", std::move(where));
    if (said.error.empty())
        co_return std::nullopt;
    std::optional<std::string> answer;
    if (said.error == "unknown error")
        answer = co_await look(open, asked);
    if (!answer) {
        said.error += network_error_in(said.message);
        command_failed("opening the page", said);
    }
    co_return std::move(answer);
}

asio::awaitable<std::string> drive(
    const driver_settings& s, running& open, const sign_in& asked, const std::shared_ptr<time_source>& time) {
    co_await start_driver(s, open, time);
    co_await open_session(s, open);
    auto answer = co_await visit(open, asked);
    if (!answer)
        co_await do_steps(s, open, time);
    while (!answer) {
        answer = co_await look(open, asked);
        if (!answer)
            co_await pause(time, s.poll);
    }
    co_return std::move(*answer);
}

asio::awaitable<void> delete_session(const running& open) {
    try {
        co_await open.client->send("DELETE", open.session, std::nullopt);
    } catch (const error&) { // NOLINT(bugprone-empty-catch): a driver that has gone has no session
    }
}

asio::awaitable<void> close(running& open, const std::shared_ptr<time_source>& time) {
    if (open.attempt) {
        const auto attempt = open.attempt;
        co_await bounded(attempt->done.wait(), time, time->now() + goodbye_limit);
        open.session = attempt->path;
    }
    if (!open.session.empty())
        co_await bounded(delete_session(open), time, time->now() + goodbye_limit);
    if (open.driver)
        co_await open.driver->stop(time, time->now() + stop_limit);
}

asio::awaitable<std::string>
session(std::shared_ptr<const driver_settings> s, sign_in asked, std::shared_ptr<time_source> time) {
    running open;
    std::string answer;
    std::exception_ptr trouble;
    try {
        answer = co_await drive(*s, open, asked, time);
    } catch (...) {
        trouble = std::current_exception();
    }
    // The browser goes, whatever came before and whoever cancels.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await close(open, time);
    if (trouble)
        std::rethrow_exception(trouble);
    co_return answer;
}

class webdriver_redirect final : public redirect_handler {
public:
    webdriver_redirect(std::shared_ptr<const driver_settings> settings, std::shared_ptr<time_source> time)
        : settings_(std::move(settings)), time_(std::move(time)) {}

    asio::awaitable<std::string> authorize(const sign_in_page& page) override {
        return run(settings_, sign_in(page), time_);
    }

private:
    static asio::awaitable<std::string>
    run(std::shared_ptr<const driver_settings> s, sign_in asked, std::shared_ptr<time_source> time) {
        check_page(asked);
        if (asked.out_of_band() || !read_target(asked.redirect_uri))
            refuse("redirect_uri", "must be a complete address: a browser is watched until it comes there");
        const auto limit = asked.deadline;
        auto work = session(std::move(s), std::move(asked), time);
        co_return co_await timeout(std::move(work), limit, time);
    }

    std::shared_ptr<const driver_settings> settings_;
    std::shared_ptr<time_source> time_;
};

std::optional<tcp::endpoint> read_address(std::string_view text) {
    if (text.empty())
        return std::nullopt;
    const auto place = read_target(text);
    error_code ec;
    const auto host = !place                       ? asio::ip::address()
                      : place->host == "localhost" ? asio::ip::address(asio::ip::address_v4::loopback())
                                                   : asio::ip::make_address(place->host, ec);
    // What is typed into pages goes there without encryption.
    if (!place || ec || !host.is_loopback() || place->scheme != "http" || place->path != "/" ||
        !place->query.empty() || !place->fragment.empty() || place->user_info)
        refuse("address", "must be http://, an address of this machine itself and a port");
    return tcp::endpoint(host, place->port);
}

} // namespace

std::shared_ptr<redirect_handler>
make_webdriver_redirect(const webdriver_params& params, std::shared_ptr<time_source> time) {
    const auto s = std::make_shared<driver_settings>();
    s->address = read_address(params.address);
    s->browser = params.browser;
    s->program = params.program;
    if (s->program.empty())
        s->program = params.browser == webdriver_browser::firefox ? "geckodriver" : "chromedriver";
    s->driver_arguments.assign(params.driver_arguments.begin(), params.driver_arguments.end());
    s->browser_program = params.browser_program;
    s->window = params.window;
    s->sandbox = params.sandbox;
    s->certificates = params.certificates;
    s->arguments.assign(params.arguments.begin(), params.arguments.end());
    s->poll = params.poll;
    if (params.poll <= std::chrono::milliseconds(0))
        refuse("poll", "must be more than zero");
    for (const auto& todo : params.steps) {
        if (todo.selector.empty())
            refuse("steps", "each needs the selector of an element");
        s->steps.push_back({todo.what, std::string(todo.selector), std::string(todo.text)});
    }
    return std::make_shared<webdriver_redirect>(s, time ? std::move(time) : system_time());
}

} // namespace segue::account
