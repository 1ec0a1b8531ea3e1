#include "resource/early_answer.hpp"

#include "base/cross.hpp"
#include "base/strand_event.hpp"

#include <atomic>
#include <exception>
#include <utility>

namespace segue::resource {

// Lives on the strand until `done`; then whoever saw that may read the outcome anywhere.
struct early_answer::progress {
    result<fetched> outcome = failure();
    std::exception_ptr error;
    std::atomic<bool> done{false};
    /// Whom to wake; a part of the frame that waits.
    strand_event* waiter = nullptr;
    /// Weakly: the signal knows the strand, and this may be kept longer than the context lives.
    std::weak_ptr<asio::cancellation_signal> cancel;

    void finish(std::exception_ptr e, result<fetched> answer) {
        error = std::move(e);
        outcome = std::move(answer);
        done.store(true, std::memory_order_release);
        if (waiter != nullptr)
            waiter->set();
    }

    static asio::awaitable<bool> wait(std::shared_ptr<progress> self) {
        strand_event over(co_await asio::this_coro::executor);
        struct leaving {
            progress& p;
            ~leaving() { p.waiter = nullptr; }
        };
        const leaving mark{*self};
        self->waiter = &over;
        if (!self->done.load(std::memory_order_relaxed))
            co_await over.wait();
        co_return true;
    }
};

early_answer::early_answer(const std::shared_ptr<client_core>& core, request_spec spec)
    : home_(core->home()), progress_(std::make_shared<progress>()) {
    const auto cancel = std::make_shared<asio::cancellation_signal>();
    auto work = client_core::begin(core, std::move(spec), cancel);
    auto spawn = [home = home_, p = progress_, cancel, work = std::move(work)]() mutable {
        p->cancel = cancel;
        // The signal goes with the handler, on the strand or when the context drops it.
        using end = segue::detail::outcome<result<fetched>>;
        auto finish = [p, cancel](std::exception_ptr fault, end came) {
            p->finish(fault ? std::move(fault) : std::move(came.error), std::move(came.value));
        };
        asio::co_spawn(
            home->executor(),
            segue::detail::caught(std::move(work)),
            asio::bind_cancellation_slot(cancel->slot(), std::move(finish)));
    };
    if (!home_->post(std::move(spawn)))
        progress_->finish(aborted(), failure());
}

early_answer::~early_answer() {
    if (progress_->done.load(std::memory_order_acquire))
        return;
    try {
        home_->post([p = progress_] {
            if (const auto signal = p->cancel.lock())
                signal->emit(asio::cancellation_type::terminal);
        });
    } catch (...) { // NOLINT(bugprone-empty-catch): then it runs to its end, and nobody hears of it
    }
}

asio::awaitable<fetched> early_answer::take(std::shared_ptr<early_answer> self) {
    const auto p = self->progress_;
    if (!p->done.load(std::memory_order_acquire)) {
        auto work = progress::wait(p);
        co_await cross<bool>(self->home_, std::make_shared<asio::cancellation_signal>(), std::move(work));
    }
    if (p->error)
        std::rethrow_exception(std::exchange(p->error, nullptr));
    if (!p->outcome)
        throw_failure(std::move(p->outcome).error());
    co_return std::move(p->outcome).value();
}

} // namespace segue::resource
