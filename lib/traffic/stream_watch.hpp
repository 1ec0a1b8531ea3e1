#pragma once

#include <segue/base/time_source.hpp>
#include <segue/http/transport.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

namespace segue::traffic {

/// Stands between a transport and the sink and source of a call, and sees whether bytes flow.
///
/// An attempt that streams may take as long as it likes; only the peer's silence is limited. Time that our
/// own side takes, a disk or a user's function, is no silence.
/// **Threads** the transport may call on another strand than the one that asks `moved_at`.
class stream_watch {
public:
    /// Either may be null.
    stream_watch(
        std::shared_ptr<http::body_sink> sink,
        std::shared_ptr<http::body_source> source,
        std::shared_ptr<time_source> time);
    ~stream_watch();
    stream_watch(const stream_watch&) = delete;
    stream_watch& operator=(const stream_watch&) = delete;

    /// What the transport gets; null for none.
    http::body_sink* sink() const noexcept;
    http::body_source* source() const noexcept;

    /// Forgets the bytes of the attempt before.
    void begin_attempt() noexcept;

    /// When a byte last came or went; now, while our own side is at work.
    steady_time moved_at() const noexcept;

    /// Bytes that the sink has taken in this attempt.
    std::uint64_t delivered() const noexcept { return delivered_.load(); }

private:
    class watched_sink;
    class watched_source;
    class at_work;

    std::shared_ptr<time_source> time_;
    std::unique_ptr<watched_sink> sink_;
    std::unique_ptr<watched_source> source_;
    std::atomic<std::uint64_t> delivered_{0};
    std::atomic<int> working_{0};
    std::atomic<steady_time::rep> moved_at_{0};
};

} // namespace segue::traffic
