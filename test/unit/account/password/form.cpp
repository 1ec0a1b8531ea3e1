#include "account/password/form_site.hpp"
#include "account/redirect/page.hpp"
#include "unit/account/password/question_fixture.hpp"

#include <segue/account/redirect_handler.hpp>
#include <segue/testing/manual_time.hpp>

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <unistd.h>

namespace segue::account {
namespace {

using test::exchange;
using test::has;
using test::tcp;

class login_page : public test::question_fixture {
protected:
    // The address is on `out`, because no browser opens.
    void open(std::string_view where = "127.0.0.1") {
        params.host = where;
        params.program = "no-such-opener-here";
        params.max_connections = 3;
        out.str({});
        source = make_browser_password(out, params, time);
        ended = false;
        error = nullptr;
        io->restart();
        ask(*source);
        const auto until = std::chrono::steady_clock::now() + test::patience;
        while (!has(out.str(), "http://") && !ended && std::chrono::steady_clock::now() < until)
            io->run_one_for(std::chrono::seconds(1));
        const auto shown = out.str();
        const auto begin = std::min(shown.find("http://"), shown.size());
        address = shown.substr(begin, shown.find('\n', begin) - begin);
        const auto slash = std::min(address.find('/', 7), address.size());
        host = address.substr(std::min<std::size_t>(7, address.size()), slash - 7);
        path = address.substr(slash);
        const auto colon = host.rfind(':');
        ASSERT_NE(colon, std::string::npos) << shown;
        port = static_cast<std::uint16_t>(std::stoi(host.substr(colon + 1)));
    }

    tcp::endpoint at() const {
        if (host.starts_with('['))
            return {asio::ip::address_v6::loopback(), port};
        return {asio::ip::address_v4::loopback(), port};
    }

