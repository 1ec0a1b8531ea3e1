#include "support/pseudo_terminal.hpp"
#include "unit/account/password/question_fixture.hpp"

#include <segue/testing/manual_time.hpp>

#include <csignal>
#include <optional>
#include <string>

namespace segue::account {
namespace {

using test::has;

class terminal : public test::question_fixture {
protected:
    void SetUp() override {
        params.input = screen->descriptor();
        params.output = screen->descriptor();
    }

    void begin() {
        if (!source)
            source = make_terminal_password(params, time);
        ended = false;
        io->restart();
        ask(*source);
        io->poll();
    }

    // Up to where the password is asked for.
    void begin_to_type() {
        begin();
        ASSERT_TRUE(screen->shows("User name: ")) << screen->shown();
        screen->type("joe\n");
        ASSERT_TRUE(screen->shows("Password: ")) << screen->shown();
        ASSERT_FALSE(screen->echoes());
    }

    void expect_as_before() {
        EXPECT_TRUE(screen->echoes());
        EXPECT_FALSE(has(screen->shown(), "SECRET")) << screen->shown();
        EXPECT_FALSE(has(words(), "SECRET")) << words();
    }

    std::optional<test::pseudo_terminal> screen{std::in_place};
    std::shared_ptr<testing::manual_time> time = std::make_shared<testing::manual_time>();
    terminal_params params;
    std::shared_ptr<password_source> source;
};

TEST_F(terminal, name_is_shown_while_it_is_typed_and_the_password_is_not) {
    begin_to_type();
    screen->type("SECRET\x7f\x7f"
                 "ET pw\n");
    run();
    EXPECT_EQ(answer, "joe") << words();
    EXPECT_EQ(given.password.reveal(), "SECRET pw");
    EXPECT_EQ(given.form, password_form::plain);
    expect_as_before();
    EXPECT_EQ(screen->shown(), "User name: joe\r\nPassword: \r\n");
}

TEST_F(terminal, service_reason_and_offered_name_are_shown_and_an_empty_line_takes_the_name) {
    request.service = "Service\x1b[2J";
    request.user = "joe";
    request.trouble = "Not the \xc2\x9bpassword.\r";
    begin();
    ASSERT_TRUE(screen->shows("User name for Service [2J [joe]: ")) << screen->shown();
    screen->type("\n");
    ASSERT_TRUE(screen->shows("Password: "));
    screen->type("SECRET\n");
    run();
    EXPECT_EQ(answer, "joe") << words();
    EXPECT_TRUE(screen->shown().starts_with("Not the  password. \r\n")) << screen->shown();
    EXPECT_FALSE(has(screen->shown(), "\x1b"));
    expect_as_before();
}

TEST_F(terminal, other_name_than_the_offered_one_is_taken) {
    request.user = "joe";
    begin();
    ASSERT_TRUE(screen->shows("User name [joe]: "));
    screen->type("  sam \n");
    ASSERT_TRUE(screen->shows("Password: "));
    screen->type("SECRET\n");
    run();
    EXPECT_EQ(answer, "sam") << words();
}

TEST_F(terminal, what_was_typed_before_the_question_is_no_password) {
    begin();
    ASSERT_TRUE(screen->shows("User name: "));
    screen->type("joe\nearly\n");
    ASSERT_TRUE(screen->shows("Password: "));
    screen->type("SECRET\n");
    run();
    EXPECT_EQ(given.password.reveal(), "SECRET") << words();
}

TEST_F(terminal, empty_answer_is_asked_for_again_and_the_third_time_gives_up) {
    begin();
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(screen->shows("User name: ")) << i;
        screen->type(" \n");
    }
    run();
    EXPECT_EQ(code(), password_errc::not_given);
    EXPECT_TRUE(failed_as<password_error>());

    begin_to_type();
    screen->type("\n");
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(screen->shows("Password: ")) << i;
        screen->type("\n");
    }
    run();
    EXPECT_EQ(code(), password_errc::not_given);
    expect_as_before();
}

