#include "account/redirect/webdriver_client.hpp"
#include "unit/account/redirect/sign_in_fixture.hpp"

#include <segue/testing/manual_time.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <unistd.h>

namespace segue::account {
namespace {

using namespace std::chrono_literals;
using test::has;
using test::page_server;

constexpr std::string_view home = "http://127.0.0.1:1/callback";

page_server::page value(const std::string& json) {
    return {200, "{\"value\":" + json + "}", {}, {}};
}

page_server::page refusal(int status, const std::string& error, const std::string& message) {
    return {
        status,
        R"({"value":{"error":")" + error + R"(","message":")" + message + R"(","stacktrace":""}})",
        {},
        {}};
}

// Plays a driver. What it says to a command is taken from a script, the last line of which stays.
class driven : public test::sign_in_fixture {
protected:
    driven() {
        script["POST /session"] = {value(R"({"sessionId":"s1","capabilities":{}})")};
        script["POST /session/s1/url"] = {value("null")};
        script["GET /session/s1/url"] = {
            value("\"https://service.example/login\""),
            value("\"http://127.0.0.1:1/callback?code=c&state=right\"")};
        script["POST /session/s1/element"] = {value(R"({"element-6066-11e4-a52e-4f735466cecf":"e1"})")};
        script["POST /session/s1/element/e1/value"] = {value("null")};
        script["POST /session/s1/element/e1/click"] = {value("null")};
        script["DELETE /session/s1"] = {value("null")};
        page.url = "https://service.example/authorize";
        page.redirect_uri = home;
        page.state = "right";
        params.poll = 1ms;
        after = [this] { driver->stop(); };
    }

    void drive() {
        driver.emplace(*io, [this](const redirect::incoming& asked) { return reply(asked); });
        const auto address = driver->address();
        params.address = address;
        const auto handler = make_webdriver_redirect(params, time);
        EXPECT_EQ(handler->redirect_uri(), "");
        start(handler->authorize(page));
        run();
    }

    bool was_asked(const std::string& command) const {
        return std::find(asked_for.begin(), asked_for.end(), command) != asked_for.end();
    }

    std::map<std::string, std::vector<page_server::page>> script;
    std::vector<std::string> asked_for;
    std::map<std::string, std::string> bodies;
    std::function<void(const std::string&)> on_command;
    std::optional<page_server> driver;
    webdriver_params params;
    sign_in_page page;
    std::shared_ptr<time_source> time;

private:
    page_server::page reply(const redirect::incoming& asked) {
        const auto command = asked.method + " " + asked.target;
        asked_for.push_back(command);
        bodies[command] += asked.body;
        if (on_command)
            on_command(command);
        const auto at = script.find(command);
        if (at == script.end())
            return refusal(404, "unknown command", command);
        const auto now = at->second.front();
        if (at->second.size() > 1)
            at->second.erase(at->second.begin());
        return now;
    }
};

TEST_F(driven, browser_is_watched_until_it_comes_to_the_redirect_uri) {
    drive();
    EXPECT_EQ(answer, "http://127.0.0.1:1/callback?code=c&state=right") << words();
    const std::vector<std::string> expected{
        "POST /session",
        "POST /session/s1/url",
        "GET /session/s1/url",
        "GET /session/s1/url",
        "DELETE /session/s1"};
    EXPECT_EQ(asked_for, expected);
    EXPECT_EQ(bodies["POST /session/s1/url"], R"({"url":"https://service.example/authorize"})");
    EXPECT_EQ(
        bodies["POST /session"], R"({"capabilities":{"alwaysMatch":{"goog:chromeOptions":{"args":[]}}}})");
}

TEST_F(driven, options_are_spelled_as_the_browser_wants_them) {
    const std::string_view more[] = {"--lang=de"};
    params.arguments = more;
    params.window = webdriver_window::headless;
    params.sandbox = webdriver_sandbox::off;
    params.certificates = webdriver_certificates::any;
    params.browser_program = "/opt/browser";
    drive();
    EXPECT_EQ(
        boost::json::parse(bodies["POST /session"]),
        boost::json::parse(
            R"({"capabilities":{"alwaysMatch":{"acceptInsecureCerts":true,"goog:chromeOptions":
               {"args":["--headless","--no-sandbox","--lang=de"],"binary":"/opt/browser"}}}})"));

