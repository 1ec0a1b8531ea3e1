#include "testing/bodies.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <span>
#include <utility>

namespace segue::testing {

asio::awaitable<void> wait_for_cancellation() {
    asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<result<std::string>> read_all(http::body_source& source) {
    source.rewind();
    const auto promised = source.size_bytes();
    std::array<char, 16 * 1024> room{};
    std::string all;
    for (;;) {
        const auto n = co_await source.read(std::span<char>(room));
        if (!n)
            co_return n.error();
        if (*n == 0)
            break;
        all.append(room.data(), *n);
    }
    if (promised && *promised != all.size()) {
        failure why;
        why.code = errc::bad_params;
        why.message = "the body's source gave another length than it promised";
        co_return why;
    }
    co_return all;
}

asio::awaitable<result<http::response>> deliver(http::response answer, http::body_sink* sink) {
    std::string body = std::exchange(answer.body, {});
    if (sink == nullptr || sink->begin(answer) == http::body_sink::choice::buffer) {
        answer.body = std::move(body);
        co_return answer;
    }
    if (!body.empty()) {
        auto taken = co_await sink->write(body);
        if (!taken)
            co_return std::move(taken).error();
    }
    co_return answer;
}

} // namespace segue::testing