TEST_F(terminal, password_that_no_terminal_takes_is_not_cut_short) {
    begin_to_type();
    const std::string piece(512, 'x');
    for (int i = 0; i < 8; ++i)
        screen->type(piece);
    screen->type("x");
    run();
    EXPECT_EQ(code(), password_errc::not_given);
    expect_as_before();
    EXPECT_EQ(screen->next_line(), "next\n");
}

TEST_F(terminal, end_of_the_input_is_an_error_of_its_own) {
    begin();
    ASSERT_TRUE(screen->shows("User name: "));
    screen->type("\x04");
    run();
    EXPECT_EQ(code(), password_errc::input_ended);

    begin_to_type();
    screen->type("\x04");
    run();
    EXPECT_EQ(code(), password_errc::input_ended);
    expect_as_before();
}

TEST_F(terminal, window_that_is_closed_ends_the_input) {
    for (const bool name_given : {false, true}) {
        source = nullptr;
        screen.emplace();
        SetUp();
        if (name_given)
            begin_to_type();
        else
            begin();
        screen->hang_up();
        run();
        EXPECT_EQ(code(), password_errc::input_ended) << name_given << words();
    }
}

TEST_F(terminal, cancellation_restores_it_and_leaves_nothing_behind) {
    begin_to_type();
    cancel.emit(asio::cancellation_type::terminal);
    run();
    EXPECT_EQ(code(), asio::error::operation_aborted);
    expect_as_before();
    EXPECT_EQ(screen->next_line(), "next\n");
}

TEST_F(terminal, cancellation_while_the_name_is_typed_ends_the_reading) {
    begin();
    ASSERT_TRUE(screen->shows("User name: "));
    cancel.emit(asio::cancellation_type::terminal);
    run();
    EXPECT_EQ(code(), asio::error::operation_aborted);
    EXPECT_EQ(screen->next_line(), "next\n") << "no thread is left that takes it";
}

TEST_F(terminal, cancellation_before_the_first_step_asks_nothing) {
    source = make_terminal_password(params, time);
    ask(*source);
    cancel.emit(asio::cancellation_type::terminal);
    run();
    EXPECT_EQ(code(), asio::error::operation_aborted);
    source = nullptr;
    EXPECT_EQ(screen->shown(), "");
}

TEST_F(terminal, question_after_a_cancelled_one_is_asked_from_the_beginning) {
    begin_to_type();
    cancel.emit(asio::cancellation_type::terminal);
    run();
    EXPECT_EQ(code(), asio::error::operation_aborted);
    error = nullptr;
    begin_to_type();
    screen->type("SECRET\n");
    run();
    EXPECT_EQ(given.password.reveal(), "SECRET") << words();
    expect_as_before();
}

TEST_F(terminal, time_is_up_while_nobody_types) {
    begin_to_type();
    time->advance(std::chrono::minutes(5) - std::chrono::milliseconds(1));
    io->poll();
    EXPECT_FALSE(ended);
    EXPECT_FALSE(screen->echoes());
    time->advance(std::chrono::milliseconds(1));
    run();
    EXPECT_EQ(code(), errc::deadline_exceeded);
    EXPECT_TRUE(failed_as<timeout_error>());
    expect_as_before();
}

TEST_F(terminal, deadline_of_zero_asks_nothing) {
    request.deadline = {};
    begin();
    run();
    EXPECT_EQ(code(), errc::deadline_exceeded);
    EXPECT_EQ(screen->shown(), "");
}

TEST_F(terminal, second_question_is_refused_and_the_first_goes_on) {
    begin_to_type();
    std::exception_ptr refused;
    auto note = [&](std::exception_ptr e, const login&) { refused = e; };
    asio::co_spawn(*io, source->ask(request), std::move(note));
    io->poll();
    ASSERT_TRUE(refused);
    try {
        std::rethrow_exception(refused);
    } catch (const password_error& e) {
        EXPECT_EQ(e.code(), password_errc::busy);
    }
    EXPECT_FALSE(screen->echoes());
    screen->type("SECRET\n");
    run();
    EXPECT_EQ(given.password.reveal(), "SECRET") << words();
    expect_as_before();
}

