// Children run in lanes, as many as may be under way at a time. A lane is one spawned coroutine that awaits
// one child after the other, so a child costs no more than its own frames, and a long row of children that
// complete at once is a loop and not a recursion. Lanes, their signals and everything counted here live on
// one strand of the caller's executor, where the controller waits for the last lane to end.

#include "base/aborted.hpp"
#include "base/cross.hpp"
#include "base/strand_event.hpp"
#include "base/strand_home.hpp"

#include <segue/base/gather.hpp>

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <exception>
#include <stdexcept>

namespace segue::detail {
namespace {

class gathering : public std::enable_shared_from_this<gathering> {
public:
    gathering(asio::any_io_executor strand, std::size_t lanes, std::shared_ptr<gather_work> work)
        : strand_(std::move(strand)), work_(std::move(work)), cancels_(lanes), ended_(strand_) {}

    void start() {
        for (auto& cancel : cancels_) {
            ++running_;
            try {
                start_lane(cancel);
            } catch (...) { // lanes that were begun must be awaited all the same
                --running_;
                fail(std::current_exception());
                break;
            }
        }
        if (running_ == 0)
            ended_.set();
    }

    // The caller has cancelled: the lanes hear of the same type.
    void cancel(asio::cancellation_type type) {
        stopping_ = true;
        for (auto& each : cancels_)
            each.emit(type);
    }

    // Nothing when all lanes have ended; a cancellation of the caller ends the wait earlier.
    asio::awaitable<void> end() { return ended_.wait(); }
    bool running() const noexcept { return running_ != 0; }

    // To be asked when nothing runs any more: what children were made of goes here, on the strand.
    std::exception_ptr outcome() {
        const bool complete = done_ == work_->count();
        work_.reset();
        if (first_error_ || complete)
            return std::exchange(first_error_, nullptr);
        return aborted();
    }

private:
    void start_lane(asio::cancellation_signal& cancel) {
        auto finish = [self = shared_from_this()](const std::exception_ptr& e) { self->lane_ended(e); };
        asio::co_spawn(
            strand_,
            with_total_cancellation(lane(shared_from_this())),
            asio::bind_cancellation_slot(cancel.slot(), std::move(finish)));
    }

    static asio::awaitable<void> lane(std::shared_ptr<gathering> self) {
        const auto count = self->work_->count();
        while (!self->stopping_ && self->next_ < count) {
            try {
                co_await self->work_->child(self->next_++);
                ++self->done_;
            } catch (...) { // here, before another lane begins a child
                self->fail(std::current_exception());
            }
        }
    }

    void lane_ended(const std::exception_ptr& e) {
        if (e) // it was cancelled before its first step
            fail(e);
        if (--running_ == 0)
            ended_.set();
    }

    // The aborts that follow a stop are its echo; before one, an abort is a failure like any other.
    void fail(const std::exception_ptr& e) {
        if (!first_error_ && !(stopping_ && is_abort(e)))
            first_error_ = e;
        if (!std::exchange(stopping_, true))
            cancel(asio::cancellation_type::terminal);
    }

    asio::any_io_executor strand_;
    std::shared_ptr<gather_work> work_;
    std::vector<asio::cancellation_signal> cancels_; // one for each lane
    strand_event ended_;
    std::size_t next_ = 0;
    std::size_t done_ = 0;
    std::size_t running_ = 0;
    bool stopping_ = false;
    std::exception_ptr first_error_;
};

asio::awaitable<std::exception_ptr> control(std::size_t lanes, std::shared_ptr<gather_work> work) {
    const auto strand = co_await asio::this_coro::executor;
    const auto all = std::make_shared<gathering>(strand, lanes, std::move(work));
    all->start();
    for (;;) {
        try {
            co_await all->end();
        } catch (const boost::system::system_error&) { // NOLINT(bugprone-empty-catch): looked at below
        }
        if (!all->running())
            break;
        // Each cancellation is passed on, because the first one may be of a type that children do not take.
        const auto type = (co_await asio::this_coro::cancellation_state).cancelled();
        co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
        all->cancel(type);
    }
    co_return all->outcome();
}

} // namespace

asio::awaitable<void> run_gather(std::size_t limit, std::shared_ptr<gather_work> work) {
    if (limit == 0)
        throw std::invalid_argument("gather: limit is 0, at least 1 has to run");
    const auto lanes = std::min(limit, work->count());
    if (lanes == 0)
        co_return;
    auto home = strand_home::on(co_await asio::this_coro::executor);
    auto cancel = std::make_shared<asio::cancellation_signal>();
    auto all = control(lanes, std::move(work));
    auto outcome = co_await cross<std::exception_ptr>(std::move(home), std::move(cancel), std::move(all));
    if (outcome)
        std::rethrow_exception(outcome);
}

} // namespace segue::detail
