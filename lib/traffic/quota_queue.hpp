#pragma once

#include <segue/traffic/quota_ledger.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace segue::traffic {

/// One call that waits.
struct waiter {
    quota_request request;
    std::weak_ptr<quota_waker> waker;
    const void* owner = nullptr; ///< tells owners apart, never followed
    time_point joined_at{};
    time_point due{};             ///< when it was told to ask
    std::uint64_t order = 0;      ///< of joining
    std::uint32_t generation = 1; // so that no id is zero
    unsigned char rank_class = 0; ///< priority after aging
    bool in_use = false;
    bool wake = false;

    /// It should have asked long ago; its owner is stuck, and it is passed over until it asks.
    [[nodiscard]] bool late(time_point now) const noexcept;
    [[nodiscard]] bool counts(time_point now) const noexcept { return !late(now) && request.deadline > now; }
};

/// How long a waiter may be silent after it was due before others pass it.
inline constexpr duration waiter_patience = std::chrono::seconds{1};

inline bool waiter::late(time_point now) const noexcept {
    return now >= due + waiter_patience;
}

/// The waiting calls in the order in which they are served: class after aging, then joining.
class quota_queue {
public:
    /// Takes a place.
    ticket_id push(const quota_request& request, time_point now, std::weak_ptr<quota_waker> waker);
    /// Gives a place back.
    void erase(ticket_id ticket) noexcept;
    /// Moves a ticket to the end of a better class; false when it is in it, or in a better one, already.
    bool raise(ticket_id ticket, priority to) noexcept;
    [[nodiscard]] waiter* find(ticket_id ticket) noexcept;

    /// Raises by one class whoever has waited one more window.
    void age(time_point now, duration window) noexcept;
    /// Drops whose deadline has passed.
    void purge(time_point now) noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return order_.size(); }
    /// Indices into `at`, in order.
    [[nodiscard]] std::span<const std::uint32_t> order() const noexcept { return order_; }
    [[nodiscard]] waiter& at(std::uint32_t index) noexcept { return slots_[index]; }
    [[nodiscard]] const waiter& at(std::uint32_t index) const noexcept { return slots_[index]; }

private:
    [[nodiscard]] bool before(std::uint32_t a, std::uint32_t b) const noexcept;
    void release(std::uint32_t index) noexcept;

    std::vector<waiter> slots_;
    std::vector<std::uint32_t> free_;
    std::vector<std::uint32_t> order_;
    std::uint64_t joined_ = 0;
    time_point next_aging_ = time_point::max();
};

} // namespace segue::traffic
