#pragma once

#include "simulation/journal.hpp"
#include "simulation/random.hpp"
#include "simulation/scenario.hpp"

#include <segue/http/response.hpp>

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// A request as it stands on the wire, read back from it.
struct wire_request {
    int call = 0;
    account who = account::anonymous;
    repetition what = repetition::read;
    int thing = 0;
    /// The version that `If-None-Match` names.
    std::optional<int> known_version{};
};

/// Whether somebody still waits for the answer.
enum class sender : unsigned char { waits, has_gone };

/// What goes wrong with one attempt; drawn when it leaves.
enum class trouble : unsigned char {
    none,
    connect_fails,
    lost_before,
    lost_after,
    cut,
    silent,
    too_many,
    broken,
    missing,
    bad_body,
};

/// Fields for the judge alone: what `Retry-After` says, in seconds or as seconds since 1970.
inline constexpr std::string_view asked_seconds = "X-Asked-Seconds";
inline constexpr std::string_view asked_until = "X-Asked-Until";

/// The text that stands in every answer of a request, from which its caller knows that it is its own.
std::string answer_text(const wire_request& r);

/// The other side: counts requests in an exact window of its own making, carries writes out, and answers.
///
/// It shares no code with the ledger. A request beyond the limit breaks `rule::quota`: nobody else uses
/// this address, so the client alone can be the reason.
class service {
public:
    service(const scenario& s, journal& j, random_source& random);

    /// Handles a request that arrives now.
    segue::http::response arrive(
        const wire_request& r,
        trouble what,
        sender other_end,
        segue::steady_time now,
        std::chrono::system_clock::time_point date);

    /// How often a call's write was carried out.
    int version_of(int thing) const { return versions_[static_cast<std::size_t>(thing)]; }
    int carried_out(int call) const { return carried_out_[static_cast<std::size_t>(call)]; }

private:
    struct counter {
        std::deque<segue::steady_time> arrivals;
    };
    int limit_of(account who) const noexcept;
    counter& counter_of(account who) noexcept;
    bool admits(const wire_request& r, trouble what, sender other_end, segue::steady_time now);
    int forgivable_limit(account who, sender other_end) const noexcept;
    void add_quota(segue::http::response& answer, account who);
    void add_odd_quota(segue::http::response& answer);
    void refuse(segue::http::response& answer, std::chrono::system_clock::time_point date);
    void carry_out(const wire_request& r, segue::steady_time now);

    const scenario& scenario_;
    journal& journal_;
    random_source& random_;
    std::vector<counter> counters_;
    std::vector<int> carried_out_;
    std::vector<int> versions_;
    int serial_ = 0;
};

} // namespace sim
