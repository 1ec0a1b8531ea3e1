#include "traffic/alarm_clock.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <utility>

namespace segue::traffic {

namespace {

// From the end of one call to the beginning of the next: the way to the caller's executor and back.
constexpr int turns_between_calls = 4;

} // namespace

alarm_clock::alarm_clock(std::shared_ptr<strand_home> home, std::shared_ptr<time_source> time)
    : home_(std::move(home)), time_(std::move(time)) {}

void alarm_clock::set(alarm& a, steady_time when) {
    a.unlink();
    a.when_ = when;
    alarms_.insert(a);
    if (!watching_) {
        watching_ = true;
        armed_for_ = steady_time::max();
        const auto interrupt = std::make_shared<asio::cancellation_signal>();
        interrupt_ = interrupt;
        auto finish = [interrupt](const std::exception_ptr&) {}; // a clock that fails rings no more
        asio::co_spawn(
            home_->executor(),
            watch(shared_from_this()),
            asio::bind_cancellation_slot(interrupt->slot(), std::move(finish)));
    } else if (when < armed_for_) {
        rouse();
    }
}

void alarm_clock::clear(alarm& a) noexcept {
    a.unlink();
    if (alarms_.empty() && waiting_ && !leaving_)
        leave_after(turns_between_calls);
}

void alarm_clock::leave_after(int turns) noexcept {
    const auto& strand = home_->executor();
    if (!strand) // the context is going
        return rouse();
    try {
        asio::post(strand, [weak = weak_from_this(), turns] {
            const auto self = weak.lock();
            if (!self)
                return;
            self->leaving_ = false;
            if (!self->alarms_.empty() || !self->waiting_)
                return;
            if (turns > 1)
                self->leave_after(turns - 1);
            else
                self->rouse();
        });
        leaving_ = true;
    } catch (...) { // no memory
        rouse();
    }
}

// Ends the wait under way, so that the watch looks again. At other times it will look anyhow, and a coroutine
// that is cancelled before its first step throws out of `run()`.
void alarm_clock::rouse() {
    if (waiting_)
        interrupt_->emit(asio::cancellation_type::terminal);
}

void alarm_clock::ring_due() {
    const auto now = time_->now();
    while (!alarms_.empty() && alarms_.begin()->when() <= now) {
        alarm& due = *alarms_.begin();
        due.unlink();
        due.ring_();
    }
}

asio::awaitable<void> alarm_clock::watch(std::shared_ptr<alarm_clock> self) {
    struct leaving {
        alarm_clock& clock;
        ~leaving() {
            clock.watching_ = clock.waiting_ = false;
            clock.interrupt_.reset();
        }
    };
    const leaving mark{*self};
    while (!self->alarms_.empty()) {
        self->armed_for_ = self->alarms_.begin()->when();
        self->waiting_ = true;
        const auto ec = co_await self->time_->wait_until(self->armed_for_);
        self->waiting_ = false;
        if (ec) // roused: look again
            co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
        else
            self->ring_due();
    }
}

} // namespace segue::traffic
