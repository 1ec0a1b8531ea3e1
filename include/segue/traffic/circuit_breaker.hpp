#pragma once

#include <chrono>
#include <type_traits>

namespace segue::traffic {

/// When a client stops asking a service that only fails. While the circuit is open, calls are refused at once
/// with `circuit_open_error`, which says why and until when; then one request tries whether the service is
/// back. Calls that had been sent before and are to be repeated wait for it, as far as their deadline allows.
struct breaker_params {
    /// How many attempts in a row must fail: no connection, a lost one, 5xx, no answer in time. An answer with
    /// any other status, 429 too, is none. Default 20; 0: the circuit never opens.
    int failures = 20;
    /// For how long nothing must have succeeded since the first of them, so that a short fault, however many
    /// calls it meets, is left to the retries. Default 5 s.
    std::chrono::milliseconds failing_for{5'000};
    /// How long it stays open the first time; it doubles while the service does not come back. Default 1 s, at
    /// least 1 ms.
    std::chrono::milliseconds open_for{1'000};
    /// Bound of that. Default 60 s.
    std::chrono::milliseconds longest{60'000};
};
static_assert(std::is_trivially_destructible_v<breaker_params>);

} // namespace segue::traffic
