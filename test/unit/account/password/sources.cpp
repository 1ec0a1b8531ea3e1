#include "account/password/asked.hpp"
#include "account/password/digest.hpp"
#include "unit/account/password/question_fixture.hpp"

#include <segue/testing/manual_time.hpp>

#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

namespace segue::account {
namespace {

using test::has;

login made(std::string user, std::string_view password) {
    login out;
    out.user = std::move(user);
    out.password = secret(password);
    return out;
}

class fixed : public test::question_fixture {};

TEST_F(fixed, same_answer_comes_each_time) {
    const auto source =
        make_fixed_password({.user = "joe@service.example", .password = "p w", .form = password_form::plain});
    for (int i = 0; i < 2; ++i) {
        ended = false;
        given = {};
        ask(*source);
        run();
        io->restart();
        EXPECT_EQ(answer, "joe@service.example") << words();
        EXPECT_EQ(given.password.reveal(), "p w");
        EXPECT_EQ(given.form, password_form::plain);
    }
}

TEST_F(fixed, form_is_what_was_said_and_never_guessed) {
    const std::string digits = "5EBE2294ecd0e0f08eab7690d2a6ee69";
    for (const auto form : {password_form::plain, password_form::md5}) {
        const auto source = make_fixed_password({.user = "joe", .password = digits, .form = form});
        ended = false;
        ask(*source);
        run();
        io->restart();
        EXPECT_EQ(given.form, form);
        EXPECT_EQ(given.password.reveal(), digits);
    }
}

TEST(fixed_params, what_is_missing_is_refused_by_name_and_not_repeated) {
    const struct {
        fixed_password_params params;
        const char* param;
    } rows[] = {
        {{}, "user"},
        {{.user = {}, .password = "SECRET"}, "user"},
        {{.user = "joe", .password = {}}, "password"},
        {{.user = "joe", .password = "SECRET", .form = password_form::md5}, "password"},
        {{.user = "joe", .password = "SECRET2294ecd0e0f08eab7690d2a6ee", .form = password_form::md5},
         "password"}};
    for (const auto& r : rows) {
        try {
            const auto none = make_fixed_password(r.params);
            FAIL() << r.param;
        } catch (const bad_params& e) {
            EXPECT_EQ(e.details().param, r.param);
            EXPECT_FALSE(has(e.what() + e.message() + describe(e.details()), "SECRET")) << e.message();
        }
    }
}

class function : public test::question_fixture {};

TEST_F(function, plain_function_is_asked_when_it_is_awaited_and_not_before) {
    int calls = 0;
    auto answer_it = [&calls](const login_request& asked) {
        ++calls;
        return made(std::string(asked.service) + "/" + std::string(asked.user), asked.trouble);
    };
    const auto source = make_function_password(answer_it);
    std::string service = "Service";
    std::string trouble = "Wrong.";
    request.service = service;
    request.user = "joe";
    request.trouble = trouble;
    auto work = source->ask(request);
    EXPECT_EQ(calls, 0);
    service = trouble = "overwritten";
    start([](asio::awaitable<login> w, login& into) -> asio::awaitable<std::string> {
        into = co_await std::move(w);
        co_return into.user;
    }(std::move(work), given));
    run();
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(answer, "Service/joe") << words();
    EXPECT_EQ(given.password.reveal(), "Wrong.");
}

TEST_F(function, coroutine_is_awaited) {
    auto answer_it = [](login_request asked) -> asio::awaitable<login> {
        co_await system_time()->wait_until(steady_time());
        co_return made(std::string(asked.user), "pw");
    };
    const auto source = make_function_password(answer_it);
    request.user = "joe";
    ask(*source);
    run();
    EXPECT_EQ(answer, "joe") << words();
    EXPECT_EQ(given.password.reveal(), "pw");
}

TEST_F(function, answer_without_a_name_or_password_is_none) {
    for (const bool name : {true, false}) {
        auto answer_it = [name](const login_request&) {
            return made(name ? "joe" : "", name ? "" : "SECRET");
        };
        const auto source = make_function_password(answer_it);
        ended = false;
        ask(*source);
        run();
        io->restart();
        EXPECT_EQ(code(), password_errc::not_given) << name;
        EXPECT_TRUE(failed_as<password_error>());
        EXPECT_FALSE(has(words(), "SECRET"));
    }
}

TEST_F(function, what_it_throws_comes_through) {
    auto answer_it = [](const login_request&) -> login { throw std::runtime_error("not today"); };
    const auto source = make_function_password(answer_it);
    ask(*source);
    run();
    EXPECT_EQ(words(), "not today");
}

TEST_F(function, time_is_up_and_cancellation_reaches_it) {
    const auto time = std::make_shared<testing::manual_time>();
    bool left = false;
    auto answer_it = [&](const login_request&) -> asio::awaitable<login> {
        const auto ec = co_await time->wait_until(steady_time::max());
        left = static_cast<bool>(ec);
        throw boost::system::system_error(ec);
    };
    const auto source = make_function_password(answer_it, time);
    ask(*source);
    io->poll();
    time->advance(std::chrono::minutes(5) - std::chrono::milliseconds(1));
    io->poll();
    EXPECT_FALSE(ended);
    time->advance(std::chrono::milliseconds(1));
    run();
    EXPECT_EQ(code(), errc::deadline_exceeded);
    EXPECT_TRUE(left);

    io->restart();
    left = ended = false;
    ask(*source);
    io->poll();
    cancel.emit(asio::cancellation_type::terminal);
    run();
    EXPECT_EQ(code(), asio::error::operation_aborted);
    EXPECT_TRUE(left);
}

TEST_F(function, deadline_of_zero_asks_nobody) {
    int calls = 0;
    auto answer_it = [&calls](const login_request&) {
        ++calls;
        return made("joe", "pw");
    };
    const auto source = make_function_password(answer_it);
    request.deadline = {};
    ask(*source);
    run();
    EXPECT_EQ(code(), errc::deadline_exceeded);
    EXPECT_EQ(calls, 0);
}

struct capturing {
    std::string text;
    login operator()(const login_request&) const { return made(text, text); }
};

template <class Ask>
concept accepted = requires(Ask&& ask) { make_function_password(std::forward<Ask>(ask)); };

// g++ 12 would destroy them twice.
static_assert(accepted<capturing&>);
static_assert(accepted<const capturing&>);
static_assert(!accepted<capturing>);
static_assert(!accepted<int>);
static_assert(!accepted<std::string (*)(const login_request&)>);
static_assert(accepted<login (*)(const login_request&)>);

TEST(password_md5, is_that_of_the_bytes_and_leaves_a_digest_as_it_is) {
    // RFC 1321, A.5.
    EXPECT_EQ(password::md5_of(made("joe", "message digest")).reveal(), "f96b697d7cb7938d525a2f31aaf161d0");
    EXPECT_EQ(password::md5_of(made("joe", "")).reveal(), "d41d8cd98f00b204e9800998ecf8427e");
    EXPECT_EQ(
        password::md5_of(made("joe", "f96b697d7cb7938d525a2f31aaf161d0")).reveal(),
        "6c1f9ccc6b04fd3c66c671576a227a50")
        << "a password may look like a digest";
    auto digest = made("joe", "F96B697D7CB7938D525A2F31AAF161D0");
    digest.form = password_form::md5;
    EXPECT_EQ(password::md5_of(digest).reveal(), "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST(password_md5, digest_that_is_none_is_refused_and_not_repeated) {
    for (const auto* text :
         {"", "SECRET", "f96b697d7cb7938d525a2f31aaf161d", "g96b697d7cb7938d525a2f31aaf161d0"}) {
        auto digest = made("joe", text);
        digest.form = password_form::md5;
        try {
            const auto none = password::md5_of(digest);
            FAIL() << text;
        } catch (const bad_params& e) {
            EXPECT_EQ(e.details().param, "password");
            EXPECT_FALSE(has(e.what(), "SECRET"));
        }
    }
}

TEST(printable_text, what_a_terminal_would_obey_becomes_a_blank) {
    EXPECT_EQ(
        password::printable("plain, caf\xc3\xa9 \xf0\x9f\x8e\xb5"), "plain, caf\xc3\xa9 \xf0\x9f\x8e\xb5");
    EXPECT_EQ(password::printable("a\x1b[2Jb\r\n\x7f"), "a [2Jb   ");
    EXPECT_EQ(
        password::printable("a\xc2\x9b"
                            "2Jb\xc2\xa9\xc2"),
        "a 2Jb\xc2\xa9\xc2");
    EXPECT_EQ(password::printable(std::string_view("a\0b", 3)), "a b");
}

TEST(login_value, password_is_not_printed) {
    std::ostringstream out;
    out << made("joe", "SECRET").password;
    EXPECT_EQ(out.str(), "***");
}

TEST(password_errors, each_has_a_text_of_its_own) {
    std::set<std::string> texts;
    for (const auto e :
         {password_errc::input_ended,
          password_errc::not_given,
          password_errc::declined,
          password_errc::interrupted,
          password_errc::terminal_failed,
          password_errc::busy}) {
        const boost::system::error_code code = e;
        EXPECT_STREQ(code.category().name(), "segue.password");
        texts.insert(code.message());
    }
    EXPECT_EQ(texts.size(), 6U);
    EXPECT_EQ(texts.count("unknown error"), 0U);
}

} // namespace
} // namespace segue::account
