// Debian's own browser and driver, without a window, against pages of this test's own on the loopback
// interface.

#include "support/chromium_profile.hpp"
#include "unit/account/redirect/sign_in_fixture.hpp"

#include <unistd.h>

namespace segue::account {
namespace {

using test::has;
using test::page_server;

class chromium : public test::sign_in_fixture {
protected:
    chromium() : site(*io, [this](const redirect::incoming& asked) { return show(asked); }) {
        after = [this] { site.stop(); };
    }

    // A page whose content comes once it has been drawn: a browser drops what is done to a page before that.
    static page_server::page drawn(const std::string& content) {
        return {
            200,
            "<!DOCTYPE html><body>Wait.<template>" + content +
                "</template><script>requestAnimationFrame(function () { requestAnimationFrame(function () {"
                "document.body.append(document.querySelector('template').content); }); });</script>",
            {},
            {}};
    }

    // A service's login: a form, a consent that comes a little later, and the way back.
    page_server::page show(const redirect::incoming& asked) {
        requests.push_back(asked.target);
        if (asked.target.starts_with("/login"))
            return drawn(
                "<form action=\"/consent\"><input id=\"name\" name=\"name\">"
                "<input id=\"password\" name=\"password\" type=\"password\"><button>Go</button></form>");
        if (asked.target == "/consent?name=somebody&password=p%26w")
            return drawn("<a id=\"allow\" href=\"/back\">Allow</a>");
        if (asked.target == "/back" || asked.target.starts_with("/straight"))
            return {302, {}, "Location: " + leads_to + "\r\n", {}};
        return {404, "<!DOCTYPE html>", {}, {}};
    }

    // What has been killed may be seen for a moment by who is not its parent.
    void expect_nothing_left() const {
        const auto until = std::chrono::steady_clock::now() + test::patience;
        while (!profile.processes().empty() && std::chrono::steady_clock::now() < until)
            ::usleep(1000);
        for (const auto& line : profile.processes())
            ADD_FAILURE() << "still there: " << line;
        EXPECT_FALSE(test::has_children());
    }

    test::chromium_profile profile;
    webdriver_params params = profile.params();
    std::string leads_to;
    std::vector<std::string> requests;
    page_server site;
};

TEST_F(chromium, signs_in_by_itself_and_is_gone_afterwards) {
    const webdriver_step steps[] = {
        {webdriver_step::kind::fill, "#name", "somebody"},
        {webdriver_step::kind::fill, "#password", "p&w"},
        {webdriver_step::kind::click, "button", {}},
        {webdriver_step::kind::click, "#allow", {}}};
    params.steps = steps;
    // Nobody listens there.
    leads_to = "http://127.0.0.1:1/callback?code=c1&state=right";
    const auto url = site.address() + "/login";
    sign_in_page page;
    page.url = url;
    page.redirect_uri = "http://127.0.0.1:1/callback";
    page.state = "right";
    const auto handler = make_webdriver_redirect(params);
    start(handler->authorize(page));
    run();
    EXPECT_EQ(answer, leads_to) << words() << ::testing::PrintToString(requests);
    expect_nothing_left();
}

TEST_F(chromium, runs_the_page_that_posts_a_fragment_back) {
    loopback_params home;
    home.redirect_uri = "http://localhost:0/callback?once=abc";
    const auto listener = make_loopback_redirect(home);
    const auto redirect_uri = listener->redirect_uri();
    leads_to = redirect_uri + "#access_token=t%2B1&token_type=bearer&state=right";
    const auto url = site.address() + "/straight";
    sign_in_page page;
    page.url = url;
    page.state = "right";
    page.flow = sign_in_flow::implicit;
    // The browser is only the user's here; who waits is the listener.
    asio::cancellation_signal enough;
    bool closed = false;
    const auto browser = make_webdriver_redirect(params);
    sign_in_page visit;
    visit.url = url;
    visit.redirect_uri = "http://127.0.0.1:1/never";
    std::exception_ptr trouble;
    auto note = [&](std::exception_ptr e, const std::string&) {
        closed = true;
        trouble = e;
        if (!ended)
            cancel.emit(asio::cancellation_type::terminal);
    };
    asio::co_spawn(
        *io, browser->authorize(visit), asio::bind_cancellation_slot(enough.slot(), std::move(note)));
    after = [&] {
        site.stop();
        enough.emit(asio::cancellation_type::terminal);
    };
    start(listener->authorize(page));
    run();
    EXPECT_TRUE(closed);
    EXPECT_EQ(answer, redirect_uri + "&access_token=t%2B1&token_type=bearer&state=right") << words();
    try {
        std::rethrow_exception(trouble);
    } catch (const boost::system::system_error& e) {
        EXPECT_EQ(e.code(), asio::error::operation_aborted) << e.what();
    }
    expect_nothing_left();
}

TEST_F(chromium, refused_session_says_why_and_leaves_nothing) {
    params.browser_program = "/no/such/browser";
    const auto url = site.address() + "/straight";
    sign_in_page page;
    page.url = url;
    page.redirect_uri = "http://127.0.0.1:1/callback";
    const auto handler = make_webdriver_redirect(params);
    start(handler->authorize(page));
    run();
    EXPECT_EQ(code(), redirect_errc::session_refused);
    EXPECT_TRUE(has(words(), "/no/such/browser")) << words();
    expect_nothing_left();
}

TEST_F(chromium, goes_with_a_context_that_is_destroyed) {
    leads_to = site.address() + "/elsewhere";
    const auto url = site.address() + "/straight";
    sign_in_page page;
    page.url = url;
    page.redirect_uri = "http://127.0.0.1:1/callback";
    const auto handler = make_webdriver_redirect(params);
    start(handler->authorize(page));
    const auto until = std::chrono::steady_clock::now() + test::patience;
    while (requests.empty() && !ended && std::chrono::steady_clock::now() < until)
        io->run_one_for(std::chrono::seconds(1));
    ASSERT_FALSE(requests.empty()) << words();
    EXPECT_FALSE(profile.processes().empty());
    site.stop();
    io.reset();
    // Killed processes may be seen for a moment by who is not their parent.
    while (!profile.processes().empty() && std::chrono::steady_clock::now() < until)
        ::usleep(1000);
    expect_nothing_left();
}

} // namespace
} // namespace segue::account
