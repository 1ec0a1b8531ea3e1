#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>

namespace segue::traffic {

using clock = std::chrono::steady_clock;
using time_point = clock::time_point;
using duration = clock::duration;

/// Orders calls that wait for quota; within one class the first to join is served first.
enum class priority : unsigned char {
    interactive, ///< Somebody waits for the answer.
    normal,      ///< The default.
    bulk         ///< A job; each full window waited raises it by one class, so it never starves.
};

/// Says how a ledger spends its window.
enum class rate_limit : unsigned char {
    on,    ///< As early as the provider must accept: bursts up to the limit.
    off,   ///< Admits at once and counts nothing but what `view` shows.
    spread ///< Paced evenly from the start, a little slower than one request per window / limit.
};

/// Names the limit that a request falls under.
enum class tier : unsigned char {
    anonymous,    ///< No credentials.
    authenticated ///< Any credentials.
};

/// Says whether a ledger that has heard nothing for a window asks with one request before it sends more.
enum class cold_probe : unsigned char {
    on, ///< One request in flight until its headers came back.
    off ///< The whole window at once.
};

/// Says whether the provider counts both tiers on one counter.
enum class tier_sharing : unsigned char {
    shared, ///< A request of a tier with limit n needs fewer than n held by all tiers together.
    apart   ///< Each tier has a window of its own.
};

/// Configures a quota ledger.
struct quota_params {
    /// Whether and how requests are held back.
    rate_limit mode = rate_limit::on;
    /// Most requests with credentials in one window. The provider's header may lower it and never raises it
    /// above this. At least 1.
    int authenticated_limit = 60;
    /// Most requests without credentials in one window; as above.
    int anonymous_limit = 25;
    /// Length of the provider's moving window. More than zero.
    std::chrono::milliseconds window{60'000};
    /// How long something between us and the provider's counter may keep a request after we hung up on it.
    /// Unset: the longer of `window` and 60 s.
    std::optional<std::chrono::milliseconds> linger{};
    /// Most calls that may wait; one more is refused at once. Zero refuses every call that would wait.
    std::size_t queue_bound = 1'000;
    /// What a ledger does that does not know the provider's count.
    cold_probe probe = cold_probe::on;
    /// Whether the tiers count together.
    tier_sharing sharing = tier_sharing::shared;
};
static_assert(std::is_trivially_destructible_v<quota_params>);

/// What one response said about the quota.
struct quota_reading {
    /// The answer was a 429.
    bool refused = false;
    /// The limit, the number used and the number remaining, as far as the headers name them.
    std::optional<int> limit{}, used{}, remaining{};
    /// `Retry-After`, made relative; counts up to one hour.
    std::optional<duration> retry_after{};
};

using ticket_id = std::uint64_t;
using permit_id = std::uint64_t;

/// What a call asks the ledger for.
struct quota_request {
    tier limit_tier = tier::authenticated;
    priority importance = priority::normal;
    /// When the call gives up; `time_point::max()` never.
    time_point deadline = time_point::max();
};

/// Hears that a ticket should ask again.
class quota_waker {
public:
    quota_waker() = default;
    quota_waker(const quota_waker&) = delete;
    quota_waker& operator=(const quota_waker&) = delete;
    virtual ~quota_waker() = default;

