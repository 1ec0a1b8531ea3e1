#include "testing/bodies.hpp"

#include <segue/testing/counting_transport.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

namespace segue::testing {

namespace {

using std::chrono::milliseconds;

bool fits(const http::request& r, std::string_view method, std::string_view path) {
    if (method != http::to_string(r.method))
        return false;
    const std::string_view target = r.target;
    return path == (path.find('?') == std::string_view::npos ? target.substr(0, target.find('?')) : target);
}

std::string line_of(const http::request& r) {
    return std::string(http::to_string(r.method)).append(" ").append(r.target);
}

asio::awaitable<void> wait(std::shared_ptr<time_source> time, milliseconds by) {
    if (by.count() <= 0)
        co_return;
    if (!time)
        throw std::logic_error("counting_transport: a wait needs a time source");
    const auto ec = co_await time->wait_until(time->now() + by);
    if (ec)
        throw boost::system::system_error(ec);
}

// A turn is a handler of its own; on a strand, handlers that are ready run together, so with `each` every
// turn waits for the clock.
asio::awaitable<void> pass(std::shared_ptr<time_source> time, int turns, milliseconds each) {
    for (int i = 0; i < turns; ++i) {
        if (each.count() > 0)
            co_await wait(time, each);
        else
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    }
}

// A body to a sink, in pieces; with one piece as any transport of the kit does it.
asio::awaitable<result<http::response>> deliver_in_pieces(
    http::response answer,
    http::body_sink* sink,
    std::size_t most,
    std::shared_ptr<time_source> time,
    milliseconds each) {
    if (sink == nullptr || most == 0 || answer.body.size() <= most)
        co_return co_await deliver(std::move(answer), sink);
    const std::string body = std::exchange(answer.body, {});
    if (sink->begin(answer) == http::body_sink::choice::buffer) {
        answer.body = body;
        co_return answer;
    }
    for (std::size_t at = 0; at < body.size(); at += most) {
        if (at != 0)
            co_await pass(time, 1, each);
        auto taken = co_await sink->write(std::string_view(body).substr(at, most));
        if (!taken)
            co_return std::move(taken).error();
    }
    co_return answer;
}

} // namespace

struct counting_transport::state {
    struct queued {
        std::string method; // empty: any request
        std::string path;
        reply next;
    };

    state(function f, coroutine c, std::shared_ptr<time_source> t)
        : by_function(std::move(f)), by_coroutine(std::move(c)), time(std::move(t)) {}

    // What to do with a request, from the queue or the function; nothing when the coroutine is to be asked.
    std::optional<reply> plan(const http::request& r) {
        {
            const std::lock_guard lock(mutex);
            if (auto next = take_queued(r))
                return next;
            if (!by_function && !by_coroutine) {
                without_answer.push_back(line_of(r));
                throw std::logic_error("counting_transport: no answer for " + without_answer.back());
            }
        }
        if (by_function)
            return by_function(r);
        return std::nullopt;
    }

    std::optional<reply> take_queued(const http::request& r) {
        auto at = std::find_if(queue.begin(), queue.end(), [&r](const queued& q) {
            return !q.method.empty() && fits(r, q.method, q.path);
        });
        if (at == queue.end())
            at = std::find_if(queue.begin(), queue.end(), [](const queued& q) { return q.method.empty(); });
        if (at == queue.end())
            return std::nullopt;
        reply next = std::move(at->next);
        queue.erase(at);
        return next;
    }

    const function by_function;
    const coroutine by_coroutine;
    const std::shared_ptr<time_source> time;

    std::mutex mutex; // guards what follows
    std::deque<queued> queue;
    exchange_params how;
    std::vector<std::shared_ptr<http::request>> seen;
    std::vector<std::string> without_answer;
    std::size_t arrived = 0;
    std::size_t sent = 0;
    std::size_t under_way = 0;
    std::size_t most_under_way = 0;
};

// One exchange in the books, from its arrival until it ends in whatever way.
class counting_transport::exchange {
public:
    exchange(state& shared, const http::request& r)
        : shared_(shared), seen_(std::make_shared<http::request>(r)), trace_(r.trace) {
        seen_->source = nullptr;
        seen_->trace = nullptr;
        const std::lock_guard lock(shared_.mutex);
        how = shared_.how;
        shared_.seen.push_back(seen_);
        shared_.most_under_way = std::max(shared_.most_under_way, ++shared_.under_way);
        const bool first = shared_.arrived++ == 0;
        if (how.report == exchange_params::trace_report::none)
            trace_ = nullptr;
        if (trace_ != nullptr) {
            trace_->sent = http::exchange_trace::handover::none;
            trace_->reused_connection = !first && how.connections == exchange_params::connection_use::kept;
        }
    }

    ~exchange() {
        const std::lock_guard lock(shared_.mutex);
        --shared_.under_way;
    }

    exchange(const exchange&) = delete;
    exchange& operator=(const exchange&) = delete;

    void hand_over() {
        if (trace_ != nullptr)
            trace_->sent = http::exchange_trace::handover::begun;
        const std::lock_guard lock(shared_.mutex);
        ++shared_.sent;
    }

    // A coroutine that answers has let the request count as sent, and says then that it was not.
    void take_back() {
        if (trace_ != nullptr)
            trace_->sent = http::exchange_trace::handover::none;
        const std::lock_guard lock(shared_.mutex);
        if (shared_.sent > 0)
            --shared_.sent;
    }

    void keep_body(const std::string& body) {
        const std::lock_guard lock(shared_.mutex);
        seen_->body = body;
    }

