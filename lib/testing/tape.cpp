#include "base/aborted.hpp"
#include "testing/bodies.hpp"
#include "testing/scrubber.hpp"
#include "testing/tape_difference.hpp"
#include "testing/tape_file.hpp"

#include <segue/testing/tape.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

namespace segue::testing {

namespace {

taped_exchange taped_request(const http::request& r) {
    taped_exchange e;
    e.to = r.to.text();
    e.method = http::to_string(r.method);
    e.target = r.target;
    e.headers = r.headers;
    e.body = r.body;
    return e;
}

// Copies what goes by.
class listening_source final : public http::body_source {
public:
    explicit listening_source(http::body_source* inner) : inner_(inner) {}

    std::optional<std::uint64_t> size_bytes() const override { return inner_->size_bytes(); }

    void rewind() override {
        heard_.clear();
        inner_->rewind();
    }

    asio::awaitable<result<std::size_t>> read(std::span<char> room) override {
        auto n = co_await inner_->read(room);
        if (n)
            heard_.append(room.data(), *n);
        co_return n;
    }

    const std::string& heard() const noexcept { return heard_; }

private:
    http::body_source* inner_;
    std::string heard_;
};

class listening_sink final : public http::body_sink {
public:
    explicit listening_sink(http::body_sink* inner) : inner_(inner) {}

    choice begin(const http::response& head) override {
        heard_.clear();
        return inner_->begin(head);
    }

    asio::awaitable<result<void>> write(std::string_view bytes) override {
        heard_.append(bytes);
        return inner_->write(bytes);
    }

    const std::string& heard() const noexcept { return heard_; }

private:
    http::body_sink* inner_;
    std::string heard_;
};

} // namespace

// --- recording --------------------------------------------------------------------------------------------

struct recording_transport::state {
    state(std::shared_ptr<http::transport> t, const std::string& file, const recording_params& params)
        : inner(std::move(t)), clean(params.scrub), tape(file) {}

    std::uint64_t take_number() {
        const std::lock_guard lock(mutex);
        return next++;
    }

    void write(taped_exchange e) {
        {
            const std::lock_guard lock(mutex);
            clean.scrub_request(e);
            clean.scrub_answer(e);
        }
        tape.write(to_line(e));
    }

    const std::shared_ptr<http::transport> inner;
    std::mutex mutex; // guards what follows
    scrubber clean;
    std::uint64_t next = 0;

    tape_writer tape; // has a lock of its own
};

recording_transport::recording_transport(
    std::shared_ptr<http::transport> inner, const std::string& file, const recording_params& params) {
    if (!inner)
        throw std::invalid_argument("recording_transport: no transport to record");
    state_ = std::make_shared<state>(std::move(inner), file, params);
}

recording_transport::~recording_transport() = default;

std::size_t recording_transport::recorded() const {
    return state_->tape.lines();
}

void recording_transport::verify() const {
    state_->tape.check();
}

asio::awaitable<result<http::response>> recording_transport::send(http::request r, http::body_sink* sink) {
    return record(state_, std::move(r), sink);
}

asio::awaitable<result<http::response>>
recording_transport::record(std::shared_ptr<state> tape, http::request r, http::body_sink* sink) {
    tape->tape.check();
    auto e = taped_request(r);
    e.number = tape->take_number();
    http::exchange_trace own_trace;
    if (r.trace == nullptr)
        r.trace = &own_trace;
    const auto& trace = *r.trace;
    listening_source source(r.source);
    listening_sink taker(sink);
    if (r.source != nullptr)
        r.source = &source;
    http::body_sink* const told = sink == nullptr ? nullptr : &taker;
    result<http::response> answer;
    std::exception_ptr trouble;
    try {
        answer = co_await tape->inner->send(std::move(r), told);
    } catch (...) {
        trouble = std::current_exception();
    }
    if (trouble && !is_abort(trouble))
        std::rethrow_exception(trouble);
    e.body += source.heard();
    if (trouble) {
        e.ended = taped_exchange::ending::cancelled;
    } else if (!answer) {
        e.ended = taped_exchange::ending::failed;
        e.why = answer.error();
        e.sent = trace.sent;
        e.answer_begun = trace.first_byte_at.has_value();
        e.reused_connection = trace.reused_connection;
    } else {
        e.ended = taped_exchange::ending::answered;
        e.answer = *answer;
        e.answer.body += taker.heard();
    }
    tape->write(std::move(e));
    if (trouble)
        std::rethrow_exception(trouble);
    co_return answer;
}

// --- replaying --------------------------------------------------------------------------------------------

struct replaying_transport::state {
    state(const std::string& file, const replaying_params& params, std::shared_ptr<time_source> t)
        : order(params.order), time(std::move(t)), clean(params.scrub), all(read_tape(file)),
          played(all.size(), false) {}

