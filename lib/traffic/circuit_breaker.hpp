#pragma once

#include <segue/base/time_source.hpp>
#include <segue/traffic/circuit_breaker.hpp>

#include <boost/system/error_code.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace segue::traffic {

/// The circuit is open.
struct circuit_refusal {
    /// When somebody may ask again.
    steady_time until{};
    /// One sentence in plain words.
    std::string why;
};

/// The circuit changed.
struct breaker_change {
    /// Open now, or closed.
    bool open = false;
    /// Until when, if open.
    steady_time until{};
    /// One sentence in plain words.
    std::string why;
};

/// Tells from the outcomes of all attempts whether the service is worth asking. Knows the time only from its
/// arguments.
class circuit_breaker {
public:
    explicit circuit_breaker(const breaker_params& params) : params_(params) {}

    /// Tells why nobody may ask now; nothing when somebody may.
    std::optional<circuit_refusal> look(steady_time now) const;

    /// As `look`, for an attempt that leaves now. Behind an open circuit the first one to come is the only one
    /// let through, until it reports. **Returns** nothing when it may leave; then `succeeded`, `failed` or
    /// `gave_up` must follow.
    std::optional<circuit_refusal> enter(steady_time now);

    /// Tells whether one request is trying whether the service is back.
    bool trying() const noexcept { return state_ == state::probing; }

    /// An attempt got an answer that shows the service alive.
    std::optional<breaker_change> succeeded();
    /// An attempt failed by the service's or the network's fault.
    std::optional<breaker_change> failed(steady_time now, const boost::system::error_code& code);
    /// An attempt ended without telling anything: it was cancelled.
    void gave_up() noexcept;

private:
    enum class state : unsigned char { closed, open, probing };

    std::string why() const;

    breaker_params params_;
    state state_ = state::closed;
    int failures_ = 0;
    steady_time first_failure_{};
    steady_time until_{};
    std::chrono::milliseconds open_for_{};
    boost::system::error_code last_;
};

} // namespace segue::traffic
