#pragma once

#include "account/password/asked.hpp"
#include "account/password/hidden_line.hpp"

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace segue::account::password {

/// What a source knows of its terminal.
struct terminal_place {
    int input = -1;
    int output = -1;
    std::string device;
};

class terminal_session;

/// The one question that a source has under way. Any thread may call.
class question_slot {
public:
    /// **Returns** false when there is one already.
    bool take(terminal_session& session);
    void give_back(const terminal_session& session) noexcept;

    /// Ends the question that is under way.
    void stop() noexcept;

private:
    std::mutex mutex_;
    terminal_session* current_ = nullptr;
};

/// One question at a terminal, or to what stands for one. Blocks the thread that runs it.
class terminal_session {
public:
    /// Takes the slot, which another session may have: throws `password_errc::busy`.
    terminal_session(terminal_place place, asked request, std::shared_ptr<question_slot> slot);
    terminal_session(const terminal_session&) = delete;
    terminal_session& operator=(const terminal_session&) = delete;
    ~terminal_session();

    /// Asks. However it ends, the terminal is as it was. Throws `operation_aborted` after `stop`.
    login run();

    /// Ends `run` soon, or before it begins. From any thread.
    void stop() noexcept;

private:
    class opened_device;
    class unseen;

    void close() noexcept;
    login ask_user();
    login read_both();
    std::string ask_name();
    secret ask_password();
    hidden_line::outcome read_hidden(hidden_line& line);
    void pass_on(hidden_line::outcome key);
    bool read_line(std::string& into);
    bool read_byte(unsigned char& into);
    short wait_for(int descriptor, short event);
    void say(std::string_view text);

    terminal_place place_;
    const asked request_;
    std::shared_ptr<question_slot> slot_;
    /// A byte that is written to the second wakes whoever waits with the first.
    std::array<int, 2> wake_{-1, -1};
    int in_ = -1;
    int out_ = -1;
};

} // namespace segue::account::password
