#include <segue/testing/counting_transport.hpp>
#include <segue/testing/manual_time.hpp>
#include <segue/testing/responses.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace {

using namespace std::chrono_literals;
using namespace segue::http;
using segue::errc;
using segue::result;
using segue::testing::counting_transport;
using segue::testing::exchange_params;
using segue::testing::json;
using segue::testing::manual_time;
using segue::testing::reply;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace asio = boost::asio;
using handover = exchange_trace::handover;

request get(std::string target) {
    request r;
    r.to = {"https", "service.test", 443};
    r.target = std::move(target);
    return r;
}

// One exchange that was started: what came of it, once it has.
struct outcome {
    std::optional<result<response>> answer;
    std::exception_ptr thrown;
    exchange_trace trace;
    asio::cancellation_signal cancel;

    bool ended() const { return answer || thrown; }

    bool aborted() const {
        try {
            if (thrown)
                std::rethrow_exception(thrown);
        } catch (const boost::system::system_error& e) {
            return e.code() == asio::error::operation_aborted;
        }
        return false;
    }
};

class counting : public ::testing::Test {
protected:
    std::shared_ptr<outcome> start(counting_transport& transport, request r, body_sink* sink = nullptr) {
        auto out = std::make_shared<outcome>();
        r.trace = &out->trace;
        auto finish = [out](const std::exception_ptr& e, result<response> answer) {
            out->thrown = e;
            if (!e)
                out->answer.emplace(std::move(answer));
        };
        asio::co_spawn(
            io, transport.send(std::move(r), sink), asio::bind_cancellation_slot(out->cancel.slot(), finish));
        return out;
    }

    std::shared_ptr<outcome> run(counting_transport& transport, request r, body_sink* sink = nullptr) {
        auto out = start(transport, std::move(r), sink);
        time->run(io);
        return out;
    }

    asio::io_context io{1};
    std::shared_ptr<manual_time> time = std::make_shared<manual_time>();
};

TEST_F(counting, queue_answers_in_order_and_verifies_when_used_up) {
    counting_transport transport;
    transport.queue(json(R"({"n":1})"));
    transport.queue(json(404, "{}"));
    EXPECT_EQ(run(transport, get("/a"))->answer->value().body, R"({"n":1})");
    EXPECT_EQ(run(transport, get("/b"))->answer->value().status, 404);
    EXPECT_NO_THROW(transport.verify());
    EXPECT_EQ(transport.count(), 2U);
}

TEST_F(counting, answer_for_a_path_comes_first_and_waits_for_its_request) {
    counting_transport transport;
    transport.queue(json(201, "{}"));
    transport.queue("GET", "/b", json(202, "{}"));
    transport.queue("POST", "/b", json(203, "{}"));
    EXPECT_EQ(run(transport, get("/b?page=2"))->answer->value().status, 202);
    EXPECT_EQ(run(transport, get("/b"))->answer->value().status, 201);
    EXPECT_THAT(transport.unused(), ElementsAre("POST /b: 203"));
}

TEST_F(counting, path_with_a_query_stands_for_the_whole_target) {
    counting_transport transport;
    transport.queue("GET", "/b?page=2", json(202, "{}"));
    transport.queue(json(200, "{}"));
    EXPECT_EQ(run(transport, get("/b?page=1"))->answer->value().status, 200);
    EXPECT_EQ(run(transport, get("/b?page=2"))->answer->value().status, 202);
    EXPECT_EQ(transport.count("GET", "/b"), 2U);
    EXPECT_EQ(transport.count("GET", "/b?page=2"), 1U);
    EXPECT_EQ(transport.count("GET", "/b?page=3"), 0U);
    EXPECT_EQ(transport.count("POST", "/b"), 0U);
}

TEST_F(counting, answer_left_over_fails_the_check_and_is_named) {
    counting_transport transport;
    transport.queue(reply::lost());
    transport.queue("GET", "/never", json("{}"));
    try {
        transport.verify();
        FAIL();
    } catch (const std::logic_error& e) {
        EXPECT_THAT(e.what(), HasSubstr("not used: GET /never: 200"));
        EXPECT_THAT(e.what(), HasSubstr("not used: any request"));
    }
}

TEST_F(counting, request_without_an_answer_throws_at_the_call_and_at_the_check) {
    counting_transport transport;
    const auto out = run(transport, get("/surprise?x=1"));
    EXPECT_THROW(std::rethrow_exception(out->thrown), std::logic_error);
    EXPECT_THAT(transport.unexpected(), ElementsAre("GET /surprise?x=1"));
    EXPECT_THROW(transport.verify(), std::logic_error);
    EXPECT_EQ(transport.count(), 1U);
    EXPECT_EQ(transport.under_way(), 0U);
}

