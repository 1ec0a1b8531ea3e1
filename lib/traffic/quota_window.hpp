#pragma once

#include "traffic/slot_log.hpp"

#include <segue/traffic/quota_ledger.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

namespace segue::traffic {

/// One counter of the provider as we reconstruct it: who holds its slots, until when, and how much of that
/// the provider's headers confirm. Knows neither queue nor mutex.
///
/// Three views of the count exist. `held` is ours: own requests and those of others that headers gave away;
/// no server with an exact window can count more. `stated` is the provider's: the most it can have counted
/// now, by its own words plus what we granted since. Servers that forget later than an exact window
/// (averages, whole seconds) show up as a stated count above the held one, or as a refusal. Until a ledger
/// has seen the provider forget as it should, it sends no more than both views allow.
class quota_window {
public:
    /// What a permit remembers of its grant.
    struct grant_mark {
        std::uint64_t sequence = 0;
        /// Held at the grant, itself included, less both running totals; adding the totals of a later moment
        /// gives what explains the provider's count then.
        std::int64_t explained_base = 0;
        time_point granted_at{};
        tier limit_tier = tier::authenticated;
        bool alone = false; ///< nothing else was under way
    };

    explicit quota_window(const quota_params& params);

    /// Frees what is due.
    void advance(time_point now) noexcept;

    /// Takes the longer window and linger and the more careful mode.
    void tighten(const quota_params& params, time_point now) noexcept;

    [[nodiscard]] int limit(tier which) const noexcept { return limits_[index(which)].current; }
    [[nodiscard]] int held() const noexcept;
    [[nodiscard]] duration length() const noexcept { return window_; }
    [[nodiscard]] duration margin() const noexcept { return margin_; }
    [[nodiscard]] bool paced() const noexcept { return mode_ == rate_limit::spread || spreading_; }
    [[nodiscard]] rate_limit mode() const noexcept { return mode_; }
    /// Nothing is held and no gate is shut, so a new window would decide alike.
    [[nodiscard]] bool idle(time_point now) const noexcept { return held() == 0 && now >= gate_until_; }
    [[nodiscard]] gate_state gate(time_point now) const noexcept;
    [[nodiscard]] time_point gate_opens() const noexcept { return gate_until_; }

    /// How many requests under this limit may leave now.
    [[nodiscard]] int admissible(int limit, time_point now) const noexcept;

    /// Grows when something admits more requests than before, under whichever limit.
    [[nodiscard]] int room(time_point now) const noexcept;

    /// Lists the times at which slots open, the first first, those in flight at their best; then nothing.
    class openings {
    public:
        openings(const quota_window& window, time_point now) noexcept;
        /// The nth from the start, counted from one; cheap when called with growing numbers.
        [[nodiscard]] std::optional<time_point> nth(int n) noexcept;

    private:
        void restart() noexcept;

        const quota_window* window_;
        slot_log::run flying_;
        std::array<std::span<const slot_log::run>, 3> sources_;
        int flying_left_ = 0;
        int passed_ = 0;
        slot_log::run current_{};
    };

    /// When one that `rank` others precede should ask again; `now` when it may leave.
    [[nodiscard]] time_point ask_at(int limit, int rank, time_point now, openings& next) const noexcept;

    /// The earliest time at which one that `rank` others precede can leave if every answer comes at once.
    [[nodiscard]] time_point earliest(int limit, int rank, time_point now) const;

    /// The same without the optimism: as long as requests are paced, it takes as long as that.
    [[nodiscard]] time_point expected(int limit, int rank, time_point now) const;

    /// Makes room for one more grant, so that its settlement does not allocate.
    void reserve();
    [[nodiscard]] grant_mark grant(tier which, time_point now) noexcept;

    void unsent(const grant_mark& mark) noexcept;
    void abandoned(const grant_mark& mark, time_point now) noexcept;
    ledger_notes answered(const grant_mark& mark, const settlement& how, time_point now) noexcept;

private:
    struct tier_limit {
        int configured = 1;
        int current = 1; ///< what the headers allow, at most the configured one
        int stated = 1;  ///< what the headers say, whatever was configured
    };
    /// The largest count that answers named since a moment, given as the requests granted until then.
    struct reading_round {
        std::uint64_t since = 0;
        int most_used = 0;
    };
    static constexpr std::int64_t unknown = std::numeric_limits<std::int64_t>::max() / 2;

    static std::size_t index(tier which) noexcept { return static_cast<std::size_t>(which); }
    [[nodiscard]] duration gap(int limit) const noexcept;
    [[nodiscard]] bool cold(time_point now) const noexcept;
    [[nodiscard]] std::int64_t stated_room(int limit) const noexcept { return limit - stated_used_; }
    [[nodiscard]] time_point hold_until(time_point from) const noexcept;

    void land(const grant_mark& mark) noexcept;
    void end_spread_when_quiet(time_point now, ledger_notes& notes) noexcept;
    bool read_limit(const grant_mark& mark, const quota_reading& reading, ledger_notes& notes) noexcept;
    [[nodiscard]] std::optional<int>
    read_used(const grant_mark& mark, const quota_reading& reading, time_point now) noexcept;
    void note_excess(std::int64_t excess, time_point now, ledger_notes& notes) noexcept;
    enum class evidence : unsigned char { old, explained, unexplained };
    void react(const quota_reading& reading, evidence what, time_point now, ledger_notes& notes) noexcept;
    void escalate(time_point now, ledger_notes& notes) noexcept;
    void judge_probe(const grant_mark& mark, int used, time_point now, ledger_notes& notes) noexcept;
    void raise_margin(time_point now, ledger_notes& notes) noexcept;
    void begin_spread(time_point now, ledger_notes& notes) noexcept;
    void be_careful() noexcept;

    rate_limit mode_;
    cold_probe probe_;
    duration window_;
    duration linger_;
    duration margin_;
    duration grain_;
    std::array<tier_limit, 2> limits_;

    slot_log own_;     // answered
    slot_log lost_;    // abandoned
    slot_log foreign_; // found in headers
    int in_flight_ = 0;
    std::array<int, 2> flying_{}; // the same by tier
    std::uint64_t sequence_ = 0;
    std::int64_t granted_ = 0; // running totals, see grant_mark
    std::int64_t found_ = 0;

    std::optional<time_point> last_heard_;
    reading_round current_, next_;
    std::int64_t stated_used_ = unknown; // the most the provider can have counted
    bool trusted_ = false;               // the provider was seen to forget as an exact window does
    std::int64_t reused_ = 0;
    bool careful_ = false; // one in flight until an answer to a request granted from now on
    std::uint64_t careful_since_ = 0;

    time_point gate_until_ = time_point::min();
    std::uint64_t reacted_at_ = 0; // requests granted up to here say nothing new
    time_point refused_granted_at_{};
    /// When the last refusal came that nothing explained.
    std::optional<time_point> last_puzzle_;
    time_point contended_until_{};
    bool spreading_ = false;
    bool average_seen_ = false; // the provider was seen to remember more than a coarse clock can explain
    int slowness_ = 0;
    time_point quiet_since_{};
    time_point next_paced_ = time_point::min();
};

} // namespace segue::traffic
