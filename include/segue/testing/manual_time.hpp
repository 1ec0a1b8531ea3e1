#pragma once

#include <segue/base/time_source.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

namespace boost::asio {
class io_context;
}

namespace segue::testing {

/// A clock that stands still until a test moves it, so that rules about minutes are shown in microseconds.
///
///     auto time = std::make_shared<testing::manual_time>();
///     discogs::client client{io.get_executor(), params, transport, time};
///     asio::co_spawn(io, job(client), segue::rethrow);
///     time->run(io); // the whole job, waits for quota and deadlines included
///
/// **Threads** any member may be called from any thread, but `run`: only when no other thread runs the
/// context. **Lifetime** waits under way keep what they need; the clock may go before them, they then last
/// until they are cancelled.
class manual_time final : public time_source {
public:
    /// The date on which `today` begins unless a test names another.
    static constexpr std::chrono::sys_days default_date{
        std::chrono::year(2026) / std::chrono::month(11) / std::chrono::day(20)};

    /// Makes a clock that stands at `today`; `Retry-After` dates are compared with it.
    explicit manual_time(std::chrono::system_clock::time_point today = default_date);
    ~manual_time() override;
    manual_time(const manual_time&) = delete;
    manual_time& operator=(const manual_time&) = delete;

    steady_time now() const noexcept override;
    std::chrono::system_clock::time_point today() const noexcept override;

    /// Waits until the clock is moved to `when` or past it.
    asio::awaitable<boost::system::error_code> wait_until(steady_time when) override;

    /// Moves the clock forward and wakes who waited for it; a time in the past changes nothing.
    ///
    /// The awakened run when their executor does: this only posts to it.
    void advance_to(steady_time when);
    /// Moves the clock forward by a duration; one below zero changes nothing.
    void advance(steady_time::duration by);
    /// Moves to the earliest time that somebody waits for.
    /// **Returns** whether there was one; waits without an end do not count.
    bool advance_to_next();

    /// Returns the earliest time that somebody waits for and that has not come; nothing when there is none.
    std::optional<steady_time> next_due() const;
    /// Returns how many waits are under way.
    std::size_t waiting() const;

    /// Runs the context in this thread until nothing is left to do, and moves the clock to the next wait
    /// whenever nothing is ready.
    ///
    /// **Completes when** the context has no work, or what is left waits for something else than this clock.
    /// **Errors** what a handler throws, as from `io_context::run`.
    void run(asio::io_context& io);

private:
    struct state;
    static asio::awaitable<boost::system::error_code> wait(std::shared_ptr<state> clock, steady_time when);

    std::chrono::system_clock::time_point origin_;
    std::shared_ptr<state> state_;
};

} // namespace segue::testing
