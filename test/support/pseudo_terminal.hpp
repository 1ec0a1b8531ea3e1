#pragma once

#include <array>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <termios.h>
#include <unistd.h>

namespace segue::test {

/// A terminal of the test's own: what a user sees and types is on one side, what a program reads and writes
/// on the other.
class pseudo_terminal {
public:
    pseudo_terminal() : user_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
        std::array<char, 128> path{};
        if (user_ < 0 || ::grantpt(user_) != 0 || ::unlockpt(user_) != 0 ||
            ::ptsname_r(user_, path.data(), path.size()) != 0)
            throw std::runtime_error("no pseudo-terminal");
        name_ = path.data();
        program_ = ::open(name_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
        if (program_ < 0)
            throw std::runtime_error(name_);
    }

    ~pseudo_terminal() {
        hang_up();
        ::close(program_);
    }

    pseudo_terminal(const pseudo_terminal&) = delete;
    pseudo_terminal& operator=(const pseudo_terminal&) = delete;

    /// The program's side.
    int descriptor() const noexcept { return program_; }
    const std::string& name() const noexcept { return name_; }

    void type(std::string_view keys) const {
        if (::write(user_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size()))
            throw std::runtime_error("typing");
    }

    /// Everything that was shown so far.
    const std::string& shown() {
        while (read_for(std::chrono::milliseconds(0))) {
        }
        return shown_;
    }

    /// Waits until `text` has been shown, behind what an earlier wait found. False when it never is.
    bool shows(std::string_view text) {
        constexpr std::chrono::seconds longest{60};
        const auto until = std::chrono::steady_clock::now() + longest;
        for (;;) {
            if (const auto at = shown_.find(text, seen_); at != std::string::npos) {
                seen_ = at + text.size();
                return true;
            }
            const auto left =
                std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
            if (left.count() <= 0 || !read_for(left))
                return false;
        }
    }

    /// Whether what is typed is shown, and lines are edited by the terminal.
    bool echoes() const {
        termios mode{};
        if (::tcgetattr(program_, &mode) != 0)
            throw std::runtime_error("tcgetattr");
        constexpr tcflag_t usual = ECHO | ICANON | ISIG | IEXTEN;
        return (mode.c_lflag & usual) == usual;
    }

    /// What a program reads when the user now types a line.
    std::string next_line() const {
        type("next\n");
        std::array<char, 256> line{};
        const auto count = ::read(program_, line.data(), line.size());
        return {line.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
    }

    /// The user's side goes, as when a window is closed.
    void hang_up() {
        if (user_ >= 0)
            ::close(user_);
        user_ = -1;
    }

private:
    bool read_for(std::chrono::milliseconds limit) {
        pollfd one{user_, POLLIN, 0};
        if (::poll(&one, 1, static_cast<int>(limit.count())) != 1 || (one.revents & POLLIN) == 0)
            return false;
        std::array<char, 4096> piece{};
        const auto count = ::read(user_, piece.data(), piece.size());
        if (count <= 0)
            return false;
        shown_.append(piece.data(), static_cast<std::size_t>(count));
        return true;
    }

    int user_;
    int program_ = -1;
    std::string name_;
    std::string shown_;
    std::size_t seen_ = 0;
};

} // namespace segue::test
