#include <segue/base/time_source.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace segue {
namespace {

class system_time_source final : public time_source {
public:
    steady_time now() const noexcept override { return std::chrono::steady_clock::now(); }

    std::chrono::system_clock::time_point today() const noexcept override {
        return std::chrono::system_clock::now();
    }

    asio::awaitable<boost::system::error_code> wait_until(steady_time when) override {
        asio::steady_timer timer(co_await asio::this_coro::executor, when);
        boost::system::error_code ec;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
        co_return ec;
    }
};

} // namespace

std::shared_ptr<time_source> system_time() {
    return std::make_shared<system_time_source>();
}

} // namespace segue
