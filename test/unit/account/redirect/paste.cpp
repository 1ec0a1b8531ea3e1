#include "unit/account/redirect/sign_in_fixture.hpp"

#include <segue/testing/manual_time.hpp>

#include <condition_variable>
#include <mutex>
#include <sstream>
#include <streambuf>

namespace segue::account {
namespace {

using test::has;

sign_in_page page() {
    sign_in_page p;
    p.url = "https://service.example/authorize?client_id=7&state=right";
    p.redirect_uri = "http://127.0.0.1:8080/callback";
    p.state = "right";
    return p;
}

class pasting : public test::sign_in_fixture {};

TEST_F(pasting, address_is_shown_and_the_pasted_answer_returned) {
    std::istringstream in("http://127.0.0.1:8080/callback?code=c1&state=right\n");
    std::ostringstream out;
    const auto handler = make_paste_redirect(in, out);
    EXPECT_EQ(handler->redirect_uri(), "");
    start(handler->authorize(page()));
    run();
    EXPECT_EQ(answer, "http://127.0.0.1:8080/callback?code=c1&state=right") << words();
    EXPECT_TRUE(has(out.str(), "https://service.example/authorize?client_id=7&state=right\n")) << out.str();
    EXPECT_TRUE(has(out.str(), "begins with http://127.0.0.1:8080/callback)")) << out.str();
}

TEST_F(pasting, verifier_alone_does_where_nothing_leads_back) {
    std::istringstream in("LOuDpHwqbE\n");
    std::ostringstream out;
    const auto handler = make_paste_redirect(in, out);
    auto p = page();
    p.redirect_uri = {};
    p.flow = sign_in_flow::oauth1;
    start(handler->authorize(p));
    run();
    EXPECT_EQ(answer, "oob?oauth_verifier=LOuDpHwqbE&oauth_token=right") << words();
    EXPECT_TRUE(has(out.str(), "paste the code that it shows")) << out.str();
}

TEST_F(pasting, rubbish_is_asked_about_again_and_the_third_answer_counts) {
    std::istringstream in("hello\ncode=SECRET&state=wrong\ncode=c&state=right");
    std::ostringstream out;
    const auto handler = make_paste_redirect(in, out);
    start(handler->authorize(page()));
    run();
    EXPECT_EQ(answer, "http://127.0.0.1:8080/callback?code=c&state=right") << words();
    EXPECT_TRUE(has(out.str(), "That is no address. Once more: It belongs to another sign-in. Once more: "))
        << out.str();
    EXPECT_FALSE(has(out.str(), "SECRET"));
}

TEST_F(pasting, rubbish_three_times_gives_up_and_repeats_none_of_it) {
    std::istringstream in("SECRET1\nSECRET2\nSECRET3\ncode=c&state=right\n");
    std::ostringstream out;
    const auto handler = make_paste_redirect(in, out);
    start(handler->authorize(page()));
    run();
    EXPECT_EQ(code(), redirect_errc::not_understood);
    EXPECT_TRUE(failed_as<redirect_error>());
    EXPECT_FALSE(has(words() + out.str(), "SECRET")) << words();
}

TEST_F(pasting, end_of_the_input_is_an_error_of_its_own) {
    for (const auto* text : {"", "hello\n"}) {
        std::istringstream in(text);
        std::ostringstream out;
        const auto handler = make_paste_redirect(in, out);
        ended = false;
        start(handler->authorize(page()));
        run();
        io->restart();
        EXPECT_EQ(code(), redirect_errc::input_ended) << text;
        EXPECT_TRUE(failed_as<redirect_error>());
    }
}

TEST_F(pasting, address_that_is_none_is_refused_before_it_is_shown) {
    for (const auto* url :
         {"", "--help", "file:///etc/passwd", "javascript:alert(1)", "https://", "https://a b/"}) {
        std::istringstream in("code=c&state=right\n");
        std::ostringstream out;
        const auto handler = make_paste_redirect(in, out);
        auto p = page();
        p.url = url;
        ended = false;
        start(handler->authorize(p));
        EXPECT_EQ(out.str(), "") << "nothing happens before it is awaited";
        run();
        io->restart();
        EXPECT_TRUE(failed_as<bad_params>()) << url;
        EXPECT_TRUE(has(words(), "url: must be")) << words();
        EXPECT_EQ(out.str(), "");
    }
}

TEST_F(pasting, redirect_uri_that_no_answer_could_match_is_refused_before_anything_is_asked) {
    for (const auto* uri : {"app:/callback", "callback", "http://127.0.0.1.evil.example/"}) {
        std::istringstream in("code=c&state=right\n");
        std::ostringstream out;
        const auto handler = make_paste_redirect(in, out);
        auto p = page();
        p.redirect_uri = uri;
        ended = false;
        start(handler->authorize(p));
        run();
        io->restart();
        EXPECT_TRUE(failed_as<bad_params>()) << uri;
        EXPECT_TRUE(has(words(), "redirect_uri: must be")) << words();
        EXPECT_EQ(out.str(), "");
    }
}

// An input whose reader waits until the test says what was typed.
class keyboard : public std::streambuf {
public:
    void type(std::string line) {
        const std::lock_guard lock(mutex_);
        typed_ = std::move(line);
        news_.notify_all();
    }

