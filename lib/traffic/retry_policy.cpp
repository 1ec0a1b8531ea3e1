#include "traffic/retry_policy.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace segue::traffic {
namespace {

bool is_passing_status(int status) noexcept {
    return status == 500 || (status >= 502 && status <= 504) || (status >= 520 && status <= 524);
}

// What a failure means for the next attempt.
enum class remedy : unsigned char {
    none,     ///< The same would happen again.
    always,   ///< The service did not act.
    if_unsent ///< The service may have acted, when it has heard of the request.
};

remedy remedy_of(const failure& why) noexcept {
    if (why.code.category() != error_category())
        return remedy::none;
    switch (static_cast<errc>(why.code.value())) {
    case errc::resolve_failed:
        return why.cause == boost::asio::error::host_not_found_try_again ? remedy::always : remedy::none;
    case errc::proxy_refused:
        return is_passing_status(why.status) ? remedy::always : remedy::none;
    case errc::connect_failed:
    case errc::tls_failed:
    case errc::rate_limited:
        return remedy::always;
    case errc::connection_lost:
    case errc::attempt_timeout:
    case errc::malformed_answer:
        return remedy::if_unsent;
    case errc::server_failed:
        return is_passing_status(why.status) ? remedy::if_unsent : remedy::none;
    default:
        return remedy::none;
    }
}

} // namespace

std::optional<std::chrono::nanoseconds>
retry_policy::wait_before_next(const attempt_report& r, double chance) const {
    if (r.number >= params_.max_attempts || r.delivered || r.pointless)
        return std::nullopt;
    const remedy help = remedy_of(r.why);
    if (help == remedy::none)
        return std::nullopt;
    if (help == remedy::if_unsent && r.sent && r.repeating == repetition::harmful)
        return std::nullopt;
    if (r.why.retry_after)
        return std::max(std::chrono::nanoseconds(0), std::chrono::nanoseconds(*r.why.retry_after));
    return backoff(r.number, chance);
}

std::chrono::nanoseconds retry_policy::backoff(int retries, double chance) const {
    auto bound = params_.first_wait;
    for (int i = 1; i < retries && bound < params_.longest_wait; ++i)
        bound *= 2;
    const std::chrono::nanoseconds most = std::min(bound, params_.longest_wait);
    return std::chrono::nanoseconds(static_cast<std::int64_t>(static_cast<double>(most.count()) * chance));
}

bool is_outage(const failure& why) noexcept {
    if (why.code.category() != error_category())
        return false;
    switch (static_cast<errc>(why.code.value())) {
    case errc::resolve_failed:
    case errc::connect_failed:
    case errc::proxy_refused:
    case errc::tls_failed:
    case errc::connection_lost:
    case errc::attempt_timeout:
    case errc::malformed_answer:
    case errc::server_failed:
        return true;
    default:
        return false;
    }
}

} // namespace segue::traffic
