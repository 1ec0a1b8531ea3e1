#pragma once

#include <segue/traffic/retry_policy.hpp>

#include <cstdint>

namespace segue::traffic {

/// Bounds how many retries a client makes when little succeeds, so that an outage is not multiplied.
///
/// A bucket of tokens: each retry takes one, each good answer gives back a part of one. Whatever fails, the
/// requests sent are at most the calls, the bucket and `budget_credit` for each good answer.
/// **Threads** one at a time: the client's strand.
class retry_budget {
public:
    /// Begins full. **Errors** `std::invalid_argument` as `check(const retry_params&)`.
    explicit retry_budget(const retry_params& params);

    /// Takes the token of one retry. **Returns** whether there was one.
    [[nodiscard]] bool take() noexcept;
    /// Notes a good answer, or any that shows the service at work.
    void credit() noexcept;
    /// Gives back the token of a retry that was not made: cancelled in its wait, or refused before it left.
    void give_back() noexcept;
    /// How many retries it would allow now.
    int left() const noexcept { return static_cast<int>(held_ / whole); }

private:
    // Counted in millionths: sums of 0.1 must reach 1.
    static constexpr std::int64_t whole = 1'000'000;

    void add(std::int64_t part) noexcept;

    std::int64_t most_;
    std::int64_t part_;
    std::int64_t held_;
};

} // namespace segue::traffic
