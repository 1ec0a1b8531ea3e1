#include "base/aborted.hpp"
#include "base/cross.hpp"
#include "base/strand_home.hpp"

#include <segue/base/error.hpp>
#include <segue/base/timeout.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>

#include <exception>
#include <string>
#include <utility>

namespace segue::detail {
namespace {

std::exception_ptr time_is_up(std::chrono::nanoseconds limit) {
    failure f;
    f.code = errc::deadline_exceeded;
    f.message =
        "after " + std::to_string(std::chrono::ceil<std::chrono::milliseconds>(limit).count()) + " ms";
    return make_exception(std::move(f));
}

// Saturates: a limit of "never" stays one.
steady_time later(steady_time now, std::chrono::nanoseconds by) {
    return by >= steady_time::max() - now ? steady_time::max()
                                          : now + std::chrono::duration_cast<steady_time::duration>(by);
}

// True when time was up before anybody cancelled.
asio::awaitable<bool> wait(std::shared_ptr<time_source> time, steady_time until) {
    const auto ec = co_await time->wait_until(until);
    co_return !ec;
}

asio::awaitable<std::exception_ptr> end_of(asio::awaitable<void> work) {
    std::exception_ptr error;
    try {
        co_await with_total_cancellation(std::move(work));
    } catch (...) {
        error = std::current_exception();
    }
    co_return std::move(error);
}

// Both sides run on one strand, where their group may be used: without one it races with itself as soon as
// two threads run the context. The time is a value, not an exception, on every way out.
asio::awaitable<std::exception_ptr>
race(asio::awaitable<void> work, std::chrono::nanoseconds limit, std::shared_ptr<time_source> time) {
    const auto strand = co_await asio::this_coro::executor;
    const auto until = later(time->now(), limit);
    auto group = asio::experimental::make_parallel_group(
        asio::co_spawn(strand, end_of(std::move(work)), asio::deferred),
        asio::co_spawn(strand, with_total_cancellation(wait(std::move(time), until)), asio::deferred));
    auto [order, fault, error, clock_error, rang] =
        co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (fault)
        error = std::move(fault);
    if (!error)
        co_return std::exception_ptr();
    const bool clock_was_first = order[0] == 1 && rang && !clock_error;
    if (clock_was_first && is_abort(error))
        co_return time_is_up(limit);
    co_return std::move(error);
}

} // namespace

asio::awaitable<void> run_with_limit(
    asio::awaitable<void> work, std::chrono::nanoseconds limit, std::shared_ptr<time_source> time) {
    if (limit <= std::chrono::nanoseconds(0))
        std::rethrow_exception(time_is_up(std::chrono::nanoseconds(0)));
    auto home = strand_home::on(co_await asio::this_coro::executor);
    auto cancel = std::make_shared<asio::cancellation_signal>();
    auto both = race(std::move(work), limit, std::move(time));
    auto outcome = co_await cross<std::exception_ptr>(std::move(home), std::move(cancel), std::move(both));
    if (outcome)
        std::rethrow_exception(outcome);
}

} // namespace segue::detail
