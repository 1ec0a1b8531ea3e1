#pragma once

#include <chrono>
#include <type_traits>

namespace segue::traffic {

/// Configures how often and how soon a failed attempt is repeated. What is repeated at all is not a param: it
/// follows what failed, and what sending that request twice would do.
///
/// Whatever stands here, no wait crosses the call's deadline, and a wait that the service asks for in
/// `Retry-After` is kept to the end or not begun.
struct retry_params {
    /// Most attempts for one call, the first included. Default 4; 1 turns retries off; 0 is refused.
    int max_attempts = 4;
    /// Longest wait before the second attempt; it doubles with each further one, and each wait is drawn
    /// evenly between nothing and this. Default 500 ms; 0 repeats without a wait.
    std::chrono::milliseconds first_wait{500};
    /// Where the doubling ends. Default 30 s; at least `first_wait`, at most a year.
    std::chrono::milliseconds longest_wait{30'000};
    /// Longest wait that the service may ask for; when it asks for more, the call fails at once and says so.
    /// Default one hour; 0 obeys none; at most a year.
    std::chrono::milliseconds longest_retry_after{3'600'000};
    /// Retries that a client may make when nothing succeeds any more, in all its calls together: an outage
    /// that a thousand calls meet is answered with a thousand requests and this many. Default 100, so that a
    /// fault of some seconds costs no read, however many calls a window of the quota sends into it; 0 allows
    /// only the repetition of what the service counted too many (429), which is always free.
    int budget = 100;
    /// Part of a retry that each good answer earns back, up to `budget`. Default 0.1: up to nine attempts in
    /// a hundred may fail forever and each is repeated. 0 to 1; 0 never earns back.
    double budget_credit = 0.1;
};

static_assert(std::is_trivially_destructible_v<retry_params>);

} // namespace segue::traffic
