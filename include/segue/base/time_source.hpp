#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <memory>

namespace segue {

namespace asio = boost::asio;

/// The clock that time limits and quota windows are measured with.
using steady_time = std::chrono::steady_clock::time_point;

/// The only clock the library knows: what time it is, and a wait until then.
///
/// Tests put a clock of their own in its place, so that a rule about minutes is shown in microseconds.
/// **Threads** every function may be called from any thread.
class time_source {
public:
    virtual ~time_source() = default;

    /// Returns the present, never going backwards.
    virtual steady_time now() const noexcept = 0;

    /// Returns the present as a date; `Retry-After` dates are compared with it.
    virtual std::chrono::system_clock::time_point today() const noexcept = 0;

    /// Waits on the calling coroutine's executor.
    ///
    /// **Completes when** `when` has come; at once when it lies in the past.
    /// **Returns** no error, or `operation_aborted` when it was cancelled: an exception for each call that
    /// ends in time would cost more than the call's own work here.
    /// **Cancellation** any type.
    virtual asio::awaitable<boost::system::error_code> wait_until(steady_time when) = 0;
};

/// Returns the machine's own clocks.
std::shared_ptr<time_source> system_time();

} // namespace segue
