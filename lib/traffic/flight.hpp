#pragma once

#include "base/strand_event.hpp"
#include "base/strand_home.hpp"
#include "traffic/alarm_clock.hpp"
#include "traffic/circuit_breaker.hpp"
#include "traffic/provider.hpp"
#include "traffic/repetition.hpp"
#include "traffic/retry_budget.hpp"
#include "traffic/retry_policy.hpp"
#include "traffic/stream_watch.hpp"

#include <segue/base/events.hpp>
#include <segue/base/result.hpp>
#include <segue/base/time_source.hpp>
#include <segue/http/transport.hpp>
#include <segue/traffic/call_modes.hpp>
#include <segue/traffic/quota_ledger.hpp>
#include <segue/traffic/response_cache.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/intrusive/list.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace segue::traffic {

/// What a sink that has taken bytes of an answer makes of a further attempt.
enum class sink_restart : unsigned char {
    /// It begins anew: `body_sink::begin` throws away what came before.
    possible,
    /// Its bytes are out of reach, so the call ends.
    impossible,
};

/// What a redirect is to the one who calls.
enum class redirect_mode : unsigned char {
    /// A failure: the service does not do that.
    refuse,
    /// An answer, to be looked at.
    hand_over,
};

/// One call as the pipeline takes it.
struct call {
    /// Unsigned; each attempt sends a signed copy.
    http::request request;
    /// Takes the body of a good answer as it comes. Such a call is neither joined nor kept.
    std::shared_ptr<http::body_sink> sink;
    /// Gives the request's body, from its beginning for each attempt.
    std::shared_ptr<http::body_source> source;
    /// Signs in place of the provider; null: the provider does.
    std::shared_ptr<const request_signer> signer;
    sink_restart restart = sink_restart::possible;
    redirect_mode redirects = redirect_mode::refuse;
    /// Stands for the target in events and failures, where that is a secret; empty: it is none.
    std::string shown;
    /// When the whole call gives up; `max()` never.
    steady_time deadline = steady_time::max();
    /// The longest that one attempt may take; with a sink or source the longest silence in it.
    std::chrono::milliseconds attempt_limit{30'000};
    priority importance = priority::normal;
    repetition repeating = repetition::read;
    cache_mode caching = cache_mode::use;
    stale_answer stale = stale_answer::never;
    retry_mode retrying = retry_mode::on;
    std::uint64_t id = 0;
};

/// What all flights of one client share.
struct flight_deck {
    std::shared_ptr<strand_home> home;
    std::shared_ptr<time_source> time;
    std::shared_ptr<http::transport> transport;
    std::shared_ptr<quota_ledger> ledger;
    std::shared_ptr<segue::observer> observer;
    std::shared_ptr<const provider> rules;
    std::shared_ptr<alarm_clock> alarms;
    retry_policy policy;
    retry_budget budget;
    circuit_breaker breaker;
    std::mt19937_64 dice;
    /// Who waits for the circuit to close: a probe may succeed before its turn is over.
    std::vector<strand_event*> circuit_waiters{};

    void tell(const event& e) const noexcept;
    /// Draws a number of [0, 1).
    double draw() { return std::generate_canonical<double, 53>(dice); }
};

/// Leave to keep an answer, once it is known to be readable. Shared by all who got the same answer; the first
/// to ask is the one that keeps it.
struct keep_permit {
    cache_key key;
    std::chrono::seconds lifetime{};
    std::vector<std::string> tags;
    std::atomic<bool> used{false};

    /// A write has changed what the answer shows: what is kept from now on would be old.
    void outdate() {
        const std::lock_guard lock(mutex_);
        outdated_ = true;
    }

    /// Runs `keeping` unless a write has outdated the answer; one that comes meanwhile waits.
    template <class Keeping>
    void unless_outdated(const Keeping& keeping) {
        const std::lock_guard lock(mutex_);
        if (!outdated_)
            keeping();
    }

private:
    std::mutex mutex_;
    bool outdated_ = false;
};

/// One who waits for a flight to land. Leaves it when he dies.
class passenger
    : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    passenger(const asio::any_io_executor& strand, steady_time until, priority how_soon)
        : deadline(until), importance(how_soon), over(strand) {}

    const steady_time deadline;
    const priority importance;
    /// Set when the flight has landed, or when there is no hope for this one: then with `refusal`.
    strand_event over;
    std::optional<failure> refusal;
};