    void wait_for_reader() {
        std::unique_lock lock(mutex_);
        news_.wait(lock, [this] { return waiting_; });
    }

private:
    int_type underflow() override {
        std::unique_lock lock(mutex_);
        waiting_ = true;
        news_.notify_all();
        news_.wait(lock, [this] { return !typed_.empty(); });
        waiting_ = false;
        held_ = std::exchange(typed_, {});
        setg(held_.data(), held_.data(), held_.data() + held_.size());
        return traits_type::to_int_type(held_.front());
    }

    std::mutex mutex_;
    std::condition_variable news_;
    bool waiting_ = false;
    std::string typed_;
    std::string held_;
};

TEST_F(pasting, cancellation_ends_at_once_and_the_next_line_belongs_to_the_next_sign_in) {
    keyboard keys;
    std::istream in(&keys);
    std::ostringstream out;
    const auto handler = make_paste_redirect(in, out);
    start(handler->authorize(page()));
    io->poll();
    keys.wait_for_reader();
    cancel.emit(asio::cancellation_type::terminal);
    run();
    io->restart();
    EXPECT_EQ(code(), asio::error::operation_aborted);

    ended = false;
    start(handler->authorize(page()));
    io->poll();
    keys.type("code=c&state=right\n");
    run();
    EXPECT_EQ(answer, "http://127.0.0.1:8080/callback?code=c&state=right") << words();
}

TEST_F(pasting, time_is_up_while_nobody_types) {
    // The reading thread is on its own when this ends, so its input stays.
    static keyboard keys;
    static std::istream in(&keys);
    std::ostringstream out;
    const auto time = std::make_shared<testing::manual_time>();
    const auto handler = make_paste_redirect(in, out, time);
    start(handler->authorize(page()));
    io->poll();
    keys.wait_for_reader();
    time->advance(std::chrono::minutes(5) - std::chrono::milliseconds(1));
    io->poll();
    EXPECT_FALSE(ended);
    time->advance(std::chrono::milliseconds(1));
    run();
    EXPECT_EQ(code(), errc::deadline_exceeded);
    EXPECT_TRUE(failed_as<timeout_error>());
    keys.type("too late\n");
}

TEST_F(pasting, handler_goes_without_waiting_for_the_line) {
    // The reading thread is on its own when this ends, so its input stays.
    static keyboard keys;
    static std::istream in(&keys);
    std::ostringstream out;
    auto handler = make_paste_redirect(in, out);
    start(handler->authorize(page()));
    io->poll();
    keys.wait_for_reader();
    cancel.emit(asio::cancellation_type::terminal);
    run();
    handler.reset();
    EXPECT_EQ(code(), asio::error::operation_aborted);
    keys.type("nobody reads this\n");
}

TEST_F(pasting, context_may_go_while_a_line_is_waited_for) {
    keyboard keys;
    std::istream in(&keys);
    std::ostringstream out;
    {
        const auto handler = make_paste_redirect(in, out);
        start(handler->authorize(page()));
        io->poll();
        keys.wait_for_reader();
        io.reset();
        EXPECT_FALSE(ended);
        keys.type("nobody\n");
        // The read must be over before the input goes: the next sign-in is queued behind it.
        io = std::make_unique<asio::io_context>();
        start(handler->authorize(page()));
        io->poll();
        keys.type("code=c&state=right\n");
        run();
    }
    EXPECT_TRUE(ended);
}

} // namespace
} // namespace segue::account
