#include <segue/testing/manual_time.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

namespace segue::testing {

namespace {

// A wait is parked on a timer that never fires. The timer belongs to the waiter's context, which so owns the
// suspended coroutine and destroys it in its own shutdown; the clock must not hold it longer than that.
struct parked {
    explicit parked(const asio::any_io_executor& ex) : timer(ex, asio::steady_timer::time_point::max()) {}

    void wake() {
        const std::lock_guard lock(mutex);
        due = true;
        timer.cancel();
    }

    std::mutex mutex; // the clock may be moved by another thread than the waiter's
    bool due = false;
    asio::steady_timer timer;
};

// Completes when it is woken, also when that has happened already.
asio::awaitable<void> sleep(std::shared_ptr<parked> p, boost::system::error_code& ec) {
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    auto start = [p = std::move(p)](auto handler) {
        const std::lock_guard lock(p->mutex);
        if (p->due)
            p->timer.expires_at(asio::steady_timer::time_point::min());
        p->timer.async_wait(std::move(handler));
    };
    return asio::async_initiate<decltype(token), void(boost::system::error_code)>(std::move(start), token);
}

} // namespace

struct manual_time::state {
    // Not zero, so that a test may name times before the start.
    static constexpr steady_time start = steady_time() + std::chrono::hours(1000);

    mutable std::mutex mutex;
    steady_time now = start;
    std::multimap<steady_time, std::shared_ptr<parked>> waits;

    auto enlist(steady_time when, std::shared_ptr<parked> wait) {
        const std::lock_guard lock(mutex);
        return waits.emplace(when, std::move(wait));
    }
};

manual_time::manual_time(std::chrono::system_clock::time_point today)
    : origin_(today), state_(std::make_shared<state>()) {}

manual_time::~manual_time() = default;

steady_time manual_time::now() const noexcept {
    const std::lock_guard lock(state_->mutex);
    return state_->now;
}

std::chrono::system_clock::time_point manual_time::today() const noexcept {
    return origin_ + std::chrono::duration_cast<std::chrono::system_clock::duration>(now() - state::start);
}

asio::awaitable<boost::system::error_code> manual_time::wait_until(steady_time when) {
    return wait(state_, when);
}

asio::awaitable<boost::system::error_code> manual_time::wait(std::shared_ptr<state> clock, steady_time when) {
    const auto mine = std::make_shared<parked>(co_await asio::this_coro::executor);
    struct entry {
        state& clock;
        std::multimap<steady_time, std::shared_ptr<parked>>::iterator at;
        ~entry() {
            const std::lock_guard lock(clock.mutex);
            clock.waits.erase(at);
        }
    };
    const auto has_come = [&clock, when] {
        const std::lock_guard lock(clock->mutex);
        return clock->now >= when;
    };
    if (has_come())
        co_return boost::system::error_code();
    const entry listed{*clock, clock->enlist(when, mine)};
    boost::system::error_code ec;
    if (!has_come()) // it may have, since we looked; from now on we are told
        co_await sleep(mine, ec);
    co_return has_come() ? boost::system::error_code() : ec;
}

void manual_time::advance_to(steady_time when) {
    const std::lock_guard lock(state_->mutex);
    const auto before = state_->now;
    state_->now = std::max(before, when);
    // Those due before this step were told then.
    const auto end = state_->waits.upper_bound(state_->now);
    for (auto at = state_->waits.upper_bound(before); at != end; ++at)
        at->second->wake();
}

void manual_time::advance(steady_time::duration by) {
    advance_to(now() + by);
}

bool manual_time::advance_to_next() {
    const auto due = next_due();
    if (due)
        advance_to(*due);
    return due.has_value();
}

std::optional<steady_time> manual_time::next_due() const {
    const std::lock_guard lock(state_->mutex);
    const auto at = state_->waits.upper_bound(state_->now);
    if (at == state_->waits.end() || at->first == steady_time::max())
        return std::nullopt;
    return at->first;
}

std::size_t manual_time::waiting() const {
    const std::lock_guard lock(state_->mutex);
    return state_->waits.size();
}

void manual_time::run(asio::io_context& io) {
    if (io.stopped())
        io.restart();
    do {
        while (io.poll() != 0) {
        }
    } while (!io.stopped() && advance_to_next());
}

} // namespace segue::testing
