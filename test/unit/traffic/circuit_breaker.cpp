#include "traffic/circuit_breaker.hpp"

#include <boost/asio/error.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace segue::traffic {
namespace {

using namespace std::chrono_literals;
using state = circuit_breaker::state;
using change = circuit_breaker::change;

// A breaker with a clock, asked like the pipeline asks.
class desk {
public:
    explicit desk(breaker_params params = {.failures_to_open = 3}) : breaker(at_once(params)) {}

    circuit_breaker::pass pass() {
        auto answer = breaker.admit(now);
        if (const auto* no = std::get_if<circuit_breaker::refusal>(&answer))
            ADD_FAILURE() << "refused: " << no->why;
        return std::holds_alternative<circuit_breaker::pass>(answer) ? std::get<circuit_breaker::pass>(answer)
                                                                     : circuit_breaker::pass{~0ULL, false};
    }

    bool refused() {
        const bool told = breaker.refuses(now).has_value();
        const bool is = std::holds_alternative<circuit_breaker::refusal>(breaker.admit(now));
        EXPECT_EQ(told, is) << "both ways to ask agree";
        return is;
    }

    circuit_breaker::refusal refusal() { return std::get<circuit_breaker::refusal>(breaker.admit(now)); }

    change end(const circuit_breaker::pass& p, service_sign sign, errc code = errc::connection_lost) {
        return breaker.report(
            p, sign, sign == service_sign::ill ? make_error_code(code) : make_error_code(errc{}), now);
    }

    void fail(int times, errc code = errc::connection_lost) {
        for (int i = 0; i < times; ++i)
            end(pass(), service_sign::ill, code);
    }

    // Most rules are about the number alone.
    static breaker_params at_once(breaker_params params) {
        params.failing_for = 0ms;
        return params;
    }

