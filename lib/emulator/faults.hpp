#pragma once

#include "catalog.hpp"
#include "message.hpp"
#include "service.hpp"
#include "wire.hpp"

#include <segue/emulator/emulator.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::emulator {

/// A fault that strikes now, and how often it has struck before.
struct struck_fault {
    fault rule{};
    int earlier_strikes = 0;
};

/// The faults in the order they were added, each with its own count of matching events.
class fault_table {
public:
    explicit fault_table(std::uint64_t seed = 1) : seed_(seed) {}

    /// **Errors** `std::invalid_argument` naming the bad member.
    void add(fault addition);
    void clear() noexcept { armed_.clear(); }
    [[nodiscard]] bool empty() const noexcept { return armed_.empty(); }

    /// Counts one request for every fault that it matches; returns those that strike.
    [[nodiscard]] std::vector<struck_fault> strike_request(std::string_view method, std::string_view path);
    /// Counts one request whose head was read for `reset_in_request`, and says whether it strikes.
    [[nodiscard]] bool strike_head(std::string_view method, std::string_view path);
    /// Whether `strike_head` could ever strike.
    [[nodiscard]] bool watches_heads() const noexcept;
    /// Counts one connection for the faults of that kind.
    [[nodiscard]] bool strike_connection(fault_kind point);
    /// Counts one connection for the faults of that kind; how long those that strike delay it.
    [[nodiscard]] std::chrono::milliseconds delay_connection();

private:
    struct armed {
        fault rule{};
        number_source chance;
        std::uint64_t seen = 0;
        int strikes = 0;
        [[nodiscard]] bool count_and_strike();
    };
    [[nodiscard]] static bool on_place(const fault& rule, std::string_view method, std::string_view path);
    std::uint64_t seed_;
    std::uint64_t added_ = 0;
    std::vector<armed> armed_{};
};

/// A member of a fault that makes no sense.
struct fault_problem {
    std::string_view member{};
    std::string expected{};
};
[[nodiscard]] std::optional<fault_problem> problem_of(const fault& rule);
/// Throws `std::invalid_argument` naming the member that makes no sense.
void validate(const fault& rule);
[[nodiscard]] std::optional<fault_kind> fault_kind_from(std::string_view name) noexcept;

/// What the service must be told before it answers.
[[nodiscard]] answer_options options_for(const std::vector<struck_fault>& struck);
/// Changes the answer as the faults say, and packs it where `packed` says so or one of them does. `asked` is
/// the request that it answers.
void apply_faults(
    const std::vector<struck_fault>& struck, const request& asked, bool packed, exchange& changed);

} // namespace segue::emulator
