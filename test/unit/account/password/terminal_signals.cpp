// What the keys do that end or stop a program, at a terminal of its own. This program is its own child: as
// the shell that has the terminal, and as the program that asks.

#include "support/pseudo_terminal.hpp"

#include <segue/account/password_source.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <exception>
#include <spawn.h>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <vector>

extern char** environ; // of the C library

namespace segue::account {
namespace {

constexpr int exit_right = 0;
constexpr int exit_interrupted = 3;
constexpr int exit_other = 4;

bool shows_what_is_typed() {
    termios mode{};
    return ::tcgetattr(STDIN_FILENO, &mode) == 0 && (mode.c_lflag & ECHO) != 0 &&
           (mode.c_lflag & ICANON) != 0;
}

class spawn_plan {
public:
    spawn_plan() {
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawnattr_init(&attributes);
    }
    ~spawn_plan() {
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
    }
    spawn_plan(const spawn_plan&) = delete;
    spawn_plan& operator=(const spawn_plan&) = delete;

    pid_t start(std::string part, std::string how) {
        std::string self = "/proc/self/exe";
        std::vector<char*> arguments{self.data(), part.data(), how.data(), nullptr};
        pid_t number = -1;
        return ::posix_spawn(&number, self.c_str(), &actions, &attributes, arguments.data(), environ) == 0
                   ? number
                   : -1;
    }

    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
};

void report(const std::string& line) {
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0)
        std::_Exit(exit_other);
}

// Starts the program in a group of its own, gives it the terminal, and says what becomes of it.
[[noreturn]] void be_the_shell(const std::string& how) {
    (void)std::signal(SIGTTOU, SIG_IGN);
    spawn_plan plan;
    sigset_t usual;
    sigemptyset(&usual);
    for (const int number : {SIGINT, SIGQUIT, SIGTSTP, SIGTTOU})
        sigaddset(&usual, number);
    ::posix_spawnattr_setsigdefault(&plan.attributes, &usual);
    ::posix_spawnattr_setpgroup(&plan.attributes, 0);
    ::posix_spawnattr_setflags(&plan.attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    ::posix_spawn_file_actions_adddup2(&plan.actions, STDIN_FILENO, STDERR_FILENO);
    const pid_t program = plan.start("--ask", how);
    if (program < 0 || ::tcsetpgrp(STDIN_FILENO, program) != 0)
        std::_Exit(exit_other);
    int status = 0;
    while (::waitpid(program, &status, WUNTRACED) == program && WIFSTOPPED(status)) {
        report("stopped by " + std::to_string(WSTOPSIG(status)) + "\n");
        ::kill(-program, SIGCONT);
    }
    const std::string echo = shows_what_is_typed() ? ", shows what is typed\n" : ", silent\n";
    if (WIFSIGNALED(status))
        report("killed by " + std::to_string(WTERMSIG(status)) + echo);
    else
        report("ended with " + std::to_string(WEXITSTATUS(status)) + echo);
    std::_Exit(0);
}

[[noreturn]] void be_the_program(const std::string& how) {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    if (how == "deaf")
        (void)std::signal(SIGINT, SIG_IGN);
    constexpr int most_waits = 60'000;
    for (int i = 0; ::tcgetpgrp(STDIN_FILENO) != ::getpgrp() && i < most_waits; ++i)
        ::usleep(1000);
    asio::io_context io;
    const auto source = make_terminal_password();
    int end = exit_other;
    auto note = [&end](std::exception_ptr e, const login& given) {
        try {
            if (e)
                std::rethrow_exception(e);
            end = given.password.reveal() == "SECRET" ? exit_right : exit_other;
        } catch (const password_error& trouble) {
            end = trouble.code() == password_errc::interrupted ? exit_interrupted : exit_other;
        } catch (const std::exception&) {
            end = exit_other;
        }
    };
    asio::co_spawn(io, source->ask({}), std::move(note));
    io.run();
    std::_Exit(end);
}

class terminal_signals : public ::testing::Test {
protected:
    void begin(const std::string& how) {
        int ends[2] = {-1, -1};
        ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        spawn_plan plan;
        ::posix_spawnattr_setflags(&plan.attributes, POSIX_SPAWN_SETSID);
        // The first terminal that the leader of a session opens is its own from then on.
        ::posix_spawn_file_actions_addopen(&plan.actions, STDIN_FILENO, screen.name().c_str(), O_RDWR, 0);
        ::posix_spawn_file_actions_adddup2(&plan.actions, ends[1], STDOUT_FILENO);
        shell = plan.start("--shell", how);
        ::close(ends[1]);
        reports = ends[0];
        ASSERT_GT(shell, 0);
        ASSERT_TRUE(screen.shows("User name: ")) << screen.shown();
        screen.type("joe\n");
        ASSERT_TRUE(screen.shows("Password: ")) << screen.shown();
        ASSERT_FALSE(screen.echoes());
    }

    // Everything that the shell says until it ends.
    std::string told() {
        std::string all;
        char piece[256];
        for (;;) {
            const auto count = ::read(reports, piece, sizeof(piece));
            if (count <= 0)
                break;
            all.append(piece, static_cast<std::size_t>(count));
        }
        int status = 0;
        EXPECT_EQ(::waitpid(shell, &status, 0), shell);
        shell = -1;
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
        return all;
    }

    void TearDown() override {
        if (shell > 0) {
            ::kill(shell, SIGKILL); // its terminal hangs up, and so the program ends
            ::waitpid(shell, nullptr, 0);
        }
        if (reports >= 0)
            ::close(reports);
    }

    test::pseudo_terminal screen;
    pid_t shell = -1;
    int reports = -1;
};

TEST_F(terminal_signals, key_that_interrupts_kills_a_program_whose_terminal_has_been_restored) {
    ASSERT_NO_FATAL_FAILURE(begin("usual"));
    screen.type("SECR\x03");
    EXPECT_EQ(told(), "killed by " + std::to_string(SIGINT) + ", shows what is typed\n");
}

TEST_F(terminal_signals, key_that_quits_kills_a_program_whose_terminal_has_been_restored) {
    ASSERT_NO_FATAL_FAILURE(begin("usual"));
    screen.type("SECR\x1c");
    EXPECT_EQ(told(), "killed by " + std::to_string(SIGQUIT) + ", shows what is typed\n");
}

TEST_F(terminal_signals, program_that_survives_gets_an_error) {
    ASSERT_NO_FATAL_FAILURE(begin("deaf"));
    screen.type("SECR\x03");
    EXPECT_EQ(told(), "ended with " + std::to_string(exit_interrupted) + ", shows what is typed\n");
}

TEST_F(terminal_signals, stopped_program_asks_again_when_it_goes_on) {
    ASSERT_NO_FATAL_FAILURE(begin("usual"));
    screen.type("WRONG\x1a");
    ASSERT_TRUE(screen.shows("Password: ")) << screen.shown();
    screen.type("SECRET\n");
    EXPECT_EQ(
        told(),
        "stopped by " + std::to_string(SIGTSTP) + "\nended with " + std::to_string(exit_right) +
            ", shows what is typed\n");
}

TEST_F(terminal_signals, password_is_asked_for_at_standard_input_and_error_by_default) {
    ASSERT_NO_FATAL_FAILURE(begin("usual"));
    screen.type("SECRET\n");
    ASSERT_TRUE(screen.shows("\r\n"));
    EXPECT_EQ(screen.shown(), "User name: joe\r\nPassword: \r\n");
    EXPECT_EQ(told(), "ended with 0, shows what is typed\n");
}

} // namespace

int run(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == "--shell")
        be_the_shell(argv[2]);
    if (argc == 3 && std::string_view(argv[1]) == "--ask")
        be_the_program(argv[2]);
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}

} // namespace segue::account

int main(int argc, char** argv) {
    return segue::account::run(argc, argv);
}
