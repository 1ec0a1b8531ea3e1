#include "traffic/alarm_clock.hpp"

#include <segue/testing/manual_time.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>

namespace {

using namespace std::chrono_literals;
using segue::traffic::alarm;
using segue::traffic::alarm_clock;

class alarm_clock_test : public ::testing::Test {
protected:
    boost::asio::io_context io_{1};
    std::shared_ptr<segue::strand_home> home_ = segue::strand_home::on(io_.get_executor());
    std::shared_ptr<segue::testing::manual_time> time_ = std::make_shared<segue::testing::manual_time>();
    std::shared_ptr<alarm_clock> clock_ = std::make_shared<alarm_clock>(home_, time_);
    std::string rung_;

    void on_strand(std::function<void()> f) { home_->post(std::move(f)); }
};

TEST_F(alarm_clock_test, alarms_ring_in_order_of_time) {
    alarm a([this] { rung_ += 'a'; });
    alarm b([this] { rung_ += 'b'; });
    alarm c([this] { rung_ += 'c'; });
    const auto start = time_->now();
    on_strand([&] {
        clock_->set(c, start + 3s);
        clock_->set(a, start + 1s);
        clock_->set(b, start + 2s);
    });
    time_->run(io_);
    EXPECT_EQ(rung_, "abc");
    EXPECT_EQ(time_->now(), start + 3s);
}

TEST_F(alarm_clock_test, earlier_alarm_moves_the_wait) {
    alarm late([this] { rung_ += 'l'; });
    alarm early([this] { rung_ += 'e'; });
    const auto start = time_->now();
    on_strand([&] { clock_->set(late, start + 60s); });
    io_.poll();
    on_strand([&] { clock_->set(early, start + 1s); });
    io_.poll();
    time_->advance(1s);
    io_.poll();
    EXPECT_EQ(rung_, "e");
}

TEST_F(alarm_clock_test, cleared_alarm_stays_silent_and_leaves_no_work) {
    alarm a([this] { rung_ += 'a'; });
    on_strand([&] { clock_->set(a, time_->now() + 1s); });
    io_.poll();
    EXPECT_EQ(time_->waiting(), 1U);
    on_strand([&] { clock_->clear(a); });
    io_.run(); // returns: nothing is left to wait for
    EXPECT_EQ(time_->waiting(), 0U);
    EXPECT_EQ(rung_, "");
}

TEST_F(alarm_clock_test, alarm_moved_later_rings_once_at_the_new_time) {
    alarm a([this] { rung_ += 'a'; });
    const auto start = time_->now();
    on_strand([&] { clock_->set(a, start + 1s); });
    io_.poll();
    on_strand([&] { clock_->set(a, start + 5s); });
    io_.poll();
    time_->advance(2s);
    io_.poll();
    EXPECT_EQ(rung_, "");
    time_->run(io_);
    EXPECT_EQ(rung_, "a");
    EXPECT_EQ(time_->now(), start + 5s);
}

TEST_F(alarm_clock_test, alarm_destroyed_while_set_is_forgotten) {
    on_strand([&] {
        alarm a([this] { rung_ += 'a'; });
        clock_->set(a, time_->now() + 1s);
    });
    time_->run(io_);
    EXPECT_EQ(rung_, "");
}

TEST_F(alarm_clock_test, alarm_set_while_another_rings_is_kept) {
    const auto start = time_->now();
    alarm second([this] { rung_ += '2'; });
    alarm first([&] {
        rung_ += '1';
        clock_->set(second, start + 2s);
    });
    on_strand([&] { clock_->set(first, start + 1s); });
    time_->run(io_);
    EXPECT_EQ(rung_, "12");
}

TEST_F(alarm_clock_test, set_after_everything_was_cleared_waits_again) {
    alarm a([this] { rung_ += 'a'; });
    for (int i = 0; i < 3; ++i) {
        on_strand([&] { clock_->set(a, time_->now() + 1s); });
        on_strand([&] { clock_->clear(a); });
    }
    on_strand([&] { clock_->set(a, time_->now() + 1s); });
    time_->run(io_);
    EXPECT_EQ(rung_, "a");
}

// Counts the waits that are begun.
class counted_time final : public segue::time_source {
public:
    explicit counted_time(std::shared_ptr<segue::time_source> own) : own_(std::move(own)) {}
    segue::steady_time now() const noexcept override { return own_->now(); }
    std::chrono::system_clock::time_point today() const noexcept override { return own_->today(); }
    boost::asio::awaitable<boost::system::error_code> wait_until(segue::steady_time when) override {
        ++waits;
        return own_->wait_until(when);
    }

    int waits = 0;

private:
    std::shared_ptr<segue::time_source> own_;
};

TEST_F(alarm_clock_test, calls_that_follow_each_other_share_one_wait) {
    const auto counted = std::make_shared<counted_time>(time_);
    clock_ = std::make_shared<alarm_clock>(home_, counted);
    alarm limit([this] { rung_ += 'l'; });
    const auto start = time_->now();
    int calls = 0;
    std::function<void()> begin = [&] {
        clock_->set(limit, start + 1s + std::chrono::milliseconds(calls));
        on_strand([&] { // the answer
            clock_->clear(limit);
            ++calls;
            boost::asio::post(io_, [&] { // the caller
                if (calls < 100)
                    on_strand(begin);
            });
        });
    };
    on_strand(begin);
    io_.run();
    EXPECT_EQ(calls, 100);
    EXPECT_EQ(counted->waits, 1);
    EXPECT_EQ(time_->waiting(), 0U);
    EXPECT_EQ(rung_, "");
}

TEST_F(alarm_clock_test, wait_that_was_armed_for_an_earlier_call_is_none_too_short) {
    alarm first([this] { rung_ += '1'; });
    alarm second([this] { rung_ += '2'; });
    const auto start = time_->now();
    on_strand([&] { clock_->set(first, start + 1s); });
    io_.poll();
    on_strand([&] { clock_->clear(first); });
    on_strand([&] { clock_->set(second, start + 3s); });
    io_.poll();
    time_->advance(2s);
    io_.poll();
    EXPECT_EQ(rung_, "");
    time_->run(io_);
    EXPECT_EQ(rung_, "2");
    EXPECT_EQ(time_->now(), start + 3s);
}

} // namespace