    circuit_breaker breaker;
    steady_time now = steady_time(100h);
};

// ---- closed ----

TEST(circuit_breaker, short_row_of_failures_does_not_open_it_however_many) {
    const steady_time start(100h);
    circuit_breaker breaker({.failures_to_open = 3});
    const auto fail = [&](steady_time now) {
        const auto entered = breaker.admit(now);
        return breaker.report(
            std::get<circuit_breaker::pass>(entered), service_sign::ill, errc::connection_lost, now);
    };
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(fail(start), change::none);
    EXPECT_EQ(fail(start + 4999ms), change::none);
    EXPECT_EQ(fail(start + 5s), change::opened);
    EXPECT_THROW(circuit_breaker({.failing_for = -1ms}), std::invalid_argument);
}

TEST(circuit_breaker, failures_in_a_row_open_it_at_the_bound) {
    desk d(breaker_params{});
    for (int i = 1; i < 20; ++i) {
        EXPECT_EQ(d.end(d.pass(), service_sign::ill), change::none) << i;
        EXPECT_EQ(d.breaker.current(), state::closed);
    }
    EXPECT_EQ(d.end(d.pass(), service_sign::ill), change::opened);
    EXPECT_EQ(d.breaker.current(), state::open);
    EXPECT_TRUE(d.refused());
}

TEST(circuit_breaker, good_end_in_between_starts_the_count_again) {
    desk d;
    d.fail(2);
    d.end(d.pass(), service_sign::well);
    d.fail(2);
    EXPECT_EQ(d.breaker.current(), state::closed);
    d.fail(1);
    EXPECT_EQ(d.breaker.current(), state::open);
}

TEST(circuit_breaker, cancelled_attempt_neither_counts_nor_starts_again) {
    desk d;
    d.fail(2);
    d.end(d.pass(), service_sign::nothing);
    EXPECT_EQ(d.breaker.current(), state::closed);
    d.fail(1);
    EXPECT_EQ(d.breaker.current(), state::open);
}

TEST(circuit_breaker, attempts_that_were_under_way_when_it_opened_change_nothing) {
    desk d;
    const auto early_ill = d.pass();
    const auto early_well = d.pass();
    d.fail(3);
    const auto until = d.refusal().until;
    EXPECT_EQ(d.end(early_ill, service_sign::ill), change::none);
    EXPECT_EQ(d.end(early_well, service_sign::well), change::none);
    EXPECT_EQ(d.breaker.current(), state::open);
    EXPECT_EQ(d.refusal().until, until);
}

TEST(circuit_breaker, off_lets_everything_through) {
    desk d({.mode = breaker_mode::off, .failures_to_open = 1});
    d.fail(100);
    EXPECT_EQ(d.breaker.current(), state::closed);
    EXPECT_FALSE(d.refused());
}

// ---- open ----

TEST(circuit_breaker, refusal_says_why_and_until_when) {
    desk d(breaker_params{});
    d.fail(19, errc::connect_failed);
    d.fail(1, errc::attempt_timeout);
    const auto no = d.refusal();
    EXPECT_EQ(no.why, "20 attempts in a row failed, the last with \"attempt timed out\"");
    EXPECT_EQ(no.until, d.now + 1s);
    d.now += 300ms;
    EXPECT_EQ(d.refusal().until, d.now + 700ms);
}

TEST(circuit_breaker, refused_call_s_failure_carries_both) {
    desk d;
    d.fail(3);
    d.now += 1ns;
    const auto f = circuit_breaker::to_failure(d.refusal(), d.now);
    EXPECT_EQ(f.code, errc::circuit_open);
    EXPECT_EQ(f.earliest, 1s) << "rounded up";
    EXPECT_NE(f.message.find("3 attempts in a row failed"), std::string::npos);
    EXPECT_NE(f.message.find("1000 ms"), std::string::npos);
    EXPECT_EQ(circuit_breaker::to_failure({"", d.now - 1h}, d.now).earliest, 0s);
}

TEST(circuit_breaker, it_stays_open_until_its_time_to_the_nanosecond) {
    desk d;
    d.fail(3);
    d.now += 1s - 1ns;
    EXPECT_TRUE(d.refused());
    d.now += 1ns;
    EXPECT_FALSE(d.breaker.refuses(d.now));
    EXPECT_EQ(d.breaker.current(), state::open) << "a question takes no turn";
    EXPECT_TRUE(d.pass().probe);
}

// ---- probing ----

TEST(circuit_breaker, one_probe_goes_at_a_time) {
    desk d;
    d.fail(3);
    d.now += 1s;
    const auto probe = d.pass();
    EXPECT_TRUE(probe.probe);
    EXPECT_EQ(d.breaker.current(), state::probing);
    for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(d.refused());
    EXPECT_EQ(d.end(probe, service_sign::well), change::closed);
    EXPECT_EQ(d.breaker.current(), state::closed);
    EXPECT_FALSE(d.refused());
    EXPECT_FALSE(d.pass().probe);
}

TEST(circuit_breaker, each_failed_probe_doubles_the_time_to_its_cap) {
    desk d;
    d.fail(3);
    int row = 3;
    for (const auto span : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        EXPECT_EQ(d.refusal().until, d.now + span);
        d.now += span;
        EXPECT_EQ(d.end(d.pass(), service_sign::ill), change::opened);
        EXPECT_EQ(d.refusal().why.find(std::to_string(++row) + " attempts"), 0U);
    }
}

TEST(circuit_breaker, closing_forgets_the_doubling_and_the_row) {
    desk d;
    d.fail(3);
    d.now += 1s;
    d.fail(1);
    d.now += 2s;
    d.end(d.pass(), service_sign::well);
    d.fail(2);
    EXPECT_EQ(d.breaker.current(), state::closed) << "a new row";
    d.fail(1);
    EXPECT_EQ(d.refusal().until, d.now + 1s) << "a new first time";
}

TEST(circuit_breaker, cancelled_probe_gives_its_turn_to_the_next) {
    desk d;
    d.fail(3);
    d.now += 1s;
    const auto first = d.pass();
    EXPECT_EQ(d.end(first, service_sign::nothing), change::none);
    const auto second = d.pass();
    EXPECT_TRUE(second.probe);
    EXPECT_TRUE(d.refused());
    EXPECT_EQ(d.end(first, service_sign::well), change::none) << "its turn is over";
    EXPECT_EQ(d.breaker.current(), state::probing);
    EXPECT_EQ(d.end(second, service_sign::well), change::closed);
}

TEST(circuit_breaker, cancelled_probe_does_not_double) {
    desk d;
    d.fail(3);
    d.now += 1s;
    for (int i = 0; i < 5; ++i)
        d.end(d.pass(), service_sign::nothing);
    d.fail(1);
    EXPECT_EQ(d.refusal().until, d.now + 2s);
}

TEST(circuit_breaker, lost_probe_s_turn_runs_out) {
    desk d;
    d.fail(3);
    d.now += 1s;
    const auto lost = d.pass();
    EXPECT_EQ(d.refusal().until, d.now + 60s);
    d.now += 60s - 1ns;
    EXPECT_TRUE(d.refused());
    d.now += 1ns;
    const auto next = d.pass();
    EXPECT_TRUE(next.probe);
    EXPECT_EQ(d.end(lost, service_sign::ill), change::none);
    EXPECT_EQ(d.end(next, service_sign::well), change::closed);
}

TEST(circuit_breaker, pass_reported_twice_counts_once_when_it_changed_something) {
    desk d;
    d.fail(3);
    d.now += 1s;
    const auto probe = d.pass();
    EXPECT_EQ(d.end(probe, service_sign::ill), change::opened);
    EXPECT_EQ(d.end(probe, service_sign::ill), change::none);
    EXPECT_EQ(d.refusal().until, d.now + 2s);
}

// ---- clock ----

TEST(circuit_breaker, clock_that_jumps_back_keeps_nobody_out_for_longer) {
    desk d;
    d.fail(3);
    d.now -= 50h;
    EXPECT_EQ(d.refusal().until, d.now + 1s);
    d.now += 1s;
    const auto probe = d.pass();
    d.now -= 10h;
    EXPECT_EQ(d.refusal().until, d.now + 60s) << "a lost probe's turn, too";
    EXPECT_EQ(d.end(probe, service_sign::well), change::closed);
}

TEST(circuit_breaker, clock_that_jumps_ahead_lets_one_probe_go) {
    desk d;
    d.fail(3);
    d.now += 10'000h;
    EXPECT_TRUE(d.pass().probe);
    EXPECT_TRUE(d.refused());
}

// ---- any schedule ----

// Random attempts with random ends under a clock that also jumps: never two probes at a time, never shut out
// for longer than the longest time, and open only after a row.
TEST(circuit_breaker, invariants_hold_for_every_schedule) {
    constexpr service_sign signs[] = {service_sign::well, service_sign::ill, service_sign::nothing};
    int opened = 0;
    int closed = 0;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        std::mt19937_64 chance(seed);
        const auto pick = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(chance); };
        const int ill_of_ten = pick(11);
        desk d({.failures_to_open = 1 + pick(6), .open_for = 100ms, .longest_open = 800ms});
        std::vector<circuit_breaker::pass> under_way;
        std::optional<std::uint64_t> probing; // the era of the probe whose turn it is
        steady_time probe_began = d.now;
        for (int step = 0; step < 300; ++step) {
            d.now += std::chrono::milliseconds(pick(40));
            if (pick(50) == 0) {
                d.now += std::chrono::milliseconds(pick(4000) - 2000);
                probe_began = std::min(probe_began, d.now); // its turn counts from the mended clock
            }
            if (pick(2) == 0) {
                auto answer = d.breaker.admit(d.now);
                if (const auto* no = std::get_if<circuit_breaker::refusal>(&answer)) {
                    ASSERT_NE(d.breaker.current(), state::closed) << seed;
                    ASSERT_GT(no->until, d.now) << seed;
                    ASSERT_LE(no->until, d.now + 800ms) << seed;
                } else {
                    const auto p = std::get<circuit_breaker::pass>(answer);
                    if (p.probe) {
                        ASSERT_TRUE(!probing || d.now - probe_began >= 800ms) << seed << ": a second probe";
                        probing = p.era;
                        probe_began = d.now;
                        ASSERT_EQ(d.breaker.current(), state::probing) << seed;
                        ASSERT_TRUE(d.refused()) << seed << ": one probe at a time";
                    } else {
                        ASSERT_EQ(d.breaker.current(), state::closed) << seed;
                    }
                    under_way.push_back(p);
                }
            } else if (!under_way.empty()) {
                const auto at = static_cast<std::size_t>(pick(static_cast<int>(under_way.size())));
                const auto p = under_way[at];
                under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(at));
                const auto sign = pick(10) < ill_of_ten ? service_sign::ill : signs[pick(3)];
                if (probing == p.era)
                    probing.reset();
                const auto before = d.breaker.current();
                const auto what = d.end(p, sign);
                opened += what == change::opened ? 1 : 0;
                closed += what == change::closed ? 1 : 0;
                ASSERT_TRUE(what != change::opened || sign == service_sign::ill) << seed;
                ASSERT_TRUE(what != change::closed || (sign == service_sign::well && p.probe)) << seed;
                ASSERT_TRUE(before != state::open || d.breaker.current() == state::open) << seed;
            }
        }
    }
    EXPECT_GT(opened, 500);
    EXPECT_GT(closed, 100);
}