    io = std::make_unique<asio::io_context>();
    ended = false;
    bodies.clear();
    params.browser = webdriver_browser::firefox;
    drive();
    EXPECT_EQ(
        boost::json::parse(bodies["POST /session"]),
        boost::json::parse(
            R"({"capabilities":{"alwaysMatch":{"acceptInsecureCerts":true,"moz:firefoxOptions":
               {"args":["-headless","--lang=de"],"binary":"/opt/browser"}}}})"));
}

TEST_F(driven, steps_are_done_in_order_and_wait_for_their_elements) {
    const webdriver_step steps[] = {
        {webdriver_step::kind::fill, "#name", "somebody"}, {webdriver_step::kind::click, "button", {}}};
    params.steps = steps;
    auto& search = script["POST /session/s1/element"];
    const auto found = search.front();
    search = {refusal(404, "no such element", "not yet"), found, found, found};
    script["POST /session/s1/element/e1/click"] = {
        refusal(400, "element click intercepted", "a banner"), value("null")};
    drive();
    EXPECT_EQ(answer, "http://127.0.0.1:1/callback?code=c&state=right") << words();
    const std::vector<std::string> expected{
        "POST /session",
        "POST /session/s1/url",
        "POST /session/s1/element",
        "POST /session/s1/element",
        "POST /session/s1/element/e1/value",
        "POST /session/s1/element",
        "POST /session/s1/element/e1/click",
        "POST /session/s1/element",
        "POST /session/s1/element/e1/click",
        "GET /session/s1/url",
        "GET /session/s1/url",
        "DELETE /session/s1"};
    EXPECT_EQ(asked_for, expected);
    EXPECT_EQ(bodies["POST /session/s1/element/e1/value"], R"({"text":"somebody"})");
    EXPECT_TRUE(has(bodies["POST /session/s1/element"], R"({"using":"css selector","value":"button"})"));
}

TEST_F(driven, addresses_that_only_resemble_the_redirect_uri_are_passed_by) {
    script["GET /session/s1/url"] = {
        value("\"about:blank\""),
        value("null"),
        value("\"http://127.0.0.1:1/callback.evil?code=x&state=right\""),
        value("\"http://127.0.0.1:11/callback?code=x&state=right\""),
        value("\"https://127.0.0.1:1/callback?code=x&state=right\""),
        value("\"http://127.0.0.1:1/callback?code=x&state=wrong\""),
        value("\"http://127.0.0.1:1/callback?code=x\""),
        value("\"http://127.0.0.1:1/callback\""),
        refusal(500, "unexpected alert open", "are you sure?"),
        value("\"http://127.0.0.1:1/callback?error=access_denied&state=right#_=_\"")};
    drive();
    EXPECT_EQ(answer, "http://127.0.0.1:1/callback?error=access_denied&state=right") << words();
    EXPECT_EQ(std::count(asked_for.begin(), asked_for.end(), "GET /session/s1/url"), 10);
}

TEST_F(driven, fragment_of_an_implicit_grant_becomes_the_query) {
    page.flow = sign_in_flow::implicit;
    script["GET /session/s1/url"] = {value("\"http://127.0.0.1:1/callback#access_token=t&state=right\"")};
    drive();
    EXPECT_EQ(answer, "http://127.0.0.1:1/callback?access_token=t&state=right") << words();
}

TEST_F(driven, refused_session_shows_what_the_driver_says) {
    script["POST /session"] = {refusal(500, "session not created", "This driver wants another browser.")};
    drive();
    EXPECT_EQ(code(), redirect_errc::session_refused);
    EXPECT_TRUE(has(words(), "session not created: This driver wants another browser.")) << words();
    EXPECT_EQ(asked_for, std::vector<std::string>{"POST /session"});
}