TEST_F(counting, request_is_kept_as_it_came) {
    counting_transport transport([](const request&) { return json("{}"); });
    request r = get("/thing?a=b%20c");
    r.method = method::post;
    r.headers.add("Authorization", "Discogs token=t");
    r.headers.add("X", "1");
    r.headers.add("X", "2");
    r.body = std::string("a\0b", 3);
    run(transport, r);
    const auto seen = transport.request(0);
    EXPECT_EQ(seen.method, method::post);
    EXPECT_EQ(seen.to, r.to);
    EXPECT_EQ(seen.target, r.target);
    EXPECT_EQ(seen.headers, r.headers);
    EXPECT_EQ(seen.body, r.body);
    EXPECT_EQ(seen.trace, nullptr);
    EXPECT_THROW(transport.request(1), std::out_of_range);
}

TEST_F(counting, function_answers_what_the_queue_does_not) {
    counting_transport transport([](const request& r) { return json(200, r.target); });
    transport.queue("GET", "/a", reply::unsent());
    EXPECT_EQ(run(transport, get("/a"))->answer->error().code, errc::connect_failed);
    EXPECT_EQ(run(transport, get("/a"))->answer->value().body, "/a");
}

TEST_F(counting, function_that_throws_is_heard_after_the_request_has_left) {
    counting_transport transport([](const request&) -> reply { throw std::runtime_error("broken"); });
    const auto out = run(transport, get("/"));
    EXPECT_THROW(std::rethrow_exception(out->thrown), std::runtime_error);
    EXPECT_EQ(out->trace.sent, handover::begun);
    EXPECT_EQ(transport.under_way(), 0U);
}

TEST_F(counting, coroutine_may_wait_before_it_answers) {
    auto slow = [this](const request& r) -> asio::awaitable<reply> {
        co_await time->wait_until(time->now() + 3s);
        co_return json(200, r.target);
    };
    counting_transport transport(slow, time);
    const auto begun = time->now();
    EXPECT_EQ(run(transport, get("/slow"))->answer->value().body, "/slow");
    EXPECT_EQ(time->now() - begun, 3s);
}

TEST_F(counting, coroutine_that_says_unsent_takes_the_request_back) {
    auto refuse = [](const request&) -> asio::awaitable<reply> { co_return reply::unsent(); };
    counting_transport transport(refuse);
    const auto out = run(transport, get("/"));
    EXPECT_EQ(out->answer->error().code, errc::connect_failed);
    EXPECT_EQ(out->trace.sent, handover::none);
    EXPECT_EQ(transport.sent(), 0U);
}

TEST_F(counting, failure_before_sending_leaves_no_byte) {
    counting_transport transport(time);
    transport.queue(reply::unsent(errc::resolve_failed).after(2s));
    const auto begun = time->now();
    const auto out = run(transport, get("/"));
    EXPECT_EQ(out->answer->error().code, errc::resolve_failed);
    EXPECT_EQ(out->trace.sent, handover::none);
    EXPECT_FALSE(out->trace.first_byte_at);
    EXPECT_EQ(transport.count(), 1U);
    EXPECT_EQ(transport.sent(), 0U);
    EXPECT_EQ(time->now() - begun, 2s);
}

TEST_F(counting, failure_after_sending_leaves_the_answer_unseen) {
    counting_transport transport(time);
    transport.queue(reply::lost());
    const auto out = run(transport, get("/"));
    EXPECT_EQ(out->answer->error().code, errc::connection_lost);
    EXPECT_EQ(out->trace.sent, handover::begun);
    EXPECT_FALSE(out->trace.first_byte_at);
    EXPECT_EQ(transport.sent(), 1U);
}

TEST_F(counting, failure_inside_the_answer_tells_what_had_come) {
    counting_transport transport(time);
    transport.queue(reply::cut(json(201, "{")));
    const auto out = run(transport, get("/"));
    EXPECT_EQ(out->answer->error().status, 201);
    EXPECT_TRUE(out->trace.first_byte_at);
}

