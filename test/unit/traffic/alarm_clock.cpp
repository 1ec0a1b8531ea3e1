#include "traffic/alarm_clock.hpp"

#include <segue/testing/manual_time.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace std::chrono_literals;
using segue::traffic::alarm;
using segue::traffic::alarm_clock;

class alarm_clock_test : public ::testing::Test {
protected:
    boost::asio::io_context io{1};
    std::shared_ptr<segue::strand_home> home = segue::strand_home::on(io.get_executor());
    std::shared_ptr<segue::testing::manual_time> time = std::make_shared<segue::testing::manual_time>();
    std::shared_ptr<alarm_clock> clock = std::make_shared<alarm_clock>(home, time);
    std::string rung;

    void on_strand(std::function<void()> f) { home->post(std::move(f)); }
};

TEST_F(alarm_clock_test, alarms_ring_in_order_of_time) {
    alarm a([this] { rung += 'a'; });
    alarm b([this] { rung += 'b'; });
    alarm c([this] { rung += 'c'; });
    const auto start = time->now();
    on_strand([&] {
        clock->set(c, start + 3s);
        clock->set(a, start + 1s);
        clock->set(b, start + 2s);
    });
    time->run(io);
    EXPECT_EQ(rung, "abc");
    EXPECT_EQ(time->now(), start + 3s);
}

TEST_F(alarm_clock_test, earlier_alarm_moves_the_wait) {
    alarm late([this] { rung += 'l'; });
    alarm early([this] { rung += 'e'; });
    const auto start = time->now();
    on_strand([&] { clock->set(late, start + 60s); });
    io.poll();
    on_strand([&] { clock->set(early, start + 1s); });
    io.poll();
    time->advance(1s);
    io.poll();
    EXPECT_EQ(rung, "e");
}

TEST_F(alarm_clock_test, cleared_alarm_stays_silent_and_leaves_no_work) {
    alarm a([this] { rung += 'a'; });
    on_strand([&] { clock->set(a, time->now() + 1s); });
    io.poll();
    EXPECT_EQ(time->waiting(), 1U);
    on_strand([&] { clock->clear(a); });
    io.run(); // returns: nothing is left to wait for
    EXPECT_EQ(time->waiting(), 0U);
    EXPECT_EQ(rung, "");
}

TEST_F(alarm_clock_test, alarm_moved_later_rings_once_at_the_new_time) {
    alarm a([this] { rung += 'a'; });
    const auto start = time->now();
    on_strand([&] { clock->set(a, start + 1s); });
    io.poll();
    on_strand([&] { clock->set(a, start + 5s); });
    io.poll();
    time->advance(2s);
    io.poll();
    EXPECT_EQ(rung, "");
    time->run(io);
    EXPECT_EQ(rung, "a");
    EXPECT_EQ(time->now(), start + 5s);
}

TEST_F(alarm_clock_test, alarm_destroyed_while_set_is_forgotten) {
    on_strand([&] {
        alarm a([this] { rung += 'a'; });
        clock->set(a, time->now() + 1s);
    });
    time->run(io);
    EXPECT_EQ(rung, "");
}

TEST_F(alarm_clock_test, alarm_set_while_another_rings_is_kept) {
    const auto start = time->now();
    alarm second([this] { rung += '2'; });
    alarm first([&] {
        rung += '1';
        clock->set(second, start + 2s);
    });
    on_strand([&] { clock->set(first, start + 1s); });
    time->run(io);
    EXPECT_EQ(rung, "12");
}

TEST_F(alarm_clock_test, set_after_everything_was_cleared_waits_again) {
    alarm a([this] { rung += 'a'; });
    for (int i = 0; i < 3; ++i) {
        on_strand([&] { clock->set(a, time->now() + 1s); });
        on_strand([&] { clock->clear(a); });
    }
    on_strand([&] { clock->set(a, time->now() + 1s); });
    time->run(io);
    EXPECT_EQ(rung, "a");
}

} // namespace
