#include "unit/account/redirect/sign_in_fixture.hpp"

#include <segue/testing/manual_time.hpp>

#include <boost/asio/ip/address.hpp>

namespace segue::account {
namespace {

using test::exchange;
using test::has;
using test::tcp;

const asio::ip::address v4 = asio::ip::address_v4::loopback();
const asio::ip::address v6 = asio::ip::address_v6::loopback();

std::uint16_t port_of(const std::string& uri) {
    const auto colon = uri.rfind(':');
    return static_cast<std::uint16_t>(std::stoi(uri.substr(colon + 1)));
}

// How many bytes the system keeps for a connection nobody has accepted must not matter: all is sent at once.
class listener : public test::sign_in_fixture {
protected:
    void
    listen(std::string_view uri = "http://127.0.0.1:0/callback", sign_in_flow flow = sign_in_flow::code) {
        loopback_params params;
        params.redirect_uri = uri;
        params.max_connections = 3;
        handler = make_loopback_redirect(params, time);
        port = port_of(handler->redirect_uri());
        host = "127.0.0.1:" + std::to_string(port);
        page.url = "https://service.example/authorize";
        page.state = "right";
        page.flow = flow;
        start(handler->authorize(page));
        io->poll();
    }

    tcp::endpoint at(const asio::ip::address& address = v4) const { return {address, port}; }

