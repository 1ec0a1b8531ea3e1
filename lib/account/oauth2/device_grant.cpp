#include "account/oauth2/refusal.hpp"
#include "account/oauth2/request_parts.hpp"
#include "account/oauth2/token_answer.hpp"

#include <segue/account/device_grant.hpp>

#include <algorithm>
#include <utility>

namespace segue::account::oauth2 {
namespace {

using std::chrono::seconds;

constexpr seconds slow_down_by(5); // RFC 8628 3.5
constexpr seconds longest_interval(300);

} // namespace

device_grant::device_grant(parts held) : parts_(std::move(held)) {}

device_step device_grant::next(steady_time now) const {
    device_step step;
    if (tokens_) {
        step.what = device_step::kind::done;
        step.tokens = tokens_;
    } else if (why_ || now >= parts_.expires_at) {
        step.what = device_step::kind::failed;
        step.why = why_ ? *why_ : failed(errc::sign_in_required, "the user did not answer in time");
    } else if (now < parts_.next_at) {
        step.when = std::min(parts_.next_at, parts_.expires_at);
    } else {
        step.what = device_step::kind::ask;
    }
    return step;
}

device_step device_grant::over(failure why) {
    why_ = std::move(why);
    return next(steady_time());
}

device_step device_grant::later(steady_time now, seconds interval) {
    parts_.interval = std::clamp(interval, parts_.interval, std::max(longest_interval, parts_.interval));
    parts_.next_at = now + parts_.interval;
    return next(now);
}

// What is known to be over never changes, so a late answer to an earlier question does no harm.
device_step device_grant::answered(const http::response& answer, steady_time now, wall_time today) {
    if (tokens_ || why_)
        return next(now);
    const auto& asked = parts_of(parts_.request);
    const auto read = read_fields(answer, asked.hidden, today);
    if (read.fields) {
        auto tokens = tokens_from(*read.fields, asked.names, asked.kept, today);
        if (!tokens)
            return over(tokens.error());
        tokens_ = std::move(*tokens);
        return next(now);
    }
    if (read.word == "authorization_pending")
        return later(now, parts_.interval);
    if (read.word == "slow_down")
        return later(now, parts_.interval + slow_down_by);
    return unanswered(read.fields.error(), now);
}

device_step device_grant::unanswered(const failure& why, steady_time now) {
    if (tokens_ || why_)
        return next(now);
    const bool passing = why.code.category() != error_category() || why.code == condition::transient ||
                         why.code == condition::timeout || why.code == errc::outcome_unknown;
    if (!passing)
        return over(why);
    auto wanted = parts_.interval * 2;
    if (why.retry_after)
        wanted = std::max(wanted, std::chrono::ceil<seconds>(*why.retry_after));
    return later(now, wanted);
}

} // namespace segue::account::oauth2
