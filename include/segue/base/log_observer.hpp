#pragma once

#include <segue/base/events.hpp>

#include <iosfwd>
#include <mutex>
#include <string>

namespace segue {

/// How much a log tells; each level includes the ones before it.
enum class log_level : unsigned char {
    /// Calls that failed, and what shut the gate for others.
    failures,
    /// Also what went differently than planned: an attempt that failed, a request sent again, fields not
    /// understood, a changed quota, a list that moved.
    notable,
    /// Every event.
    everything,
};

/// Returns the level from which on an event is told.
[[nodiscard]] log_level level_of(const event& e) noexcept;

/// Writes an event as one line of text, without a line end; for loggers of your own.
///
/// Text from the service may be in it; control characters are written as `\n`, `\t` and `\xNN`, so that
/// nobody adds lines to a log. No line holds a token, a secret or a signature, because no event does.
[[nodiscard]] std::string to_text(const event& e);

/// Writes one line per event, `segue: call 3 GET /releases/1: done after 85 ms, 1 attempt`.
///
///     discogs::client client{executor, {}, std::make_shared<segue::log_observer>()};
///
/// **Threads** one observer may serve any number of clients and threads: a line is written whole, in one
/// piece, and flushed. **Lifetime** the stream must outlive the observer.
class log_observer final : public observer {
public:
    /// Writes to `std::clog`.
    explicit log_observer(log_level level = log_level::notable);
    /// Writes to `to`.
    explicit log_observer(std::ostream& to, log_level level = log_level::notable);

    void on_event(const event& e) override;

private:
    std::mutex mutex_;
    std::ostream& to_;
    log_level level_;
};

} // namespace segue
