#include "traffic/local_quota_ledger.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace segue::traffic {

namespace {

/// A waiter of the smaller limit that has waited this many windows holds back those behind it, or steady
/// traffic under the larger limit would never leave it a slot.
constexpr int windows_before_holding_back = 2;

constexpr std::size_t wakes_per_round = 32;

} // namespace

void check(const quota_params& params) {
    if (params.authenticated_limit < 1 || params.anonymous_limit < 1)
        throw std::invalid_argument("quota_params: a limit must be at least 1");
    if (params.window <= params.window.zero())
        throw std::invalid_argument("quota_params: window must be more than zero");
    if (params.linger && *params.linger < params.linger->zero())
        throw std::invalid_argument("quota_params: linger must not be negative");
    constexpr std::chrono::milliseconds longest = std::chrono::hours{24 * 366};
    if (params.window > longest || (params.linger && *params.linger > longest))
        throw std::invalid_argument("quota_params: window and linger must be at most a year");
}

std::shared_ptr<quota_ledger> make_quota_ledger(const quota_params& params) {
    return std::make_shared<local_quota_ledger>(params);
}

local_quota_ledger::local_quota_ledger(const quota_params& params)
    : queue_bound_((check(params), params.queue_bound)), sharing_(params.sharing),
      windows_{quota_window{params}, quota_window{params}} {}

void local_quota_ledger::advance(time_point now) noexcept {
    for (quota_window& window : windows_)
        window.advance(now);
    queue_.age(now, windows_[0].length());
}

/// Counts those ahead of a ticket, or of one that would join last in its class.
local_quota_ledger::standing
local_quota_ledger::standing_of(const waiter& mine, time_point now) const noexcept {
    standing result;
    const std::size_t window = window_index(mine.request.limit_tier);
    result.limit = windows_[window].limit(mine.request.limit_tier);
    const auto patience = windows_before_holding_back * windows_[window].length();
    for (const std::uint32_t index : queue_.order()) {
        const waiter& ahead = queue_.at(index);
        if (&ahead == &mine || ahead.rank_class > mine.rank_class ||
            (ahead.rank_class == mine.rank_class && ahead.order >= mine.order))
            break;
        if (window_index(ahead.request.limit_tier) != window)
            continue;
        if (!ahead.counts(now)) {
            result.passed_somebody = true;
            continue;
        }
        ++result.rank;
        result.first_due = std::min(result.first_due, ahead.due);
        result.watched = result.watched || (mine.owner != nullptr && ahead.owner == mine.owner);
        if (now >= ahead.joined_at + patience)
            result.limit = std::min(result.limit, windows_[window].limit(ahead.request.limit_tier));
    }
    return result;
}

std::variant<joined, refused>
local_quota_ledger::join(const quota_request& request, time_point now, std::weak_ptr<quota_waker> waker) {
    const std::lock_guard lock{mutex_};
    advance(now);
    const quota_window& window = window_of(request.limit_tier);
    waiter last; // stands where the ticket would
    last.request = request;
    last.rank_class = static_cast<unsigned char>(request.importance);
    last.order = std::numeric_limits<std::uint64_t>::max();
    const auto earliest = [&] {
        const standing ahead = standing_of(last, now);
        return window.earliest(window.limit(request.limit_tier), ahead.rank, now);
    };
    if (request.deadline <= now)
        return refused{refused::deadline, earliest()};
    if (request.deadline != time_point::max()) {
        if (const time_point at = earliest(); at > request.deadline)
            return refused{refused::deadline, at};
    }
    if (queue_.size() >= queue_bound_) {
        queue_.purge(now);
        // A bound of zero still lets through what need not wait.
        const bool waits = queue_.size() > 0 || window.admissible(window.limit(request.limit_tier), now) < 1;
        if (queue_.size() >= queue_bound_ && waits)
            return refused{refused::queue_full, earliest()};
    }
    return joined{queue_.push(request, now, std::move(waker))};
}

