#pragma once

#include <segue/base/error.hpp>
#include <segue/base/time_source.hpp>
#include <segue/traffic/circuit_breaker.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace segue::traffic {

/// What the end of an attempt says about the service.
enum class service_sign : unsigned char {
    well,    ///< It answered, be it with a refusal.
    ill,     ///< The network or the service failed.
    nothing, ///< It was cancelled, or ended before anything was tried.
};

/// Tells what a failed attempt says about the service.
service_sign sign_of(const failure& why) noexcept;

/// Stops asking a service that does not answer, and asks again with one probe at a time.
///
/// Closed, it lets everything through and counts failures in a row. Open, it refuses until its time is over;
/// then one attempt goes as a probe: a good end closes it, a bad one opens it for twice as long. What was
/// under way when it opened changes nothing any more. **Threads** one at a time: the client's strand.
class circuit_breaker {
public:
    enum class state : unsigned char { closed, open, probing };

    /// Lets one attempt through; `report` must follow.
    struct pass {
        std::uint64_t era = 0;
        bool probe = false;
    };

    /// Lets nothing through now.
    struct refusal {
        /// For people: how many attempts failed in a row, and the last with what.
        std::string why;
        /// When to ask again at the earliest; while a probe is under way, when its turn ends at the latest.
        steady_time until;
    };

    /// What a report changed.
    enum class change : unsigned char { none, opened, closed };

    /// **Errors** `std::invalid_argument` that names the member.
    explicit circuit_breaker(const breaker_params& params);

    /// Asks for one attempt, right before it leaves: a probe's turn is not to be spent in a queue.
    [[nodiscard]] std::variant<pass, refusal> admit(steady_time now);

    /// Tells without taking a probe's turn whether an attempt would be refused, for calls about to queue.
    [[nodiscard]] std::optional<refusal> refuses(steady_time now);

    /// Ends an attempt that `admit` let through; `code` is its failure's, for the reason given later.
    ///
    /// Reporting `service_sign::nothing` gives a probe's turn to the next who asks. A probe that never
    /// reports loses its turn after `longest_open`.
    change report(const pass& p, service_sign sign, boost::system::error_code code, steady_time now) noexcept;

    state current() const noexcept { return state_; }

    /// Makes the failure of a refused call.
    static failure to_failure(const refusal& r, steady_time now);

private:
    void open(steady_time now) noexcept;
    void mend_clock(steady_time now) noexcept;
    refusal refuse() const;

    breaker_params params_;
    state state_ = state::closed;
    int failed_in_a_row_ = 0;
    steady_time first_failed_{};
    boost::system::error_code last_;
    std::uint64_t era_ = 0; // changes whenever the state does, so that late reports are known
    std::chrono::nanoseconds span_{};
    steady_time until_{};
};

/// Checks params. **Errors** `std::invalid_argument` that names the member.
void check(const breaker_params& params);

} // namespace segue::traffic
