#include "unit/traffic/ledger_desk.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <stdexcept>
#include <thread>

namespace {

using namespace segue::traffic;
using namespace std::chrono_literals;

/// Ten requests in ten seconds, margin 10 ms.
quota_params ten() {
    return {.authenticated_limit = 10, .anonymous_limit = 4, .window = 10s, .linger = 10s};
}

quota_reading says(int limit, int remaining) {
    return {.limit = limit, .remaining = remaining};
}

refused refusal(const std::variant<joined, refused>& answer) {
    EXPECT_TRUE(std::holds_alternative<refused>(answer));
    return std::holds_alternative<refused>(answer) ? std::get<refused>(answer) : refused{};
}

refused refusal(const std::variant<granted, wait_until, refused>& answer) {
    EXPECT_TRUE(std::holds_alternative<refused>(answer));
    return std::holds_alternative<refused>(answer) ? std::get<refused>(answer) : refused{};
}

// Slots

TEST(quota_ledger_slots, answered_slot_is_free_a_window_and_margin_after_the_first_byte) {
    const ledger_desk desk{ten()};
    const auto first = desk.take(0);
    desk.answer(first, 0.5);
    for (int i = 1; i < 10; ++i)
        desk.answer(desk.take(1), 1.5);
    EXPECT_FALSE(desk.has_room(10.505));
    EXPECT_TRUE(desk.has_room(10.51));
    EXPECT_EQ(desk.view(10.51).used, 9);
}

TEST(quota_ledger_slots, slot_in_flight_stays_held_however_long) {
    const ledger_desk desk{ten()};
    desk.spend(9, 0);
    const auto slow = desk.take(0.1);
    EXPECT_EQ(desk.view(100).used, 1);
    desk.answer(slow, 100);
    EXPECT_EQ(desk.view(110).used, 1);
    EXPECT_EQ(desk.view(110.01).used, 0);
}

TEST(quota_ledger_slots, unsent_slot_is_free_at_once) {
    const ledger_desk desk{ten()};
    desk.spend(9, 0);
    const auto last = desk.take(1);
    EXPECT_FALSE(desk.has_room(1));
    desk.unsend(last, 1);
    EXPECT_TRUE(desk.has_room(1));
}

TEST(quota_ledger_slots, abandoned_slot_lingers) {
    const ledger_desk desk{ten()};
    desk.spend(1, 0);
    desk.abandon(desk.take(1), 5);
    EXPECT_EQ(desk.view(25.0).used, 1);
    EXPECT_EQ(desk.view(25.01).used, 0); // 5 + linger 10 + window 10 + margin
}

TEST(quota_ledger_slots, linger_defaults_to_a_minute_or_the_window) {
    auto params = ten();
    params.linger.reset();
    const ledger_desk desk{params};
    desk.abandon(desk.take(0), 0);
    EXPECT_EQ(desk.view(70.0).used, 1);
    EXPECT_EQ(desk.view(70.01).used, 0);

    params.window = 100s;
    const ledger_desk longer{params};
    longer.abandon(longer.take(0), 0);
    EXPECT_EQ(longer.view(200.0).used, 1);
    EXPECT_EQ(longer.view(200.1).used, 0);
}

TEST(quota_ledger_slots, permit_settled_twice_counts_once) {
    const ledger_desk desk{ten()};
    const auto permit = desk.take(0);
    desk.answer(permit, 0);
    desk.unsend(permit, 0);
    EXPECT_EQ(desk.view(0).used, 1);
    desk.ledger->settle(12345, {}, desk.at(0)); // never granted
    desk.unsend(~permit_id{0}, 0);
    EXPECT_EQ(desk.view(0).used, 1);
}

TEST(quota_ledger_slots, first_byte_before_the_grant_is_not_believed) {
    const ledger_desk desk{ten()};
    const auto permit = desk.take(5);
    desk.ledger->settle(permit, {.kind = settlement_kind::answered}, desk.at(6)); // time forgotten
    EXPECT_EQ(desk.view(16.0).used, 1);
    EXPECT_EQ(desk.view(16.01).used, 0);
}

TEST(quota_ledger_slots, off_admits_two_hundred_at_time_zero) {
    auto params = ten();
    params.mode = rate_limit::off;
    const ledger_desk desk{params};
    std::vector<permit_id> permits;
    for (int i = 0; i < 200; ++i)
        permits.push_back(desk.take(0));
    for (const auto permit : permits)
        desk.refuse(permit, 0);
    desk.take(0);
    EXPECT_EQ(desk.view(0).used, 201);
    EXPECT_EQ(desk.view(0).pacing, rate_limit::off);
}

TEST(quota_ledger_slots, spread_paces_from_the_start) {
    auto params = ten();
    params.mode = rate_limit::spread;
    const ledger_desk desk{params};
    desk.answer(desk.take(0), 0);
    const auto ticket = desk.join(0);
    const double told = desk.told(ticket, 0);
    EXPECT_GE(told, 1.0);
    EXPECT_LE(told, 1.3);
    EXPECT_TRUE(desk.claim(ticket, told));
    EXPECT_EQ(desk.view(0).pacing, rate_limit::spread);
}

TEST(quota_ledger_slots, large_limit_stays_fast_and_exact) {
    const ledger_desk desk{{.authenticated_limit = 1'000'000, .window = 60s}};
    desk.spend(1, 0);
    const auto begin = std::chrono::steady_clock::now();
    constexpr int requests = 300'000;
    for (int i = 0; i < requests; ++i) {
        const double now = 0.0001 * i;
        desk.answer(desk.take(now), now, says(1'000'000, 1'000'000 - i - 2));
    }
    const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - begin;
    EXPECT_EQ(desk.view(30).used, requests + 1);
    EXPECT_EQ(desk.view(200).used, 0);
    RecordProperty("nanoseconds_per_request", static_cast<int>(spent.count() / requests));
    std::printf("limit 1,000,000: %.0f ns per join, claim and settle\n", spent.count() / requests);
}

// Tiers

TEST(quota_ledger_tiers, shared_counter_counts_both) {
    const ledger_desk desk{ten()};
    desk.spend(4, 0);
    const quota_request anonymous{.limit_tier = tier::anonymous};
    EXPECT_FALSE(desk.has_room(0, anonymous));
    EXPECT_TRUE(desk.has_room(0));
    EXPECT_EQ(desk.view(0, tier::anonymous).remaining, 0);
    EXPECT_EQ(desk.view(0).remaining, 6);
}

TEST(quota_ledger_tiers, request_under_the_smaller_limit_still_fits_when_others_overtake_it) {
    const ledger_desk desk{ten()};
    desk.spend(3, 0);
    const auto bell = std::make_shared<ledger_desk::bell>();
    const auto small = desk.take(1, {.limit_tier = tier::anonymous}); // the fourth of four
    const auto large = desk.join(1, {}, bell);
    EXPECT_FALSE(desk.claim(large, 1)); // it might arrive first and be the fourth itself
    desk.answer(small, 1.5);
    EXPECT_EQ(bell->rings, 1);
    EXPECT_TRUE(desk.claim(large, 1.5));
}

TEST(quota_ledger_tiers, apart_tiers_have_windows_of_their_own) {
    auto params = ten();
    params.sharing = tier_sharing::apart;
    const ledger_desk desk{params};
    desk.spend(10, 0);
    EXPECT_FALSE(desk.has_room(0));
    EXPECT_TRUE(desk.has_room(0, {.limit_tier = tier::anonymous}));
    EXPECT_EQ(desk.view(0, tier::anonymous).used, 0);
}

TEST(quota_ledger_tiers, smaller_limit_is_not_starved_by_steady_traffic_under_the_larger) {
    const ledger_desk desk{ten()};
    desk.spend(10, 0);
    const auto waiting = desk.join(0, {.limit_tier = tier::anonymous, .importance = priority::interactive});
    std::optional<permit_id> served;
    for (double now = 0; now < 60 && !served; now += 0.1) {
        served = desk.claim(waiting, now);
        const auto other = desk.join(now);
        if (const auto permit = desk.claim(other, now))
            desk.answer(*permit, now);
        else
            desk.ledger->leave(other, desk.at(now));
    }
    EXPECT_TRUE(served);
}

// Headers

TEST(quota_ledger_headers, limit_follows_the_header_down_and_up_to_the_configured_one) {
    const ledger_desk desk{ten()};
    auto notes = desk.answer(desk.take(0), 0, says(6, 5));
    EXPECT_EQ(notes.limit_changed, 6);
    EXPECT_EQ(desk.view(0).limit, 6);
    EXPECT_EQ(desk.view(0, tier::anonymous).limit, 4); // of the request's tier only
    notes = desk.answer(desk.take(1), 1, says(50, 48));
    EXPECT_EQ(notes.limit_changed, 10);
    EXPECT_EQ(desk.view(1).limit, 10);
    notes = desk.answer(desk.take(2), 2, says(0, 0)); // nonsense
    EXPECT_FALSE(notes.limit_changed);
    EXPECT_EQ(desk.view(2).limit, 10);
}

TEST(quota_ledger_headers, requests_of_others_are_found_and_live_a_window) {
    const ledger_desk desk{ten()};
    const auto notes = desk.answer(desk.take(0), 1, says(10, 6)); // 4 used, one of them ours
    EXPECT_EQ(notes.foreign_requests, 3);
    EXPECT_EQ(desk.view(1).used, 4);
    EXPECT_EQ(desk.view(10.99).used, 4);
    EXPECT_EQ(desk.view(11.0).used, 1);
}

TEST(quota_ledger_headers, used_header_serves_when_remaining_is_missing) {
    const ledger_desk desk{ten()};
    EXPECT_EQ(desk.answer(desk.take(0), 1, {.used = 4}).foreign_requests, 3);
}

TEST(quota_ledger_headers, configured_limit_below_the_stated_one_does_not_invent_others) {
    auto params = ten();
    params.authenticated_limit = 5;
    const ledger_desk desk{params};
    EXPECT_EQ(desk.answer(desk.take(0), 0, says(10, 9)).foreign_requests, 0);
    EXPECT_EQ(desk.view(0).limit, 5);
}

TEST(quota_ledger_headers, answers_out_of_order_find_nobody) {
    const ledger_desk desk{ten()};
    desk.spend(1, 0);
    std::vector<permit_id> permits;
    for (int i = 0; i < 9; ++i)
        permits.push_back(desk.take(0.1));
    for (int i = 8; i >= 0; --i) // the last sent is answered first, and the first was counted last
        EXPECT_EQ(desk.answer(permits[static_cast<std::size_t>(i)], 0.2, says(10, i)).foreign_requests, 0);
    EXPECT_EQ(desk.view(0.2).used, 10);
}

TEST(quota_ledger_headers, slot_that_expires_while_the_request_is_under_way_is_not_a_stranger) {
    const ledger_desk desk{ten()};
    desk.spend(9, 0);
    const auto late = desk.take(9.9);
    // The provider counted it before the nine left its window; here they have left meanwhile.
    EXPECT_EQ(desk.answer(late, 10.2, says(10, 0)).foreign_requests, 0);
    EXPECT_EQ(desk.view(10.2).used, 1);
}

TEST(quota_ledger_headers, strangers_are_found_once_by_answers_that_overlap) {
    const ledger_desk desk{ten()};
    desk.spend(1, 0);
    const auto a = desk.take(0.1);
    const auto b = desk.take(0.1);
    EXPECT_EQ(desk.answer(a, 0.2, says(10, 4)).foreign_requests, 3); // 6 used, 3 ours
    EXPECT_EQ(desk.answer(b, 0.3, says(10, 4)).foreign_requests, 0);
    EXPECT_EQ(desk.view(0.3).used, 6);
}

TEST(quota_ledger_headers, unsent_request_explains_nothing) {
    const ledger_desk desk{ten()};
    desk.spend(1, 0);
    const auto sent = desk.take(0.1);
    desk.unsend(desk.take(0.1), 0.1);
    EXPECT_EQ(desk.answer(sent, 0.2, says(10, 7)).foreign_requests, 1); // 3 used, 2 ours
}

TEST(quota_ledger_headers, strangers_make_the_next_request_go_alone) {
    const ledger_desk desk{ten()};
    desk.answer(desk.take(0), 0, says(10, 6));
    const auto probe = desk.take(0.1);
    EXPECT_FALSE(desk.has_room(0.1));
    EXPECT_EQ(desk.view(0.1).gate, gate_state::probing);
    desk.answer(probe, 0.2, says(10, 5));
    EXPECT_EQ(desk.view(0.2).gate, gate_state::open);
    desk.take(0.2);
    EXPECT_TRUE(desk.has_room(0.2));
}

// Cold probe

TEST(quota_ledger_cold, first_request_goes_alone_until_it_is_answered) {
    const ledger_desk desk{ten()};
    const auto bell = std::make_shared<ledger_desk::bell>();
    const auto probe = desk.take(0);
    const auto second = desk.join(0, {}, bell);
    EXPECT_FALSE(desk.claim(second, 0));
    EXPECT_EQ(bell->rings, 0);
    desk.answer(probe, 0.3);
    EXPECT_EQ(bell->rings, 1);
    EXPECT_TRUE(desk.claim(second, 0.3));
    desk.take(0.3);
}

TEST(quota_ledger_cold, lost_probe_lets_the_next_one_try) {
    const ledger_desk desk{ten()};
    desk.abandon(desk.take(0), 1);
    desk.take(1);
    EXPECT_FALSE(desk.has_room(1));
}

TEST(quota_ledger_cold, silence_of_a_window_asks_again) {
    const ledger_desk desk{ten()};
    desk.spend(3, 0);
    desk.take(10);
    EXPECT_TRUE(desk.has_room(10)); // within a window of the last answer
    const ledger_desk idle{ten()};
    idle.spend(3, 0);
    idle.take(11);
    EXPECT_FALSE(idle.has_room(11));
}

TEST(quota_ledger_cold, probe_off_sends_the_whole_window) {
    auto params = ten();
    params.probe = cold_probe::off;
    const ledger_desk desk{params};
    for (int i = 0; i < 10; ++i)
        desk.take(0);
    EXPECT_FALSE(desk.has_room(0));
}

TEST(quota_ledger_cold, untried_provider_is_followed_by_its_own_count_at_the_first_reuse) {
    const ledger_desk desk{ten()};
    for (int i = 0; i < 10; ++i)
        desk.answer(desk.take(0.01 * i), 0.01 * i, says(10, 9 - i));
    // Two slots are free here; the provider has not shown yet that it forgets as we do.
    const auto alone = desk.take(10.02);
    EXPECT_FALSE(desk.has_room(10.02));
    desk.answer(alone, 10.1, says(10, 3)); // room for three more, by its own words; here for nine
    for (int i = 0; i < 3; ++i)
        desk.take(10.1);
    EXPECT_FALSE(desk.has_room(10.1));
}

// Refusals

TEST(quota_ledger_gate, refusal_shuts_for_retry_after_then_one_probe_then_opens) {
    const ledger_desk desk{ten()};
    desk.spend(2, 0);
    const auto notes = desk.refuse(desk.take(1), 1, 3.0);
    ASSERT_TRUE(notes.gate_shut_until);
    EXPECT_DOUBLE_EQ(desk.since_start(*notes.gate_shut_until), 4.0);
    EXPECT_EQ(desk.view(2).gate, gate_state::shut);
    const auto ticket = desk.join(2);
    EXPECT_FALSE(desk.claim(ticket, 2));
    EXPECT_FALSE(desk.claim(ticket, 3.9));
    const double told = desk.told(ticket, 3.9);
    EXPECT_GE(told, 4.0);
    const auto probe = desk.claim(ticket, told);
    ASSERT_TRUE(probe);
    EXPECT_EQ(desk.view(told).gate, gate_state::probing);
    EXPECT_FALSE(desk.has_room(told + 5)); // whatever the pace
    desk.answer(*probe, told + 5);
    EXPECT_EQ(desk.view(told + 5).gate, gate_state::open);
}

TEST(quota_ledger_gate, first_refusal_that_nothing_explains_shuts_for_a_second_and_the_margin) {
    const ledger_desk desk{ten()};
    EXPECT_DOUBLE_EQ(desk.since_start(desk.refuse(desk.take(1), 1).gate_shut_until.value()), 2.01);
}

TEST(quota_ledger_gate, refusal_soon_after_one_that_nothing_explains_shuts_for_a_window) {
    const ledger_desk desk{ten()};
    desk.refuse(desk.take(1), 1);
    EXPECT_DOUBLE_EQ(desk.since_start(desk.refuse(desk.take(4), 4).gate_shut_until.value()), 14.0);
}

TEST(quota_ledger_gate, retry_after_is_bounded_by_an_hour) {
    const ledger_desk desk{ten()};
    EXPECT_DOUBLE_EQ(desk.since_start(desk.refuse(desk.take(0), 0, 1e6).gate_shut_until.value()), 3'600.0);
    const ledger_desk past{ten()};
    past.refuse(past.take(0), 0, -5.0);
    EXPECT_NE(past.view(0).gate, gate_state::shut);
}

TEST(quota_ledger_gate, refused_probe_shuts_again) {
    const ledger_desk desk{ten()};
    desk.refuse(desk.take(0), 0, 2.0);
    const auto ticket = desk.join(2);
    const auto probe = desk.claim(ticket, 4.5);
    ASSERT_TRUE(probe);
    EXPECT_DOUBLE_EQ(desk.since_start(desk.refuse(*probe, 5, 2.0).gate_shut_until.value()), 7.0);
}

TEST(quota_ledger_gate, refusals_of_one_burst_are_one_event) {
    const ledger_desk desk{ten()};
    desk.spend(1, 0);
    std::vector<permit_id> burst;
    for (int i = 0; i < 9; ++i)
        burst.push_back(desk.take(1));
    int spreads = 0;
    int margins = 0;
    for (const auto permit : burst) {
        const auto notes = desk.refuse(permit, 1.5);
        spreads += notes.spread_started;
        margins += notes.margin_raised.has_value();
    }
    EXPECT_EQ(spreads, 1);
    EXPECT_EQ(margins, 0);
    EXPECT_EQ(desk.view(2).pacing, rate_limit::spread);
}

TEST(quota_ledger_gate, calls_that_cannot_wait_for_it_fail_at_once_and_say_when) {
    const ledger_desk desk{ten()};
    const auto bell = std::make_shared<ledger_desk::bell>();
    const auto patient_bell = std::make_shared<ledger_desk::bell>();
    desk.spend(9, 0);
    const auto last = desk.take(0.5);
    const auto hasty = desk.join(0.6, {.deadline = desk.at(12)}, bell);
    const auto patient = desk.join(0.6, {.deadline = desk.at(50)}, patient_bell);
    EXPECT_LT(desk.told(hasty, 0.6), 12);
    desk.told(patient, 0.6);
    desk.refuse(last, 1, 20.0);
    EXPECT_EQ(bell->rings, 1);
    EXPECT_EQ(patient_bell->rings, 0);
    const auto why = refusal(desk.ledger->claim(hasty, desk.at(1)));
    EXPECT_EQ(why.why, refused::deadline);
    EXPECT_DOUBLE_EQ(desk.since_start(why.earliest), 21.0);
    EXPECT_EQ(refusal(desk.ledger->join({.deadline = desk.at(5)}, desk.at(1), {})).why, refused::deadline);
}

TEST(quota_ledger_gate, refusal_explained_by_others_changes_no_pace) {
    const ledger_desk desk{ten()};
    desk.answer(desk.take(0), 0, says(10, 2));
    desk.answer(desk.take(0.1), 0.1, says(10, 1));
    const auto notes = desk.answer(desk.take(0.2), 0.3, {.refused = true, .limit = 10, .remaining = 0});
    EXPECT_TRUE(notes.gate_shut_until);
    EXPECT_FALSE(notes.spread_started);
    EXPECT_FALSE(notes.margin_raised);
}

TEST(quota_ledger_gate, refusal_of_a_newcomer_is_explained_by_its_own_headers) {
    const ledger_desk desk{ten()};
    const auto notes = desk.answer(desk.take(0), 0, {.refused = true, .limit = 10, .remaining = 0});
    EXPECT_EQ(notes.foreign_requests, 9); // we sent nothing before: these cannot be ours
    EXPECT_FALSE(notes.spread_started);
}

TEST(quota_ledger_gate, refusal_with_a_lowered_limit_is_explained_by_it) {
    const ledger_desk desk{ten()};
    desk.spend(5, 0);
    const auto notes = desk.answer(desk.take(1), 1, {.refused = true, .limit = 5, .remaining = 0});
    EXPECT_EQ(notes.limit_changed, 5);
    EXPECT_FALSE(notes.spread_started);
}

TEST(quota_ledger_gate, second_unexplained_refusal_raises_the_margin_and_ends_the_pacing) {
    const ledger_desk desk{ten()};
    EXPECT_TRUE(desk.refuse(desk.take(0), 0, 1.0).spread_started);
    const auto notes = desk.refuse(desk.take(5), 5, 1.0);
    EXPECT_EQ(notes.margin_raised, duration{1s});
    EXPECT_TRUE(notes.spread_ended);
    EXPECT_EQ(desk.view(6).margin, duration{1s});
    EXPECT_EQ(desk.view(6).pacing, rate_limit::on);
    EXPECT_EQ(desk.view(15.99).used, 1); // held for window and new margin, also what was held before
    EXPECT_EQ(desk.view(16.0).used, 0);
    EXPECT_TRUE(desk.refuse(desk.take(20), 20, 1.0).spread_started);
    EXPECT_FALSE(desk.refuse(desk.take(30), 30, 1.0).margin_raised); // it has been raised
}

TEST(quota_ledger_gate, pacing_ends_after_ten_quiet_windows) {
    const ledger_desk desk{ten()};
    desk.refuse(desk.take(0), 0, 1.0);
    for (int i = 1; i <= 9; ++i)
        EXPECT_FALSE(desk.answer(desk.take(i * 10.5), i * 10.5).spread_ended);
    EXPECT_TRUE(desk.answer(desk.take(100.0), 100.5).spread_ended);
    EXPECT_EQ(desk.view(101).pacing, rate_limit::on);
}

TEST(quota_ledger_gate, refused_requests_hold_a_slot) {
    const ledger_desk desk{ten()};
    desk.refuse(desk.take(0), 0, 1.0);
    EXPECT_EQ(desk.view(5).used, 1);
}

TEST(quota_ledger_gate, probe_that_shows_refusals_are_not_counted_gives_the_slot_back) {
    const ledger_desk desk{ten()};
    desk.spend(1, 0);
    desk.refuse(desk.take(1), 1, 1.0);
    const auto probe = desk.take(8);
    EXPECT_EQ(desk.view(8).used, 3);
    desk.answer(probe, 8.1, says(10, 8)); // two counted: the first and the probe
    EXPECT_EQ(desk.view(8.1).used, 2);
}

// The rest: wrong use, view, threads

TEST(quota_ledger_params, out_of_range_is_refused) {
    EXPECT_THROW(static_cast<void>(make_quota_ledger({.authenticated_limit = 0})), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(make_quota_ledger({.anonymous_limit = -1})), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(make_quota_ledger({.window = 0ms})), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(make_quota_ledger({.linger = -1ms})), std::invalid_argument);
    EXPECT_THROW(
        static_cast<void>(make_quota_ledger({.window = std::chrono::hours{24 * 400}})),
        std::invalid_argument);
    EXPECT_NO_THROW(static_cast<void>(make_quota_ledger({.linger = 0ms})));
}

TEST(quota_ledger_view, shows_limit_used_waiting_and_next_slot) {
    const ledger_desk desk{ten()};
    EXPECT_EQ(desk.view(0).gate, gate_state::probing);
    desk.spend(10, 1);
    desk.join(2);
    const auto now = desk.view(2);
    EXPECT_EQ(now.limit, 10);
    EXPECT_EQ(now.used, 10);
    EXPECT_EQ(now.remaining, 0);
    EXPECT_EQ(now.waiting, 1U);
    EXPECT_EQ(now.gate, gate_state::open);
    EXPECT_EQ(now.margin, duration{10ms});
    EXPECT_DOUBLE_EQ(desk.since_start(now.next_slot), 11.01);
    EXPECT_LE(desk.since_start(desk.view(12).next_slot), 12);
}

TEST(quota_ledger_threads, many_threads_never_hold_more_than_the_limit) {
    auto params = ten();
    params.window = 1h;
    params.probe = cold_probe::off;
    params.authenticated_limit = 500;
    const ledger_desk desk{params};
    std::atomic<int> permits{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            const auto bell = std::make_shared<ledger_desk::bell>();
            for (int i = 0; i < 500; ++i) {
                const auto place = desk.ledger->join({}, desk.at(i), bell);
                const auto ticket = std::get<joined>(place).ticket;
                const auto answer = desk.ledger->claim(ticket, desk.at(i));
                if (const auto* permit = std::get_if<granted>(&answer)) {
                    ++permits;
                    if (i % 5 == 0) {
                        --permits;
                        desk.unsend(permit->permit, i);
                    } else {
                        desk.answer(permit->permit, i);
                    }
                } else {
                    desk.ledger->leave(ticket, desk.at(i));
                }
                static_cast<void>(desk.view(i));
            }
        });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(permits.load(), 500);
    EXPECT_EQ(desk.view(500).used, 500);
    EXPECT_EQ(desk.view(500).waiting, 0U);
}

} // namespace