TEST_F(driven, failed_command_ends_it_and_repeats_nothing_that_was_typed) {
    const webdriver_step steps[] = {{webdriver_step::kind::fill, "#password", "SECRET"}};
    params.steps = steps;
    struct row {
        std::string command;
        page_server::page answer;
        std::string words;
    };
    const row rows[] = {
        {"POST /session/s1/element/e1/value",
         refusal(400, "invalid argument", "cannot type SECRET"),
         "step 1: invalid argument"},
        {"POST /session/s1/element", refusal(400, "invalid selector", "SECRET"), "step 1: invalid selector"},
        {"POST /session/s1/element", value("{}"), "an element without a name"},
        {"POST /session/s1/url",
         refusal(400, "invalid argument", "SECRET"),
         "opening the page: invalid argument"},
        {"GET /session/s1/url",
         refusal(404, "no such window", "at ?code=SECRET"),
         "where the browser is: no such window"},
        {"POST /session/s1/url", {502, "<html>SECRET</html>", {}, {}}, "status 502 without the JSON"},
        {"POST /session/s1/url", {200, "[\"SECRET\"]", {}, {}}, "status 200 without the JSON"},
        {"POST /session/s1/url", {200, {}, {}, "SECRET\r\n\r\n"}, "no HTTP, or is cut short"},
        {"POST /session/s1/url",
         {200, {}, {}, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"SECRET"},
         "no HTTP, or is cut short"},
    };
    for (const auto& r : rows) {
        io = std::make_unique<asio::io_context>();
        ended = false;
        asked_for.clear();
        const auto before = script[r.command];
        script[r.command] = {r.answer};
        drive();
        script[r.command] = before;
        EXPECT_EQ(code(), redirect_errc::driver_failed) << r.words;
        EXPECT_TRUE(has(words(), r.words)) << words();
        EXPECT_FALSE(has(words(), "SECRET")) << words();
        EXPECT_EQ(asked_for.back(), "DELETE /session/s1") << r.words;
    }
}

TEST_F(driven, page_that_cannot_be_shown_is_no_failure_when_it_is_the_redirect_uri) {
    script["POST /session/s1/url"] = {refusal(500, "unknown error", "net::ERR_CONNECTION_REFUSED")};
    script["GET /session/s1/url"] = {value("\"http://127.0.0.1:1/callback?code=c&state=right\"")};
    drive();
    EXPECT_EQ(answer, "http://127.0.0.1:1/callback?code=c&state=right") << words();
}

TEST_F(driven, page_that_cannot_be_shown_is_a_failure_that_names_the_browsers_reason) {
    script["POST /session/s1/url"] = {
        refusal(500, "unknown error", "net::ERR_NAME_NOT_RESOLVED at https://a.example/?state=right")};
    script["GET /session/s1/url"] = {value("\"https://service.example/authorize\"")};
    drive();
    EXPECT_EQ(code(), redirect_errc::driver_failed);
    EXPECT_TRUE(has(words(), "opening the page: unknown error net::ERR_NAME_NOT_RESOLVED:")) << words();
    EXPECT_FALSE(has(words(), "state=right")) << words();
    EXPECT_EQ(asked_for.back(), "DELETE /session/s1");
}

TEST_F(driven, session_without_a_name_is_the_drivers_fault) {
    for (const auto* text : {"null", "{}", "{\"sessionId\":7}"}) {
        io = std::make_unique<asio::io_context>();
        ended = false;
        script["POST /session"] = {value(text)};
        drive();
        EXPECT_EQ(code(), redirect_errc::driver_failed) << text;
    }
}

TEST_F(driven, time_is_up_when_the_browser_never_comes_back) {
    const auto clock = std::make_shared<testing::manual_time>();
    time = clock;
    script["GET /session/s1/url"] = {value("\"https://service.example/login\"")};
    params.poll = 1h;
    // The first question has its answer, and the next one is an hour away.
    on_command = [&](const std::string& command) {
        if (command == "GET /session/s1/url")
            clock->advance(5min);
    };
    drive();
    EXPECT_EQ(code(), errc::deadline_exceeded);
    EXPECT_TRUE(failed_as<timeout_error>());
    EXPECT_EQ(asked_for.back(), "DELETE /session/s1");
}

TEST_F(driven, session_goes_wherever_a_cancellation_comes) {
    const webdriver_step steps[] = {
        {webdriver_step::kind::fill, "#name", "somebody"}, {webdriver_step::kind::click, "button", {}}};
    params.steps = steps;
    int cancelled = 0;
    for (std::size_t when = 1;; ++when) {
        io = std::make_unique<asio::io_context>();
        ended = false;
        error = {};
        asked_for.clear();
        on_command = [&](const std::string&) {
            if (asked_for.size() == when && !ended)
                cancel.emit(asio::cancellation_type::terminal);
        };
        drive();
        EXPECT_EQ(std::count(asked_for.begin(), asked_for.end(), "DELETE /session/s1"), 1) << when;
        EXPECT_EQ(asked_for.back(), "DELETE /session/s1") << when;
        if (!error)
            break;
        EXPECT_EQ(code(), asio::error::operation_aborted) << when;
        ++cancelled;
    }
    // Session, page, element, value, element, click, address; the next address is the one, or its question.
    EXPECT_GE(cancelled, 7);
}

