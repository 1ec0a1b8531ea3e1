#include "unit/traffic/ledger_desk.hpp"

namespace {

using namespace segue::traffic;
using namespace std::chrono_literals;
using bell = ledger_desk::bell;

quota_params three() {
    return {.authenticated_limit = 3, .anonymous_limit = 3, .window = 10s, .linger = 10s};
}

TEST(quota_queue, first_come_first_served_inside_a_class) {
    const ledger_desk desk{three()};
    desk.spend(2, 0);
    const auto first = desk.join(1);
    const auto second = desk.join(1);
    EXPECT_FALSE(desk.claim(second, 1)); // one slot, and the first in line has it
    EXPECT_TRUE(desk.claim(first, 1));
}

TEST(quota_queue, free_slots_beyond_those_ahead_may_be_claimed_in_any_order) {
    const ledger_desk desk{three()};
    desk.spend(1, 0);
    const auto first = desk.join(1);
    const auto second = desk.join(1);
    const auto third = desk.join(1);
    EXPECT_TRUE(desk.claim(second, 1));
    EXPECT_FALSE(desk.claim(third, 1));
    EXPECT_TRUE(desk.claim(first, 1));
}

TEST(quota_queue, higher_class_goes_first) {
    const ledger_desk desk{three()};
    desk.spend(2, 0);
    const auto bulk = desk.join(1, {.importance = priority::bulk});
    const auto normal = desk.join(1, {.importance = priority::normal});
    const auto interactive = desk.join(1, {.importance = priority::interactive});
    EXPECT_FALSE(desk.claim(bulk, 1));
    EXPECT_FALSE(desk.claim(normal, 1));
    EXPECT_TRUE(desk.claim(interactive, 1));
}

quota_params one() {
    return {.authenticated_limit = 1, .anonymous_limit = 1, .window = 10s, .linger = 10s};
}

TEST(quota_queue, window_waited_raises_the_class_by_one) {
    const ledger_desk desk{one()};
    desk.spend(1, 0);
    const auto bulk = desk.join(0.5, {.importance = priority::bulk});
    const auto normal = desk.join(5, {.importance = priority::normal});
    desk.told(normal, 5);
    EXPECT_FALSE(desk.claim(bulk, 10.2));    // the slot is free, and the normal call goes first
    EXPECT_FALSE(desk.claim(normal, 10.51)); // now both are normal, and the bulk call joined first
    EXPECT_TRUE(desk.claim(bulk, 10.51));
}

TEST(quota_queue, class_rises_by_one_only) {
    const ledger_desk desk{one()};
    desk.spend(1, 0);
    const auto bulk = desk.join(0.5, {.importance = priority::bulk});
    const auto interactive = desk.join(5, {.importance = priority::interactive});
    desk.told(interactive, 5);
    EXPECT_FALSE(desk.claim(bulk, 10.51));
    EXPECT_TRUE(desk.claim(interactive, 10.51));
}

TEST(quota_queue, two_windows_raise_bulk_to_the_front) {
    const ledger_desk desk{one()};
    desk.spend(1, 0);
    const auto bulk = desk.join(0.5, {.importance = priority::bulk});
    desk.answer(desk.take(10.1, {.importance = priority::interactive}), 10.2);
    const auto interactive = desk.join(15, {.importance = priority::interactive});
    desk.told(interactive, 15);
    EXPECT_FALSE(desk.claim(bulk, 20.2));
    EXPECT_FALSE(desk.claim(interactive, 20.6));
    EXPECT_TRUE(desk.claim(bulk, 20.6));
}

TEST(quota_queue, bulk_is_not_starved_by_steady_interactive_calls) {
    const ledger_desk desk{three()};
    desk.spend(3, 0);
    const auto bulk = desk.join(0, {.importance = priority::bulk});
    double served = -1;
    std::vector<ticket_id> waiting;
    for (double now = 0; now < 60 && served < 0; now += 0.25) {
        waiting.push_back(desk.join(now, {.importance = priority::interactive}));
        std::vector<ticket_id> left;
        for (const auto ticket : waiting) {
            if (const auto permit = desk.claim(ticket, now))
                desk.answer(*permit, now);
            else
                left.push_back(ticket);
        }
        waiting = left;
        if (desk.claim(bulk, now))
            served = now;
    }
    EXPECT_GE(served, 0);
    EXPECT_LE(served, 31); // two windows to rise, then the next slots
}

TEST(quota_queue, waiting_tickets_are_told_when_their_own_slot_opens) {
    const ledger_desk desk{three()};
    desk.answer(desk.take(0), 0);
    desk.answer(desk.take(1), 1);
    desk.answer(desk.take(2), 2);
    const auto bells = std::make_shared<bell>();
    const auto first = desk.join(3, {}, bells);
    const auto second = desk.join(3, {}, bells);
    const auto third = desk.join(3, {}, bells);
    EXPECT_NEAR(desk.told(first, 3), 10.01, 1e-6);
    EXPECT_NEAR(desk.told(second, 3), 11.01, 1e-6);
    EXPECT_NEAR(desk.told(third, 3), 12.01, 1e-6);
}

TEST(quota_queue, leaving_wakes_exactly_those_who_gain) {
    const ledger_desk desk{three()};
    desk.answer(desk.take(0), 0);
    desk.answer(desk.take(1), 1);
    desk.answer(desk.take(2), 2);
    const auto bells = std::make_shared<bell>();
    std::vector<ticket_id> tickets;
    for (int i = 0; i < 3; ++i) {
        tickets.push_back(desk.join(3, {}, bells));
        desk.told(tickets.back(), 3);
    }
    desk.ledger->leave(tickets[1], desk.at(4));
    EXPECT_EQ(bells->rings, 1); // the third; the first gains nothing
    EXPECT_NEAR(desk.told(tickets[2], 4), 11.01, 1e-6);
    desk.ledger->leave(tickets[2], desk.at(4));
    EXPECT_EQ(bells->rings, 1); // nobody stands behind it
}

TEST(quota_queue, unsent_permit_wakes_the_first_in_line) {
    const ledger_desk desk{three()};
    desk.spend(2, 0);
    const auto last = desk.take(0.5);
    const auto first_bell = std::make_shared<bell>();
    const auto second_bell = std::make_shared<bell>();
    const auto first = desk.join(1, {}, first_bell);
    const auto second = desk.join(1, {}, second_bell);
    desk.told(first, 1);
    desk.told(second, 1);
    desk.unsend(last, 2);
    EXPECT_EQ(first_bell->rings, 1);
    EXPECT_TRUE(desk.claim(first, 2));
}

TEST(quota_queue, answer_that_frees_nothing_wakes_nobody) {
    const ledger_desk desk{three()};
    desk.spend(2, 0);
    const auto last = desk.take(0.5);
    const auto waker = std::make_shared<bell>();
    const auto ticket = desk.join(1, {}, waker);
    desk.told(ticket, 1);
    desk.answer(last, 2);
    EXPECT_EQ(waker->rings, 0);
}

TEST(quota_queue, silent_waiter_costs_one_slot_and_for_a_second_only) {
    auto params = three();
    params.probe = cold_probe::off;
    const ledger_desk desk{params};
    desk.spend(3, 0);
    const auto stuck = desk.join(1);
    EXPECT_NEAR(desk.told(stuck, 1), 10.01, 1e-6);
    const auto others = std::make_shared<bell>();
    const auto a = desk.join(10.01, {}, others);
    const auto b = desk.join(10.01, {}, others);
    const auto c = desk.join(10.01, {}, others);
    EXPECT_TRUE(desk.claim(a, 10.01));
    EXPECT_TRUE(desk.claim(b, 10.01));
    EXPECT_NEAR(desk.told(c, 10.01), 11.01, 1e-6); // the third slot is kept for the silent one until then
    EXPECT_TRUE(desk.claim(c, 11.01));
}

TEST(quota_queue, silent_waiter_is_passed_after_a_second_and_returns_when_it_asks) {
    auto params = three();
    params.authenticated_limit = 1;
    params.probe = cold_probe::off;
    const ledger_desk desk{params};
    desk.answer(desk.take(0), 0);
    const auto stuck = desk.join(1);
    const auto alive = desk.join(1);
    EXPECT_NEAR(desk.told(stuck, 1), 10.01, 1e-6);
    EXPECT_NEAR(desk.told(alive, 1), 11.01, 1e-6); // a second after the one ahead was due
    EXPECT_FALSE(desk.claim(alive, 10.5));
    const auto permit = desk.claim(alive, 11.01);
    ASSERT_TRUE(permit);
    desk.answer(*permit, 11.01);
    const auto behind = desk.join(12);
    EXPECT_NEAR(desk.told(stuck, 12), 21.02, 1e-6); // it asks again and stands first
    EXPECT_FALSE(desk.claim(behind, 21.02));
    EXPECT_TRUE(desk.claim(stuck, 21.02));
}

TEST(quota_queue, full_queue_refuses_at_once) {
    auto params = three();
    params.queue_bound = 2;
    const ledger_desk desk{params};
    desk.spend(3, 0);
    desk.join(1);
    const auto second = desk.join(1);
    const auto answer = desk.ledger->join({}, desk.at(1), {});
    ASSERT_TRUE(std::holds_alternative<refused>(answer));
    EXPECT_EQ(std::get<refused>(answer).why, refused::queue_full);
    EXPECT_NEAR(desk.since_start(std::get<refused>(answer).earliest), 10.01, 1e-6);
    desk.ledger->leave(second, desk.at(1));
    desk.join(1);
}

TEST(quota_queue, expired_tickets_make_room_in_a_full_queue) {
    auto params = three();
    params.queue_bound = 1;
    const ledger_desk desk{params};
    desk.spend(3, 0);
    desk.join(1, {.deadline = desk.at(12)});
    EXPECT_TRUE(std::holds_alternative<refused>(desk.ledger->join({}, desk.at(2), {})));
    desk.join(12.5);
}

TEST(quota_queue, bound_of_zero_lets_through_what_need_not_wait) {
    auto params = three();
    params.queue_bound = 0;
    const ledger_desk desk{params};
    desk.spend(3, 0);
    EXPECT_TRUE(std::holds_alternative<refused>(desk.ledger->join({}, desk.at(1), {})));
}

TEST(quota_queue, impossible_deadline_is_refused_with_the_earliest_time) {
    const ledger_desk desk{three()};
    for (int i = 0; i < 3; ++i)
        desk.answer(desk.take(i), i);
    const auto ask = [&](double deadline) {
        return desk.ledger->join({.deadline = desk.at(deadline)}, desk.at(3), {});
    };
    const auto answer = ask(9);
    ASSERT_TRUE(std::holds_alternative<refused>(answer));
    EXPECT_EQ(std::get<refused>(answer).why, refused::deadline);
    EXPECT_NEAR(desk.since_start(std::get<refused>(answer).earliest), 10.01, 1e-6);
    EXPECT_TRUE(std::holds_alternative<joined>(ask(10.02)));
}

TEST(quota_queue, earliest_time_wraps_around_after_a_windowful) {
    const ledger_desk desk{three()};
    for (int i = 0; i < 3; ++i)
        desk.answer(desk.take(i), i);
    for (int i = 0; i < 4; ++i)
        desk.join(3);
    // The fifth in line: three slots open at 10.01 to 12.01, the next at 20.02 and 21.02.
    const auto answer = desk.ledger->join({.deadline = desk.at(21.01)}, desk.at(3), {});
    ASSERT_TRUE(std::holds_alternative<refused>(answer));
    EXPECT_NEAR(desk.since_start(std::get<refused>(answer).earliest), 21.02, 1e-6);
    EXPECT_TRUE(
        std::holds_alternative<joined>(desk.ledger->join({.deadline = desk.at(21.03)}, desk.at(3), {})));
}

TEST(quota_queue, earliest_time_counts_requests_in_flight_at_their_best) {
    const ledger_desk desk{three()};
    desk.spend(1, 0);
    desk.take(1);
    desk.take(1);
    desk.join(2);
    const auto answer = desk.ledger->join({.deadline = desk.at(12)}, desk.at(2), {});
    ASSERT_TRUE(std::holds_alternative<refused>(answer));
    EXPECT_NEAR(desk.since_start(std::get<refused>(answer).earliest), 12.01, 1e-6);
}

TEST(quota_queue, deadline_that_passes_in_the_queue_is_refused_at_the_next_claim) {
    const ledger_desk desk{three()};
    desk.spend(3, 0);
    const auto ticket = desk.join(1, {.deadline = desk.at(10.5)});
    EXPECT_NEAR(desk.told(ticket, 1), 10.01, 1e-6);
    const auto answer = desk.ledger->claim(ticket, desk.at(10.6));
    ASSERT_TRUE(std::holds_alternative<refused>(answer));
    EXPECT_EQ(std::get<refused>(answer).why, refused::deadline);
    EXPECT_EQ(desk.view(10.6).waiting, 0U);
}

TEST(quota_queue, unknown_tickets_are_harmless) {
    const ledger_desk desk{three()};
    desk.ledger->leave(77, desk.at(0));
    EXPECT_TRUE(std::holds_alternative<refused>(desk.ledger->claim(77, desk.at(0))));
    const auto ticket = desk.join(0);
    desk.ledger->leave(ticket, desk.at(0));
    desk.ledger->leave(ticket, desk.at(0));
    const auto next = desk.join(0); // in the same place
    EXPECT_NE(next, ticket);
    EXPECT_TRUE(std::holds_alternative<refused>(desk.ledger->claim(ticket, desk.at(0))));
    EXPECT_TRUE(desk.claim(next, 0));
}

TEST(quota_queue, a_thousand_tickets_that_leave_leave_nothing_behind) {
    const ledger_desk desk{three()};
    desk.spend(3, 0);
    std::vector<ticket_id> tickets;
    const auto waker = std::make_shared<bell>();
    for (int i = 0; i < 1'000; ++i) {
        tickets.push_back(desk.join(1, {.importance = static_cast<priority>(i % 3)}, waker));
        desk.told(tickets.back(), 1);
    }
    for (std::size_t i = 0; i + 1 < tickets.size(); ++i)
        desk.ledger->leave(tickets[(i * 389) % (tickets.size() - 1)], desk.at(2));
    EXPECT_EQ(desk.view(2).waiting, 1U);
    EXPECT_LE(waker->rings, 1'000); // each at most once while it has not asked again
    EXPECT_NEAR(desk.told(tickets.back(), 2), 10.01, 1e-6);
}

TEST(quota_queue, dead_waker_is_skipped) {
    const ledger_desk desk{three()};
    desk.spend(2, 0);
    const auto last = desk.take(0);
    auto waker = std::make_shared<bell>();
    desk.told(desk.join(1, {}, waker), 1);
    waker.reset();
    desk.unsend(last, 2);
    SUCCEED();
}

/// A waker that asks the ledger back, as an executor that runs at once would.
struct eager final : quota_waker {
    explicit eager(const ledger_desk& owner) : desk(owner) {}
    void wake() noexcept override { permit = desk.claim(ticket, 2); }
    const ledger_desk& desk;
    ticket_id ticket = 0;
    std::optional<permit_id> permit;
};

TEST(quota_queue, waker_may_call_the_ledger) {
    const ledger_desk desk{three()};
    desk.spend(2, 0);
    const auto last = desk.take(0);
    const auto waker = std::make_shared<eager>(desk);
    const auto answer = desk.ledger->join({}, desk.at(1), waker);
    waker->ticket = std::get<joined>(answer).ticket;
    desk.told(waker->ticket, 1);
    desk.unsend(last, 2);
    EXPECT_TRUE(waker->permit);
}

} // namespace
