#pragma once

#include "traffic/quota_queue.hpp"
#include "traffic/quota_window.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

namespace segue::traffic {

/// The ledger of one process: queue and windows behind one mutex.
class local_quota_ledger final : public quota_ledger {
public:
    explicit local_quota_ledger(const quota_params& params);

    std::variant<joined, refused>
    join(const quota_request& request, time_point now, std::weak_ptr<quota_waker> waker) override;
    std::variant<granted, wait_until, refused> claim(ticket_id ticket, time_point now) override;
    void amend(ticket_id ticket, const quota_request& request, time_point now) noexcept override;
    void leave(ticket_id ticket, time_point now) noexcept override;
    ledger_notes settle(permit_id permit, const settlement& how, time_point now) noexcept override;
    budget view(tier which, time_point now) const override;
    duration estimate(tier which, std::size_t requests, time_point now) const override;

    /// No slot is held and nobody waits.
    [[nodiscard]] bool idle(time_point now) const;
    /// Takes the longer window and linger of the two, and even pacing if either asks for it.
    void tighten(const quota_params& params, time_point now);

private:
    struct permit_slot {
        quota_window::grant_mark mark;
        std::uint32_t generation = 1; // so that no id is zero
        bool in_use = false;
    };
    /// What a ticket sees ahead of it.
    struct standing {
        int rank = 0;
        int limit = 0;
        bool passed_somebody = false; ///< a silent waiter was skipped
        bool watched = false;         ///< one of the same owner is ahead and asks earlier
        time_point first_due = time_point::max();
    };

    [[nodiscard]] std::size_t window_index(tier which) const noexcept {
        return sharing_ == tier_sharing::apart ? static_cast<std::size_t>(which) : 0;
    }
    [[nodiscard]] quota_window& window_of(tier which) const noexcept { return windows_[window_index(which)]; }
    void advance(time_point now) noexcept;
    [[nodiscard]] standing standing_of(const waiter& mine, time_point now) const noexcept;
    [[nodiscard]] permit_id grant(quota_window& window, tier which, time_point now);
    void mark_sooner(time_point now) noexcept;
    void wake_marked(std::unique_lock<std::mutex>& lock) noexcept;

    mutable std::mutex mutex_;
    const std::size_t queue_bound_;
    const tier_sharing sharing_;
    mutable std::array<quota_window, 2> windows_; // the second only when the tiers count apart
    quota_queue queue_;
    std::vector<permit_slot> permits_;
    std::vector<std::uint32_t> free_permits_;
    bool marked_ = false;
};

/// Throws `std::invalid_argument` when a param is out of range.
void check(const quota_params& params);

} // namespace segue::traffic