TEST_F(terminal, context_may_go_while_a_password_is_typed) {
    begin_to_type();
    io.reset();
    EXPECT_FALSE(ended);
    source = nullptr; // its thread has ended
    EXPECT_TRUE(screen->echoes());
    EXPECT_EQ(screen->next_line(), "next\n");
}

TEST_F(terminal, source_may_go_before_its_context) {
    begin_to_type();
    source = nullptr;
    EXPECT_TRUE(screen->echoes());
    run();
    EXPECT_EQ(code(), asio::error::operation_aborted);
}

// A terminal that is not the program's own sends it no signals: that is what this one is.
TEST_F(terminal, key_that_interrupts_ends_it) {
    for (const auto* key : {"\x03", "\x1c"}) {
        begin_to_type();
        screen->type(std::string("SECRET") + key);
        run();
        EXPECT_EQ(code(), password_errc::interrupted);
        expect_as_before();
        EXPECT_EQ(screen->next_line(), "next\n") << "what was typed is no command";
        error = nullptr;
    }
}

TEST_F(terminal, mode_that_somebody_else_has_set_comes_back) {
    termios odd{};
    ASSERT_EQ(::tcgetattr(screen->descriptor(), &odd), 0);
    odd.c_lflag &= ~static_cast<tcflag_t>(ECHOE);
    odd.c_cc[VERASE] = '#';
    odd.c_cc[VINTR] = static_cast<cc_t>(_POSIX_VDISABLE);
    odd.c_cc[VMIN] = 7;
    ASSERT_EQ(::tcsetattr(screen->descriptor(), TCSANOW, &odd), 0);
    begin_to_type();
    screen->type("SECRES#T\x03\n");
    run();
    EXPECT_EQ(given.password.reveal(), "SECRET\x03") << words();
    termios now{};
    ASSERT_EQ(::tcgetattr(screen->descriptor(), &now), 0);
    EXPECT_EQ(now.c_lflag, odd.c_lflag);
    EXPECT_EQ(
        std::string(std::begin(now.c_cc), std::end(now.c_cc)),
        std::string(std::begin(odd.c_cc), std::end(odd.c_cc)));
}

TEST_F(terminal, device_is_opened_by_name_where_the_input_is_something_else) {
    params.input = params.output = -1;
    params.device = screen->name();
    begin_to_type();
    screen->type("SECRET\n");
    run();
    EXPECT_EQ(given.password.reveal(), "SECRET") << words();
    expect_as_before();
}

TEST_F(terminal, device_that_is_none_is_an_error_with_its_cause) {
    params.device = "/no/such/terminal";
    begin();
    run();
    EXPECT_EQ(code(), password_errc::terminal_failed);
    EXPECT_TRUE(has(words(), "/no/such/terminal: No such file")) << words();
    params.device = screen->name();
    source = nullptr;
    begin_to_type();
    screen->type("SECRET\n");
    run();
    EXPECT_EQ(given.password.reveal(), "SECRET") << "the next question is asked";
}

TEST(terminal_params_check, what_is_no_descriptor_is_refused_by_name) {
    const struct {
        terminal_params params;
        const char* param;
    } rows[] = {{{.input = -1}, "input"}, {{.output = -1}, "output"}};
    for (const auto& r : rows) {
        try {
            const auto none = make_terminal_password(r.params);
            FAIL() << r.param;
        } catch (const bad_params& e) {
            EXPECT_EQ(e.details().param, r.param);
        }
    }
}

// --- what is no terminal

