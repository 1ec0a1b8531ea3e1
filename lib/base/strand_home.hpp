#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace segue {

namespace asio = boost::asio;

/// A strand on somebody's execution context that may be held longer than the context lives.
///
/// Asio's strands, timers and sockets must not outlive their context, but a client handle may. So the strand
/// is kept here, a service of the context takes it away when the context shuts down, and from then on `post`
/// refuses. Whoever owns things tied to the context drops them in the shutdown hook.
class strand_home {
public:
    /// Makes a home on `ex`; a strand of the context's own executor type where it can be told, because that
    /// one needs no allocation to post.
    static std::shared_ptr<strand_home> on(const asio::any_io_executor& ex);

    strand_home(const strand_home&) = delete;
    strand_home& operator=(const strand_home&) = delete;
    ~strand_home();

    /// Queues `work` on the strand. Returns false, and leaves `work` as it was, when the context has gone.
    template <class Work>
    bool post(Work&& work) {
        const std::lock_guard lock(mutex_);
        if (!strand_)
            return false;
        asio::post(strand_, std::forward<Work>(work));
        return true;
    }

    /// The strand itself; only for code that runs on it.
    const asio::any_io_executor& executor() const noexcept { return strand_; }

    /// Names how to drop what is tied to the context. Called once at the most: when the context shuts down,
    /// by the thread that destroys it, or by `drop_ties`.
    void on_shutdown(std::function<void()> hook);

    /// Drops what is tied to the context while it is sure to be there; nothing when it has shut down. Whoever
    /// set the hook calls this before it goes, when no work of its own is on the strand any more.
    void drop_ties() noexcept;

private:
    friend class strand_home_service;

    explicit strand_home(asio::any_io_executor strand) : strand_(std::move(strand)) {}
    void close() noexcept;

    std::mutex mutex_;
    asio::any_io_executor strand_;
    std::function<void()> hook_;
    class strand_home_service* service_ = nullptr;
};

} // namespace segue
