#pragma once

#include "traffic/repetition.hpp"

#include <segue/base/error.hpp>
#include <segue/base/time_source.hpp>
#include <segue/http/request.hpp>
#include <segue/traffic/retry_policy.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace segue::traffic {

/// Says what a failed attempt means for a further one.
enum class second_chance : unsigned char {
    /// It would end alike, or would not be wanted.
    none,
    /// The service cannot have seen the request: it may be sent again whatever it does.
    unseen,
    /// The service counted it and did nothing (429): it may be sent again whatever it does.
    turned_away,
    /// The service may have done what was asked: only for what does no harm twice.
    maybe_done,
    /// The answer came and makes no sense: only for reads, and once.
    senseless_answer,
};

/// Tells what a failure means for a further attempt: the one table of what passes and what lasts.
///
/// `why` is the attempt's own failure, before it is told as `outcome_unknown` or `completed_unreadable`.
second_chance chance_after(const failure& why, http::exchange_trace::handover sent) noexcept;

/// Tells whether the service may have done what was asked in an attempt that failed so.
bool may_have_acted(const failure& why, http::exchange_trace::handover sent) noexcept;

/// Tells whether a 404 is a success: it answers a repeated DELETE, and `acted_before` says that one of the
/// attempts before it may have removed the thing.
bool is_repeated_removal_done(http::method m, const failure& why, bool acted_before) noexcept;

/// What a retry policy needs to know of an attempt that failed.
struct attempt_report {
    /// As for `chance_after`.
    const failure& why;
    repetition repeating = repetition::read;
    http::exchange_trace::handover sent = http::exchange_trace::handover::unknown;
    /// 1 for the first.
    int attempt = 1;
    /// The call's own bound (retries off: 1) or the provider's, who knows when more are pointless; the lower
    /// of this and the params' counts.
    std::optional<int> max_attempts{};
    /// The call's sink has taken bytes of the body, and cannot give them back.
    bool sink_has_bytes = false;
    /// Nothing can leave earlier, whatever the backoff says: the ledger's gate is shut until then.
    std::optional<steady_time> not_before{};
};

/// Why a failed attempt is the last, or that it is not.
enum class retry_verdict : unsigned char {
    again,            ///< It is repeated after the wait.
    lasting,          ///< A further attempt would end alike, or is not wanted.
    harmful,          ///< It may have happened, and happening twice does harm.
    bytes_delivered,  ///< Part of the answer has already reached the caller's sink.
    attempts_used_up, ///< There were as many as allowed.
    wait_too_long,    ///< The service asks for a longer wait than `longest_retry_after`.
    beyond_deadline,  ///< The wait would end at or behind the call's deadline.
    budget_used_up,   ///< `retry_budget` is empty; decided by who holds the budget.
};

/// Says a verdict in words, for events and messages.
std::string_view to_string(retry_verdict v) noexcept;

/// What to do after a failed attempt.
struct retry_decision {
    retry_verdict why = retry_verdict::lasting;
    /// Before the next attempt. With `wait_too_long` and `beyond_deadline`: what the wait would have been, so
    /// that the failure can say when it could have worked (`failure::earliest`).
    std::chrono::nanoseconds wait{};
    /// The repetition must be paid from the retry budget. One that the service itself has asked for (429) is
    /// free: the quota ledger holds those back.
    bool charged = false;

    bool again() const noexcept { return why == retry_verdict::again; }
};

/// Decides whether and when a failed attempt is repeated.
///
/// It waits for nothing and remembers nothing: time and chance come in as arguments. **Threads** any.
class retry_policy {
public:
    /// **Errors** `std::invalid_argument` as `check`.
    explicit retry_policy(const retry_params& params);

    /// Decides after an attempt that failed at `now`.
    ///
    /// `random01` is a draw from [0, 1); a wait asked for by the service or the ledger is not drawn, it is
    /// kept exactly.
    retry_decision decide(
        const attempt_report& report, steady_time now, steady_time deadline, double random01) const noexcept;

    const retry_params& params() const noexcept { return params_; }

private:
    std::chrono::nanoseconds backoff(int attempt, double random01) const noexcept;

    retry_params params_;
};

/// Checks params. **Errors** `std::invalid_argument` that names the member.
void check(const retry_params& params);

} // namespace segue::traffic
