#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace boost::asio {
class io_context;
}

namespace segue {

namespace asio = boost::asio;

namespace detail {

void run_until_done(asio::io_context& io, asio::awaitable<void> work);

template <class T>
asio::awaitable<void> keep(asio::awaitable<T> work, std::shared_ptr<std::optional<T>> result) {
    result->emplace(co_await std::move(work));
}

} // namespace detail

/// Runs `io` in this thread until `work` is done, and returns its value or throws what it threw.
///
/// Other work of the context runs meanwhile. Do not call it from a handler of the same context: it would wait
/// for itself. Work that waits for another context needs somebody to run that one.
/// **Lifetime** when a thread runs that other context, `io` must outlive the step in which that thread wakes
/// this one: let `io` live until the thread is joined.
/// **Errors** `std::logic_error` when the context is stopped before `work` is done.
template <class T>
T sync_wait(asio::io_context& io, asio::awaitable<T> work) {
    auto result = std::make_shared<std::optional<T>>();
    detail::run_until_done(io, detail::keep(std::move(work), result));
    return std::move(**result);
}

inline void sync_wait(asio::io_context& io, asio::awaitable<void> work) {
    detail::run_until_done(io, std::move(work));
}

/// An event loop for programs that have none: make clients on `executor()`, and `wait` for their verbs.
///
///     segue::blocking loop;
///     discogs::client client{loop.executor()};
///     auto release = loop.wait(client.release(352665).get());
///
/// **Threads** one at a time.
class blocking {
public:
    blocking();
    ~blocking();
    blocking(const blocking&) = delete;
    blocking& operator=(const blocking&) = delete;

    asio::any_io_executor executor() const;
    asio::io_context& context() noexcept { return *io_; }

    /// Waits for `work` in this thread; see `sync_wait`.
    template <class T>
    T wait(asio::awaitable<T> work) {
        return sync_wait(*io_, std::move(work));
    }

private:
    std::unique_ptr<asio::io_context> io_;
};

} // namespace segue
