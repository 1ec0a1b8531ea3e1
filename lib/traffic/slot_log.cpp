#include "traffic/slot_log.hpp"

#include <algorithm>

namespace segue::traffic {

void slot_log::reserve(std::size_t adds) {
    const std::size_t needed = runs_.size() - first_ + adds;
    // Twice what is needed, so that a full buffer is at least half forgotten when `add` compacts it.
    if (runs_.capacity() < 2 * needed)
        runs_.reserve(4 * needed);
}

void slot_log::add(time_point expiry, int count) noexcept {
    held_ += count;
    std::size_t at = runs_.size();
    while (at > first_held_ && runs_[at - 1].expiry > expiry)
        --at;
    if (at > first_held_ && runs_[at - 1].expiry == expiry) {
        runs_[at - 1].count += count;
        return;
    }
    if (runs_.size() == runs_.capacity()) {
        at -= first_;
        compact();
    }
    runs_.insert(runs_.begin() + static_cast<std::ptrdiff_t>(at), run{expiry, count});
}

void slot_log::advance(time_point now, duration memory) noexcept {
    while (first_held_ < runs_.size() && runs_[first_held_].expiry <= now) {
        held_ -= runs_[first_held_].count;
        remembered_ += runs_[first_held_].count;
        ++first_held_;
    }
    while (first_ < first_held_ && runs_[first_].expiry <= now - memory) {
        remembered_ -= runs_[first_].count;
        ++first_;
    }
    if (first_ == runs_.size())
        compact();
}

void slot_log::release_first(int count) noexcept {
    for (std::size_t i = first_held_; i < runs_.size() && count > 0; ++i) {
        const int released = std::min(count, runs_[i].count);
        runs_[i].count -= released; // an empty run does no harm and keeps the order
        held_ -= released;
        count -= released;
    }
}

int slot_log::freed_since(time_point moment) const noexcept {
    int freed = 0;
    for (std::size_t i = first_held_; i > first_ && runs_[i - 1].expiry > moment; --i)
        freed += runs_[i - 1].count;
    return freed;
}

void slot_log::shift(duration by, time_point now) noexcept {
    for (std::size_t i = first_; i < runs_.size(); ++i)
        runs_[i].expiry += by;
    while (first_held_ > first_ && runs_[first_held_ - 1].expiry > now) {
        --first_held_;
        held_ += runs_[first_held_].count;
        remembered_ -= runs_[first_held_].count;
    }
}

void slot_log::compact() noexcept {
    runs_.erase(runs_.begin(), runs_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_held_ -= first_;
    first_ = 0;
}

} // namespace segue::traffic