    std::string get(const std::string& target) const {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    std::string origin() const { return "Origin: http://" + host + "\r\n"; }

    std::string post(const std::string& body, const std::string& more) const {
        return "POST " + path + " HTTP/1.1\r\nHost: " + host +
               "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n" + more + "\r\n" + body;
    }

    std::string post(const std::string& body) const { return post(body, origin()); }

    // What comes back for some bytes.
    std::string told(std::string bytes) {
        std::string reply;
        bool done = false;
        play([](tcp::endpoint to, std::string sent, std::string& into, bool& over) -> asio::awaitable<void> {
            into = co_await exchange(to, std::move(sent));
            over = true;
        }(at(), std::move(bytes), reply, done));
        const auto until = std::chrono::steady_clock::now() + test::patience;
        io->restart();
        while (!done && std::chrono::steady_clock::now() < until)
            io->run_one_for(test::patience);
        EXPECT_TRUE(done);
        return reply;
    }

    void finish() {
        const auto reply = told(post("user=joe&password=SECRET&answer=sign_in"));
        EXPECT_EQ(reply.substr(0, 15), "HTTP/1.1 200 OK") << reply;
        io->restart();
        run();
        EXPECT_EQ(answer, "joe") << words();
        EXPECT_EQ(given.password.reveal(), "SECRET");
        EXPECT_FALSE(has(reply + out.str(), "SECRET"));
        EXPECT_FALSE(test::listens(at())) << "the port is given back";
    }

    std::shared_ptr<testing::manual_time> time = std::make_shared<testing::manual_time>();
    login_page_params params;
    std::ostringstream out;
    std::shared_ptr<password_source> source;
    std::string address;
    std::string host;
    std::string path;
    std::uint16_t port = 0;
};

TEST_F(login_page, form_is_shown_and_what_is_sent_is_the_answer) {
    request.service = "Service";
    open();
    EXPECT_EQ(path.size(), 33U) << path;
    const auto page = told(get(path));
    EXPECT_EQ(page.substr(0, 15), "HTTP/1.1 200 OK");
    for (const auto* part :
         {"Cache-Control: no-store\r\n",
          "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'self'; "
          "frame-ancestors 'none'\r\n",
          "X-Frame-Options: DENY\r\n",
          "X-Content-Type-Options: nosniff\r\n",
          "<h1>Sign in to Service</h1>",
          "<form method=\"post\" action=\"/",
          "name=\"user\" type=\"text\" autocomplete=\"username\"",
          "name=\"password\" type=\"password\" autocomplete=\"current-password\""})
        EXPECT_TRUE(has(page, part)) << part << '\n' << page;
    EXPECT_TRUE(has(page, "Referrer-Policy: same-origin\r\n"))
        << "with no-referrer, browsers send the form with `Origin: null`";
    EXPECT_FALSE(has(page, "<script"));
    EXPECT_FALSE(has(page, "role=\"alert\""));
    EXPECT_EQ(told(get(path)), page) << "it may be loaded again";
    EXPECT_FALSE(ended);
    const auto reply =
        told(post("user=+joe%40service.example+&password=+p%26w%3D%2B%25+%C3%A9&answer=sign_in"));
    EXPECT_TRUE(has(reply, "That is all. You can close this page.")) << reply;
    EXPECT_TRUE(
        has(reply, "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'"));
    io->restart();
    run();
    EXPECT_EQ(answer, "joe@service.example") << words();
    EXPECT_EQ(given.password.reveal(), " p&w=+% \xc3\xa9");
    EXPECT_EQ(given.form, password_form::plain);
    EXPECT_FALSE(test::listens(at()));
}

TEST_F(login_page, texts_of_the_request_stand_in_it_as_text) {
    request.service = "<b>\"A&B\"</b>";
    request.user = "\"><script>alert(1)</script>";
    request.trouble = "That was\x1b[2J <i>not</i> it.";
    open();
    const auto page = told(get(path));
    EXPECT_TRUE(has(page, "Sign in to &lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt;</h1>")) << page;
    EXPECT_TRUE(has(page, "value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\"")) << page;
    EXPECT_TRUE(has(page, "role=\"alert\">That was [2J &lt;i&gt;not&lt;/i&gt; it.</p>")) << page;
    EXPECT_FALSE(has(page, "<script"));
    finish();
}

TEST_F(login_page, user_may_decline) {
    for (const auto* body :
         {"user=&password=&answer=decline", "answer=decline", "user=joe&password=SECRET&answer=decline"}) {
        open();
        EXPECT_TRUE(has(told(post(body)), "That is all.")) << body;
        io->restart();
        run();
        EXPECT_EQ(code(), password_errc::declined) << body;
        EXPECT_TRUE(failed_as<password_error>());
        EXPECT_FALSE(has(words(), "SECRET"));
        EXPECT_FALSE(test::listens(at()));
    }
}

TEST_F(login_page, odd_requests_are_answered_and_change_nothing) {
    open();
    const std::string good = "user=joe&password=SECRET&answer=sign_in";
    const std::string ours = "Host: " + host + "\r\n";
    const std::string sized = "Content-Length: " + std::to_string(good.size()) + "\r\n";
    const auto number = std::to_string(port);
    struct row {
        const char* name;
        std::string bytes;
        const char* status;
    };
    const row rows[] = {
        {"favicon", get("/favicon.ico"), "404"},
        {"root", get("/"), "404"},
        {"path of another question", get("/0123456789abcdef0123456789abcdef"), "404"},
        {"path cut short", get(path.substr(0, 32)), "404"},
        {"path and more", get(path + "0"), "404"},
        {"path below", get(path + "/"), "404"},
        {"path with a query", get(path + "?" + good), "404"},
        {"double slash", get("/" + path), "404"},
        {"whole address as the target", get("http://" + host + path), "404"},
        {"form to another path", "POST / HTTP/1.1\r\n" + ours + origin() + sized + "\r\n" + good, "404"},
        {"form in the query",
         "POST " + path + "?" + good + " HTTP/1.1\r\n" + ours + origin() + "Content-Length: 0\r\n\r\n",
         "404"},
        {"HEAD", "HEAD " + path + " HTTP/1.1\r\n" + ours + "\r\n", "405"},
        {"OPTIONS", "OPTIONS " + path + " HTTP/1.1\r\n" + ours + origin() + "\r\n", "405"},
        {"PUT", "PUT " + path + " HTTP/1.1\r\n" + ours + origin() + sized + "\r\n" + good, "405"},
        {"unknown method", "BREW " + path + " HTTP/1.1\r\n" + ours + "\r\n", "405"},
        {"no origin", post(good, ""), "403"},
        {"hidden origin", post(good, "Origin: null\r\n"), "403"},
        {"other origin", post(good, "Origin: http://evil.example\r\n"), "403"},
        {"origin by another name", post(good, "Origin: http://localhost:" + number + "\r\n"), "403"},
        {"origin on another port", post(good, "Origin: http://127.0.0.1:1\r\n"), "403"},
        {"origin by https", post(good, "Origin: https://" + host + "\r\n"), "403"},
        {"origin that begins the same", post(good, "Origin: http://" + host + ".evil.example\r\n"), "403"},
        {"other host",
         "POST " + path + " HTTP/1.1\r\nHost: evil.example:" + number +
             "\r\nOrigin: http://evil.example:" + number + "\r\n" + sized + "\r\n" + good,
         "421"},
        {"other name of this machine",
         "GET " + path + " HTTP/1.1\r\nHost: localhost:" + number + "\r\n\r\n",
         "421"},
        {"host without port", "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "421"},
        {"no host", "GET " + path + " HTTP/1.0\r\n\r\n", "421"},
        {"two hosts", "GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n" + ours + "\r\n", "400"},
        {"nothing sent", post(""), "400"},
        {"no password", post("user=joe&answer=sign_in"), "400"},
        {"empty password", post("user=joe&password=&answer=sign_in"), "400"},
        {"no name", post("password=SECRET"), "400"},
        {"blank name", post("user=+%09&password=SECRET"), "400"},
        {"line end in the name", post("user=joe%0d%0aX&password=SECRET"), "400"},
        {"two names", post("user=joe&user=sam&password=SECRET"), "400"},
        {"two passwords", post("user=joe&password=SECRET&password=SECRET2"), "400"},
        {"two answers", post("user=joe&password=SECRET&answer=sign_in&answer=decline"), "400"},
        {"field of somebody else's", post("user=joe&password=SECRET&admin=1"), "400"},
        {"broken escape", post("user=joe&password=%G0SECRET"), "400"},
        {"JSON", post("{\"user\":\"joe\",\"password\":\"SECRET\"}"), "400"},
        {"no HTTP", "hello\r\n\r\n", "400"},
        {"TLS", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), "400"},
        {"two lengths", post(good, origin() + "Content-Length: 1\r\n"), "400"},
        {"long body", post("user=joe&password=SECRET" + std::string(20'000, 'x')), "413"},
        {"long header", post(good, origin() + "X: " + std::string(40'000, 'x') + "\r\n"), "413"},
    };
    for (const auto& r : rows) {
        const auto reply = told(r.bytes);
        EXPECT_EQ(reply.substr(0, 12), std::string("HTTP/1.1 ") + r.status) << r.name << ": " << reply;
        EXPECT_TRUE(has(reply, "Content-Security-Policy: ")) << r.name;
        EXPECT_FALSE(has(reply, "SECRET")) << r.name;
        EXPECT_EQ(has(reply, path), has(reply, "Both are needed.") || has(reply, "This is no user name."))
            << r.name << ": the path is told to those alone who know it";
        EXPECT_FALSE(ended) << r.name;
    }
    finish();
}

TEST_F(login_page, address_is_another_for_each_question) {
    std::set<std::string> paths;
    open();
    paths.insert(path);
    finish();
    ended = false;
    const auto before = path;
    open();
    EXPECT_NE(path, before);
    EXPECT_EQ(told(get(before)).substr(0, 12), "HTTP/1.1 404");
    finish();
}

TEST_F(login_page, other_addresses_of_this_machine_are_served) {
    for (const auto* where : {"::1", "localhost"}) {
        open(where);
        EXPECT_TRUE(host.starts_with(std::string(where) == "::1" ? "[::1]:" : "localhost:")) << host;
        finish();
    }
}

TEST_F(login_page, connection_that_says_nothing_does_not_keep_the_browser_out) {
    open();
    tcp::socket idle(*io);
    idle.connect(at());
    tcp::socket slow(*io);
    slow.connect(at());
    asio::write(slow, asio::buffer(std::string("POST " + path)));
    finish();
}

TEST_F(login_page, time_is_up_when_nobody_comes) {
    open();
    time->advance(std::chrono::minutes(5) - std::chrono::milliseconds(1));
    EXPECT_EQ(told(get("/")).substr(0, 12), "HTTP/1.1 404");
    EXPECT_FALSE(ended);
    time->advance(std::chrono::milliseconds(1));
    io->restart();
    run();
    EXPECT_EQ(code(), errc::deadline_exceeded);
    EXPECT_TRUE(failed_as<timeout_error>());
    EXPECT_FALSE(test::listens(at()));
}

TEST_F(login_page, cancellation_gives_the_port_back) {
    open();
    cancel.emit(asio::cancellation_type::terminal);
    io->restart();
    run();
    EXPECT_EQ(code(), asio::error::operation_aborted);
    EXPECT_FALSE(test::listens(at()));
}

TEST_F(login_page, context_may_go_while_the_browser_is_waited_for) {
    open();
    io.reset();
    EXPECT_FALSE(ended);
    EXPECT_FALSE(test::listens(at()));
}

TEST_F(login_page, port_of_somebody_else_is_an_error_that_says_so) {
    const tcp::acceptor taken(*io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    params.port = taken.local_endpoint().port();
    source = make_browser_password(out, params, time);
    ask(*source);
    run();
    EXPECT_EQ(code(), redirect_errc::listen_failed);
    EXPECT_TRUE(has(words(), "another program has it")) << words();
    EXPECT_EQ(out.str(), "");
}

TEST_F(login_page, opener_gets_the_address_and_nothing_is_printed) {
    std::string name = (std::filesystem::temp_directory_path() / "segue-password-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    const std::filesystem::path folder = name;
    const auto program = (folder / "opener").string();
    {
        std::ofstream script(program);
        script << "#!/bin/bash\nrest=${1#http://}; host=${rest%%/*}; path=/${rest#*/}\n"
                  "body='user=joe&password=pw'\n"
                  "exec 3<>/dev/tcp/127.0.0.1/${host##*:}\n"
                  "printf 'POST %s HTTP/1.1\\r\\nHost: %s\\r\\nOrigin: http://%s\\r\\nContent-Length: "
                  "%s\\r\\n\\r\\n%s' \"$path\" \"$host\" \"$host\" \"${#body}\" \"$body\" >&3\ncat <&3\n";
    }
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    params.program = program;
    source = make_browser_password(out, params);
    ask(*source);
    run();
    EXPECT_EQ(answer, "joe") << words();
    EXPECT_EQ(given.password.reveal(), "pw");
    EXPECT_EQ(out.str(), "");
    test::expect_no_children();
    std::filesystem::remove_all(folder);
}

TEST(login_page_params_check, bad_ones_are_refused_by_name) {
    std::ostringstream out;
    const auto refusal = [&out](const login_page_params& p) {
        try {
            const auto none = make_browser_password(out, p);
        } catch (const bad_params& e) {
            return e.details().param;
        }
        return std::string();
    };
    for (const auto* host : {"", "0.0.0.0", "127.0.0.2", "[::1]", "LOCALHOST", "service.example"})
        EXPECT_EQ(refusal({.host = host}), "host") << host;
    EXPECT_EQ(refusal({.max_connections = 0}), "max_connections");
    EXPECT_EQ(refusal({.connection_limit = {}}), "connection_limit");
    EXPECT_EQ(refusal({}), "");
}

TEST(form_site, second_form_changes_nothing) {
    redirect::target place;
    place.host = "127.0.0.1";
    place.port = 7;
    place.path = "/once";
    const auto outcome = std::make_shared<password::form_outcome>();
    const password::form_site site(place, {}, "done", outcome);
    redirect::incoming sent;
    sent.method = "POST";
    sent.target = "/once";
    sent.host = "127.0.0.1:7";
    sent.origin = "http://127.0.0.1:7";
    sent.body = "user=joe&password=first";
    EXPECT_TRUE(site.respond(sent).answer);
    for (const auto* body : {"user=sam&password=second", "answer=decline"}) {
        sent.body = body;
        EXPECT_TRUE(site.respond(sent).answer) << "the desk says that it comes too late";
        EXPECT_EQ(outcome->given.user, "joe");
        EXPECT_EQ(outcome->given.password.reveal(), "first");
        EXPECT_FALSE(outcome->declined);
    }
}

} // namespace
} // namespace segue::account
