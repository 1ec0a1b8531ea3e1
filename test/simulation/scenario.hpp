#pragma once

#include "traffic/pipeline.hpp"

#include <segue/resource/call_options.hpp>
#include <segue/traffic/circuit_breaker.hpp>
#include <segue/traffic/quota_ledger.hpp>
#include <segue/traffic/retry_policy.hpp>

#include <boost/asio/cancellation_type.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

/// The whole core of a client in virtual time, under random load and faults; docs/simulation.md has the idea.
namespace sim {

namespace asio = boost::asio;
namespace traffic = segue::traffic;
using std::chrono::milliseconds;
using traffic::repetition;

/// Whose credentials a call goes out with. Each has a client of its own; all share address and ledger.
enum class account : unsigned char { anonymous, first, second };
inline constexpr std::size_t account_count = 3;

/// Where an account stands in arrays of that many.
constexpr std::size_t index(account who) noexcept {
    return static_cast<std::size_t>(who);
}

/// Things are numbered below this.
inline constexpr std::size_t most_things = 50;

/// One call as the load asks for it.
struct planned_call {
    milliseconds start{0};
    account who = account::first;
    repetition what = repetition::read;
    /// What it reads or writes; equal ones are equal requests.
    int thing = 0;
    segue::call_options options{};
    /// When its caller cancels it, counted from its start.
    std::optional<milliseconds> cancel_after{};
    asio::cancellation_type how_cancelled = asio::cancellation_type::terminal;
};

/// Something that happens to everybody.
struct incident {
    enum class kind : unsigned char {
        /// The machine's date jumps; its steady clock does not.
        date_jumps,
        /// The last handle of an account's client goes, calls under way or not.
        client_goes,
        /// An account's client is closed, and opened again when that is done.
        client_closes,
        /// What the cache has for an account is let go.
        cache_is_cleared,
        /// The io_context is destroyed with whatever is under way; nothing happens afterwards.
        context_goes,
    };

    kind what = kind::date_jumps;
    milliseconds at{0};
    account who = account::first;
    milliseconds jump{0};
    /// What closing does to calls under way.
    enum class ending : unsigned char { waits, cuts_off } how = ending::waits;
};

/// How often things go wrong, in a thousand attempts, and how long they take.
struct weather {
    int connect_fails = 0;
    int kept_connection = 0;
    int lost_before = 0; ///< sent, and lost before the service saw it
    int lost_after = 0;  ///< handled, and the connection died before the answer
    int cut = 0;         ///< the answer breaks behind its head
    int silent = 0;      ///< no answer, ever
    int too_many = 0;    ///< 429 for no reason
    int broken = 0;      ///< 5xx
    int missing = 0;     ///< 404
    int bad_body = 0;    ///< HTML, nothing, half of the JSON
    int odd_quota = 0;   ///< headers of the quota absent, absurd, no numbers
    int slow = 0;        ///< takes up to `longest` where it takes up to `usual`
    milliseconds usual{0};
    milliseconds longest{0};
};

/// What the service does with requests that it refuses.
enum class refusals : unsigned char { free, counted };

/// Everything that a seed decides before the start. What happens to an attempt is drawn when it leaves, from
/// the same seed.
struct scenario {
    std::uint64_t seed = 0;
    std::vector<planned_call> calls;
    std::vector<incident> incidents;
    weather sky;
    traffic::quota_params quota{};
    refusals refused_requests = refusals::free;
    milliseconds default_deadline{0};
    milliseconds attempt_limit{0};
    traffic::retry_params retry{};
    traffic::breaker_params breaker{};
    /// Whether answers are kept, and for how long.
    enum class keeping : unsigned char { none, quick, slow } cache = keeping::none;
    std::chrono::seconds lifetime{0};
    std::chrono::seconds stale_for{0};
    /// Whether answers can be validated.
    enum class validation : unsigned char { none, possible } validators = validation::none;
    /// By how much the service's clock is ahead of ours.
    std::chrono::seconds service_skew{0};
};

/// Tells whether something happens to an account, or to everybody.
bool has(const scenario& s, incident::kind what);
bool has(const scenario& s, incident::kind what, account who);

/// Draws a scenario.
scenario make_scenario(std::uint64_t seed, int calls);

} // namespace sim
