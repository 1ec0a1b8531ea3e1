#include "account/password/terminal_session.hpp"

#include "base/ascii.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <termios.h>
#include <unistd.h>
#include <utility>

// The terminal shows nothing only while an `unseen` lives, which is on the stack of the thread that reads; so
// there is no way out that leaves it so, but the end of the whole program. The keys that would end that are
// read as keys meanwhile, and passed on afterwards. No signal handler is installed: those belong to the
// program.

namespace segue::account::password {
namespace {

constexpr int most_questions = 3;

boost::system::error_code last_error() {
    return {errno, boost::system::system_category()};
}

[[noreturn]] void fail_terminal(const std::string& what) {
    const auto cause = last_error();
    fail(password_errc::terminal_failed, what + ": " + cause.message(), cause);
}

std::optional<unsigned char> key_of(const termios& mode, int index) {
    const auto key = mode.c_cc[index];
    if (key == static_cast<cc_t>(_POSIX_VDISABLE))
        return std::nullopt;
    return key;
}

// What the terminal would act on itself, were it not told to leave all keys to us.
hidden_line::keys keys_of(const termios& mode) {
    hidden_line::keys out;
    out.erase = key_of(mode, VERASE);
    out.erase_all = key_of(mode, VKILL);
    out.end = key_of(mode, VEOF);
    if ((mode.c_lflag & IEXTEN) != 0) {
        out.erase_word = key_of(mode, VWERASE);
        out.literal = key_of(mode, VLNEXT);
    }
    if ((mode.c_lflag & ISIG) != 0) {
        out.interrupt = key_of(mode, VINTR);
        out.quit = key_of(mode, VQUIT);
        out.suspend = key_of(mode, VSUSP);
    }
    return out;
}

bool set_mode(int terminal, const termios& mode) noexcept {
    // Not TCSADRAIN or TCSAFLUSH: they wait until all output is out, and that may have been stopped.
    while (::tcsetattr(terminal, TCSANOW, &mode) != 0)
        if (errno != EINTR)
            return false;
    return true;
}

} // namespace

class terminal_session::opened_device {
public:
    explicit opened_device(const std::string& path)
        : number(::open(path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC)) {
        if (number < 0)
            fail_terminal(path);
    }
    ~opened_device() { ::close(number); }
    opened_device(const opened_device&) = delete;
    opened_device& operator=(const opened_device&) = delete;

    const int number;
};

/// While this lives, the terminal shows nothing of what is typed and hands over key by key.
class terminal_session::unseen {
public:
    explicit unseen(int terminal) : terminal_(terminal) {
        if (::tcgetattr(terminal, &before_) != 0)
            fail_terminal("its mode is not known");
        termios mode = before_;
        mode.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOE | ECHOK | ECHONL | ICANON | ISIG | IEXTEN);
        mode.c_cc[VMIN] = 1;
        mode.c_cc[VTIME] = 0;
        termios now{};
        // It succeeds when it could do any of what is asked.
        if (!set_mode(terminal, mode) || ::tcgetattr(terminal, &now) != 0) {
            const int why = errno;
            set_mode(terminal, before_);
            errno = why;
            fail_terminal("it does not stop showing what is typed");
        }
        if ((now.c_lflag & (ECHO | ICANON)) != 0) {
            set_mode(terminal, before_);
            fail(password_errc::terminal_failed, "it goes on showing what is typed");
        }
        ::tcflush(terminal, TCIFLUSH);
    }

    // A password that is left half typed must not become a command of the shell's.
    ~unseen() {
        if (!complete)
            ::tcflush(terminal_, TCIFLUSH);
        set_mode(terminal_, before_);
    }

    unseen(const unseen&) = delete;
    unseen& operator=(const unseen&) = delete;

    const termios& before() const noexcept { return before_; }

    bool complete = false;

private:
    int terminal_;
    termios before_{};
};

