#pragma once

#include <segue/base/time_source.hpp>
#include <segue/http/transport.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace segue::test {

/// A transport in memory: answers come from a function, each exchange takes some steps of the event loop and,
/// if asked, some time of a clock.
class scripted_transport final : public http::transport {
public:
    using answer = std::function<result<http::response>(const http::request&)>;

    explicit scripted_transport(answer a) : answer_(std::move(a)) {}

    asio::awaitable<result<http::response>> send(http::request r, http::body_sink*) override {
        requests.push_back(r);
        requests.back().trace = nullptr;
        ++under_way;
        most_under_way = std::max(most_under_way, under_way);
        struct leaving {
            int& count;
            ~leaving() { --count; }
        };
        const leaving mark{under_way};
        if (r.trace != nullptr && tells_handover) {
            r.trace->sent = http::exchange_trace::handover::none;
            r.trace->reused_connection = reuses_connections && requests.size() > 1;
        }
        co_await pass(steps_before_sending);
        if (r.trace != nullptr && tells_handover)
            r.trace->sent = http::exchange_trace::handover::begun;
        ++handed_over;
        if (time && latency.count() > 0)
            co_await wait(latency);
        co_await pass(steps_before_answer);
        auto outcome = answer_(r);
        if (outcome && r.trace != nullptr && time)
            r.trace->first_byte_at = time->now();
        co_return outcome;
    }

    std::vector<http::request> requests;
    int steps_before_sending = 1;
    int steps_before_answer = 1;
    std::shared_ptr<time_source> time;
    std::chrono::milliseconds latency{0};
    std::chrono::milliseconds step_time{0};
    bool tells_handover = true;
    bool reuses_connections = false;
    int handed_over = 0;
    int under_way = 0;
    int most_under_way = 0;

private:
    // A step is a handler of its own; on a strand, handlers that are ready run together, so with `step_time`
    // each waits for the clock.
    asio::awaitable<void> pass(int steps) {
        for (int i = 0; i < steps; ++i) {
            if (time && step_time.count() > 0)
                co_await wait(step_time);
            else
                co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        }
    }

    asio::awaitable<void> wait(std::chrono::milliseconds by) {
        const auto ec = co_await time->wait_until(time->now() + by);
        if (ec)
            throw boost::system::system_error(ec);
    }

    answer answer_;
};

/// A 200 with JSON.
inline http::response json_answer(std::string body) {
    http::response r;
    r.status = 200;
    r.headers.add("Content-Type", "application/json");
    r.body = std::move(body);
    return r;
}

inline http::response status_answer(int status, std::string body) {
    http::response r = json_answer(std::move(body));
    r.status = status;
    return r;
}

inline failure failure_with(errc code) {
    failure f;
    f.code = code;
    return f;
}

} // namespace segue::test
