#pragma once

#include <segue/base/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <type_traits>
#include <utility>

namespace segue {

namespace asio = boost::asio;

/// A value, or what went wrong. `value()` throws the matching child of `error`.
template <class T>
using result = boost::system::result<T, failure>;

/// Lets `result<T>::value()` throw our own error types.
[[noreturn]] inline void throw_exception_from_error(const failure& f, const boost::source_location&) {
    throw_failure(f);
}

/// Runs `work` and returns what it returns, or what went wrong, as a value.
///
///     auto release = co_await segue::as_result(client.release(id).get());
///     if (!release && release.error().code == segue::errc::not_found)
///
/// **Sends** what `work` sends, once this is awaited.
/// **Errors** a child of `error` becomes a `failure`. Everything else is thrown on as it is: a cancellation
/// (`system_error` with `operation_aborted`), a broken precondition, whatever foreign code throws.
/// **Cancellation** that of `work`.
template <class T>
[[nodiscard]] asio::awaitable<result<T>> as_result(asio::awaitable<T> work) {
    static_assert(!std::is_same_v<T, failure>, "a result could not tell a failure from a value");
    try {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(work);
            co_return result<T>();
        } else {
            auto value = co_await std::move(work);
            co_return result<T>(std::move(value));
        }
    } catch (const error& e) {
        co_return result<T>(e.details());
    }
}

} // namespace segue