bool question_slot::take(terminal_session& session) {
    const std::lock_guard lock(mutex_);
    if (current_ != nullptr)
        return false;
    current_ = &session;
    return true;
}

void question_slot::give_back(const terminal_session& session) noexcept {
    const std::lock_guard lock(mutex_);
    if (current_ == &session)
        current_ = nullptr;
}

void question_slot::stop() noexcept {
    const std::lock_guard lock(mutex_);
    if (current_ != nullptr)
        current_->stop();
}

terminal_session::terminal_session(terminal_place place, asked request, std::shared_ptr<question_slot> slot)
    : place_(std::move(place)), request_(std::move(request)), slot_(std::move(slot)) {
    if (::pipe(wake_.data()) != 0)
        fail_terminal("no pipe is to be had");
    for (const int end : wake_)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(wake_[1], F_SETFL, O_NONBLOCK);
    if (!slot_->take(*this)) {
        close();
        fail(password_errc::busy, "it asks one question at a time");
    }
}

terminal_session::~terminal_session() {
    slot_->give_back(*this);
    close();
}

void terminal_session::close() noexcept {
    for (const int end : wake_)
        ::close(end);
}

void terminal_session::stop() noexcept {
    const char byte = 0;
    while (::write(wake_[1], &byte, 1) < 0 && errno == EINTR) {
    }
}

login terminal_session::run() {
    // The next question may come as soon as the caller has this answer.
    class giving_back {
    public:
        explicit giving_back(terminal_session& s) : session_(s) {}
        ~giving_back() { session_.slot_->give_back(session_); }
        giving_back(const giving_back&) = delete;
        giving_back& operator=(const giving_back&) = delete;

    private:
        terminal_session& session_;
    };
    const giving_back end(*this);
    std::optional<opened_device> device;
    in_ = place_.input;
    out_ = place_.output;
    if (!place_.device.empty()) {
        device.emplace(place_.device);
        in_ = out_ = device->number;
    }
    return ::isatty(in_) == 1 ? ask_user() : read_both();
}

login terminal_session::ask_user() {
    if (!request_.trouble.empty())
        say(printable(request_.trouble) + "\n");
    login out;
    out.user = ask_name();
    out.password = ask_password();
    return out;
}

login terminal_session::read_both() {
    login out;
    std::string line;
    line.reserve(hidden_line::most_bytes); // what is never moved is wiped with it
    class wiped_in_the_end {
    public:
        explicit wiped_in_the_end(std::string& text) : text_(text) {}
        ~wiped_in_the_end() { wipe(text_); }
        wiped_in_the_end(const wiped_in_the_end&) = delete;
        wiped_in_the_end& operator=(const wiped_in_the_end&) = delete;

    private:
        std::string& text_;
    };
    const wiped_in_the_end end(line);
    if (!read_line(line))
        fail(password_errc::input_ended, "there is no line with the user name");
    out.user = trimmed(line);
    if (out.user.empty())
        out.user = request_.user;
    if (out.user.empty())
        fail(password_errc::not_given, "the first line, for the user name, is empty");
    wipe(line);
    if (!read_line(line))
        fail(password_errc::input_ended, "there is no line with the password");
    if (line.ends_with('\r'))
        line.pop_back();
    if (line.empty())
        fail(password_errc::not_given, "the second line, for the password, is empty");
    out.password = secret(line);
    return out;
}

std::string terminal_session::ask_name() {
    std::string question = "User name";
    if (!request_.service.empty())
        question += " for " + printable(request_.service);
    if (!request_.user.empty())
        question += " [" + printable(request_.user) + "]";
    std::string line;
    for (int i = 0; i < most_questions; ++i) {
        say(question + ": ");
        line.clear();
        if (!read_line(line))
            fail(password_errc::input_ended, "no user name was given");
        const auto name = trimmed(line);
        if (!name.empty())
            return std::string(name);
        if (!request_.user.empty())
            return request_.user;
    }
    fail(password_errc::not_given, "no user name, asked " + std::to_string(most_questions) + " times");
}

