#include "simulation/circuit_judge.hpp"

#include <algorithm>

namespace sim {

bool circuit_judge::refuses(segue::steady_time now) const noexcept {
    return certain_ && state_ != state::closed && now < until_;
}

bool circuit_judge::refused(segue::steady_time now) const noexcept {
    return !certain_ || refuses(now) || last_refusing_ == now;
}

bool circuit_judge::has_refused_since_before(segue::steady_time now) const noexcept {
    return refuses(now) && last_change_ < now;
}

bool circuit_judge::was_to_refuse(segue::steady_time now) const noexcept {
    return refused(now) || now < longest_until_;
}

void circuit_judge::enter(state to, segue::steady_time now, segue::steady_time until) {
    if (refuses(now))
        last_refusing_ = now;
    last_change_ = now;
    state_ = to;
    ++spell_;
    until_ = until;
    longest_until_ = std::max(longest_until_, until);
}

int circuit_judge::lets_through(segue::steady_time now) {
    if (state_ != state::closed) // the one that asks, whose turn ends some time
        enter(state::asking, now, now + params_.longest_open);
    return spell_;
}

void circuit_judge::hears(int spell, sign what, segue::steady_time now) {
    if (params_.mode == segue::traffic::breaker_mode::off || spell != spell_)
        return;
    const bool asked = state_ == state::asking;
    switch (what) {
    case sign::none:
        if (asked) // the next one may ask
            enter(state::open, now, now);
        return;
    case sign::good:
        failures_ = 0;
        next_length_ = params_.open_for;
        if (asked)
            enter(state::closed, now, now);
        return;
    case sign::bad:
        if (failures_++ == 0)
            first_failure_ = now;
        if (!asked && (failures_ < params_.failures_to_open || now - first_failure_ < params_.failing_for))
            return;
        enter(state::open, now, now + next_length_);
        next_length_ = std::min(2 * next_length_, params_.longest_open);
        return;
    }
}

std::string circuit_judge::describe() const {
    const char* name = state_ == state::closed ? "is closed" : state_ == state::open ? "is open" : "asks";
    return name + (" after " + std::to_string(failures_)) + " failures";
}

} // namespace sim