TEST_F(driven, driver_that_is_not_there_is_reported) {
    driver.emplace(*io, [](const redirect::incoming&) { return page_server::page(); });
    driver->stop();
    const auto address = driver->address();
    params.address = address;
    const auto handler = make_webdriver_redirect(params);
    start(handler->authorize(page));
    run();
    EXPECT_EQ(code(), redirect_errc::driver_failed);
    EXPECT_TRUE(has(words(), "refused")) << words();
}

class starting : public test::sign_in_fixture {
protected:
    void begin(const char* program, std::span<const std::string_view> arguments = {}) {
        webdriver_params params;
        params.program = program;
        params.driver_arguments = arguments;
        handler = make_webdriver_redirect(params, time);
        sign_in_page page;
        page.url = "https://service.example/authorize";
        page.redirect_uri = home;
        start(handler->authorize(page));
    }

    std::shared_ptr<redirect_handler> handler;
    std::shared_ptr<time_source> time;
};

TEST_F(starting, absent_driver_is_an_error_that_names_it) {
    begin("no-such-driver-here");
    run();
    EXPECT_EQ(code(), redirect_errc::driver_absent);
    EXPECT_TRUE(has(words(), "no-such-driver-here: No such file")) << words();
}

TEST_F(starting, driver_that_ends_at_once_is_tried_again_and_then_an_error) {
    begin("false");
    run();
    EXPECT_EQ(code(), redirect_errc::driver_absent);
    EXPECT_TRUE(has(words(), "false ended with status 1")) << words();
}

// The command line of a process; empty when it has ended.
std::string command_line(const std::string& number) {
    std::ifstream in("/proc/" + number + "/cmdline", std::ios::binary);
    std::string line;
    std::getline(in, line); // iterators would throw when the process goes meanwhile
    return line;
}

TEST_F(starting, driver_that_will_not_end_is_killed_with_all_that_it_started) {
    std::string name = (std::filesystem::temp_directory_path() / "segue-driver-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    const auto told = name + "/told";
    // The argument that names the port is none to the script.
    const auto text =
        "trap '' TERM; sleep 300 & echo $! > " + name + "/new; mv " + name + "/new " + told + "; wait";
    const std::string_view script[] = {"-c", text};
    const auto clock = std::make_shared<testing::manual_time>();
    time = clock;
    begin("sh", script);
    const auto until = std::chrono::steady_clock::now() + test::patience;
    while (!std::filesystem::exists(told)) {
        io->poll();
        ASSERT_LT(std::chrono::steady_clock::now(), until);
    }
    std::string number;
    std::ifstream(told) >> number;
    EXPECT_TRUE(has(command_line(number), "sleep"));
    const auto begun = clock->now();
    cancel.emit(asio::cancellation_type::terminal);
    while (!ended) {
        io->poll();
        clock->advance_to_next();
        ASSERT_LT(std::chrono::steady_clock::now(), until);
    }
    EXPECT_EQ(code(), asio::error::operation_aborted);
    EXPECT_EQ(clock->now() - begun, 3s) << "it was asked first";
    EXPECT_FALSE(test::has_children());
    while (!command_line(number).empty())
        ASSERT_LT(std::chrono::steady_clock::now(), until);
    std::filesystem::remove_all(name);
}

TEST(webdriver_params, bad_ones_are_refused_by_name) {
    for (const auto* address :
         {"127.0.0.1:9515",
          "https://127.0.0.1:9515",
          "http://192.0.2.1:9515",
          "http://driver.example:9515",
          "http://127.0.0.1:9515/wd/hub",
          "http://user@127.0.0.1:9515"}) {
        webdriver_params params;
        params.address = address;
        try {
            const auto none = make_webdriver_redirect(params);
            FAIL() << address;
        } catch (const bad_params& e) {
            EXPECT_EQ(e.details().param, "address");
        }
    }
    webdriver_params hasty;
    hasty.poll = {};
    EXPECT_THROW(static_cast<void>(make_webdriver_redirect(hasty)), bad_params);
    const webdriver_step steps[] = {{}};
    webdriver_params empty;
    empty.steps = steps;
    EXPECT_THROW(static_cast<void>(make_webdriver_redirect(empty)), bad_params);
}

TEST_F(starting, sign_in_without_a_redirect_uri_is_refused) {
    const auto driver = make_webdriver_redirect();
    sign_in_page page;
    page.url = "https://service.example/authorize";
    page.redirect_uri = "oob";
    start(driver->authorize(page));
    run();
    EXPECT_TRUE(failed_as<bad_params>());
    EXPECT_TRUE(has(words(), "redirect_uri")) << words();
}

} // namespace
} // namespace segue::account
