#pragma once

#include <chrono>
#include <type_traits>

namespace segue::traffic {

/// Says whether a client stops asking a service that does not answer.
enum class breaker_mode : unsigned char {
    on, ///< After a row of failures calls fail at once with `errc::circuit_open`, until a probe succeeds.
    off ///< Every call is sent, whatever happened to those before.
};

/// Configures the circuit breaker of a client.
///
/// Failures are those of the network or the service: no connection, a connection lost, an attempt timed out,
/// 5xx, an answer that breaks HTTP. Any other answer, 4xx and 429 included, shows the service at work.
struct breaker_params {
    /// Default on.
    breaker_mode mode = breaker_mode::on;
    /// Attempts that must fail in a row before it opens. Default 20; at least 1.
    int failures_to_open = 20;
    /// For how long nothing must have succeeded since the first of them: a short fault, however many calls it
    /// meets, is left to the retries. Default 5 s; 0: the number alone counts; at most a year.
    std::chrono::milliseconds failing_for{5'000};
    /// How long it stays open the first time; it doubles with each probe that fails. Default 1 s; more than
    /// 0.
    std::chrono::milliseconds open_for{1'000};
    /// Where the doubling ends. Default 60 s; at least `open_for`, at most a year.
    std::chrono::milliseconds longest_open{60'000};
};

static_assert(std::is_trivially_destructible_v<breaker_params>);

} // namespace segue::traffic