class piped : public test::question_fixture {
protected:
    void open(std::string_view text, bool at_end = true) {
        close();
        ASSERT_EQ(::pipe2(in.data(), O_CLOEXEC), 0);
        ASSERT_EQ(::pipe2(out.data(), O_CLOEXEC | O_NONBLOCK), 0);
        ASSERT_EQ(::write(in[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
        if (at_end) {
            ::close(in[1]);
            in[1] = -1;
        }
        terminal_params params;
        params.input = in[0];
        params.output = out[1];
        source = make_terminal_password(params);
        ended = false;
        error = nullptr;
        given = {};
        io->restart();
        ask(*source);
    }

    void TearDown() override { close(); }

    void close() {
        source = nullptr;
        for (auto* ends : {&in, &out})
            for (int& end : *ends) {
                if (end >= 0)
                    ::close(end);
                end = -1;
            }
    }

    // What is left to read there.
    static std::string rest_of(int end) {
        std::array<char, 64> bytes{};
        const auto count = ::read(end, bytes.data(), bytes.size());
        return {bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
    }

    std::array<int, 2> in{-1, -1};
    std::array<int, 2> out{-1, -1};
    std::shared_ptr<password_source> source;
};

TEST_F(piped, two_lines_are_read_and_nothing_is_said_or_taken_behind_them) {
    open("joe\n  p w \nmine\n");
    run();
    EXPECT_EQ(answer, "joe") << words();
    EXPECT_EQ(given.password.reveal(), "  p w ");
    EXPECT_EQ(rest_of(in[0]), "mine\n");
    EXPECT_EQ(rest_of(out[0]), "");
}

TEST_F(piped, lines_are_read_as_they_come) {
    request.user = "sam";
    const struct {
        const char* text;
        const char* user;
        const char* password;
    } rows[] = {
        {"joe\npw", "joe", "pw"},
        {"joe\r\npw\r\n", "joe", "pw"},
        {" joe \npw\n", "joe", "pw"},
        {"\npw\n", "sam", "pw"},
        {"joe\n\x03\x7f\n", "joe", "\x03\x7f"}};
    for (const auto& r : rows) {
        open(r.text);
        run();
        EXPECT_EQ(answer, r.user) << r.text << words();
        EXPECT_EQ(given.password.reveal(), r.password) << r.text;
    }
}

TEST_F(piped, what_is_missing_is_an_error_at_once) {
    const struct {
        std::string text;
        password_errc code;
    } rows[] = {
        {"", password_errc::input_ended},
        {"SECRET", password_errc::input_ended},
        {"SECRET\n", password_errc::input_ended},
        {"\nSECRET\n", password_errc::not_given},
        {" \t\nSECRET\n", password_errc::not_given},
        {"SECRET\n\n", password_errc::not_given},
        {"SECRET\n\r\n", password_errc::not_given},
        {"joe\nSECRET" + std::string(5000, 'x') + "\n", password_errc::not_given}};
    for (const auto& r : rows) {
        open(r.text);
        run();
        EXPECT_EQ(code(), r.code) << r.text;
        EXPECT_TRUE(failed_as<password_error>());
        EXPECT_FALSE(has(words(), "SECRET")) << words();
    }
}

TEST_F(piped, cancellation_ends_the_reading) {
    open("joe\nSEC", false);
    io->poll();
    cancel.emit(asio::cancellation_type::terminal);
    run();
    EXPECT_EQ(code(), asio::error::operation_aborted);
    source = nullptr;
    ASSERT_EQ(::write(in[1], "x", 1), 1);
    EXPECT_TRUE(rest_of(in[0]).ends_with('x')) << "no thread is left that takes it";
}

TEST_F(piped, descriptor_that_is_closed_is_an_error_with_its_cause) {
    terminal_params params;
    params.input = 1'000'000;
    source = make_terminal_password(params);
    ask(*source);
    run();
    EXPECT_EQ(code(), password_errc::terminal_failed);
    EXPECT_TRUE(has(words(), "Bad file descriptor")) << words();
}

} // namespace
} // namespace segue::account