    std::string get(const std::string& target) const {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    // What comes back for some bytes.
    std::string told(std::string bytes, const asio::ip::address& address = v4) {
        std::string reply;
        bool done = false;
        play([](tcp::endpoint to, std::string sent, std::string& into, bool& over) -> asio::awaitable<void> {
            into = co_await exchange(to, std::move(sent));
            over = true;
        }(at(address), std::move(bytes), reply, done));
        const auto until = std::chrono::steady_clock::now() + test::patience;
        io->restart();
        while (!done && std::chrono::steady_clock::now() < until)
            io->run_one_for(test::patience);
        EXPECT_TRUE(done);
        return reply;
    }

    // Answers as the service would have the browser do, and awaits the end.
    void finish() {
        const auto reply = told(get("/callback?code=c1&state=right"));
        EXPECT_EQ(reply.substr(0, 15), "HTTP/1.1 200 OK");
        io->restart();
        run();
        EXPECT_EQ(answer, handler->redirect_uri() + "?code=c1&state=right") << words();
    }

    std::shared_ptr<testing::manual_time> time = std::make_shared<testing::manual_time>();
    std::shared_ptr<redirect_handler> handler;
    sign_in_page page;
    std::uint16_t port = 0;
    std::string host;
};

TEST_F(listener, answer_is_returned_and_its_page_says_nothing_of_it) {
    listen();
    EXPECT_EQ(handler->redirect_uri(), "http://127.0.0.1:" + std::to_string(port) + "/callback");
    const auto reply = told(get("/callback?code=SECRET%3Cb%3E&state=right"));
    EXPECT_EQ(reply.substr(0, 15), "HTTP/1.1 200 OK");
    EXPECT_TRUE(has(reply, "Your answer has arrived"));
    EXPECT_TRUE(has(reply, "Cache-Control: no-store\r\n"));
    EXPECT_TRUE(has(reply, "Content-Security-Policy: default-src 'none';"));
    EXPECT_TRUE(has(reply, "Referrer-Policy: no-referrer\r\n"));
    EXPECT_TRUE(has(reply, "X-Frame-Options: DENY\r\n"));
    EXPECT_TRUE(has(reply, "Connection: close\r\n"));
    EXPECT_FALSE(has(reply, "SECRET"));
    EXPECT_FALSE(has(reply, "<script"));
    io->restart();
    run();
    EXPECT_EQ(answer, handler->redirect_uri() + "?code=SECRET%3Cb%3E&state=right");
    EXPECT_FALSE(test::listens(at())) << "the port is given back";
}

TEST_F(listener, refusal_is_an_answer_with_a_page_of_its_own) {
    struct row {
        sign_in_flow flow;
        std::string query;
    };
    for (const auto& r :
         {row{sign_in_flow::code, "error=access_denied&state=right"},
          row{sign_in_flow::code, "error_reason=user_denied&state=right"},
          row{sign_in_flow::implicit, "error=access_denied&state=right"},
          row{sign_in_flow::oauth1, "denied=right"}}) {
        io = std::make_unique<asio::io_context>();
        ended = false;
        listen("http://127.0.0.1:0/callback", r.flow);
        EXPECT_TRUE(has(told(get("/callback?" + r.query)), "The sign-in was not granted")) << r.query;
        io->restart();
        run();
        EXPECT_EQ(answer, handler->redirect_uri() + "?" + r.query);
    }
}

TEST_F(listener, odd_requests_are_answered_and_change_nothing) {
    listen();
    const std::string ours = "Host: " + host + "\r\n\r\n";
    struct row {
        const char* name;
        std::string bytes;
        const char* status;
    };
    const std::string good = "/callback?code=SECRET&state=right";
    const row rows[] = {
        {"favicon", get("/favicon.ico"), "404"},
        {"root", get("/"), "404"},
        {"path below", get("/callback/x?code=SECRET&state=right"), "404"},
        {"path beginning the same", get("/callbackx?code=SECRET&state=right"), "404"},
        {"path in capitals", get("/CALLBACK?code=SECRET&state=right"), "404"},
        {"double slash", get("//callback?code=SECRET&state=right"), "404"},
        {"whole address as the target", get("http://" + host + good), "404"},
        {"relay of a flow that has none", "POST /relay HTTP/1.1\r\n" + ours, "404"},
        {"POST", "POST " + good + " HTTP/1.1\r\nContent-Length: 0\r\n" + ours, "405"},
        {"HEAD", "HEAD " + good + " HTTP/1.1\r\n" + ours, "405"},
        {"OPTIONS", "OPTIONS " + good + " HTTP/1.1\r\n" + ours, "405"},
        {"unknown method", "BREW " + good + " HTTP/1.1\r\n" + ours, "405"},
        {"other host",
         "GET " + good + " HTTP/1.1\r\nHost: evil.example:" + std::to_string(port) + "\r\n\r\n",
         "421"},
        {"other name of this machine",
         "GET " + good + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port) + "\r\n\r\n",
         "421"},
        {"other port", "GET " + good + " HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", "421"},
        {"host without port", "GET " + good + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "421"},
        {"no host", "GET " + good + " HTTP/1.0\r\n\r\n", "421"},
        {"empty host", "GET " + good + " HTTP/1.1\r\nHost:\r\n\r\n", "421"},
        {"two hosts", "GET " + good + " HTTP/1.1\r\nHost: evil.example\r\n" + ours, "400"},
        {"no query", get("/callback"), "400"},
        {"empty query", get("/callback?"), "400"},
        {"state alone", get("/callback?state=right"), "400"},
        {"wrong state", get("/callback?code=SECRET&state=wrong"), "403"},
        {"state of another length", get("/callback?code=SECRET&state=right2"), "403"},
        {"empty state", get("/callback?code=SECRET&state="), "403"},
        {"no state", get("/callback?code=SECRET"), "403"},
        {"error without state", get("/callback?error=access_denied"), "403"},
        {"two states", get("/callback?code=SECRET&state=right&state=wrong"), "400"},
        {"two codes", get("/callback?code=SECRET&code=SECRET2&state=right"), "400"},
        {"broken escape", get("/callback?code=%G0SECRET&state=right"), "400"},
        {"TLS", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), "400"},
        {"no HTTP", "hello\r\n\r\n", "400"},
        {"HTTP/0.9", "GET " + good + "\r\n\r\n", "400"},
        {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"},
        {"blank in the target", "GET /callback?code=a b&state=right HTTP/1.1\r\n" + ours, "400"},
        {"two lengths",
         "GET " + good + " HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + ours,
         "400"},
        {"long target", get("/callback?code=" + std::string(20'000, 'x') + "&state=right"), "413"},
        {"long header", "GET " + good + " HTTP/1.1\r\nX: " + std::string(40'000, 'x') + "\r\n" + ours, "413"},
        {"many headers",
         [&] {
             std::string all = "GET " + good + " HTTP/1.1\r\n";
             for (int i = 0; i < 2'000; ++i)
                 all += "X-" + std::to_string(i) + ": y\r\n";
             return all + ours;
         }(),
         "413"},
    };
    for (const auto& r : rows) {
        const auto reply = told(r.bytes);
        EXPECT_EQ(reply.substr(0, 12), std::string("HTTP/1.1 ") + r.status) << r.name << ": " << reply;
        EXPECT_TRUE(has(reply, "Content-Security-Policy: ")) << r.name;
        EXPECT_FALSE(has(reply, "SECRET")) << r.name;
        EXPECT_FALSE(ended) << r.name;
    }
    finish();
}

TEST_F(listener, connection_that_says_nothing_does_not_keep_the_browser_out) {
    listen();
    tcp::socket idle(*io);
    idle.connect(at());
    tcp::socket slow(*io);
    slow.connect(at());
    asio::write(slow, asio::buffer(std::string("GET /callback?code=c1&st")));
    finish();
}

TEST_F(listener, connection_that_goes_away_early_changes_nothing) {
    listen();
    for (const std::string bytes : {"", "G", "GET /callback?code=c1&state=right HTTP/1.1\r\n"}) {
        tcp::socket gone(*io);
        gone.connect(at());
        asio::write(gone, asio::buffer(bytes));
    }
    {
        tcp::socket reset(*io);
        reset.connect(at());
        asio::write(reset, asio::buffer(get("/callback?code=x&state=wrong")));
        reset.set_option(asio::socket_base::linger(true, 0));
    }
    finish();
}

TEST_F(listener, slow_connection_is_hung_up_on_when_its_time_is_over) {
    listen();
    tcp::socket slow(*io);
    slow.connect(at());
    asio::write(slow, asio::buffer(std::string("GET /callback")));
    // A request that is answered shows that the one before it was accepted.
    EXPECT_EQ(told(get("/")).substr(0, 12), "HTTP/1.1 404");
    bool hung_up = false;
    char byte = 0;
    slow.async_read_some(asio::buffer(&byte, 1), [&](const test::error_code& ec, std::size_t) {
        hung_up = static_cast<bool>(ec);
    });
    time->advance(std::chrono::milliseconds(9'999));
    EXPECT_EQ(told(get("/")).substr(0, 12), "HTTP/1.1 404");
    EXPECT_FALSE(hung_up);
    time->advance(std::chrono::milliseconds(1));
    EXPECT_EQ(told(get("/")).substr(0, 12), "HTTP/1.1 404");
    io->restart();
    while (!hung_up)
        ASSERT_NE(io->run_one_for(test::patience), 0U);
    finish();
}

TEST_F(listener, oldest_connection_goes_when_there_are_too_many) {
    listen();
    std::vector<tcp::socket> idle;
    for (int i = 0; i < 8; ++i) {
        idle.emplace_back(*io);
        idle.back().connect(at());
        EXPECT_EQ(told(get("/")).substr(0, 12), "HTTP/1.1 404") << i;
    }
    test::error_code ec;
    char byte = 0;
    idle.front().non_blocking(true);
    idle.front().read_some(asio::buffer(&byte, 1), ec);
    EXPECT_EQ(ec, asio::error::eof) << ec.message();
    idle.back().non_blocking(true);
    idle.back().read_some(asio::buffer(&byte, 1), ec);
    EXPECT_EQ(ec, asio::error::would_block) << ec.message();
    finish();
}

TEST_F(listener, address_of_the_other_protocol_is_served_where_it_is_asked_for) {
    listen("http://[::1]:0/callback");
    EXPECT_EQ(handler->redirect_uri(), "http://[::1]:" + std::to_string(port) + "/callback");
    EXPECT_FALSE(test::listens(at(v4)));
    host = "[::1]:" + std::to_string(port);
    EXPECT_EQ(told(get("/callback?code=c&state=right"), v6).substr(0, 15), "HTTP/1.1 200 OK");
    io->restart();
    run();
    EXPECT_EQ(answer, handler->redirect_uri() + "?code=c&state=right");
}

TEST_F(listener, localhost_is_both_addresses) {
    listen("http://localhost:0/callback");
    host = "localhost:" + std::to_string(port);
    EXPECT_EQ(told(get("/"), v4).substr(0, 12), "HTTP/1.1 404");
    EXPECT_EQ(told(get("/"), v6).substr(0, 12), "HTTP/1.1 404");
    EXPECT_EQ(told(get("/callback?code=c&state=right"), v6).substr(0, 15), "HTTP/1.1 200 OK");
    io->restart();
    run();
    EXPECT_EQ(answer, handler->redirect_uri() + "?code=c&state=right");
    EXPECT_FALSE(test::listens(at(v4)));
    EXPECT_FALSE(test::listens(at(v6)));
}

TEST_F(listener, word_of_the_redirect_uris_own_must_come_back) {
    listen("http://127.0.0.1:0/callback?once=abc");
    EXPECT_EQ(handler->redirect_uri(), "http://" + host + "/callback?once=abc");
    EXPECT_EQ(told(get("/callback?code=c&state=right")).substr(0, 12), "HTTP/1.1 403");
    EXPECT_EQ(told(get("/callback?once=abd&code=c&state=right")).substr(0, 12), "HTTP/1.1 403");
    EXPECT_EQ(told(get("/callback?once=abc&code=c&state=right")).substr(0, 12), "HTTP/1.1 200");
    io->restart();
    run();
    EXPECT_EQ(answer, "http://" + host + "/callback?once=abc&code=c&state=right");
}

TEST_F(listener, fragment_is_posted_back_by_the_page) {
    listen("http://127.0.0.1:0/callback", sign_in_flow::implicit);
    const auto shown = told(get("/callback"));
    EXPECT_EQ(shown.substr(0, 15), "HTTP/1.1 200 OK");
    EXPECT_TRUE(has(shown, "script-src 'sha256-")) << shown;
    EXPECT_TRUE(has(shown, "connect-src 'self'")) << shown;
    const auto begin = shown.find("fetch('") + 7;
    const auto relay = shown.substr(begin, shown.find('\'', begin) - begin);
    ASSERT_EQ(relay.size(), 33U) << relay;
    const auto post = [&](const std::string& origin, const std::string& body) {
        return "POST " + relay + " HTTP/1.1\r\nHost: " + host +
               "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + origin + "\r\n" + body;
    };
    const auto origin = "Origin: http://" + host + "\r\n";
    const std::string good = "access_token=SECRET&state=right";
    EXPECT_EQ(told(get(relay + "?" + good)).substr(0, 12), "HTTP/1.1 405");
    EXPECT_EQ(told(post("", good)).substr(0, 12), "HTTP/1.1 403");
    EXPECT_EQ(told(post("Origin: http://evil.example\r\n", good)).substr(0, 12), "HTTP/1.1 403");
    EXPECT_EQ(told(post(origin, "access_token=SECRET&state=wrong")).substr(0, 12), "HTTP/1.1 403");
    EXPECT_EQ(told(post(origin, "")).substr(0, 12), "HTTP/1.1 400");
    EXPECT_EQ(told(post(origin, std::string(20'000, 'x'))).substr(0, 12), "HTTP/1.1 413");
    EXPECT_FALSE(ended);
    const auto reply = told(post(origin, good));
    EXPECT_TRUE(has(reply, "Your answer has arrived")) << reply;
    EXPECT_FALSE(has(reply, "SECRET"));
    io->restart();
    run();
    EXPECT_EQ(answer, handler->redirect_uri() + "?access_token=SECRET&state=right");
}

TEST_F(listener, cancellation_gives_the_port_back) {
    listen();
    tcp::socket idle(*io);
    idle.connect(at());
    EXPECT_EQ(told(get("/")).substr(0, 12), "HTTP/1.1 404");
    cancel.emit(asio::cancellation_type::terminal);
    io->restart();
    run();
    EXPECT_EQ(code(), asio::error::operation_aborted);
    EXPECT_FALSE(test::listens(at()));
}

TEST_F(listener, cancellation_before_the_first_step_keeps_to_itself) {
    handler = make_loopback_redirect({}, time);
    page.url = "https://service.example/";
    start(handler->authorize(page));
    cancel.emit(asio::cancellation_type::terminal);
    run();
    EXPECT_EQ(code(), asio::error::operation_aborted);
}

TEST_F(listener, time_is_up_when_nobody_comes) {
    listen();
    time->advance(std::chrono::minutes(5) - std::chrono::milliseconds(1));
    EXPECT_EQ(told(get("/")).substr(0, 12), "HTTP/1.1 404");
    EXPECT_FALSE(ended);
    time->advance(std::chrono::milliseconds(1));
    io->restart();
    run();
    EXPECT_EQ(code(), errc::deadline_exceeded);
    EXPECT_FALSE(test::listens(at()));
}

TEST_F(listener, second_sign_in_is_refused) {
    listen();
    finish();
    ended = false;
    start(handler->authorize(page));
    io->restart();
    run();
    EXPECT_EQ(code(), redirect_errc::used_up);
}

TEST_F(listener, other_redirect_uri_is_refused_and_takes_nothing_away) {
    handler = make_loopback_redirect({}, time);
    port = port_of(handler->redirect_uri());
    host = "127.0.0.1:" + std::to_string(port);
    page.url = "https://service.example/";
    page.state = "right";
    page.redirect_uri = "http://127.0.0.1:1/callback";
    start(handler->authorize(page));
    run();
    EXPECT_TRUE(failed_as<bad_params>());
    EXPECT_TRUE(has(words(), "redirect_uri")) << words();
    const auto own = handler->redirect_uri();
    page.redirect_uri = own;
    ended = false;
    io->restart();
    start(handler->authorize(page));
    finish();
}

TEST_F(listener, port_is_taken_until_the_handler_goes) {
    handler = make_loopback_redirect({}, time);
    port = port_of(handler->redirect_uri());
    EXPECT_TRUE(test::listens(at()));
    handler.reset();
    EXPECT_FALSE(test::listens(at()));
}

TEST_F(listener, context_may_go_while_the_browser_is_waited_for) {
    listen();
    tcp::socket idle(*io);
    idle.connect(at());
    EXPECT_EQ(told(get("/")).substr(0, 12), "HTTP/1.1 404");
    idle.close();
    io.reset();
    EXPECT_FALSE(ended);
    EXPECT_FALSE(test::listens(at()));
}

TEST(loopback_params, port_of_somebody_else_is_an_error_that_says_so) {
    asio::io_context io;
    for (const std::string host : {"127.0.0.1", "localhost"}) {
        const tcp::acceptor taken(io, tcp::endpoint(v4, 0));
        const auto uri = "http://" + host + ":" + std::to_string(taken.local_endpoint().port()) + "/callback";
        loopback_params params;
        params.redirect_uri = uri;
        try {
            const auto none = make_loopback_redirect(params);
            FAIL() << uri;
        } catch (const redirect_error& e) {
            EXPECT_EQ(e.code(), redirect_errc::listen_failed);
            EXPECT_EQ(e.details().cause, boost::system::errc::address_in_use);
            EXPECT_TRUE(has(e.message(), "port 0 lets the system choose")) << e.message();
        }
    }
}

TEST(loopback_params, other_half_of_localhost_taken_by_somebody_else_is_an_error) {
    asio::io_context io;
    const tcp::acceptor taken(io, tcp::endpoint(v6, 0));
    const auto uri = "http://localhost:" + std::to_string(taken.local_endpoint().port()) + "/callback";
    loopback_params params;
    params.redirect_uri = uri;
    EXPECT_THROW(static_cast<void>(make_loopback_redirect(params)), redirect_error);
    EXPECT_FALSE(test::listens({v4, taken.local_endpoint().port()}));
}

TEST(loopback_params, bad_ones_are_refused_by_name) {
    struct row {
        const char* uri;
        const char* words;
    };
    for (const auto& r :
         {row{"http://app.example:8080/callback", "make_paste_redirect"},
          row{"http://0.0.0.0:0/callback", "make_paste_redirect"},
          row{"http://127.0.0.2:0/callback", "make_paste_redirect"},
          row{"http://192.0.2.1:0/callback", "make_paste_redirect"},
          row{"http://127.0.0.1.evil.example:0/callback", "complete address"},
          row{"http://localhost.evil.example:0/callback", "make_paste_redirect"},
          row{"https://127.0.0.1:0/callback", "plain http"},
          row{"http://user@127.0.0.1:0/callback", "without user"},
          row{"http://127.0.0.1:0/callback#x", "fragment"},
          row{"http://127.0.0.1:0/callback?%zz", "broken query"},
          row{"app:/callback", "complete address"},
          row{"", "complete address"}}) {
        loopback_params params;
        params.redirect_uri = r.uri;
        try {
            const auto none = make_loopback_redirect(params);
            FAIL() << r.uri;
        } catch (const bad_params& e) {
            EXPECT_EQ(e.details().param, "redirect_uri");
            EXPECT_TRUE(has(e.message(), r.words)) << e.message();
        }
    }
    loopback_params none;
    none.max_connections = 0;
    EXPECT_THROW(static_cast<void>(make_loopback_redirect(none)), bad_params);
    loopback_params hasty;
    hasty.connection_limit = {};
    EXPECT_THROW(static_cast<void>(make_loopback_redirect(hasty)), bad_params);
}

} // namespace
} // namespace segue::account
