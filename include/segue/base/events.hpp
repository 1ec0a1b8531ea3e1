#pragma once

#include <segue/base/drift.hpp>
#include <segue/base/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace segue {

/// Which call an event belongs to. The views last for the length of `observer::on_event`.
struct call_view {
    /// Counts the calls of one client from 1; 0 where no call is meant.
    std::uint64_t id = 0;
    std::string_view method;
    /// Path and query, without credentials.
    std::string_view path;
    /// When it happened. With `id`, all that a span of a trace needs.
    std::chrono::steady_clock::time_point at{};
};

namespace events {

/// A call joined the queue for quota and waits.
struct queued {
    call_view call;
};

/// A call holds a permit; its request leaves next.
struct permitted {
    call_view call;
    std::chrono::nanoseconds waited{};
};

/// A request was handed to the transport.
struct sent {
    call_view call;
    /// Counts the requests of this call from 1.
    int attempt = 0;
};

/// An attempt is over: with an answer, or with `code` set and status 0.
struct answered {
    call_view call;
    int attempt = 0;
    int status = 0;
    boost::system::error_code code;
    std::size_t body_bytes = 0;
    std::chrono::nanoseconds took{};
};

/// An attempt failed, and the same request goes out again after `wait`, with a permit and a signature of its
/// own. Without a wait when its kept-alive connection had died.
struct retried {
    call_view call;
    /// The attempt that failed, from 1.
    int attempt = 0;
    /// HTTP status; 0 when no answer came.
    int status = 0;
    boost::system::error_code reason;
    std::chrono::nanoseconds wait{};
};

/// A call waits for the answer to the same request of another call instead of sending its own.
struct joined {
    call_view call;
    /// `call_view::id` of the call that sends; its events tell of the request.
    std::uint64_t flight = 0;
};

/// A call is answered out of the cache; nothing was sent for it, or the sending failed.
struct cached {
    call_view call;
    /// For how long the answer has been kept; less than zero when the clock was set back.
    std::chrono::nanoseconds age{};
    /// Its lifetime is over: it stands in for a failure, as the call's options allow.
    bool stale = false;
};

/// The circuit breaker opened, or closed again.
struct circuit_changed {
    bool open = false;
    /// One sentence in plain words.
    std::string_view why;
    /// For how long nothing leaves; zero when it closed.
    std::chrono::nanoseconds open_for{};
    std::chrono::steady_clock::time_point at{};
};

/// A call is over.
struct finished {
    call_view call;
    int attempts = 0;
    /// Empty when the call succeeded; `operation_aborted` when it was cancelled.
    boost::system::error_code code;
    std::chrono::nanoseconds took{};
};

/// An answer had fields that could not be understood; their text is in `extra`.
struct drifted {
    call_view call;
    std::span<const drift> fields;
};

/// The quota ledger learned something: somebody else uses the same address, a refusal came, the pace changed.
struct quota_changed {
    /// One sentence in plain words.
    std::string_view what;
    /// Requests of somebody else that just showed in the headers.
    int foreign_requests = 0;
    /// For how long nothing leaves; zero when the gate is open.
    std::chrono::nanoseconds shut_for{};
    std::chrono::steady_clock::time_point at{};
};

/// A page of a list holds fewer items than the service says pages have, and is not the last one.
struct page_short {
    call_view call;
    /// How many items it holds; may be 0.
    std::size_t items = 0;
    /// How many it should have held.
    std::int64_t per_page = 0;
};

/// A list changed while a pager walked it, as the page that `call` names shows. Nothing is left out and
/// nothing is asked for twice because of it: items may have been given twice, or none may have shown others.
struct list_moved {
    call_view call;
    /// How many items there were in all, by the page read before and by this one. Nothing when not said.
    std::optional<std::int64_t> total_before{};
    std::optional<std::int64_t> total_now{};
    /// How many of its first items were the last ones of the page before.
    std::size_t repeated_items = 0;
    /// How many items had been given of this page, before a cursor was made, that it no longer holds.
    std::size_t vanished_items = 0;
};

} // namespace events

/// Everything that an observer can hear.
using event = std::variant<
    events::queued,
    events::permitted,
    events::sent,
    events::answered,
    events::retried,
    events::joined,
    events::cached,
    events::circuit_changed,
    events::finished,
    events::drifted,
    events::quota_changed,
    events::page_short,
    events::list_moved>;

/// Hears what a client does. Logging and counters hang here; the library itself never prints.
///
/// No event holds a token, a secret or a signature.
/// **Threads** events of calls come on the client's strand, `drifted`, `page_short` and `list_moved` on the
/// caller's executor: an observer that is shared must be safe to call from several threads. What it throws is
/// swallowed.
class observer {
public:
    virtual ~observer() = default;
    virtual void on_event(const event& e) = 0;
};

} // namespace segue
