#pragma once

#include <segue/base/time_source.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace segue {

namespace asio = boost::asio;

namespace detail {

asio::awaitable<void>
run_with_limit(asio::awaitable<void> work, std::chrono::nanoseconds limit, std::shared_ptr<time_source> time);

template <class T>
asio::awaitable<void> put_result(asio::awaitable<T> work, std::shared_ptr<std::optional<T>> into) {
    into->emplace(co_await std::move(work));
}

} // namespace detail

/// Runs `work` for no longer than `limit`, and returns what it returns.
///
///     auto release = co_await segue::timeout(client.release(id).get(), std::chrono::seconds(2));
///
/// It ends at the first completion, of `work` or of the time, where Asio's `work || timer` would sit out the
/// timer after a failure. For one call, its `call_options::deadline` is cheaper and knows what the time went
/// into; this is for several calls together and for operations that have no deadline of their own.
/// **Completes when** `work` has: when time is up it is cancelled and its end is awaited, so that nothing of
/// it goes on behind your back. Work that ignores cancellation is therefore waited for.
/// **Units and ranges** zero and less: `work` is not started at all.
/// **Errors** what `work` throws; `timeout_error` with `errc::deadline_exceeded` when it was cancelled
/// because time was up. A result or another error that it still comes up with counts.
/// **Cancellation** every type is passed on to `work`.
/// **Threads** `work` runs on a strand of the caller's executor, so the caller needs none of its own.
template <class T>
[[nodiscard]] asio::awaitable<T> timeout(
    asio::awaitable<T> work,
    std::chrono::nanoseconds limit,
    std::shared_ptr<time_source> time = system_time()) {
    if constexpr (std::is_void_v<T>) {
        co_await detail::run_with_limit(std::move(work), limit, std::move(time));
    } else {
        auto value = std::make_shared<std::optional<T>>();
        auto kept = detail::put_result<T>(std::move(work), value);
        co_await detail::run_with_limit(std::move(kept), limit, std::move(time));
        co_return std::move(**value);
    }
}

} // namespace segue