    // What answers a request; a failure when nothing does.
    result<taped_exchange> take(taped_exchange got) {
        const std::lock_guard lock(mutex);
        clean.scrub_request(got);
        const auto begin = std::find(played.begin(), played.end(), false) - played.begin();
        std::optional<std::size_t> nearest;
        std::string difference_to_nearest;
        for (auto i = static_cast<std::size_t>(begin); i < all.size(); ++i) {
            if (played[i])
                continue;
            auto text = difference(all[i], got);
            if (text.empty()) {
                played[i] = true;
                return all[i];
            }
            // The next one, unless another is for the same thing.
            const bool same = all[i].method == got.method && all[i].target == got.target;
            if (!nearest || (same && all[*nearest].target != got.target)) {
                nearest = i;
                difference_to_nearest = std::move(text);
            }
            if (order == replaying_params::matching::in_order)
                break;
        }
        auto text = "got " + got.method + " " + got.target + ", and " + where(nearest);
        if (nearest)
            text += ": " + difference_to_nearest;
        unexpected.push_back(text);
        failure why;
        why.code = errc::unexpected_request;
        why.message = std::move(text);
        return why;
    }

    std::string where(std::optional<std::size_t> i) const {
        if (!i)
            return "all " + std::to_string(all.size()) + " exchanges of the tape are played";
        return "the tape has exchange " + std::to_string(*i + 1) + " of " + std::to_string(all.size()) +
               " (line " + std::to_string(all[*i].line) + ")";
    }

    const replaying_params::matching order;
    const std::shared_ptr<time_source> time;
    std::mutex mutex; // guards what follows
    scrubber clean;
    const std::vector<taped_exchange> all;
    std::vector<bool> played;
    std::vector<std::string> unexpected;
};

replaying_transport::replaying_transport(
    const std::string& file, const replaying_params& params, std::shared_ptr<time_source> time)
    : state_(std::make_shared<state>(file, params, std::move(time))) {}

replaying_transport::~replaying_transport() = default;

std::size_t replaying_transport::size() const {
    return state_->all.size();
}

std::vector<std::string> replaying_transport::unplayed() const {
    const std::lock_guard lock(state_->mutex);
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < state_->all.size(); ++i) {
        const auto& e = state_->all[i];
        if (!state_->played[i])
            lines.push_back(text_of(e) + " (line " + std::to_string(e.line) + ")");
    }
    return lines;
}

std::vector<std::string> replaying_transport::unexpected() const {
    const std::lock_guard lock(state_->mutex);
    return state_->unexpected;
}

void replaying_transport::verify() const {
    std::string text;
    for (const auto& line : unplayed())
        text += "\n  not played: " + line;
    for (const auto& line : unexpected())
        text += "\n  unexpected: " + line;
    if (!text.empty())
        throw std::logic_error("replaying_transport:" + text);
}

asio::awaitable<result<http::response>> replaying_transport::send(http::request r, http::body_sink* sink) {
    return play(state_, std::move(r), sink);
}

asio::awaitable<result<http::response>>
replaying_transport::play(std::shared_ptr<state> tape, http::request r, http::body_sink* sink) {
    http::exchange_trace unread;
    auto& trace = r.trace == nullptr ? unread : *r.trace;
    trace.sent = http::exchange_trace::handover::none;
    if (r.source != nullptr) {
        auto body = co_await read_all(*r.source);
        if (!body)
            co_return std::move(body).error();
        r.body = std::move(body).value();
    }
    auto taken = tape->take(taped_request(r));
    if (!taken)
        co_return std::move(taken).error();
    auto e = std::move(taken).value();
    const bool failed = e.ended == taped_exchange::ending::failed;
    trace.sent = failed ? e.sent : http::exchange_trace::handover::begun;
    trace.reused_connection = failed && e.reused_connection;
    // As with a socket, the answer is never there when the request has just been made.
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    if (e.ended == taped_exchange::ending::cancelled)
        co_await wait_for_cancellation();
    if (tape->time && (!failed || e.answer_begun))
        trace.first_byte_at = tape->time->now();
    if (failed)
        co_return std::move(e.why);
    co_return co_await deliver(std::move(e.answer), sink);
}

} // namespace segue::testing
