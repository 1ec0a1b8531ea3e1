#include <segue/testing/manual_time.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace std::chrono_literals;
using segue::steady_time;
using segue::testing::manual_time;
namespace asio = boost::asio;

class manual_time_test : public ::testing::Test {
protected:
    // Waits and then writes a letter; another one when the wait was cancelled.
    asio::awaitable<void> note_at(steady_time when, char letter) {
        const auto ec = co_await time->wait_until(when);
        log += ec == asio::error::operation_aborted ? '!' : letter;
    }

    void start(steady_time when, char letter) {
        asio::co_spawn(io, note_at(when, letter), asio::detached);
        settle();
    }

    void settle() {
        io.restart();
        while (io.poll() != 0) {
        }
    }

    asio::io_context io{1};
    std::shared_ptr<manual_time> time = std::make_shared<manual_time>();
    const steady_time begun = time->now();
    std::string log;
};

TEST_F(manual_time_test, clock_stands_until_it_is_moved) {
    EXPECT_EQ(time->now(), time->now());
    time->advance(5s);
    EXPECT_EQ(time->now(), begun + 5s);
    time->advance_to(begun + 7s);
    EXPECT_EQ(time->now(), begun + 7s);
}

TEST_F(manual_time_test, clock_never_goes_back) {
    time->advance(5s);
    time->advance(-1s);
    time->advance_to(begun);
    EXPECT_EQ(time->now(), begun + 5s);
}

TEST_F(manual_time_test, date_begins_where_it_is_told_and_moves_along) {
    const auto date = std::chrono::sys_days(std::chrono::year(2020) / 2 / 29) + 13h;
    manual_time other(date);
    EXPECT_EQ(other.today(), date);
    other.advance(36h);
    EXPECT_EQ(other.today(), date + 36h);
    EXPECT_EQ(time->today(), manual_time::default_date);
}

TEST_F(manual_time_test, wait_ends_at_its_time_and_not_before) {
    start(begun + 10s, 'a');
    EXPECT_EQ(time->waiting(), 1U);
    time->advance(10s - 1ns);
    settle();
    EXPECT_EQ(log, "");
    time->advance(1ns);
    settle();
    EXPECT_EQ(log, "a");
    EXPECT_EQ(time->waiting(), 0U);
}

TEST_F(manual_time_test, wait_for_the_past_or_the_present_ends_at_once) {
    time->advance(5s);
    start(begun, 'a');
    start(time->now(), 'b');
    EXPECT_EQ(log, "ab");
}

TEST_F(manual_time_test, one_step_over_several_waits_wakes_them_all_and_leaves_the_rest) {
    start(begun + 3s, 'c');
    start(begun + 1s, 'a');
    start(begun + 9s, 'z');
    start(begun + 1s, 'b');
    time->advance(5s);
    settle();
    EXPECT_EQ(log.size(), 3U);
    EXPECT_EQ(log.find('z'), std::string::npos);
    EXPECT_EQ(time->waiting(), 1U);
    EXPECT_EQ(time->next_due(), begun + 9s);
}

TEST_F(manual_time_test, clock_moved_twice_before_the_waiter_runs_wakes_it_once) {
    start(begun + 1s, 'a');
    time->advance(2s);
    time->advance(2s);
    settle();
    EXPECT_EQ(log, "a");
}

TEST_F(manual_time_test, cancelled_wait_ends_with_operation_aborted_and_is_forgotten) {
    asio::cancellation_signal cancel;
    asio::co_spawn(io, note_at(begun + 1h, 'a'), asio::bind_cancellation_slot(cancel.slot(), asio::detached));
    settle();
    cancel.emit(asio::cancellation_type::terminal);
    settle();
    EXPECT_EQ(log, "!");
    EXPECT_EQ(time->waiting(), 0U);
    EXPECT_FALSE(time->advance_to_next());
    EXPECT_EQ(time->now(), begun);
}