    // A clock of our own would not agree with the client's: without a time source the client takes its own.
    void note_first_byte() {
        if (trace_ != nullptr && shared_.time)
            trace_->first_byte_at = shared_.time->now();
    }

    exchange_params how;

private:
    state& shared_;
    std::shared_ptr<http::request> seen_;
    http::exchange_trace* trace_;
};

counting_transport::counting_transport(std::shared_ptr<time_source> time)
    : state_(std::make_shared<state>(nullptr, nullptr, std::move(time))) {}

counting_transport::counting_transport(function answer, std::shared_ptr<time_source> time)
    : state_(std::make_shared<state>(std::move(answer), nullptr, std::move(time))) {}

counting_transport::counting_transport(coroutine answer, std::shared_ptr<time_source> time)
    : state_(std::make_shared<state>(nullptr, std::move(answer), std::move(time))) {}

counting_transport::~counting_transport() = default;

void counting_transport::queue(reply next) {
    queue({}, {}, std::move(next));
}

void counting_transport::queue(std::string_view method, std::string_view path, reply next) {
    const std::lock_guard lock(state_->mutex);
    state_->queue.push_back({std::string(method), std::string(path), std::move(next)});
}

void counting_transport::use(const exchange_params& how) {
    const std::lock_guard lock(state_->mutex);
    state_->how = how;
}

std::vector<http::request> counting_transport::requests() const {
    const std::lock_guard lock(state_->mutex);
    std::vector<http::request> copies;
    copies.reserve(state_->seen.size());
    for (const auto& r : state_->seen)
        copies.push_back(*r);
    return copies;
}

http::request counting_transport::request(std::size_t index) const {
    const std::lock_guard lock(state_->mutex);
    return *state_->seen.at(index);
}

std::size_t counting_transport::count() const {
    const std::lock_guard lock(state_->mutex);
    return state_->seen.size();
}

std::size_t counting_transport::count(std::string_view method, std::string_view path) const {
    const std::lock_guard lock(state_->mutex);
    return static_cast<std::size_t>(std::count_if(
        state_->seen.begin(), state_->seen.end(), [&](const auto& r) { return fits(*r, method, path); }));
}

std::size_t counting_transport::sent() const {
    const std::lock_guard lock(state_->mutex);
    return state_->sent;
}

std::size_t counting_transport::under_way() const {
    const std::lock_guard lock(state_->mutex);
    return state_->under_way;
}

std::size_t counting_transport::most_under_way() const {
    const std::lock_guard lock(state_->mutex);
    return state_->most_under_way;
}

void counting_transport::clear() {
    const std::lock_guard lock(state_->mutex);
    state_->seen.clear();
    state_->without_answer.clear();
    state_->sent = 0;
    state_->most_under_way = state_->under_way;
}

std::vector<std::string> counting_transport::unused() const {
    const std::lock_guard lock(state_->mutex);
    std::vector<std::string> lines;
    for (const auto& q : state_->queue) {
        const std::string where = q.method.empty() ? "any request" : q.method + " " + q.path;
        lines.push_back(where + ": " + q.next.text());
    }
    return lines;
}

std::vector<std::string> counting_transport::unexpected() const {
    const std::lock_guard lock(state_->mutex);
    return state_->without_answer;
}

void counting_transport::verify() const {
    std::string text;
    for (const auto& line : unused())
        text += "\n  not used: " + line;
    for (const auto& line : unexpected())
        text += "\n  without an answer: " + line;
    if (!text.empty())
        throw std::logic_error("counting_transport:" + text);
}

asio::awaitable<result<http::response>> counting_transport::send(http::request r, http::body_sink* sink) {
    return serve(state_, std::move(r), sink);
}

asio::awaitable<result<http::response>>
counting_transport::serve(std::shared_ptr<state> shared, http::request r, http::body_sink* sink) {
    exchange mine(*shared, r);
    const auto& how = mine.how;
    std::optional<reply> plan;
    std::exception_ptr trouble;
    try {
        plan = shared->plan(r);
    } catch (...) {
        trouble = std::current_exception(); // told in the place of the answer
    }
    co_await pass(shared->time, how.steps_before_sending, how.step_time);
    if (plan && plan->how() == reply::ending::unsent) {
        co_await wait(shared->time, plan->wait());
        co_return plan->outcome();
    }
    mine.hand_over();
    if (r.source != nullptr) {
        auto body = co_await read_all(*r.source);
        if (!body)
            co_return std::move(body).error();
        r.body = std::move(body).value();
        mine.keep_body(r.body);
    }
    if (!plan && !trouble) {
        plan = co_await shared->by_coroutine(r);
        if (plan->how() == reply::ending::unsent)
            mine.take_back();
    }
    co_await wait(shared->time, how.latency + (plan ? plan->wait() : milliseconds(0)));
    co_await pass(shared->time, how.steps_before_answer, how.step_time);
    if (trouble)
        std::rethrow_exception(trouble);
    if (plan->how() == reply::ending::never)
        co_await wait_for_cancellation();
    if (plan->how() == reply::ending::cut || plan->how() == reply::ending::answered)
        mine.note_first_byte();
    if (plan->how() == reply::ending::cut && sink != nullptr && plan->begun().status != 0) {
        auto begun =
            co_await deliver_in_pieces(plan->begun(), sink, how.piece_bytes, shared->time, how.step_time);
        if (!begun)
            co_return std::move(begun).error();
    }
    if (plan->how() != reply::ending::answered)
        co_return plan->outcome();
    http::response answer = plan->outcome().value();
    if (r.method == http::method::head)
        answer.body.clear();
    co_return co_await deliver_in_pieces(
        std::move(answer), sink, how.piece_bytes, shared->time, how.step_time);
}

} // namespace segue::testing
