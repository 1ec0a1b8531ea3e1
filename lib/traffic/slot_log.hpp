#pragma once

#include <segue/traffic/quota_ledger.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace segue::traffic {

/// Keeps the times at which slots become free, in order, as runs of equal times; remembers slots for a while
/// after they became free.
///
/// Times come in nearly sorted, so adding one costs a step or two from the end.
class slot_log {
public:
    struct run {
        time_point expiry{};
        int count = 0;
    };

    /// Makes room so that the next `adds` calls of `add` do not allocate.
    void reserve(std::size_t adds);

    /// Adds slots; needs room made by `reserve`.
    void add(time_point expiry, int count) noexcept;

    /// Frees what expires up to `now` and forgets what expired `memory` before.
    void advance(time_point now, duration memory) noexcept;

    /// Forgets as many of the slots that would be free first.
    void release_first(int count) noexcept;

    /// Moves every time by as much, the remembered ones too, which may make them held again.
    void shift(duration by, time_point now) noexcept;

    /// Slots that are held.
    [[nodiscard]] int held() const noexcept { return held_; }

    /// Slots that became free and are remembered.
    [[nodiscard]] int remembered() const noexcept { return remembered_; }

    /// Remembered slots that became free after a moment.
    [[nodiscard]] int freed_since(time_point moment) const noexcept;

    /// What is held, the first to expire first.
    [[nodiscard]] std::span<const run> runs() const noexcept {
        return {runs_.data() + first_held_, runs_.size() - first_held_};
    }

private:
    void compact() noexcept;

    std::vector<run> runs_; // [0, first_) forgotten, [first_, first_held_) remembered, then held
    std::size_t first_ = 0;
    std::size_t first_held_ = 0;
    int held_ = 0;
    int remembered_ = 0;
};

} // namespace segue::traffic