TEST_F(counting, silence_lasts_until_it_is_cancelled) {
    counting_transport transport(time);
    transport.queue(reply::never());
    const auto out = run(transport, get("/"));
    EXPECT_FALSE(out->ended());
    EXPECT_EQ(time->waiting(), 0U) << "it must not be waited for on the clock";
    EXPECT_EQ(transport.under_way(), 1U);
    out->cancel.emit(asio::cancellation_type::terminal);
    time->run(io);
    EXPECT_TRUE(out->aborted());
    EXPECT_EQ(out->trace.sent, handover::begun);
    EXPECT_EQ(transport.under_way(), 0U);
}

TEST_F(counting, cancelled_before_it_was_sent_says_so) {
    counting_transport transport(time);
    transport.use({.steps_before_sending = 1, .step_time = 5s});
    transport.queue(json("{}"));
    const auto out = start(transport, get("/"));
    io.poll();
    out->cancel.emit(asio::cancellation_type::terminal);
    time->run(io);
    EXPECT_TRUE(out->aborted());
    EXPECT_EQ(out->trace.sent, handover::none);
    EXPECT_EQ(transport.sent(), 0U);
}

TEST_F(counting, waits_add_up_on_the_clock) {
    counting_transport transport(time);
    transport.use({.latency = 2s, .steps_before_sending = 2, .steps_before_answer = 3, .step_time = 100ms});
    transport.queue(reply(json("{}")).after(1s));
    const auto begun = time->now();
    const auto out = run(transport, get("/"));
    EXPECT_EQ(time->now() - begun, 3500ms);
    EXPECT_EQ(out->trace.first_byte_at, time->now());
}

TEST_F(counting, wait_without_a_clock_is_a_mistake_of_the_test) {
    counting_transport transport;
    transport.queue(reply(json("{}")).after(1ms));
    const auto out = run(transport, get("/"));
    EXPECT_THROW(std::rethrow_exception(out->thrown), std::logic_error);
}

TEST_F(counting, steps_are_turns_of_the_event_loop) {
    counting_transport transport;
    transport.queue(json("{}"));
    transport.queue(json("{}"));
    const auto turns = [&] {
        const auto out = start(transport, get("/"));
        int n = 0;
        io.restart();
        while (!out->ended())
            n += static_cast<int>(io.run_one());
        return n;
    };
    const int usual = turns(); // one before and one after sending
    transport.use({.steps_before_sending = 3, .steps_before_answer = 4});
    EXPECT_EQ(turns() - usual, 5);
}

TEST_F(counting, connections_are_fresh_or_kept_as_asked) {
    counting_transport transport([](const request&) { return json("{}"); });
    run(transport, get("/"));
    EXPECT_FALSE(run(transport, get("/"))->trace.reused_connection);
    transport.use({.connections = exchange_params::connection_use::kept});
    EXPECT_TRUE(run(transport, get("/"))->trace.reused_connection);
    counting_transport another([](const request&) { return json("{}"); });
    another.use({.connections = exchange_params::connection_use::kept});
    EXPECT_FALSE(run(another, get("/"))->trace.reused_connection) << "the first one cannot be";
}

TEST_F(counting, trace_may_be_left_alone_or_be_missing) {
    counting_transport transport([](const request&) { return json("{}"); }, time);
    transport.use({.report = exchange_params::trace_report::none});
    const auto out = run(transport, get("/"));
    EXPECT_EQ(out->trace.sent, handover::unknown);
    EXPECT_FALSE(out->trace.first_byte_at);
    transport.use({});
    bool answered = false;
    auto finish = [&](const std::exception_ptr& e, const result<response>& r) { answered = !e && r; };
    asio::co_spawn(io, transport.send(get("/"), nullptr), finish);
    time->run(io);
    EXPECT_TRUE(answered);
}

TEST_F(counting, exchanges_at_once_are_counted) {
    counting_transport transport([](const request&) { return json("{}"); }, time);
    transport.use({.latency = 1s});
    for (int i = 0; i < 5; ++i)
        start(transport, get("/"));
    io.poll();
    EXPECT_EQ(transport.under_way(), 5U);
    time->run(io);
    EXPECT_EQ(transport.under_way(), 0U);
    EXPECT_EQ(transport.most_under_way(), 5U);
    transport.clear();
    EXPECT_EQ(transport.most_under_way(), 0U);
    EXPECT_EQ(transport.count(), 0U);
    EXPECT_EQ(transport.sent(), 0U);
    EXPECT_THAT(transport.requests(), IsEmpty());
}

