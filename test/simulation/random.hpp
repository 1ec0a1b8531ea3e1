#pragma once

#include <cstddef>
#include <cstdint>

namespace sim {

/// The splitmix64 generator: quick to seed, and the same numbers with every compiler and library.
class random_source {
public:
    explicit random_source(std::uint64_t seed) noexcept : state_(seed) {}

    std::uint64_t next() noexcept {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }

    /// Draws from 0 up to and without `n`, which is at least 1.
    int below(int n) noexcept { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
    /// Draws from `low` up to and with `high`.
    int between(int low, int high) noexcept { return low + below(high - low + 1); }
    /// Says yes so often in a thousand times.
    bool chance(int in_thousand) noexcept { return below(1000) < in_thousand; }

    template <class T, std::size_t N>
    const T& pick(const T (&from)[N]) noexcept {
        return from[next() % N];
    }

private:
    std::uint64_t state_;
};

} // namespace sim
