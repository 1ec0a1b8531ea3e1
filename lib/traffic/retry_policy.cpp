#include "traffic/retry_policy.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <stdexcept>

namespace segue::traffic {
namespace {

using handover = http::exchange_trace::handover;

// No wait is longer, so that none ends outside of what nanoseconds can count.
constexpr std::chrono::milliseconds a_year = std::chrono::hours{24 * 366};

// Says that a proxy, a gateway or the service itself is away for the moment, and that it will be back.
bool is_passing_status(int status) noexcept {
    switch (status) {
    case 500:
    case 502:
    case 503:
    case 504:
    // A CDN's words for the same: it did not reach the service, or got nothing sensible from it.
    case 520:
    case 521:
    case 522:
    case 523:
    case 524:
        return true;
    default:
        return false;
    }
}

bool is_passing_refusal_of_proxy(int status) noexcept {
    return status == 502 || status == 503 || status == 504;
}

second_chance sent_or_not(handover sent) noexcept {
    return sent == handover::none ? second_chance::unseen : second_chance::maybe_done;
}

// An operating system's or TLS library's own code: a connection that broke, unless somebody wanted it so.
second_chance after_foreign_code(const failure& why, handover sent) noexcept {
    const bool wanted = !why.code || why.code == boost::asio::error::operation_aborted;
    return wanted ? second_chance::none : sent_or_not(sent);
}

} // namespace

second_chance chance_after(const failure& why, handover sent) noexcept {
    if (why.code.category() != error_category())
        return after_foreign_code(why, sent);
    switch (static_cast<errc>(why.code.value())) {
    case errc::resolve_failed:
        // Only the name server can say "ask again"; a name that does not exist will not in a second.
        return why.cause == boost::asio::error::host_not_found_try_again ? second_chance::unseen
                                                                         : second_chance::none;
    case errc::connect_failed:
        return second_chance::unseen;
    case errc::proxy_refused:
        return is_passing_refusal_of_proxy(why.status) ? second_chance::unseen : second_chance::none;
    case errc::connection_lost:
    case errc::attempt_timeout:
    case errc::malformed_answer:
        return sent_or_not(sent);
    case errc::not_json:
        return second_chance::senseless_answer;
    case errc::rate_limited:
        return second_chance::turned_away;
    case errc::server_failed:
        return is_passing_status(why.status) ? second_chance::maybe_done : second_chance::none;
    case errc::unexpected_status:
        // 408: the service gave up waiting for the request; what it had read of it is not known.
        return why.status == 408 ? second_chance::maybe_done : second_chance::none;
    default:
        return second_chance::none;
    }
}

bool may_have_acted(const failure& why, handover sent) noexcept {
    if (sent == handover::none)
        return false;
    if (why.code.category() != error_category())
        return true;
    switch (static_cast<errc>(why.code.value())) {
    case errc::bad_params:
    case errc::queue_full:
    case errc::quota_deadline:
    case errc::circuit_open:
    case errc::client_closed:
    case errc::unexpected_request:
    // No connection, so no request.
    case errc::resolve_failed:
    case errc::connect_failed:
    case errc::proxy_refused:
    case errc::tls_failed:
    case errc::certificate_refused:
    // The request was never whole.
    case errc::file_failed:
    // No token to send it with.
    case errc::oauth_denied:
    case errc::oauth_state_mismatch:
    case errc::sign_in_required:
    // The service's own word that it did not.
    case errc::oauth_refused:
    case errc::bad_request:
    case errc::unauthorized:
    case errc::forbidden:
    case errc::blocked:
    case errc::not_found:
    case errc::seller_settings_missing:
    case errc::conflict:
    case errc::unprocessable:
    case errc::rate_limited:
    case errc::unexpected_redirect:
    case errc::depth_limit:
    case errc::list_moved:
    case errc::link_expired:
        return false;
    case errc::unexpected_status:
        return why.status == 408;
    default:
        return true;
    }
}

bool is_repeated_removal_done(http::method m, const failure& why, bool acted_before) noexcept {
    return m == http::method::remove && acted_before && why.code == errc::not_found;
}

std::string_view to_string(retry_verdict v) noexcept {
    switch (v) {
    case retry_verdict::again:
        return "sent again";
    case retry_verdict::lasting:
        return "another attempt would end alike";
    case retry_verdict::harmful:
        return "it may have happened, and twice does harm";
    case retry_verdict::bytes_delivered:
        return "part of the answer is already delivered";
    case retry_verdict::attempts_used_up:
        return "all attempts are used up";
    case retry_verdict::wait_too_long:
        return "the service asks for too long a wait";
    case retry_verdict::beyond_deadline:
        return "the wait would end behind the deadline";
    case retry_verdict::budget_used_up:
        return "the retry budget is used up";
    }
    return "unknown";
}

void check(const retry_params& params) {
    if (params.max_attempts < 1)
        throw std::invalid_argument("retry_params: max_attempts must be at least 1");
    if (params.first_wait < params.first_wait.zero())
        throw std::invalid_argument("retry_params: first_wait must not be negative");
    if (params.longest_wait < params.first_wait || params.longest_wait > a_year)
        throw std::invalid_argument("retry_params: longest_wait must be first_wait to a year");
    if (params.longest_retry_after < params.longest_retry_after.zero() || params.longest_retry_after > a_year)
        throw std::invalid_argument("retry_params: longest_retry_after must be 0 to a year");
    if (params.budget < 0 || params.budget > 1'000'000)
        throw std::invalid_argument("retry_params: budget must be 0 to 1,000,000");
    // NOLINTNEXTLINE(readability-simplify-boolean-expr): not the same for NaN
    if (!(params.budget_credit >= 0.0 && params.budget_credit <= 1.0)) // NaN is neither
        throw std::invalid_argument("retry_params: budget_credit must be 0 to 1");
}

retry_policy::retry_policy(const retry_params& params) : params_(params) {
    check(params_);
}

std::chrono::nanoseconds retry_policy::backoff(int attempt, double random01) const noexcept {
    const std::chrono::nanoseconds longest = params_.longest_wait;
    std::chrono::nanoseconds bound = params_.first_wait;
    for (int i = 1; i < attempt && bound < longest && bound > bound.zero(); ++i)
        bound *= 2; // at most twice a year: far from the end of 64 bits
    bound = std::min(bound, longest);
    const double draw = random01 >= 0.0 && random01 <= 1.0 ? random01 : 1.0;
    return std::chrono::nanoseconds(static_cast<std::int64_t>(static_cast<double>(bound.count()) * draw));
}

retry_decision retry_policy::decide(
    const attempt_report& report, steady_time now, steady_time deadline, double random01) const noexcept {
    using enum retry_verdict;
    const auto chance = chance_after(report.why, report.sent);
    if (chance == second_chance::none)
        return {lasting, {}, false};
    if (chance == second_chance::senseless_answer && report.repeating != repetition::read)
        return {lasting, {}, false}; // it has happened; the caller gets what came
    if (chance == second_chance::maybe_done && report.repeating == repetition::harmful)
        return {harmful, {}, false};
    if (report.sink_has_bytes)
        return {bytes_delivered, {}, false};
    int most = std::min(params_.max_attempts, report.max_attempts.value_or(params_.max_attempts));
    if (chance == second_chance::senseless_answer)
        most = std::min(most, 2); // a gateway's page passes, a portal's stays
    if (report.attempt >= most)
        return {attempts_used_up, {}, false};

    std::chrono::nanoseconds wait{};
    // No wait, or one that has passed, tells nothing: all who were told so would come at once.
    const auto asked = report.why.retry_after.value_or(std::chrono::milliseconds(0));
    if (asked > asked.zero()) {
        if (asked > params_.longest_retry_after)
            return {wait_too_long, std::min(asked, a_year), false};
        wait = asked;
    } else {
        wait = backoff(report.attempt, random01);
    }
    if (report.not_before)
        wait = std::max<std::chrono::nanoseconds>(wait, *report.not_before - now);
    if (deadline != steady_time::max() && wait >= deadline - now)
        return {beyond_deadline, wait, false};
    return {again, wait, chance != second_chance::turned_away};
}

} // namespace segue::traffic
