#pragma once

#include <segue/base/time_source.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace sim {

/// What must hold, whatever happens. docs/simulation.md says what each one means.
enum class rule : unsigned char {
    quota,
    gate,
    write_twice,
    write_repeated,
    attempts,
    deadline,
    limit_too_early,
    cancellation,
    once,
    hang,
    leak,
    account,
    answer,
    honesty,
    cause,
    retry_after,
    retry_budget,
    circuit,
    single_flight,
    written,
    lifetime,
    mode,
    close,
};

std::string_view name_of(rule r) noexcept;

/// Takes down what happens: a fingerprint of all of it, lines of text when somebody wants to read them, and
/// the first rule that was broken.
class journal {
public:
    explicit journal(std::ostream* lines) : lines_(lines) {}

    /// Notes one step. `subject` is a call or what else it is about.
    void note(segue::steady_time when, std::string_view what, int subject, std::int64_t value = 0);
    /// Notes text beside a step, which the fingerprint leaves out.
    void remark(std::string_view text);
    /// Notes that a rule was broken; only the first one counts.
    void broken(rule r, segue::steady_time when, std::string why);

    bool wants_text() const noexcept { return lines_ != nullptr; }
    std::uint64_t fingerprint() const noexcept { return fingerprint_; }

    struct breach {
        rule which;
        std::string why;
    };
    const std::optional<breach>& first_breach() const noexcept { return breach_; }

private:
    std::ostream* lines_;
    std::uint64_t fingerprint_ = 0xcbf29ce484222325U;
    std::optional<breach> breach_;
};

/// Milliseconds since the start of the simulation, for texts.
double milliseconds_since_start(segue::steady_time when);

/// Where the clock of every simulation starts.
inline constexpr segue::steady_time start_of_time = segue::steady_time() + std::chrono::hours(1000);

} // namespace sim