    /// Asks the owner of the ticket to call `claim` again soon.
    ///
    /// **Threads** called from any thread, outside the ledger's mutex; it should only post to the owner's
    /// strand. May come once too often, also after `leave`.
    virtual void wake() noexcept = 0;
};

/// The call waits in the queue under this ticket; `claim` says for how long.
struct joined {
    ticket_id ticket = 0;
};

/// The call cannot be served.
struct refused {
    enum reason : unsigned char {
        queue_full, ///< As many calls wait as may.
        deadline    ///< No slot can be free before the deadline.
    };
    reason why = deadline;
    /// The earliest time at which a slot could be free, seen optimistically.
    time_point earliest{};
};

/// The request may leave now and must be settled.
struct granted {
    permit_id permit = 0;
};

/// Ask again at this time or when woken, whichever is first.
struct wait_until {
    time_point when{};
};

/// How a permit's request ended.
enum class settlement_kind : unsigned char {
    unsent,   ///< No byte was handed to the socket: the slot is free at once.
    answered, ///< A final response began to arrive.
    abandoned ///< Bytes may have left and no answer came; the provider may count it later.
};

/// Tells the ledger how a permit's request ended.
struct settlement {
    settlement_kind kind = settlement_kind::unsent;
    /// When the first byte of the final response was read; used when answered.
    time_point first_byte_at{};
    /// What the response said; used when answered.
    quota_reading reading{};
};

/// What the ledger learned from one settlement, for events.
struct ledger_notes {
    /// The margin grew to this because of a refusal that nothing explains.
    std::optional<duration> margin_raised;
    /// Even pacing began because of a refusal that nothing explains.
    bool spread_started = false;
    /// Even pacing ended: ten quiet windows have passed, or the margin grew instead.
    bool spread_ended = false;
    /// Requests of somebody else that the headers gave away just now.
    int foreign_requests = 0;
    /// The provider refused; nothing leaves before this.
    std::optional<time_point> gate_shut_until;
    /// The limit that the headers set for the tier of the request, when it changed.
    std::optional<int> limit_changed;
};

/// Whether requests may leave as far as refusals are concerned.
enum class gate_state : unsigned char {
    open,   ///< Yes.
    shut,   ///< Not before `budget::gate_opens`.
    probing ///< One request asks whether the provider accepts again, or how much it has counted.
};

/// A snapshot of the quota of one tier.
struct budget {
    /// Most requests in one window, and how many of these are held now, requests of others included.
    int limit = 0, used = 0;
    /// Requests that could leave now if nobody waited: limit - used, at least zero.
    int remaining = 0;
    /// When the next slot opens, seen optimistically; not later than now when one is free.
    time_point next_slot{};
    /// Calls that wait in the queue.
    std::size_t waiting = 0;
    /// `rate_limit::spread` while requests are paced evenly, by choice or after a refusal.
    rate_limit pacing = rate_limit::on;
    gate_state gate = gate_state::open;
    /// When the gate opens, if it is shut.
    time_point gate_opens{};
    /// What is added to the window before a slot is free again.
    duration margin{};
};

/// Decides when a request may leave so that the provider must accept it.
///
/// A call joins the queue, claims until it is granted a permit, sends exactly one request and settles. A slot
/// is held from the grant until `window + margin` after the first byte of the answer, so no window on the
/// provider's side holds more than the limit, whatever the latencies.
/// **Threads** every function may be called from any thread, blocks on nothing but a short mutex, and knows
/// the time only from its argument; times may go back by as much as threads overtake each other.
class quota_ledger {
public:
    quota_ledger() = default;
    quota_ledger(const quota_ledger&) = delete;
    quota_ledger& operator=(const quota_ledger&) = delete;
    virtual ~quota_ledger() = default;

    /// Takes a place in the queue; `claim` must follow.
    ///
    /// **Returns** a ticket, or why the call cannot be served before its deadline. A deadline that could be
    /// met if everything went well is never refused here.
    /// **Lifetime** the waker is held weakly; without one the caller asks again at the times it is told.
    [[nodiscard]] virtual std::variant<joined, refused>
    join(const quota_request& request, time_point now, std::weak_ptr<quota_waker> waker) = 0;

    /// Asks whether the ticket's request may leave.
    ///
    /// **Returns** a permit, which ends the ticket; or when to ask again; or a refusal, which ends the ticket
    /// too: its deadline has passed or can no longer be met. An unknown ticket is refused as past its
    /// deadline.
    [[nodiscard]] virtual std::variant<granted, wait_until, refused>
    claim(ticket_id ticket, time_point now) = 0;

    /// Changes what a waiting call asks for: somebody more urgent, or more patient, waits for the same
    /// answer.
    ///
    /// A higher priority moves it behind those who have that priority already; a lower one is ignored, so is
    /// an earlier deadline. An unknown ticket is harmless. `claim` says what came of it.
    virtual void amend(ticket_id ticket, const quota_request& request, time_point now) noexcept = 0;

    /// Gives a place in the queue back; an unknown ticket is harmless.
    virtual void leave(ticket_id ticket, time_point now) noexcept = 0;

    /// Ends a permit; settling one twice is harmless.
    ///
    /// **Returns** what the ledger learned.
    virtual ledger_notes settle(permit_id permit, const settlement& how, time_point now) noexcept = 0;

    /// Shows the quota of one tier.
    [[nodiscard]] virtual budget view(tier which, time_point now) const = 0;

    /// Tells how long it takes until the last of `requests` more may leave, behind those that wait now, if
    /// every answer comes at once. Zero for none, and with `rate_limit::off`.
    ///
    /// **Cost** a pass over as many slots.
    [[nodiscard]] virtual duration estimate(tier which, std::size_t requests, time_point now) const = 0;
};

/// Makes a ledger of its own, for a process with several egress addresses or a test.
///
/// **Errors** `std::invalid_argument` when a limit, the window or the linger is out of range.
[[nodiscard]] std::shared_ptr<quota_ledger> make_quota_ledger(const quota_params& params);

/// Finds or makes the process's ledger of an origin, `https://host:port`, spelled alike by everyone.
///
/// The quota belongs to the address, not to the client object, so every client of an origin shares it. It is
/// kept until its last slot is free: a client made per request is still limited. Who asks for the same origin
/// with other params gets the same ledger, which takes the longer window and linger of the two.
/// **Errors** as `make_quota_ledger`.
/// **Threads** any.
[[nodiscard]] std::shared_ptr<quota_ledger>
shared_quota_ledger(std::string_view origin, const quota_params& params, time_point now);

} // namespace segue::traffic
