#include "traffic/circuit_breaker.hpp"

#include <algorithm>

namespace segue::traffic {

std::string circuit_breaker::why() const {
    return std::to_string(failures_) + " attempts in a row failed, the last one with: " + last_.message();
}

std::optional<circuit_refusal> circuit_breaker::look(steady_time now) const {
    if (state_ == state::closed || (state_ == state::open && now >= until_))
        return std::nullopt;
    // While one request asks, nobody knows for how long; who waits looks again after as long as it was open.
    return circuit_refusal{state_ == state::open ? until_ : now + open_for_, why()};
}

std::optional<circuit_refusal> circuit_breaker::enter(steady_time now) {
    if (auto no = look(now))
        return no;
    if (state_ == state::open)
        state_ = state::probing;
    return std::nullopt;
}

std::optional<breaker_change> circuit_breaker::succeeded() {
    failures_ = 0;
    if (std::exchange(state_, state::closed) == state::closed)
        return std::nullopt;
    open_for_ = {};
    return breaker_change{false, {}, "the service answers again"};
}

std::optional<breaker_change>
circuit_breaker::failed(steady_time now, const boost::system::error_code& code) {
    if (params_.failures == 0)
        return std::nullopt;
    if (failures_++ == 0)
        first_failure_ = now;
    last_ = code;
    // What left before the circuit opened says nothing new.
    const bool opens = state_ == state::probing ||
                       (state_ == state::closed && failures_ >= params_.failures &&
                        now - first_failure_ >= params_.failing_for);
    if (!opens)
        return std::nullopt;
    state_ = state::open;
    open_for_ = open_for_.count() == 0 ? params_.open_for : std::min(params_.longest, open_for_ * 2);
    until_ = now + open_for_;
    return breaker_change{true, until_, why()};
}

void circuit_breaker::gave_up() noexcept {
    if (state_ == state::probing)
        state_ = state::open; // its time is over: the next one may ask
}

} // namespace segue::traffic
