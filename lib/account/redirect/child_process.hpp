#pragma once

#include <segue/base/time_source.hpp>

#include <boost/system/error_code.hpp>

#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace segue::account::redirect {

/// A program that was started without a shell, with nothing of ours open and its output dropped.
class child_process {
public:
    /// What becomes of the program when this goes before the program has ended.
    enum class at_end : unsigned char {
        /// It and all it started are killed.
        kill,
        /// It goes on; a thread waits for its end, so that no zombie is left.
        leave,
    };

    /// Starts `program`, looked for in PATH; with `at_end::kill` as the head of a process group.
    /// **Returns** nothing, and why in `ec`, when it cannot be started.
    static std::unique_ptr<child_process> start(
        const std::string& program,
        const std::vector<std::string>& arguments,
        at_end then,
        boost::system::error_code& ec);

    child_process(pid_t number, at_end then) noexcept : number_(number), then_(then) {}
    ~child_process();
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    /// Returns the exit status once the program has ended, 128 and the signal if one ended it.
    std::optional<int> ended();

    /// Asks the program and all it started to end, and kills what has not by `until`.
    asio::awaitable<void> stop(std::shared_ptr<time_source> time, steady_time until);

private:
    bool waits_to_be_reaped() const;
    void kill_group() noexcept;

    pid_t number_;
    at_end then_;
    std::optional<int> status_;
};

} // namespace segue::account::redirect
