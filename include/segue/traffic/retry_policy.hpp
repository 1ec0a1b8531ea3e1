#pragma once

#include <chrono>
#include <type_traits>

namespace segue::traffic {

/// When and how often a failed attempt is repeated. What may be repeated at all is no param: a connection that
/// could not be made and 429 always; a lost connection, a cut answer, an attempt that took too long and the
/// statuses 500, 502, 503, 504 and 520 to 524 only for requests that do no harm when they arrive twice.
struct retry_params {
    /// Most attempts of one call, the first one included. Default 4; 1: no retry.
    int max_attempts = 4;
    /// Bound of the wait before the first retry; it doubles with each one. The wait is drawn evenly between
    /// nothing and that bound. Default 500 ms. `Retry-After` wins, and is waited for whole.
    std::chrono::milliseconds first_wait{500};
    /// The bound grows no further than this. Default 30 s.
    std::chrono::milliseconds longest_wait{30'000};
    /// How many retries may follow one another while nothing succeeds, all calls of the client together; every
    /// ten successes give one back. So an outage is not answered with a multiple of the usual traffic. Retries
    /// after 429 are not counted: the quota paces them. Default 100, at least 0.
    int budget = 100;
};
static_assert(std::is_trivially_destructible_v<retry_params>);

} // namespace segue::traffic
