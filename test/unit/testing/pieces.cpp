// Streamed bodies on the counting transport: in pieces, and broken off.

#include <segue/base/blocking.hpp>
#include <segue/testing/counting_transport.hpp>
#include <segue/testing/manual_time.hpp>
#include <segue/testing/responses.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace segue::testing {
namespace {

using namespace std::chrono_literals;

class listing_sink final : public http::body_sink {
public:
    explicit listing_sink(const manual_time& clock) : clock_(clock), begun_(clock.now()) {}

    choice begin(const http::response&) override { return wanted; }

    asio::awaitable<result<void>> write(std::string_view bytes) override {
        pieces.emplace_back(bytes);
        times.push_back(clock_.now() - begun_);
        if (pieces.size() == most)
            co_return reply(errc::file_failed).outcome().error();
        co_return result<void>();
    }

    choice wanted = choice::stream;
    std::size_t most = 99;
    std::vector<std::string> pieces;
    std::vector<std::chrono::nanoseconds> times;

private:
    const manual_time& clock_;
    steady_time begun_;
};

class counting_pieces : public ::testing::Test {
protected:
    result<http::response> send(http::body_sink* sink) {
        std::optional<result<http::response>> answer;
        auto finish = [&answer](const std::exception_ptr& e, result<http::response> got) {
            if (!e)
                answer = std::move(got);
        };
        asio::co_spawn(io, transport.send({}, sink), finish);
        time->run(io);
        io.restart();
        return answer.value();
    }

    asio::io_context io{1};
    std::shared_ptr<manual_time> time = std::make_shared<manual_time>();
    counting_transport transport{time};
    using texts = std::vector<std::string>;
};

TEST_F(counting_pieces, body_comes_in_pieces_with_time_between) {
    transport.use({.steps_before_sending = 0, .steps_before_answer = 0, .step_time = 2s, .piece_bytes = 4});
    transport.queue(json("0123456789"));
    listing_sink sink(*time);
    EXPECT_EQ(send(&sink)->body, "");
    EXPECT_EQ(sink.pieces, (texts{"0123", "4567", "89"}));
    EXPECT_EQ(sink.times, (std::vector<std::chrono::nanoseconds>{0s, 2s, 4s}));
}

TEST_F(counting_pieces, body_that_nobody_streams_comes_whole) {
    transport.use({.piece_bytes = 4});
    transport.queue(json("0123456789"));
    EXPECT_EQ(send(nullptr)->body, "0123456789");
    transport.queue(json("0123456789"));
    listing_sink sink(*time);
    sink.wanted = http::body_sink::choice::buffer;
    EXPECT_EQ(send(&sink)->body, "0123456789");
    EXPECT_EQ(sink.pieces, texts{});
}

TEST_F(counting_pieces, sink_that_fails_ends_the_exchange_at_once) {
    transport.use({.piece_bytes = 4});
    transport.queue(json("0123456789"));
    listing_sink sink(*time);
    sink.most = 2;
    EXPECT_EQ(send(&sink).error().code, errc::file_failed);
    EXPECT_EQ(sink.pieces.size(), 2U);
}

TEST_F(counting_pieces, answer_that_breaks_hands_over_what_had_come) {
    transport.use({.piece_bytes = 4});
    transport.queue(reply::cut(json("012345"), errc::connection_lost));
    listing_sink sink(*time);
    const auto answer = send(&sink);
    EXPECT_EQ(answer.error().code, errc::connection_lost);
    EXPECT_EQ(answer.error().status, 200);
    EXPECT_EQ(sink.pieces, (texts{"0123", "45"}));
}

} // namespace
} // namespace segue::testing
