#pragma once

#include <segue/base/time_source.hpp>
#include <segue/traffic/circuit_breaker.hpp>

#include <chrono>
#include <string>

namespace sim {

/// What a client's circuit has to do, from what its requests met: the rule as `breaker_params` tells it.
///
/// It shares no code with the breaker. Time goes in spells: one ends whenever the circuit opens, closes or
/// lets its one request through, and what left in an earlier one changes nothing any more.
class circuit_judge {
public:
    enum class sign : unsigned char {
        good, ///< The service answered.
        bad,  ///< It did not, or could not do what it was asked.
        none, ///< The request was given up.
    };

    explicit circuit_judge(const segue::traffic::breaker_params& params = {})
        : params_(params), next_length_(params.open_for) {}

    /// Whether no request may leave now.
    bool refuses(segue::steady_time now) const noexcept;
    /// Whether it refused at some time of this moment.
    bool refused(segue::steady_time now) const noexcept;
    /// Whether it refuses now, and has for more than this moment.
    bool has_refused_since_before(segue::steady_time now) const noexcept;
    /// Whether a refusal of this or an earlier moment was meant to last beyond now.
    bool was_to_refuse(segue::steady_time now) const noexcept;

    /// A request leaves. **Returns** its spell, to be given back at its end.
    int lets_through(segue::steady_time now);
    /// The request of a spell has ended.
    void hears(int spell, sign what, segue::steady_time now);
    /// What happened cannot be told from here: from now on nothing is judged.
    void lose_track() noexcept { certain_ = false; }

    segue::steady_time until() const noexcept { return until_; }
    std::string describe() const;

private:
    enum class state : unsigned char { closed, open, asking };

    void enter(state to, segue::steady_time now, segue::steady_time until);

    segue::traffic::breaker_params params_;
    bool certain_ = true;
    state state_ = state::closed;
    int spell_ = 0;
    int failures_ = 0;
    segue::steady_time first_failure_{};
    std::chrono::milliseconds next_length_;
    segue::steady_time until_{};
    /// The end of the longest refusal so far, and the moment in which the last one ended.
    segue::steady_time longest_until_{};
    segue::steady_time last_refusing_{};
    segue::steady_time last_change_{};
};

} // namespace sim
