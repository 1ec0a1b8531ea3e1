#pragma once

#include "base/side_thread.hpp"
#include "base/strand_home.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <memory>
#include <utility>

namespace segue {

/// The exception that a cancelled call ends with.
inline std::exception_ptr aborted() {
    return std::make_exception_ptr(boost::system::system_error(asio::error::operation_aborted));
}

namespace detail {

template <class T>
struct outcome {
    std::exception_ptr error;
    T value{};
};

// Carries the outcome back to the caller's executor. When it is dropped without having been called, which
// happens when the strand's context is destroyed with the call under way, the caller hears of the abort.
template <class T, class Handler>
class way_back {
public:
    way_back(Handler handler, std::shared_ptr<asio::cancellation_signal> signal)
        : parts_(std::make_unique<parts>(std::move(handler), std::move(signal))) {}

    way_back(way_back&&) noexcept = default;
    way_back& operator=(way_back&&) = delete;

    ~way_back() {
        if (parts_)
            (*this)(aborted(), outcome<T>());
    }

    // `fault` is of the spawned coroutine's own making: it was cancelled before its first step.
    void operator()(std::exception_ptr fault, outcome<T> came) {
        if (fault)
            came.error = std::move(fault);
        auto done = std::move(parts_);
        const auto signal = std::move(done->signal);
        const auto room = std::move(done->room);
        auto deliver = [h = std::move(done->handler), o = std::move(came)]() mutable {
            std::move(h)(std::move(o.error), std::move(o.value));
        };
        // The caller's context may end as soon as the caller has run. Its shutdown waits for this lock, and
        // what ties to it goes under the lock.
        const std::lock_guard lock(room->mutex);
        asio::post(done->executor, std::move(deliver));
        done.reset();
    }

private:
    struct parts {
        parts(Handler h, std::shared_ptr<asio::cancellation_signal> s)
            : handler(std::move(h)), executor(asio::get_associated_executor(handler)),
              work(asio::make_work_guard(executor)), signal(std::move(s)), room(waiting_room::of(executor)) {}

        Handler handler;
        asio::any_io_executor executor;
        asio::executor_work_guard<asio::any_io_executor> work;
        std::shared_ptr<asio::cancellation_signal> signal;
        std::shared_ptr<waiting_room> room;
    };

    std::unique_ptr<parts> parts_;
};

// The caller decides which cancellation types reach us; here all of them are let through.
template <class T>
asio::awaitable<T> with_total_cancellation(asio::awaitable<T> body) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_return co_await std::move(body);
}

// What `body` throws, as a value that only moves. `co_spawn` would copy it and keep one reference on the
// strand while the caller, on another thread, already looks at the exception.
template <class T>
asio::awaitable<outcome<T>> caught(asio::awaitable<T> body) {
    outcome<T> end;
    try {
        end.value = co_await with_total_cancellation(std::move(body));
    } catch (...) {
        end.error = std::current_exception();
    }
    co_return end;
}

} // namespace detail

/// Runs `body` on the home's strand and comes back to the caller's executor: the only function that changes
/// executors.
///
/// Awaiting `co_spawn` onto another strand would be shorter and is a use-after-free under cancellation in
/// Boost 1.81 (its cancellation handler keeps a raw pointer into the caller's slot). Here a cancellation
/// crosses as a posted message that owns the signal, and the signal is touched on the strand alone.
///
/// **Completes when** `body` has, or its context is destroyed: then with `operation_aborted`, as at once when
/// the context has gone already. **Cancellation** is passed on to `body`, every type.
/// **Lifetime** `signal` is the one that cancels `body`; on the strand, others may emit it too. Nobody may
/// keep it longer than `body` lives.
template <class T>
asio::awaitable<T> cross(
    std::shared_ptr<strand_home> home,
    std::shared_ptr<asio::cancellation_signal> signal,
    asio::awaitable<T> body) {
    // By value: the frame that waits on the caller's side must not keep the signal, which ties to the
    // strand's context and has to go no later than that. NOLINTNEXTLINE(performance-unnecessary-value-param)
    auto start = [](auto handler, auto to, auto cancel, asio::awaitable<T> work) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) {
            // Weakly: what is spawned ties the signal to the strand's context, and the caller's slot, on
            // another context perhaps, keeps this after the call.
            slot.assign([to, weak = std::weak_ptr(cancel)](asio::cancellation_type type) {
                to->post([weak, type] {
                    if (const auto alive = weak.lock())
                        alive->emit(type);
                });
            });
        }
        detail::way_back<T, decltype(handler)> back(std::move(handler), cancel);
        auto spawn = [to, cancel, work = std::move(work), back = std::move(back)]() mutable {
            asio::co_spawn(
                to->executor(),
                detail::caught(std::move(work)),
                asio::bind_cancellation_slot(cancel->slot(), std::move(back)));
        };
        to->post(std::move(spawn)); // refused: `back` is dropped and answers
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr, T)>(
        std::move(start), asio::use_awaitable, std::move(home), std::move(signal), std::move(body));
}

} // namespace segue
