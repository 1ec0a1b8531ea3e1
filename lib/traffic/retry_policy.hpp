#pragma once

#include "traffic/repetition.hpp"

#include <segue/base/error.hpp>
#include <segue/base/time_source.hpp>
#include <segue/traffic/retry_policy.hpp>

#include <chrono>
#include <optional>

namespace segue::traffic {

/// What is known of a call when an attempt of it has failed.
struct attempt_report {
    /// Why it failed.
    const failure& why;
    /// Which attempt it was, from 1.
    int number = 1;
    repetition repeating = repetition::read;
    /// A byte of the request may have left.
    bool sent = true;
    /// A part of the answer was given to the caller's sink.
    bool delivered = false;
    /// The provider says that the same request will fail again.
    bool pointless = false;
};

/// Decides about retries. Knows neither timers nor sockets: time and chance come in as arguments.
class retry_policy {
public:
    explicit retry_policy(const retry_params& params) : params_(params) {}

    /// Tells how long to wait before the next attempt; nothing when there is none. Whether the deadline allows
    /// it is the caller's to see.
    ///
    /// `chance` is a number of [0, 1).
    std::optional<std::chrono::nanoseconds> wait_before_next(const attempt_report& r, double chance) const;

private:
    std::chrono::nanoseconds backoff(int retries, double chance) const;

    retry_params params_;
};

/// Tells whether a failure is the service's or the network's, so that asking less may help.
bool is_outage(const failure& why) noexcept;

} // namespace segue::traffic
