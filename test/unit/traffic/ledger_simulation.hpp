#pragma once

#include <segue/traffic/quota_ledger.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <random>
#include <string>
#include <vector>

/// A world in virtual time for the ledger's tests: a provider, a network and workers. The provider shares no
/// code with the ledger and counts in whole nanoseconds of its own.
namespace simulation {

using nanoseconds = std::int64_t;
constexpr nanoseconds per_second = 1'000'000'000;

constexpr nanoseconds seconds(double value) {
    return static_cast<nanoseconds>(value * static_cast<double>(per_second));
}

inline segue::traffic::time_point at(nanoseconds t) {
    // Away from the clock's origin, so that a forgotten time does not look like a real one.
    return segue::traffic::time_point{std::chrono::hours{1'000} + std::chrono::nanoseconds{t}};
}

inline nanoseconds since_start(segue::traffic::time_point t) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(t - at(0)).count();
}

/// What one arrival met.
struct verdict {
    bool accepted = false;
    int limit = 0;
    int used = 0;
    nanoseconds retry_after = 0;
};

enum class counting : unsigned char { exact, averaged, whole_second };
enum class refusals : unsigned char { free, counted };

/// One counter of a provider.
class provider {
public:
    provider(
        counting rule, int limit, nanoseconds window, nanoseconds phase = 0, refusals kind = refusals::free)
        : rule_(rule), refusals_(kind), limit_(limit), window_(window), phase_(phase) {}

    /// Judges a request that arrives now under the given limit; arrivals come in order of time.
    verdict arrive(nanoseconds now, int limit);
    verdict arrive(nanoseconds now) { return arrive(now, limit_); }

    /// The first time from `now` on at which a request would be accepted.
    nanoseconds next_accept(nanoseconds now);

private:
    [[nodiscard]] double used_at(nanoseconds now);
    [[nodiscard]] bool fits(nanoseconds now, int limit) { return used_at(now) + 1 <= limit + 1e-6; }
    void count(nanoseconds now);

    counting rule_;
    refusals refusals_;
    int limit_;
    nanoseconds window_, phase_;
    std::deque<nanoseconds> stamps_;
    std::map<nanoseconds, int> fixed_;
};

/// Events in virtual time.
class timeline {
public:
    using action = std::function<void()>;

    [[nodiscard]] nanoseconds now() const { return now_; }
    void at(nanoseconds when, action what) {
        events_.push({std::max(when, now_), ++order_, std::move(what)});
    }
    void in(nanoseconds delay, action what) { at(now_ + delay, std::move(what)); }
    bool step();

private:
    struct event {
        nanoseconds when;
        std::uint64_t order;
        action what;
        bool operator<(const event& other) const {
            return when != other.when ? when > other.when : order > other.order;
        }
    };
    std::priority_queue<event> events_;
    nanoseconds now_ = 0;
    std::uint64_t order_ = 0;
};

/// One run of a batch job: workers that must get so many requests accepted.
struct job {
    counting rule = counting::exact;
    refusals refusals_count = refusals::free;
    bool says_retry_after = true;
    bool says_quota = true;
    int limit = 60;
    double window = 60;
    double phase = 0; ///< where in its own window or second the provider is at the start
    int requests = 600;
    int workers = 8;
    double rtt_low = 0.2, rtt_high = 0.2;
    double deadline = 0;     ///< of one call; zero is none
    int used_before = 0;     ///< requests of somebody else counted in the last tenth of a window before
    double foreign_rate = 0; ///< requests of somebody else a window, evenly
    std::uint64_t seed = 1;
    segue::traffic::quota_params params{};
};

struct outcome {
    double time = 0;      ///< of the last acceptance's answer
    int refused = 0;      ///< answers 429
    int calls_failed = 0; ///< refused by the ledger itself
    int foreign_accepted = 0;
    std::map<int, int> refused_per_window;
    int spread_started = 0, spread_ended = 0, margin_raised = 0;
    bool finished = false;
};

/// Runs the job through a ledger.
outcome run(const job& what);
/// The time of a client that knows every delay and the provider's rule.
double best_time(const job& what);
/// The same for one that knows the rule but not the delays, and so keeps every slot until its answer has come
/// and the window (and the provider's coarse second) has passed.
double best_safe_time(const job& what);

} // namespace simulation