TEST_F(manual_time_test, advance_to_next_goes_from_wait_to_wait) {
    start(begun + 2s, 'b');
    start(begun + 1s, 'a');
    EXPECT_TRUE(time->advance_to_next());
    EXPECT_EQ(time->now(), begun + 1s);
    settle();
    EXPECT_TRUE(time->advance_to_next());
    EXPECT_EQ(time->now(), begun + 2s);
    settle();
    EXPECT_EQ(log, "ab");
    EXPECT_FALSE(time->advance_to_next());
    EXPECT_EQ(time->next_due(), std::nullopt);
}

TEST_F(manual_time_test, wait_without_end_moves_nothing) {
    asio::cancellation_signal cancel;
    auto body = [&]() -> asio::awaitable<void> { co_await time->wait_until(steady_time::max()); };
    asio::co_spawn(io, body(), asio::bind_cancellation_slot(cancel.slot(), asio::detached));
    time->run(io); // returns, though the wait is there
    EXPECT_EQ(time->waiting(), 1U);
    EXPECT_EQ(time->now(), begun);
    cancel.emit(asio::cancellation_type::terminal);
    time->run(io);
    EXPECT_EQ(time->waiting(), 0U);
}

TEST_F(manual_time_test, run_goes_through_hours_of_waits_until_nothing_is_left) {
    auto job = [&]() -> asio::awaitable<void> {
        for (int hour = 0; hour < 100; ++hour)
            co_await time->wait_until(time->now() + 1h);
        log = "done";
    };
    asio::co_spawn(io, job(), asio::detached);
    time->run(io);
    EXPECT_EQ(log, "done");
    EXPECT_EQ(time->now(), begun + 100h);
    time->run(io); // a context that has ended is run again
    EXPECT_EQ(time->now(), begun + 100h);
}

TEST_F(manual_time_test, run_lets_exceptions_of_handlers_out) {
    auto fail = [](const std::exception_ptr& e) {
        if (e)
            std::rethrow_exception(e);
    };
    auto job = [&]() -> asio::awaitable<void> {
        co_await time->wait_until(begun + 1s);
        throw std::runtime_error("broken");
    };
    asio::co_spawn(io, job(), fail);
    EXPECT_THROW(time->run(io), std::runtime_error);
}

TEST_F(manual_time_test, wait_on_a_strand_is_woken_there) {
    const auto strand = asio::make_strand(io);
    bool inside = false;
    auto body = [&]() -> asio::awaitable<void> {
        co_await time->wait_until(begun + 1s);
        inside = strand.running_in_this_thread();
    };
    asio::co_spawn(strand, body(), asio::detached);
    time->run(io);
    EXPECT_TRUE(inside);
}

TEST_F(manual_time_test, context_that_ends_with_a_wait_under_way_takes_it_along) {
    auto own = std::make_unique<asio::io_context>(1);
    asio::co_spawn(*own, note_at(begun + 1s, 'a'), asio::detached);
    own->poll();
    ASSERT_EQ(time->waiting(), 1U);
    own.reset();
    EXPECT_EQ(time->waiting(), 0U);
    time->advance(2s);
    EXPECT_EQ(log, "");
}

TEST_F(manual_time_test, clock_that_goes_before_its_wait_leaves_it_to_cancellation) {
    auto own = std::make_unique<manual_time>();
    asio::cancellation_signal cancel;
    boost::system::error_code seen;
    auto body = [&](manual_time& clock) -> asio::awaitable<void> {
        seen = co_await clock.wait_until(clock.now() + 1s);
    };
    asio::co_spawn(io, body(*own), asio::bind_cancellation_slot(cancel.slot(), asio::detached));
    settle();
    own.reset();
    cancel.emit(asio::cancellation_type::terminal);
    settle();
    EXPECT_EQ(seen, asio::error::operation_aborted);
}

} // namespace