std::variant<granted, wait_until, refused> local_quota_ledger::claim(ticket_id ticket, time_point now) {
    std::unique_lock lock{mutex_};
    advance(now);
    waiter* mine = queue_.find(ticket);
    if (mine == nullptr)
        return refused{refused::deadline, now};
    quota_window& window = window_of(mine->request.limit_tier);
    mine->due = now;
    mine->wake = false;
    const standing where = standing_of(*mine, now);
    const auto finish = [&](auto answer) -> std::variant<granted, wait_until, refused> {
        if (where.passed_somebody)
            mark_sooner(now);
        wake_marked(lock);
        return answer;
    };

    if (mine->request.deadline > now && window.admissible(where.limit, now) > where.rank) {
        const permit_id permit = grant(window, mine->request.limit_tier, now);
        queue_.erase(ticket);
        return finish(granted{permit});
    }
    quota_window::openings openings{window, now};
    time_point when = window.ask_at(where.limit, where.rank, now, openings);
    if (when > mine->request.deadline || mine->request.deadline <= now) {
        const time_point at = window.earliest(window.limit(mine->request.limit_tier), where.rank, now);
        if (at > mine->request.deadline || mine->request.deadline <= now) {
            queue_.erase(ticket);
            mark_sooner(now);
            return finish(refused{refused::deadline, at});
        }
    }
    // The first ticket of every owner watches over those ahead: one that stays silent loses its slot.
    if (where.rank > 0 && !where.watched)
        when = std::min(when, where.first_due + waiter_patience);
    mine->due = std::min(when, mine->request.deadline);
    return finish(wait_until{mine->due});
}

permit_id local_quota_ledger::grant(quota_window& window, tier which, time_point now) {
    if (free_permits_.empty()) {
        permits_.emplace_back();
        free_permits_.reserve(permits_.capacity());
        free_permits_.push_back(static_cast<std::uint32_t>(permits_.size() - 1));
    }
    window.reserve();
    const std::uint32_t index = free_permits_.back();
    free_permits_.pop_back();
    permit_slot& slot = permits_[index];
    slot.mark = window.grant(which, now);
    slot.in_use = true;
    return (static_cast<permit_id>(slot.generation) << 32U) | index;
}

void local_quota_ledger::amend(ticket_id ticket, const quota_request& request, time_point now) noexcept {
    std::unique_lock lock{mutex_};
    advance(now);
    waiter* mine = queue_.find(ticket);
    if (mine == nullptr)
        return;
    mine->request.deadline = std::max(mine->request.deadline, request.deadline);
    if (queue_.raise(ticket, request.importance)) {
        mark_sooner(now);
        wake_marked(lock);
    }
}

void local_quota_ledger::leave(ticket_id ticket, time_point now) noexcept {
    std::unique_lock lock{mutex_};
    advance(now);
    queue_.erase(ticket);
    mark_sooner(now);
    wake_marked(lock);
}

ledger_notes local_quota_ledger::settle(permit_id permit, const settlement& how, time_point now) noexcept {
    std::unique_lock lock{mutex_};
    const auto index = static_cast<std::uint32_t>(permit);
    if (index >= permits_.size())
        return {};
    permit_slot& slot = permits_[index];
    if (!slot.in_use || slot.generation != static_cast<std::uint32_t>(permit >> 32U))
        return {};
    slot.in_use = false;
    ++slot.generation;
    free_permits_.push_back(index);

    advance(now);
    quota_window& window = window_of(slot.mark.limit_tier);
    const int before = window.room(now);
    const gate_state gate = window.gate(now);
    ledger_notes notes;
    switch (how.kind) {
    case settlement_kind::unsent:
        window.unsent(slot.mark);
        break;
    case settlement_kind::abandoned:
        window.abandoned(slot.mark, now);
        break;
    case settlement_kind::answered:
        notes = window.answered(slot.mark, how, now);
        break;
    }
    // Most settlements only make a slot's end known and later than hoped: nobody gains, nobody is looked at.
    if (how.kind == settlement_kind::unsent || window.room(now) > before || notes.limit_changed ||
        notes.spread_started || notes.spread_ended || notes.gate_shut_until || window.gate(now) != gate) {
        mark_sooner(now);
        wake_marked(lock);
    }
    return notes;
}

