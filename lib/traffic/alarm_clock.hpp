#pragma once

#include "base/strand_home.hpp"

#include <segue/base/time_source.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/intrusive/set.hpp>

#include <functional>
#include <memory>

namespace segue::traffic {

/// One moment that something on the strand waits for. Not copied, not moved; it leaves its clock when it
/// dies.
class alarm
    : public boost::intrusive::set_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    explicit alarm(std::function<void()> ring) : ring_(std::move(ring)) {}
    alarm(const alarm&) = delete;
    alarm& operator=(const alarm&) = delete;

    steady_time when() const noexcept { return when_; }

private:
    friend class alarm_clock;

    std::function<void()> ring_;
    steady_time when_{};
};

/// All the waiting of one strand in one wait: deadlines, attempt limits and quota slots of every call share a
/// single wait of the time source, for the earliest of them.
///
/// Soon after the last alarm is cleared nothing waits, so an idle client keeps no `run()` from returning. The
/// few turns of the event loop in between let a call that follows at once find the wait armed: arming it anew
/// for each call would cost three system calls.
/// **Threads** the strand alone.
class alarm_clock : public std::enable_shared_from_this<alarm_clock> {
public:
    alarm_clock(std::shared_ptr<strand_home> home, std::shared_ptr<time_source> time);

    /// Sets or moves an alarm.
    void set(alarm& a, steady_time when);
    /// Takes an alarm away.
    void clear(alarm& a) noexcept;

private:
    struct earlier {
        bool operator()(const alarm& a, const alarm& b) const noexcept { return a.when() < b.when(); }
    };
    using alarms = boost::intrusive::
        multiset<alarm, boost::intrusive::compare<earlier>, boost::intrusive::constant_time_size<false>>;

    void rouse();
    void leave_after(int turns) noexcept;
    void ring_due();
    static asio::awaitable<void> watch(std::shared_ptr<alarm_clock> self);

    std::shared_ptr<strand_home> home_;
    std::shared_ptr<time_source> time_;
    alarms alarms_;
    bool watching_ = false;
    bool waiting_ = false;
    bool leaving_ = false;
    steady_time armed_for_{};
    /// Ends the wait under way. It is tied to the context, so it lives no longer than the watch does.
    std::shared_ptr<asio::cancellation_signal> interrupt_;
};

} // namespace segue::traffic
