#include "unit/account/redirect/sign_in_fixture.hpp"

#include <segue/testing/manual_time.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace segue::account {
namespace {

using test::has;

// Waits for the answer until the test has seen what it looks for.
class watchful final : public redirect_handler {
public:
    explicit watchful(std::function<bool()> seen) : seen_(std::move(seen)) {}

    asio::awaitable<std::string> authorize(const sign_in_page& page) override {
        return wait(seen_, std::string(page.url));
    }

    std::string redirect_uri() const override { return "http://127.0.0.1:7/callback"; }

private:
    static asio::awaitable<std::string> wait(std::function<bool()> seen, std::string url) {
        const auto time = system_time();
        const auto until = time->now() + test::patience;
        while (!seen()) {
            if (time->now() > until)
                throw std::runtime_error("not seen in time");
            const auto ec = co_await time->wait_until(time->now() + std::chrono::milliseconds(2));
            if (ec)
                throw boost::system::system_error(ec);
        }
        co_return url + "#answered";
    }

    std::function<bool()> seen_;
};

class browser : public test::sign_in_fixture {
protected:
    browser() {
        std::string name = (std::filesystem::temp_directory_path() / "segue-browser-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no temporary folder");
        folder = name;
    }

    ~browser() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }

    void TearDown() override { test::expect_no_children(); }

    // A program that plays the opener.
    std::string opener(const std::string& body) const {
        const auto path = folder / "opener";
        std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        return path.string();
    }

    std::string content(const char* name) const {
        std::ifstream in(folder / name);
        std::stringstream all;
        all << in.rdbuf();
        return all.str();
    }

    void open(const std::string& program, std::function<bool()> seen) {
        const auto inner = std::make_shared<watchful>(std::move(seen));
        handler = make_browser_redirect(inner, out, program);
        sign_in_page page;
        page.url = url;
        start(handler->authorize(page));
    }

    // Odd, and an address all the same; a shell would make something of it.
    const std::string url = "https://service.example/a?x=$(touch%20b);&y='1'&state=right";
    std::filesystem::path folder;
    std::ostringstream out;
    std::shared_ptr<redirect_handler> handler;
};

TEST_F(browser, page_is_opened_without_a_shell_and_the_answer_is_the_inner_handlers) {
    open(
        opener(
            "printf '%s|%s' \"$#\" \"$1\" > '" + (folder / "new").string() + "'; mv '" +
            (folder / "new").string() + "' '" + (folder / "seen").string() + "'"),
        [this] { return std::filesystem::exists(folder / "seen") && !test::has_children(); });
    run();
    EXPECT_EQ(answer, url + "#answered") << words();
    EXPECT_EQ(content("seen"), "1|" + url);
    EXPECT_EQ(out.str(), "");
    EXPECT_EQ(handler->redirect_uri(), "http://127.0.0.1:7/callback");
}

TEST_F(browser, opener_inherits_nothing_of_ours_and_says_nothing) {
    const int secret = ::dup(STDERR_FILENO); // not marked for closing
    open(
        opener(
            "echo shown; echo shown >&2; ls /proc/self/fd | wc -l > '" + (folder / "new").string() +
            "'; mv '" + (folder / "new").string() + "' '" + (folder / "seen").string() + "'"),
        [this] { return std::filesystem::exists(folder / "seen"); });
    run();
    ::close(secret);
    // 0, 1, 2 and the folder that ls reads.
    EXPECT_EQ(std::stoi(content("seen")), 4);
}

TEST_F(browser, missing_opener_shows_the_address_and_goes_on) {
    open("no-such-opener-here", [this] { return has(out.str(), url); });
    run();
    EXPECT_EQ(answer, url + "#answered") << words();
    EXPECT_TRUE(has(out.str(), "No browser could be opened (no-such-opener-here: No such file")) << out.str();
    EXPECT_TRUE(has(out.str(), "    " + url + "\n")) << out.str();
}

TEST_F(browser, opener_that_gives_up_shows_the_address_and_goes_on) {
    open(opener("exit 3"), [this] { return has(out.str(), url); });
    run();
    EXPECT_EQ(answer, url + "#answered") << words();
    EXPECT_TRUE(has(out.str(), "ended with status 3")) << out.str();
    EXPECT_FALSE(test::has_children());
}

