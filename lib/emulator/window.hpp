#pragma once

#include <segue/emulator/emulator.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>

namespace segue::emulator {

/// A point on the server's clock. The rules read no clock themselves: every test chooses its own time.
using server_time = std::chrono::nanoseconds;

/// Requests times nanoseconds: a day's window and a million requests do not fit into 64 bits.
// __extension__ goes with no other form. NOLINTNEXTLINE(modernize-use-using)
__extension__ typedef __int128 request_time;

/// Counts the requests of one source address. `now` never goes backwards between calls.
class window_counter {
public:
    virtual ~window_counter() = default;
    /// Requests that occupy the window now, as the `Used` header tells.
    [[nodiscard]] virtual std::int64_t used(server_time now) = 0;
    /// Whether one more fits under `limit`.
    [[nodiscard]] virtual bool admits(server_time now, std::int64_t limit) = 0;
    /// Occupies one place, whatever the limit.
    virtual void record(server_time now) = 0;
    /// Time until one more would fit under `limit` if nothing else came; zero when it fits now.
    [[nodiscard]] virtual server_time time_to_admission(server_time now, std::int64_t limit) = 0;
    virtual void reset() = 0;
};

/// A request counts from its stamp until, not including, stamp + window.
class exact_window final : public window_counter {
public:
    explicit exact_window(server_time window) : window_(window) {}
    [[nodiscard]] std::int64_t used(server_time now) override;
    [[nodiscard]] bool admits(server_time now, std::int64_t limit) override { return used(now) < limit; }
    void record(server_time now) override;
    [[nodiscard]] server_time time_to_admission(server_time now, std::int64_t limit) override;
    void reset() override { stamps_.clear(); }

private:
    server_time window_;
    std::deque<server_time> stamps_{};
};

/// Fixed windows from time zero. The estimate is previous x (1 - elapsed / window) + current; a request is
/// refused when the estimate with it would exceed the limit. So a burst at the end of one window presses on
/// the next one longer than the true sliding window would.
class averaged_window final : public window_counter {
public:
    explicit averaged_window(server_time window) : window_(window) {}
    [[nodiscard]] std::int64_t used(server_time now) override;
    [[nodiscard]] bool admits(server_time now, std::int64_t limit) override;
    void record(server_time now) override;
    [[nodiscard]] server_time time_to_admission(server_time now, std::int64_t limit) override;
    void reset() override { previous_ = current_ = 0; }

private:
    void roll(server_time now);
    /// The estimate times the window's length: exact in integers.
    [[nodiscard]] request_time scaled_estimate(server_time now) const;

    server_time window_;
    std::int64_t index_ = 0;
    std::int64_t previous_ = 0;
    std::int64_t current_ = 0;
};

/// Clock and stamps are whole seconds, and a stamp leaves only when it is older than the window: up to two
/// seconds later than a client with a fine clock would think.
class whole_second_window final : public window_counter {
public:
    explicit whole_second_window(server_time window) : window_(window) {}
    [[nodiscard]] std::int64_t used(server_time now) override;
    [[nodiscard]] bool admits(server_time now, std::int64_t limit) override { return used(now) < limit; }
    void record(server_time now) override;
    [[nodiscard]] server_time time_to_admission(server_time now, std::int64_t limit) override;
    void reset() override { stamps_.clear(); }

private:
    server_time window_;
    std::deque<server_time> stamps_{};
};

[[nodiscard]] std::unique_ptr<window_counter> make_window(window_rule rule, server_time window);

} // namespace segue::emulator
