#include "emulator/window.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace segue::emulator {
namespace {

using namespace std::chrono_literals;

TEST(exact_window, entry_leaves_one_window_after_its_stamp_and_not_earlier) {
    exact_window window(60s);
    window.record(10s);
    EXPECT_EQ(window.used(10s), 1);
    EXPECT_EQ(window.used(70s - 1ns), 1);
    EXPECT_EQ(window.used(70s), 0);
}

TEST(exact_window, admits_up_to_the_limit) {
    exact_window window(60s);
    for (int i = 0; i < 25; ++i) {
        EXPECT_TRUE(window.admits(1s, 25));
        window.record(1s);
    }
    EXPECT_FALSE(window.admits(1s, 25));
    EXPECT_TRUE(window.admits(1s, 60)) << "the higher tier still has room in the same window";
    EXPECT_TRUE(window.admits(61s, 25));
}

TEST(exact_window, wait_ends_when_enough_entries_have_left) {
    exact_window window(10s);
    for (int second = 0; second < 5; ++second)
        window.record(std::chrono::seconds{second});
    EXPECT_EQ(window.time_to_admission(5s, 6), 0s);
    EXPECT_EQ(window.time_to_admission(5s, 5), 5s);
    // Two must leave before a limit of four has room: those of second 0 and 1.
    EXPECT_EQ(window.time_to_admission(5s, 4), 6s);
}

TEST(exact_window, reset_forgets_everything) {
    exact_window window(60s);
    window.record(1s);
    window.reset();
    EXPECT_EQ(window.used(1s), 0);
}

TEST(averaged_window, previous_window_counts_with_its_remaining_share) {
    averaged_window window(60s);
    for (int i = 0; i < 60; ++i)
        window.record(59s);
    EXPECT_EQ(window.used(60s), 60) << "nothing of the new window has passed";
    EXPECT_EQ(window.used(75s), 45);
    EXPECT_EQ(window.used(90s), 30);
    EXPECT_EQ(window.used(120s), 0);
}

TEST(averaged_window, refuses_when_the_estimate_with_the_request_exceeds_the_limit) {
    averaged_window window(60s);
    for (int i = 0; i < 60; ++i)
        window.record(0s);
    EXPECT_FALSE(window.admits(60s, 60));
    // 60 x (1 - e / 60) + 0 + 1 <= 60 from e = 1 s on.
    EXPECT_FALSE(window.admits(61s - 1ns, 60));
    EXPECT_TRUE(window.admits(61s, 60));
    window.record(61s);
    EXPECT_FALSE(window.admits(61s, 60));
}

TEST(averaged_window, presses_longer_than_an_exact_window_after_a_late_burst) {
    averaged_window averaged(60s);
    exact_window exact(60s);
    for (int i = 0; i < 60; ++i) {
        averaged.record(1s);
        exact.record(1s);
    }
    EXPECT_EQ(exact.used(61s), 0);
    EXPECT_EQ(averaged.used(61s), 59);
}

TEST(averaged_window, silence_of_two_windows_forgets) {
    averaged_window window(60s);
    window.record(30s);
    EXPECT_EQ(window.used(180s), 0);
    window.record(200s);
    EXPECT_EQ(window.used(200s), 1);
}

TEST(averaged_window, announced_wait_is_the_first_admission) {
    for (const int burst : {60, 75, 90}) {
        for (const auto when : {0s, 20s, 59s}) {
            averaged_window window(60s);
            for (int i = 0; i < burst; ++i)
                window.record(when);
            const server_time now = when + 500ms;
            const server_time wait = window.time_to_admission(now, 60);
            ASSERT_GT(wait, 0s);
            averaged_window early = window;
            EXPECT_FALSE(early.admits(now + wait - 1ms, 60)) << burst << " at " << when.count();
            EXPECT_TRUE(window.admits(now + wait, 60)) << burst << " at " << when.count();
        }
    }
}

TEST(whole_second_window, stamps_are_cut_and_leave_when_older_than_the_window) {
    whole_second_window window(60s);
    window.record(10s + 900ms);
    EXPECT_EQ(window.used(70s + 999ms), 1) << "70 - 10 is not more than 60";
    EXPECT_EQ(window.used(71s), 0);
}

TEST(whole_second_window, keeps_a_request_up_to_a_second_longer_than_exact) {
    whole_second_window coarse(60s);
    exact_window exact(60s);
    coarse.record(10s);
    exact.record(10s);
    EXPECT_EQ(exact.used(70s), 0);
    EXPECT_EQ(coarse.used(70s), 1);
}

TEST(whole_second_window, announced_wait_is_the_first_admission) {
    for (const server_time stamp : std::vector<server_time>{10s, 10s + 1ms, 10s + 999ms}) {
        whole_second_window window(2500ms);
        window.record(stamp);
        const server_time wait = window.time_to_admission(stamp, 1);
        EXPECT_FALSE(window.admits(stamp + wait - 1ns, 1));
        EXPECT_TRUE(window.admits(stamp + wait, 1));
    }
}

TEST(window, rule_chooses_the_class) {
    EXPECT_NE(dynamic_cast<exact_window*>(make_window(window_rule::exact, 1s).get()), nullptr);
    EXPECT_NE(dynamic_cast<averaged_window*>(make_window(window_rule::averaged, 1s).get()), nullptr);
    EXPECT_NE(dynamic_cast<whole_second_window*>(make_window(window_rule::whole_second, 1s).get()), nullptr);
}

TEST(window, no_rule_ever_admits_more_than_the_limit_into_one_fixed_window) {
    for (const auto rule : {window_rule::exact, window_rule::averaged, window_rule::whole_second}) {
        const auto window = make_window(rule, 1s);
        std::vector<server_time> admitted;
        for (server_time now = 0s; now < 10s; now += 7ms) {
            if (!window->admits(now, 20))
                continue;
            window->record(now);
            admitted.push_back(now);
        }
        ASSERT_GT(admitted.size(), 60U);
        if (rule == window_rule::averaged)
            continue; // by its nature only an average
        for (std::size_t i = 20; i < admitted.size(); ++i)
            EXPECT_GE(admitted[i] - admitted[i - 20], 1s) << "rule " << static_cast<int>(rule);
    }
}

} // namespace
} // namespace segue::emulator