TEST_F(browser, opener_that_stays_is_left_alone_and_leaves_no_zombie) {
    open(
        opener(
            "echo $$ > '" + (folder / "new").string() + "'; mv '" + (folder / "new").string() + "' '" +
            (folder / "seen").string() + "'; exec sleep 300"),
        [this] { return std::filesystem::exists(folder / "seen"); });
    run();
    const auto number = static_cast<pid_t>(std::stol(content("seen")));
    EXPECT_EQ(::kill(number, 0), 0) << "it is the browser perhaps";
    ::kill(number, SIGKILL);
}

TEST_F(browser, opener_is_watched_for_a_bounded_time) {
    const auto time = std::make_shared<testing::manual_time>();
    bool enough = false;
    const auto inner = std::make_shared<watchful>([&enough] { return enough; });
    const auto program = opener(
        "echo $$ > '" + (folder / "new").string() + "'; mv '" + (folder / "new").string() + "' '" +
        (folder / "seen").string() + "'; exec sleep 300");
    handler = make_browser_redirect(inner, out, program, time);
    sign_in_page page;
    page.url = url;
    start(handler->authorize(page));
    const auto begin = time->now();
    io->poll();
    while (time->advance_to_next())
        io->poll();
    EXPECT_LE(time->now() - begin, std::chrono::seconds(11));
    const auto until = std::chrono::steady_clock::now() + test::patience;
    while (!std::filesystem::exists(folder / "seen"))
        ASSERT_LT(std::chrono::steady_clock::now(), until);
    const auto number = static_cast<pid_t>(std::stol(content("seen")));
    ::kill(number, SIGKILL);
    enough = true;
    run();
    EXPECT_EQ(answer, url + "#answered") << words();
    EXPECT_EQ(out.str(), "");
}

TEST_F(browser, cancellation_reaches_the_inner_handler) {
    open(opener("exit 0"), [] { return false; });
    io->poll();
    cancel.emit(asio::cancellation_type::terminal);
    run();
    EXPECT_EQ(code(), asio::error::operation_aborted);
}

TEST_F(browser, error_of_the_inner_handler_is_the_result) {
    open(opener("exit 0"), []() -> bool { throw std::runtime_error("inner trouble"); });
    run();
    EXPECT_EQ(words(), "inner trouble");
}

TEST_F(browser, address_that_is_none_opens_nothing) {
    handler = make_browser_redirect(
        std::make_shared<watchful>([] { return true; }),
        out,
        opener("touch '" + (folder / "seen").string() + "'"));
    sign_in_page page;
    page.url = "--version";
    start(handler->authorize(page));
    run();
    EXPECT_TRUE(failed_as<bad_params>());
    EXPECT_FALSE(std::filesystem::exists(folder / "seen"));
    EXPECT_EQ(out.str(), "");
}

TEST_F(browser, opening_and_listening_go_together) {
    // The opener is the browser: it answers as the service would make it.
    const auto listener = make_loopback_redirect();
    const auto home = listener->redirect_uri();
    const auto port = home.substr(home.rfind(':') + 1, home.rfind('/') - home.rfind(':') - 1);
    handler = make_browser_redirect(
        listener,
        out,
        opener(
            "exec /bin/bash -c \"exec 3<>/dev/tcp/127.0.0.1/" + port +
            "; printf 'GET /callback?code=c&state=right HTTP/1.1\\r\\nHost: 127.0.0.1:" + port +
            "\\r\\n\\r\\n' >&3; cat <&3\""));
    sign_in_page page;
    page.url = url;
    page.state = "right";
    start(handler->authorize(page));
    run();
    EXPECT_EQ(answer, home + "?code=c&state=right") << words();
}

TEST(browser_params, handler_without_an_inner_one_is_refused) {
    std::ostringstream out;
    EXPECT_THROW(static_cast<void>(make_browser_redirect(nullptr, out)), bad_params);
}

} // namespace
} // namespace segue::account
