#pragma once

#include <segue/base/time_source.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <map>

namespace segue::test {

/// A clock that stands still until a test moves it. One thread.
class manual_time final : public time_source {
public:
    steady_time now() const noexcept override { return now_; }

    std::chrono::system_clock::time_point today() const noexcept override {
        return epoch_day_ + std::chrono::duration_cast<std::chrono::system_clock::duration>(now_ - start_);
    }

    asio::awaitable<boost::system::error_code> wait_until(steady_time when) override {
        asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
        struct entry {
            manual_time& clock;
            std::multimap<steady_time, asio::steady_timer*>::iterator at;
            bool due = false;
            ~entry() { clock.waiting_.erase(at); }
        };
        const entry mine{*this, waiting_.emplace(when, &timer)};
        while (now_ < when) {
            boost::system::error_code ec;
            co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
            if (now_ < when)
                co_return ec;
        }
        co_return boost::system::error_code();
    }

    void advance_to(steady_time when) {
        now_ = std::max(now_, when);
        for (auto& [due, timer] : waiting_) {
            if (due > now_)
                break;
            timer->cancel();
        }
    }

    void advance(steady_time::duration by) { advance_to(now_ + by); }

    /// Moves to the earliest moment that somebody waits for; false when nobody waits for one to come.
    bool advance_to_next() {
        for (const auto& [due, timer] : waiting_) {
            if (due > now_) {
                advance_to(due);
                return true;
            }
        }
        return false;
    }

    std::size_t waiting() const noexcept { return waiting_.size(); }

    /// Runs the context until nothing is left to do, moving the clock whenever nothing is ready.
    void run(asio::io_context& io) {
        if (io.stopped())
            io.restart();
        do {
            while (io.poll() != 0) {
            }
        } while (!io.stopped() && advance_to_next());
    }

private:
    const steady_time start_ = steady_time() + std::chrono::hours(1000);
    const std::chrono::system_clock::time_point epoch_day_ = std::chrono::sys_days(
        std::chrono::year_month_day(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(20)));
    steady_time now_ = start_;
    std::multimap<steady_time, asio::steady_timer*> waiting_;
};

} // namespace segue::test