// A body in pieces; it may lie about its length.
class pieces final : public body_source {
public:
    explicit pieces(std::optional<std::uint64_t> size) : size_(size) {}
    std::optional<std::uint64_t> size_bytes() const override { return size_; }
    void rewind() override { at_ = 0; }
    asio::awaitable<result<std::size_t>> read(std::span<char> room) override {
        if (fails)
            co_return reply(errc::connection_lost).outcome().error();
        const auto n = std::min({room.size(), std::size_t(3), text.size() - at_});
        std::copy_n(text.data() + at_, n, room.data());
        at_ += n;
        co_return n;
    }

    const std::string text = "0123456789";
    bool fails = false;

private:
    std::optional<std::uint64_t> size_;
    std::size_t at_ = 10;
};

TEST_F(counting, streamed_body_is_read_whole_from_its_beginning) {
    counting_transport transport([](const request& r) { return json(200, r.body); });
    for (const auto size : {std::optional<std::uint64_t>(10), std::optional<std::uint64_t>()}) {
        pieces body(size);
        request r = get("/upload");
        r.source = &body;
        EXPECT_TRUE(run(transport, r)->answer->has_value());
    }
    EXPECT_EQ(transport.request(0).body, "0123456789");
    EXPECT_EQ(transport.request(1).body, "0123456789");
    EXPECT_EQ(transport.request(1).source, nullptr);
}

TEST_F(counting, coroutine_sees_the_streamed_body) {
    auto echo = [](const request& r) -> asio::awaitable<reply> { co_return json(200, r.body); };
    counting_transport transport(echo);
    pieces body(10);
    request r = get("/upload");
    r.source = &body;
    EXPECT_EQ(run(transport, r)->answer->value().body, "0123456789");
}

TEST_F(counting, streamed_body_that_lies_or_fails_fails_as_on_a_socket) {
    counting_transport transport([](const request&) { return json("{}"); });
    pieces lying(11);
    request r = get("/upload");
    r.source = &lying;
    EXPECT_EQ(run(transport, r)->answer->error().code, errc::bad_params);
    pieces failing(10);
    failing.fails = true;
    r.source = &failing;
    EXPECT_EQ(run(transport, r)->answer->error().code, errc::connection_lost);
}

class keeping_sink final : public body_sink {
public:
    choice begin(const response& head) override {
        status = head.status;
        head_was_empty = head.body.empty();
        return wanted;
    }
    asio::awaitable<result<void>> write(std::string_view bytes) override {
        if (fails)
            co_return reply(errc::answer_too_large).outcome().error();
        text += bytes;
        co_return result<void>();
    }

    choice wanted = choice::stream;
    bool fails = false;
    bool head_was_empty = false;
    int status = 0;
    std::string text;
};

TEST_F(counting, sink_gets_the_body_or_leaves_it) {
    counting_transport transport([](const request&) { return json(206, "bytes"); });
    keeping_sink sink;
    EXPECT_EQ(run(transport, get("/"), &sink)->answer->value().body, "");
    EXPECT_EQ(sink.text, "bytes");
    EXPECT_EQ(sink.status, 206);
    EXPECT_TRUE(sink.head_was_empty);
    sink.wanted = body_sink::choice::buffer;
    EXPECT_EQ(run(transport, get("/"), &sink)->answer->value().body, "bytes");
    sink.wanted = body_sink::choice::stream;
    sink.fails = true;
    EXPECT_EQ(run(transport, get("/"), &sink)->answer->error().code, errc::answer_too_large);
}

TEST_F(counting, answer_to_head_has_no_body) {
    counting_transport transport([](const request&) { return json("{}"); });
    request r = get("/");
    r.method = method::head;
    EXPECT_EQ(run(transport, r)->answer->value().body, "");
}

TEST_F(counting, transport_may_go_before_its_exchange) {
    auto transport = std::make_unique<counting_transport>([](const request&) { return json("{}"); }, time);
    transport->use({.latency = 1s});
    const auto out = start(*transport, get("/"));
    io.poll();
    transport.reset();
    time->run(io);
    EXPECT_TRUE(out->answer->has_value());
}

TEST_F(counting, context_that_ends_takes_its_exchanges_along) {
    counting_transport transport(time);
    transport.queue(reply::never());
    {
        asio::io_context own(1);
        auto drop = [](const std::exception_ptr&, const result<response>&) {};
        asio::co_spawn(own, transport.send(get("/"), nullptr), drop);
        while (own.poll() != 0) {
        }
        EXPECT_EQ(transport.under_way(), 1U);
    }
    EXPECT_EQ(transport.under_way(), 0U);
}

} // namespace