secret terminal_session::ask_password() {
    for (int questions = 0; questions < most_questions;) {
        secret given;
        hidden_line::outcome end{};
        {
            unseen quiet(in_);
            hidden_line line(keys_of(quiet.before()));
            say("Password: ");
            end = read_hidden(line);
            quiet.complete = end == hidden_line::outcome::done;
            if (quiet.complete)
                given = line.take();
        }
        say("\n");
        if (end == hidden_line::outcome::end)
            fail(password_errc::input_ended, "no password was given");
        if (end == hidden_line::outcome::too_long)
            fail(password_errc::not_given, "it is too long for a password");
        if (end != hidden_line::outcome::done) {
            pass_on(end);
            continue;
        }
        if (!given.empty())
            return given;
        ++questions;
    }
    fail(password_errc::not_given, "no password, asked " + std::to_string(most_questions) + " times");
}

hidden_line::outcome terminal_session::read_hidden(hidden_line& line) {
    unsigned char key = 0;
    while (read_byte(key)) {
        const auto what = line.feed(key);
        if (what != hidden_line::outcome::more)
            return what;
    }
    return hidden_line::outcome::end;
}

// As the terminal would: to all of the program that it belongs to. One that is not ours sends no signals.
void terminal_session::pass_on(hidden_line::outcome key) {
    const bool stops = key == hidden_line::outcome::suspend;
    const int number = stops ? SIGTSTP : key == hidden_line::outcome::quit ? SIGQUIT : SIGINT;
    const pid_t group = ::tcgetpgrp(in_);
    if (group > 0)
        ::killpg(group, number);
    if (!stops)
        fail(password_errc::interrupted, "the user interrupted it");
    // Another thread may be the one that takes the signal: all of the program should stand still before this
    // one makes the terminal silent again.
    constexpr int moment_ms = 50;
    pollfd stopped{wake_[0], POLLIN, 0};
    ::poll(&stopped, 1, moment_ms);
}

// False at the end of the input. A line of a terminal comes at once, and one byte each: what is behind the
// line is somebody else's.
bool terminal_session::read_line(std::string& into) {
    unsigned char byte = 0;
    while (read_byte(byte)) {
        if (byte == '\n')
            return true;
        if (into.size() == hidden_line::most_bytes)
            fail(password_errc::not_given, "a line is too long");
        into += static_cast<char>(byte);
    }
    return !into.empty();
}

bool terminal_session::read_byte(unsigned char& into) {
    for (;;) {
        wait_for(in_, POLLIN);
        const auto count = ::read(in_, &into, 1);
        if (count >= 0)
            return count == 1;
        if (errno == EIO) // the terminal has hung up
            return false;
        if (errno != EINTR && errno != EAGAIN)
            fail_terminal("it cannot be read");
    }
}

short terminal_session::wait_for(int descriptor, short event) {
    std::array<pollfd, 2> both{};
    both[0] = {wake_[0], POLLIN, 0};
    both[1] = {descriptor, event, 0};
    while (::poll(both.data(), both.size(), -1) < 0)
        if (errno != EINTR)
            fail_terminal("it cannot be waited for");
    if (both[0].revents != 0)
        throw boost::system::system_error(boost::asio::error::operation_aborted);
    return both[1].revents;
}

// Where nobody reads any more there is nothing to say, and a signal would come for it; whether somebody
// answers is another question.
void terminal_session::say(std::string_view text) {
    while (!text.empty()) {
        if ((wait_for(out_, POLLOUT) & (POLLERR | POLLNVAL)) != 0)
            return;
        const auto count = ::write(out_, text.data(), text.size());
        if (count > 0)
            text.remove_prefix(static_cast<std::size_t>(count));
        else if (errno != EINTR && errno != EAGAIN)
            return;
    }
}

} // namespace segue::account::password
