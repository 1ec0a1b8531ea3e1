#include "traffic/circuit_breaker.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace segue::traffic {

service_sign sign_of(const failure& why) noexcept {
    if (why.code == boost::asio::error::operation_aborted || !why.code)
        return service_sign::nothing;
    if (why.code.category() != error_category())
        return service_sign::ill; // a lost connection's own cause
    switch (static_cast<errc>(why.code.value())) {
    case errc::resolve_failed:
    case errc::connect_failed:
    case errc::proxy_refused:
    case errc::tls_failed:
    case errc::certificate_refused:
    case errc::connection_lost:
    case errc::attempt_timeout:
    case errc::malformed_answer:
    case errc::server_failed:
        return service_sign::ill;
    // The call's own deadline may be as short as it likes; the rest was refused here.
    case errc::deadline_exceeded:
    case errc::bad_params:
    case errc::queue_full:
    case errc::quota_deadline:
    case errc::circuit_open:
    case errc::client_closed:
    case errc::file_failed:
    case errc::unexpected_request:
        return service_sign::nothing;
    default:
        return service_sign::well;
    }
}

void check(const breaker_params& params) {
    constexpr std::chrono::milliseconds longest = std::chrono::hours{24 * 366};
    if (params.failures_to_open < 1)
        throw std::invalid_argument("breaker_params: failures_to_open must be at least 1");
    if (params.failing_for < params.failing_for.zero() || params.failing_for > longest)
        throw std::invalid_argument("breaker_params: failing_for must be 0 to a year");
    if (params.open_for <= params.open_for.zero())
        throw std::invalid_argument("breaker_params: open_for must be more than zero");
    if (params.longest_open < params.open_for || params.longest_open > longest)
        throw std::invalid_argument("breaker_params: longest_open must be open_for to a year");
}

circuit_breaker::circuit_breaker(const breaker_params& params) : params_(params), span_(params.open_for) {
    check(params_);
}

// Times only ever go forward, but a machine that was suspended or restored may show otherwise: nobody is kept
// out for longer than what was meant.
void circuit_breaker::mend_clock(steady_time now) noexcept {
    const std::chrono::nanoseconds most =
        state_ == state::probing ? std::chrono::nanoseconds(params_.longest_open) : span_;
    if (until_ - now > most)
        until_ = now + most;
}

circuit_breaker::refusal circuit_breaker::refuse() const {
    const auto last = last_ ? last_.message() : std::string("no code");
    return {
        std::to_string(failed_in_a_row_) + " attempts in a row failed, the last with \"" + last + "\"",
        until_};
}

std::optional<circuit_breaker::refusal> circuit_breaker::refuses(steady_time now) {
    if (state_ == state::closed)
        return std::nullopt;
    mend_clock(now);
    if (now < until_)
        return refuse();
    return std::nullopt;
}

std::variant<circuit_breaker::pass, circuit_breaker::refusal> circuit_breaker::admit(steady_time now) {
    if (auto no = refuses(now))
        return std::move(*no);
    if (state_ == state::closed)
        return pass{era_, false};
    // Its time is over, or the turn of a probe that nobody has heard of is.
    state_ = state::probing;
    until_ = now + params_.longest_open;
    return pass{++era_, true};
}

void circuit_breaker::open(steady_time now) noexcept {
    state_ = state::open;
    until_ = now + span_;
    ++era_;
}

circuit_breaker::change circuit_breaker::report(
    const pass& p, service_sign sign, boost::system::error_code code, steady_time now) noexcept {
    if (params_.mode == breaker_mode::off || p.era != era_)
        return change::none;
    if (sign == service_sign::nothing) {
        if (p.probe) {
            state_ = state::open;
            until_ = now;
            ++era_;
        }
        return change::none;
    }
    if (sign == service_sign::well) {
        failed_in_a_row_ = 0;
        if (!p.probe)
            return change::none;
        state_ = state::closed;
        span_ = params_.open_for;
        ++era_;
        return change::closed;
    }
    last_ = code;
    if (failed_in_a_row_ == 0)
        first_failed_ = now;
    if (failed_in_a_row_ < std::numeric_limits<int>::max())
        ++failed_in_a_row_;
    if (p.probe)
        span_ = std::min<std::chrono::nanoseconds>(2 * span_, params_.longest_open);
    else if (failed_in_a_row_ < params_.failures_to_open || now - first_failed_ < params_.failing_for)
        return change::none;
    open(now);
    return change::opened;
}

failure circuit_breaker::to_failure(const refusal& r, steady_time now) {
    failure f;
    f.code = errc::circuit_open;
    f.earliest =
        std::max(std::chrono::milliseconds(0), std::chrono::ceil<std::chrono::milliseconds>(r.until - now));
    f.message = r.why + "; asked again in " + std::to_string(f.earliest->count()) + " ms";
    return f;
}

} // namespace segue::traffic
