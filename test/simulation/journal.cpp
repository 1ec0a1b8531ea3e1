#include "simulation/journal.hpp"

#include <iomanip>
#include <utility>

namespace sim {

namespace {

void mix(std::uint64_t& into, std::uint64_t value) noexcept {
    into = (into ^ value) * 0x9e3779b97f4a7c15U;
    into ^= into >> 32U;
}

} // namespace

std::string_view name_of(rule r) noexcept {
    switch (r) {
    case rule::quota:
        return "quota";
    case rule::gate:
        return "gate";
    case rule::write_twice:
        return "write_twice";
    case rule::write_repeated:
        return "write_repeated";
    case rule::attempts:
        return "attempts";
    case rule::deadline:
        return "deadline";
    case rule::limit_too_early:
        return "limit_too_early";
    case rule::cancellation:
        return "cancellation";
    case rule::once:
        return "once";
    case rule::hang:
        return "hang";
    case rule::leak:
        return "leak";
    case rule::account:
        return "account";
    case rule::answer:
        return "answer";
    case rule::honesty:
        return "honesty";
    case rule::cause:
        return "cause";
    case rule::retry_after:
        return "retry_after";
    case rule::retry_budget:
        return "retry_budget";
    case rule::circuit:
        return "circuit";
    case rule::single_flight:
        return "single_flight";
    case rule::written:
        return "written";
    case rule::lifetime:
        return "lifetime";
    case rule::mode:
        return "mode";
    case rule::close:
        return "close";
    }
    return "unknown";
}

double milliseconds_since_start(segue::steady_time when) {
    return std::chrono::duration<double, std::milli>(when - start_of_time).count();
}

void journal::note(segue::steady_time when, std::string_view what, int subject, std::int64_t value) {
    mix(fingerprint_, static_cast<std::uint64_t>((when - start_of_time).count()));
    mix(fingerprint_, what.size() * 256 + static_cast<unsigned char>(what.front()));
    mix(fingerprint_, static_cast<std::uint64_t>(subject));
    mix(fingerprint_, static_cast<std::uint64_t>(value));
    if (lines_ != nullptr)
        *lines_ << std::fixed << std::setprecision(3) << std::setw(14) << milliseconds_since_start(when)
                << " ms  " << what << ' ' << subject << " (" << value << ")\n";
}

void journal::remark(std::string_view text) {
    if (lines_ != nullptr)
        *lines_ << "                     " << text << '\n';
}

void journal::broken(rule r, segue::steady_time when, std::string why) {
    if (lines_ != nullptr)
        *lines_ << "BROKEN " << name_of(r) << " at " << milliseconds_since_start(when) << " ms: " << why
                << '\n';
    if (!breach_)
        breach_ = breach{r, std::move(why)};
}

} // namespace sim