/// One request on its way for everybody who asked for it: permit, sign, transport, settle, judge, and once
/// more from the permit as often as the retry policy says. It flies under the latest deadline and the highest
/// priority of those aboard.
///
/// **Threads** the strand alone. **Lifetime** it must not outlive the strand's context: frames on the strand
/// alone own it.
class flight {
public:
    flight(flight_deck& deck, call c);
    ~flight();
    flight(const flight&) = delete;
    flight& operator=(const flight&) = delete;

    /// Takes somebody aboard who waits from now on.
    void board(passenger& p);
    /// Lets somebody go who has his answer. **Returns** whether he is the last.
    bool disembark(passenger& p) noexcept;
    /// Lets somebody go; the last one's leaving ends the flight.
    void leave(passenger& p) noexcept;
    /// Ends the flight as soon as can be; it lands with `operation_aborted`.
    void abandon() noexcept;
    /// Tells everybody aboard that it is over.
    void land();

    /// Why somebody with this deadline need not even wait; nothing when there is hope.
    std::optional<failure> hopeless(steady_time deadline) const;

    /// Says that it has begun: a coroutine that is cancelled before its first step throws out of `run()`.
    void begin();

    /// Flies. **Cancellation** through `cancel`.
    asio::awaitable<result<http::response>> run();

    /// What a failure is to those who asked: one of a write that may have happened says so.
    failure classify(failure why) const;

    call_view view() const;
    /// What the request asks for, as others may see it.
    const std::string& path() const noexcept {
        return asked.shown.empty() ? asked.request.target : asked.shown;
    }
    bool empty() const noexcept { return aboard_.empty(); }
    /// Attempts that are over.
    int attempts() const noexcept { return static_cast<int>(history_.size()); }
    /// Attempts, the one under way included.
    int sent() const noexcept { return attempts() + (asking_ ? 1 : 0); }
    const std::vector<attempt_record>& history() const noexcept { return history_; }

    call asked;
    asio::cancellation_signal cancel;
    /// What the cache had, good enough to be the answer.
    std::shared_ptr<const cached_answer> found;
    /// What the cache had otherwise: answers when all fails, for those who want it.
    std::shared_ptr<const cached_answer> spare;
    /// A 304 is an answer, and means `spare`.
    bool validating = false;
    /// A write has changed what this asks for: nobody else may come aboard, and its answer is not kept.
    bool outdated = false;
    /// The outcome, when it has landed, and how to keep it.
    result<http::response> outcome = failure();
    std::exception_ptr error;
    std::shared_ptr<keep_permit> keep;

private:
    class permit;
    class ticket;
    struct unspent;

    struct trial {
        result<http::response> answer;
        /// The service or the network was asked at all.
        bool sent = false;
    };

    asio::awaitable<trial> attempt();
    asio::awaitable<result<void>> wait_for_circuit();
    asio::awaitable<result<void>> admit(permit& p);
    asio::awaitable<result<http::response>> exchange();
    failure silence(steady_time begun) const;
    void tell_answered(const result<http::response>& answer, steady_time begun) const;
    void on_attempt_limit();
    asio::awaitable<void> pause(steady_time until);
    asio::awaitable<void> pause_for_circuit(steady_time until);
    void settle_answered(permit& p, const http::response& answer);
    result<http::response> judge(http::response answer) const;
    void note_attempt(permit& p, const trial& t, steady_time begun);
    void tell_breaker(circuit_breaker::change c);
    std::optional<steady_time> next_try(failure& why);
    void disembark_before(steady_time when, const failure& why);
    failure with_earliest(failure why, steady_time when) const;
    bool is_stale_connection(const failure& why) const;
    failure quota_failure(const refused& no) const;
    void tell_quota(const ledger_notes& notes) const;

    using passengers = boost::intrusive::list<passenger, boost::intrusive::constant_time_size<false>>;

    flight_deck& deck_;
    /// The deck may be gone before the last who holds the flight lets go of it.
    std::shared_ptr<alarm_clock> alarms_;
    passengers aboard_;
    bool begun_ = false;
    bool abandoned_ = false;
    bool landed_ = false;
    http::exchange_trace trace_;
    /// Null when neither body is streamed.
    std::unique_ptr<stream_watch> stream_;
    alarm attempt_limit_;
    bool attempt_over_ = false;
    /// A request is on its way; one has been and was not answered.
    bool asking_ = false;
    /// An earlier attempt was answered with 5xx: the service may have acted before it failed.
    bool failed_before_ = false;
    bool unanswered_ = false;
    /// The next attempt was paid for.
    bool charged_ = false;
    ticket* queued_ = nullptr;
    std::vector<attempt_record> history_;
    steady_time last_end_;
    /// Why the last attempt failed and when the next one may begin, while it waits for that.
    std::optional<failure> last_;
    steady_time not_before_{};
};

} // namespace segue::traffic
