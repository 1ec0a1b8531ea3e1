#include <segue/base/blocking.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <stdexcept>
#include <utility>

namespace segue {

namespace detail {

void run_until_done(asio::io_context& io, asio::awaitable<void> work) {
    struct outcome {
        bool done = false;
        std::exception_ptr error;
    };
    const auto end = std::make_shared<outcome>(); // outlives this call when the work never ends
    auto finish = [end](std::exception_ptr e) {
        end->done = true;
        end->error = std::move(e);
    };
    asio::co_spawn(io, std::move(work), finish);
    if (io.stopped())
        io.restart();
    while (!end->done && io.run_one() != 0) {
    }
    if (!end->done)
        throw std::logic_error("sync_wait: the context was stopped before the awaited operation was done");
    if (end->error)
        std::rethrow_exception(end->error);
}

} // namespace detail

blocking::blocking() : io_(std::make_unique<asio::io_context>(1)) {}

blocking::~blocking() = default;

asio::any_io_executor blocking::executor() const {
    return io_->get_executor();
}

} // namespace segue