// ---- signs ----

TEST(circuit_breaker, each_code_is_a_sign_as_the_table_says) {
    const std::set<errc> ill = {
        errc::resolve_failed,
        errc::connect_failed,
        errc::proxy_refused,
        errc::tls_failed,
        errc::certificate_refused,
        errc::connection_lost,
        errc::attempt_timeout,
        errc::malformed_answer,
        errc::server_failed};
    const std::set<errc> nothing = {
        errc::deadline_exceeded,
        errc::bad_params,
        errc::queue_full,
        errc::quota_deadline,
        errc::circuit_open};
    for (int i = 1; i <= static_cast<int>(errc::circuit_open); ++i) {
        const auto code = static_cast<errc>(i);
        failure f;
        f.code = code;
        const auto wanted = ill.contains(code)       ? service_sign::ill
                            : nothing.contains(code) ? service_sign::nothing
                                                     : service_sign::well;
        EXPECT_EQ(sign_of(f), wanted) << f.code.message();
    }
}

TEST(circuit_breaker, cancellation_is_no_sign_and_a_foreign_code_a_bad_one) {
    failure f;
    EXPECT_EQ(sign_of(f), service_sign::nothing);
    f.code = boost::asio::error::operation_aborted;
    EXPECT_EQ(sign_of(f), service_sign::nothing);
    f.code = boost::asio::error::connection_reset;
    EXPECT_EQ(sign_of(f), service_sign::ill);
}

// ---- params ----

TEST(breaker_params, values_out_of_range_are_refused_by_name) {
    const auto refused = [](const breaker_params& params, const std::string& name) {
        try {
            const circuit_breaker breaker(params);
        } catch (const std::invalid_argument& e) {
            return std::string(e.what()).find(name) != std::string::npos;
        }
        return false;
    };
    EXPECT_NO_THROW(check(breaker_params{}));
    EXPECT_TRUE(refused({.failures_to_open = 0}, "failures_to_open"));
    EXPECT_TRUE(refused({.open_for = 0ms}, "open_for"));
    EXPECT_TRUE(refused({.open_for = -1ms}, "open_for"));
    EXPECT_TRUE(refused({.open_for = 2s, .longest_open = 1s}, "longest_open"));
    EXPECT_TRUE(refused({.longest_open = std::chrono::milliseconds::max()}, "longest_open"));
}

} // namespace
} // namespace segue::traffic
