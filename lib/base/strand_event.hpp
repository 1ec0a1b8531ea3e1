#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace segue {

namespace asio = boost::asio;

/// Lets one coroutine on a strand wait until somebody on the same strand says go. A timer that never expires
/// serves as the condition: it costs one entry in the timer queue and is safe under cancellation.
class strand_event {
public:
    explicit strand_event(const asio::any_io_executor& strand)
        : timer_(strand, asio::steady_timer::time_point::max()) {}

    /// Wakes the waiter, or lets the next wait through.
    void set() {
        set_ = true;
        timer_.cancel();
    }

    /// Completes once `set` was called. **Cancellation** any type, with `operation_aborted`.
    asio::awaitable<void> wait() {
        while (!set_) {
            boost::system::error_code ec;
            co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
            if (!set_)
                throw boost::system::system_error(asio::error::operation_aborted);
        }
        set_ = false;
    }

private:
    asio::steady_timer timer_;
    bool set_ = false;
};

} // namespace segue