/// Marks every ticket that can leave, or must give up, earlier than the time it was told.
void local_quota_ledger::mark_sooner(time_point now) noexcept {
    if (queue_.size() == 0)
        return;
    struct line {
        int rank = 0;
        int most = std::numeric_limits<int>::max();
    };
    std::array<line, 2> lines;
    std::array<quota_window::openings, 4> openings{
        quota_window::openings{windows_[0], now},
        quota_window::openings{windows_[0], now},
        quota_window::openings{windows_[1], now},
        quota_window::openings{windows_[1], now}};
    for (const std::uint32_t index : queue_.order()) {
        waiter& each = queue_.at(index);
        if (!each.counts(now))
            continue;
        const std::size_t which = window_index(each.request.limit_tier);
        const quota_window& window = windows_[which];
        line& ahead = lines[which];
        const int limit = std::min(ahead.most, window.limit(each.request.limit_tier));
        if (each.due > now) {
            auto& next = openings[2 * which + static_cast<std::size_t>(each.request.limit_tier)];
            const time_point sooner = window.ask_at(limit, ahead.rank, now, next);
            const bool hopeless = window.gate_opens() > each.request.deadline;
            if (sooner < each.due || hopeless) {
                each.due = now;
                each.wake = marked_ = true;
            }
        }
        ++ahead.rank;
        if (now >= each.joined_at + windows_before_holding_back * window.length())
            ahead.most = std::min(ahead.most, window.limit(each.request.limit_tier));
    }
}

/// Calls the wakers outside the mutex, a handful at a time so that nothing is allocated.
void local_quota_ledger::wake_marked(std::unique_lock<std::mutex>& lock) noexcept {
    while (marked_) {
        marked_ = false;
        std::array<std::shared_ptr<quota_waker>, wakes_per_round> batch;
        std::size_t count = 0;
        for (const std::uint32_t index : queue_.order()) {
            waiter& each = queue_.at(index);
            if (!each.wake)
                continue;
            if (count == batch.size()) {
                marked_ = true;
                break;
            }
            each.wake = false;
            batch[count] = each.waker.lock();
            ++count;
        }
        lock.unlock();
        for (const auto& waker : batch)
            if (waker)
                waker->wake();
        for (auto& waker : batch)
            waker.reset();
        lock.lock();
    }
}

budget local_quota_ledger::view(tier which, time_point now) const {
    const std::lock_guard lock{mutex_};
    quota_window& window = window_of(which);
    window.advance(now);
    budget result;
    result.limit = window.limit(which);
    result.used = window.held();
    result.remaining = std::max(0, result.limit - result.used);
    result.next_slot = window.earliest(result.limit, 0, now);
    result.waiting = queue_.size();
    result.pacing = window.paced() ? rate_limit::spread : window.mode();
    result.gate = window.gate(now);
    result.gate_opens = std::max(window.gate_opens(), time_point{});
    result.margin = window.margin();
    return result;
}

duration local_quota_ledger::estimate(tier which, std::size_t requests, time_point now) const {
    constexpr std::size_t most_looked_at = 10'000'000; // years at any real limit
    const std::lock_guard lock{mutex_};
    if (requests == 0)
        return duration::zero();
    quota_window& window = window_of(which);
    window.advance(now);
    const auto rank = static_cast<int>(std::min(most_looked_at, queue_.size() + requests - 1));
    return std::max(duration::zero(), window.expected(window.limit(which), rank, now) - now);
}

bool local_quota_ledger::idle(time_point now) const {
    const std::lock_guard lock{mutex_};
    bool idle = queue_.size() == 0;
    for (quota_window& window : windows_) {
        window.advance(now);
        idle = idle && window.idle(now);
    }
    return idle;
}

void local_quota_ledger::tighten(const quota_params& params, time_point now) {
    const std::lock_guard lock{mutex_};
    for (quota_window& window : windows_)
        window.tighten(params, now);
}

} // namespace segue::traffic
