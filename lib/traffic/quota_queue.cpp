#include "traffic/quota_queue.hpp"

#include <algorithm>
#include <utility>

namespace segue::traffic {

ticket_id quota_queue::push(const quota_request& request, time_point now, std::weak_ptr<quota_waker> waker) {
    order_.reserve(order_.size() + 1);
    if (free_.empty()) {
        slots_.emplace_back();
        free_.reserve(slots_.capacity());
        free_.push_back(static_cast<std::uint32_t>(slots_.size() - 1));
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    waiter& slot = slots_[index];
    slot.request = request;
    slot.owner = waker.lock().get();
    slot.waker = std::move(waker);
    slot.joined_at = slot.due = now;
    slot.order = ++joined_;
    slot.rank_class = static_cast<unsigned char>(request.importance);
    slot.in_use = true;
    slot.wake = false;
    order_.insert(
        std::upper_bound(
            order_.begin(), order_.end(), index, [this](auto a, auto b) { return before(a, b); }),
        index);
    if (slot.rank_class > 0)
        next_aging_ = std::min(next_aging_, now); // the next look computes it
    return (static_cast<ticket_id>(slot.generation) << 32U) | index;
}

bool quota_queue::before(std::uint32_t a, std::uint32_t b) const noexcept {
    const waiter& left = slots_[a];
    const waiter& right = slots_[b];
    return left.rank_class != right.rank_class ? left.rank_class < right.rank_class
                                               : left.order < right.order;
}

waiter* quota_queue::find(ticket_id ticket) noexcept {
    const auto index = static_cast<std::uint32_t>(ticket);
    if (index >= slots_.size())
        return nullptr;
    waiter& slot = slots_[index];
    return slot.in_use && slot.generation == static_cast<std::uint32_t>(ticket >> 32U) ? &slot : nullptr;
}

void quota_queue::release(std::uint32_t index) noexcept {
    waiter& slot = slots_[index];
    slot.waker.reset();
    slot.in_use = false;
    ++slot.generation;
    free_.push_back(index);
}

void quota_queue::erase(ticket_id ticket) noexcept {
    if (find(ticket) == nullptr)
        return;
    const auto index = static_cast<std::uint32_t>(ticket);
    order_.erase(std::lower_bound(
        order_.begin(), order_.end(), index, [this](auto a, auto b) { return before(a, b); }));
    release(index);
}

bool quota_queue::raise(ticket_id ticket, priority to) noexcept {
    waiter* mine = find(ticket);
    const auto rank = static_cast<unsigned char>(to);
    if (mine == nullptr || rank >= mine->rank_class)
        return false;
    mine->rank_class = rank;
    mine->request.importance = to;
    mine->order = ++joined_;
    std::sort(order_.begin(), order_.end(), [this](auto a, auto b) { return before(a, b); });
    return true;
}

void quota_queue::age(time_point now, duration window) noexcept {
    if (now < next_aging_)
        return;
    next_aging_ = time_point::max();
    bool moved = false;
    for (const std::uint32_t index : order_) {
        waiter& slot = slots_[index];
        while (slot.rank_class > 0) {
            const auto raised = static_cast<int>(slot.request.importance) - slot.rank_class;
            const time_point next = slot.joined_at + (raised + 1) * window;
            if (now < next) {
                next_aging_ = std::min(next_aging_, next);
                break;
            }
            --slot.rank_class;
            moved = true;
        }
    }
    if (moved)
        std::sort(order_.begin(), order_.end(), [this](auto a, auto b) { return before(a, b); });
}

void quota_queue::purge(time_point now) noexcept {
    std::erase_if(order_, [&](std::uint32_t index) {
        if (slots_[index].request.deadline > now)
            return false;
        release(index);
        return true;
    });
}

} // namespace segue::traffic
