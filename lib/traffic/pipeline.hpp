#pragma once

#include "base/strand_home.hpp"
#include "traffic/alarm_clock.hpp"
#include "traffic/provider.hpp"
#include "traffic/repetition.hpp"

#include <segue/base/events.hpp>
#include <segue/base/result.hpp>
#include <segue/base/time_source.hpp>
#include <segue/http/transport.hpp>
#include <segue/traffic/quota_ledger.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <chrono>
#include <memory>

namespace segue::traffic {

/// One call as the pipeline takes it.
struct call {
    /// Unsigned; each attempt sends a signed copy.
    http::request request;
    http::body_sink* sink = nullptr;
    /// When the whole call gives up; `max()` never.
    steady_time deadline = steady_time::max();
    /// The longest that one attempt may take.
    std::chrono::milliseconds attempt_limit{30'000};
    priority importance = priority::normal;
    /// What sending it twice does.
    using repetition = traffic::repetition;
    repetition repeating = repetition::read;
    std::uint64_t id = 0;
};

/// The life of one call, in its fixed order: permit, sign, transport, settle, judge, and once more from the
/// permit when a kept-alive connection had died. Retry goes around the attempt, cache and single flight
/// before the first permit.
///
/// It is the one file that awaits what the decisions beside it decide. **Threads** the home's strand alone.
class pipeline : public std::enable_shared_from_this<pipeline> {
public:
    struct parts {
        std::shared_ptr<strand_home> home;
        std::shared_ptr<time_source> time;
        std::shared_ptr<http::transport> transport;
        std::shared_ptr<quota_ledger> ledger;
        std::shared_ptr<segue::observer> observer;
        std::shared_ptr<const provider> rules;
    };

    explicit pipeline(parts p);

    /// Runs one call. **Returns** an answer that the provider calls good, or a failure.
    /// **Cancellation** through `cancel`, with `operation_aborted`; time limits use the same signal.
    static asio::awaitable<result<http::response>>
    run(std::shared_ptr<pipeline> self, call c, std::shared_ptr<asio::cancellation_signal> cancel);

private:
    class flight;
    class last_word;
    class permit;
    class ticket;

    asio::awaitable<result<http::response>> attempt_until_final(flight& f);
    asio::awaitable<result<void>> admit(flight& f, permit& p);
    asio::awaitable<result<http::response>> exchange(flight& f);
    void settle_answered(flight& f, permit& p, const http::response& answer);
    result<http::response> judge(flight& f, http::response answer) const;
    failure time_limit_failure(const flight& f) const;
    failure quota_failure(const refused& r) const;
    static bool is_stale_connection(const flight& f, const failure& why);
    static failure classify(const flight& f, failure why);

    void tell(const event& e) const noexcept;
    void tell_quota(const ledger_notes& notes) const;

    parts parts_;
    std::shared_ptr<alarm_clock> alarms_;
};

} // namespace segue::traffic
