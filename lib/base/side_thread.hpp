#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/intrusive/list.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace segue {

namespace asio = boost::asio;

/// One thread for work that blocks, owned by whoever makes this. Jobs run one after another.
class side_thread {
public:
    side_thread() : pool_(std::make_unique<asio::thread_pool>(1)) {}
    ~side_thread() { close(); }
    side_thread(const side_thread&) = delete;
    side_thread& operator=(const side_thread&) = delete;

    /// Queues `job`. Returns false, and leaves it as it was, after `close`.
    template <class Job>
    bool post(Job&& job) {
        const std::lock_guard lock(mutex_);
        if (!pool_)
            return false;
        asio::post(*pool_, std::forward<Job>(job));
        return true;
    }

    /// Runs what is queued, takes no more and ends the thread. Not from a job.
    void close() {
        std::unique_ptr<asio::thread_pool> pool;
        {
            const std::lock_guard lock(mutex_);
            pool = std::move(pool_);
        }
        if (pool)
            pool->join();
    }

private:
    std::mutex mutex_;
    std::unique_ptr<asio::thread_pool> pool_;
};

namespace detail {

// A caller that waits for a side thread, in the list of its context.
class waiting_caller : public boost::intrusive::list_base_hook<> {
public:
    virtual ~waiting_caller() = default;

    // Destroys the caller's handler. Outside the lock: the caller's coroutine goes with it.
    virtual void abandon() noexcept = 0;
};

// The callers on one context that wait. Whoever takes one off the list, under the mutex, is the one that
// answers it, and posts while it holds the mutex: the context shuts down through the same mutex, so it is
// there.
struct waiting_room {
    std::mutex mutex;
    bool closed = false;
    boost::intrusive::list<waiting_caller, boost::intrusive::constant_time_size<false>> callers;

    static std::shared_ptr<waiting_room> of(const asio::any_io_executor& ex);
};

template <class T, class Handler>
class side_call final : public waiting_caller {
public:
    side_call(std::shared_ptr<waiting_room> room, Handler handler) : room_(std::move(room)) {
        parts_.emplace(std::move(handler));
    }

    // Returns false when the context is being destroyed.
    bool enter(std::shared_ptr<side_call> self) {
        const std::lock_guard lock(room_->mutex);
        if (room_->closed)
            return false;
        self_ = std::move(self);
        room_->callers.push_back(*this);
        return true;
    }

    bool wanted() const {
        const std::lock_guard lock(room_->mutex);
        return is_linked();
    }

    void answer(std::exception_ptr error, T value) {
        std::shared_ptr<side_call> self; // goes last, after the lock
        const std::lock_guard lock(room_->mutex);
        if (!is_linked())
            return;
        room_->callers.erase(room_->callers.iterator_to(*this));
        self = std::move(self_);
        auto deliver = [h = std::move(parts_->handler),
                        e = std::move(error),
                        v = std::move(value)]() mutable { std::move(h)(std::move(e), std::move(v)); };
        asio::post(parts_->executor, std::move(deliver));
        // The work guard goes under the lock too: without it the context may go as soon as the caller has
        // run.
        parts_.reset();
    }

    void abandon() noexcept override {
        const auto self = std::move(self_);
        parts_.reset();
    }

private:
    struct parts {
        explicit parts(Handler h)
            : handler(std::move(h)), executor(asio::get_associated_executor(handler)),
              work(asio::make_work_guard(executor)) {}

        Handler handler;
        asio::any_io_executor executor;
        asio::executor_work_guard<asio::any_io_executor> work;
    };

    std::shared_ptr<waiting_room> room_;
    std::optional<parts> parts_;
    std::shared_ptr<side_call> self_; // while in the list
};

} // namespace detail

/// Whether work is done for a caller who has left.
enum class when_left : unsigned char { skip, run };

/// Runs `work()`, which may block, on the side thread and comes back to the caller's executor with its value.
///
/// The sister of `cross` for work that blocks and does not wait. The caller may be on any context: one that
/// is destroyed meanwhile takes its callers with it, and the work finds nobody to answer.
/// **Completes when** the work is done. **Errors** what it throws; `operation_aborted` once the thread is
/// closed.
/// **Cancellation** any type, at once; the work is then left out if it has not begun, or done all the same.
template <class T, class Work>
asio::awaitable<T> aside(std::shared_ptr<side_thread> thread, when_left left, Work work) {
    // By value, so that the waiting frame keeps nothing. NOLINTNEXTLINE(performance-unnecessary-value-param)
    auto start = [](auto handler, auto on, when_left if_left, auto job) {
        using call = detail::side_call<T, decltype(handler)>;
        auto slot = asio::get_associated_cancellation_slot(handler);
        const asio::any_io_executor ex = asio::get_associated_executor(handler);
        const auto waiting = std::make_shared<call>(detail::waiting_room::of(ex), std::move(handler));
        if (!waiting->enter(waiting))
            return; // the handler goes with the context
        const auto aborted = [] {
            return std::make_exception_ptr(boost::system::system_error(asio::error::operation_aborted));
        };
        // Weakly: the caller's slot keeps this after the call.
        if (slot.is_connected()) {
            slot.assign([aborted, weak = std::weak_ptr(waiting)](asio::cancellation_type) {
                if (const auto alive = weak.lock())
                    alive->answer(aborted(), T());
            });
        }
        auto run = [waiting, if_left, job = std::move(job)]() mutable {
            if (if_left == when_left::skip && !waiting->wanted())
                return;
            T value{};
            std::exception_ptr error;
            try {
                value = job();
            } catch (...) {
                error = std::current_exception();
            }
            waiting->answer(std::move(error), std::move(value));
        };
        if (!on->post(std::move(run)))
            waiting->answer(aborted(), T());
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr, T)>(
        std::move(start), asio::use_awaitable, std::move(thread), left, std::move(work));
}

} // namespace segue
