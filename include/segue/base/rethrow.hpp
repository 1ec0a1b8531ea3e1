#pragma once

#include <exception>

namespace segue {

/// A completion handler for `co_spawn` that lets an exception out of `run()`, where `asio::detached` would
/// swallow it.
struct rethrow_t {
    void operator()(const std::exception_ptr& error) const {
        if (error)
            std::rethrow_exception(error);
    }

    template <class T>
    void operator()(const std::exception_ptr& error, const T&) const {
        (*this)(error);
    }
};

inline constexpr rethrow_t rethrow{};

} // namespace segue
