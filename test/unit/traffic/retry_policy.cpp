#include "traffic/retry_policy.hpp"

#include <boost/asio/error.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <string>
#include <vector>

namespace segue::traffic {
namespace {

using namespace std::chrono_literals;
using handover = http::exchange_trace::handover;

const steady_time now = steady_time(100h);
const steady_time never = steady_time::max();

failure failed(boost::system::error_code code, int status = 0) {
    failure f;
    f.code = code;
    f.status = status;
    return f;
}

failure unresolved(boost::system::error_code cause) {
    failure f = failed(errc::resolve_failed);
    f.cause = cause;
    return f;
}

struct asked {
    repetition repeating = repetition::read;
    handover sent = handover::begun;
    int attempt = 1;
};

retry_verdict verdict(const failure& why, asked a = {}) {
    const retry_policy policy({});
    return policy
        .decide({.why = why, .repeating = a.repeating, .sent = a.sent, .attempt = a.attempt}, now, never, 0.5)
        .why;
}

std::vector<errc> all_codes() {
    std::vector<errc> codes;
    for (int i = 1; make_error_code(static_cast<errc>(i)).message() != "unknown error"; ++i)
        codes.push_back(static_cast<errc>(i));
    return codes;
}

constexpr repetition every_kind[] = {repetition::read, repetition::idempotent, repetition::harmful};
constexpr handover every_handover[] = {handover::unknown, handover::none, handover::begun};

// ---- what is repeated ----

// Every code, so that a new one must be thought about: what a read does after it once its bytes had left.
TEST(retry_policy, each_code_is_repeated_as_the_table_says) {
    const std::set<errc> passing = {
        errc::connect_failed,
        errc::connection_lost,
        errc::attempt_timeout,
        errc::malformed_answer,
        errc::not_json,
        errc::rate_limited};
    const auto codes = all_codes();
    ASSERT_FALSE(codes.empty());
    ASSERT_EQ(codes.back(), errc::sign_in_required) << "every code has words, so the last is here";
    for (const auto code : codes) {
        const auto wanted = passing.contains(code) ? retry_verdict::again : retry_verdict::lasting;
        EXPECT_EQ(verdict(failed(code)), wanted) << make_error_code(code).message();
    }
}

TEST(retry_policy, each_status_of_a_failed_server_is_repeated_as_the_table_says) {
    const std::set<int> passing = {500, 502, 503, 504, 520, 521, 522, 523, 524};
    for (int status = 500; status < 600; ++status) {
        const auto why = failed(errc::server_failed, status);
        EXPECT_EQ(verdict(why) == retry_verdict::again, passing.contains(status)) << status;
        EXPECT_EQ(verdict(why, {repetition::idempotent}) == retry_verdict::again, passing.contains(status));
        EXPECT_EQ(
            verdict(why, {repetition::harmful}),
            passing.contains(status) ? retry_verdict::harmful : retry_verdict::lasting)
            << status;
    }
}

TEST(retry_policy, other_refusals_of_the_service_are_never_repeated) {
    for (const auto code :
         {errc::bad_request,
          errc::unauthorized,
          errc::forbidden,
          errc::blocked,
          errc::not_found,
          errc::conflict,
          errc::unprocessable,
          errc::depth_limit})
        for (const auto kind : every_kind)
            for (const auto sent : every_handover)
                EXPECT_EQ(verdict(failed(code, 400), {kind, sent}), retry_verdict::lasting);
    for (int status = 300; status < 500; ++status)
        EXPECT_EQ(verdict(failed(errc::unexpected_status, status)) == retry_verdict::again, status == 408);
}

TEST(retry_policy, request_timeout_of_the_service_is_repeated_where_it_does_no_harm) {
    const auto why = failed(errc::unexpected_status, 408);
    EXPECT_EQ(verdict(why, {repetition::idempotent}), retry_verdict::again);
    EXPECT_EQ(verdict(why, {repetition::harmful}), retry_verdict::harmful);
}

TEST(retry_policy, failed_connect_is_repeated_for_every_request) {
    for (const auto kind : every_kind)
        for (const auto sent : every_handover)
            EXPECT_EQ(verdict(failed(errc::connect_failed), {kind, sent}), retry_verdict::again);
}

TEST(retry_policy, rate_limited_is_repeated_for_every_request) {
    for (const auto kind : every_kind)
        for (const auto sent : every_handover)
            EXPECT_EQ(verdict(failed(errc::rate_limited, 429), {kind, sent}), retry_verdict::again);
}

TEST(retry_policy, lost_attempt_is_repeated_for_harmful_requests_only_when_no_byte_left) {
    for (const auto code : {errc::connection_lost, errc::attempt_timeout, errc::malformed_answer}) {
        const auto why = failed(code);
        for (const auto kind : {repetition::read, repetition::idempotent})
            for (const auto sent : every_handover)
                EXPECT_EQ(verdict(why, {kind, sent}), retry_verdict::again);
        EXPECT_EQ(verdict(why, {repetition::harmful, handover::none}), retry_verdict::again);
        EXPECT_EQ(verdict(why, {repetition::harmful, handover::begun}), retry_verdict::harmful);
        EXPECT_EQ(verdict(why, {repetition::harmful, handover::unknown}), retry_verdict::harmful);
    }
}

TEST(retry_policy, name_is_looked_up_again_only_when_the_name_server_says_so) {
    for (const auto kind : every_kind) {
        EXPECT_EQ(
            verdict(unresolved(boost::asio::error::host_not_found_try_again), {kind}), retry_verdict::again);
        EXPECT_EQ(verdict(unresolved(boost::asio::error::host_not_found), {kind}), retry_verdict::lasting);
        EXPECT_EQ(verdict(unresolved({}), {kind}), retry_verdict::lasting);
    }
}

TEST(retry_policy, refusal_of_a_proxy_is_repeated_when_it_may_pass) {
    for (const auto kind : every_kind) {
        for (const int status : {502, 503, 504})
            EXPECT_EQ(verdict(failed(errc::proxy_refused, status), {kind}), retry_verdict::again) << status;
        for (const int status : {0, 200, 301, 403, 404, 407, 500, 501})
            EXPECT_EQ(verdict(failed(errc::proxy_refused, status), {kind}), retry_verdict::lasting) << status;
    }
}

TEST(retry_policy, failed_verification_is_never_repeated) {
    for (const auto code : {errc::certificate_refused, errc::tls_failed})
        EXPECT_EQ(verdict(failed(code), {repetition::read, handover::none}), retry_verdict::lasting);
}

TEST(retry_policy, senseless_answer_is_repeated_once_and_for_reads_alone) {
    const auto why = failed(errc::not_json, 200);
    EXPECT_EQ(verdict(why, {repetition::read, handover::begun, 1}), retry_verdict::again);
    EXPECT_EQ(verdict(why, {repetition::read, handover::begun, 2}), retry_verdict::attempts_used_up);
    EXPECT_EQ(verdict(why, {repetition::idempotent}), retry_verdict::lasting);
    EXPECT_EQ(verdict(why, {repetition::harmful}), retry_verdict::lasting);
}

TEST(retry_policy, foreign_code_counts_as_a_lost_connection_unless_it_is_a_cancellation) {
    const auto reset = failed(boost::asio::error::connection_reset);
    EXPECT_EQ(verdict(reset), retry_verdict::again);
    EXPECT_EQ(verdict(reset, {repetition::harmful, handover::begun}), retry_verdict::harmful);
    EXPECT_EQ(verdict(reset, {repetition::harmful, handover::none}), retry_verdict::again);
    EXPECT_EQ(verdict(failed(boost::asio::error::operation_aborted)), retry_verdict::lasting);
    EXPECT_EQ(verdict(failed({})), retry_verdict::lasting);
}

TEST(retry_policy, sink_that_has_bytes_ends_the_call) {
    const retry_policy policy({});
    const auto why = failed(errc::connection_lost);
    EXPECT_EQ(
        policy.decide({.why = why, .sink_has_bytes = true}, now, never, 0.5).why,
        retry_verdict::bytes_delivered);
    EXPECT_EQ(
        policy.decide({.why = why, .sink_has_bytes = false}, now, never, 0.5).why, retry_verdict::again);
}

// ---- how often ----

TEST(retry_policy, attempts_are_used_up_at_the_bound) {
    const auto why = failed(errc::server_failed, 503);
    for (int most = 1; most <= 6; ++most) {
        const retry_policy policy({.max_attempts = most});
        for (int attempt = 1; attempt <= 8; ++attempt)
            EXPECT_EQ(
                policy.decide({.why = why, .attempt = attempt}, now, never, 0.5).why,
                attempt < most ? retry_verdict::again : retry_verdict::attempts_used_up)
                << most << ' ' << attempt;
    }
}

TEST(retry_policy, lower_bound_of_call_or_provider_counts) {
    const auto why = failed(errc::server_failed, 500);
    const retry_policy policy({});
    const auto at = [&](int attempt, std::optional<int> most) {
        return policy.decide({.why = why, .attempt = attempt, .max_attempts = most}, now, never, 0.5).why;
    };
    EXPECT_EQ(at(1, 1), retry_verdict::attempts_used_up);
    EXPECT_EQ(at(1, 2), retry_verdict::again);
    EXPECT_EQ(at(2, 2), retry_verdict::attempts_used_up);
    EXPECT_EQ(at(4, 9), retry_verdict::attempts_used_up) << "more than the params allow is not to be had";
    EXPECT_EQ(at(3, std::nullopt), retry_verdict::again);
}

// ---- how long ----

std::chrono::nanoseconds wait_of(const retry_params& params, int attempt, double draw) {
    const auto why = failed(errc::server_failed, 503);
    return retry_policy(params).decide({.why = why, .attempt = attempt}, now, never, draw).wait;
}

TEST(retry_policy, backoff_doubles_to_its_cap_and_is_drawn_from_nothing_on) {
    const retry_params params{.max_attempts = 100};
    const std::chrono::nanoseconds bounds[] = {500ms, 1s, 2s, 4s, 8s, 16s, 30s, 30s, 30s};
    int attempt = 0;
    for (const auto bound : bounds) {
        ++attempt;
        EXPECT_EQ(wait_of(params, attempt, 0.0), 0ns) << attempt;
        EXPECT_EQ(wait_of(params, attempt, 0.5), bound / 2) << attempt;
        EXPECT_EQ(wait_of(params, attempt, 0.25), bound / 4) << attempt;
        EXPECT_EQ(wait_of(params, attempt, 1.0), bound) << attempt;
    }
    EXPECT_EQ(wait_of(params, 99, 1.0), 30s);
}

TEST(retry_policy, backoff_of_odd_params_stays_in_bounds) {
    EXPECT_EQ(wait_of({.first_wait = 0ms}, 3, 1.0), 0ns);
    EXPECT_EQ(wait_of({.first_wait = 700ms, .longest_wait = 700ms}, 3, 1.0), 700ms);
    const retry_params years{.max_attempts = 2'000'000'000, .longest_wait = 24h * 366};
    EXPECT_EQ(wait_of(years, 1'999'999'999, 1.0), 24h * 366);
    const retry_params from_a_year{.max_attempts = 99, .first_wait = 24h * 366, .longest_wait = 24h * 366};
    EXPECT_EQ(wait_of(from_a_year, 50, 1.0), 24h * 366);
}

TEST(retry_policy, absurd_draw_is_the_longest_wait) {
    for (const double draw : {-0.1, 1.1, 1e300, std::numeric_limits<double>::quiet_NaN()})
        EXPECT_EQ(wait_of({}, 1, draw), 500ms) << draw;
}

failure asking(std::chrono::milliseconds wait, errc code = errc::rate_limited, int status = 429) {
    failure f = failed(code, status);
    f.retry_after = wait;
    return f;
}

TEST(retry_policy, retry_after_is_kept_exactly_whatever_the_draw) {
    const retry_policy policy({});
    for (const auto wait : {1ms, 7'000ms, 3'600'000ms})
        for (const double draw : {0.0, 0.5, 0.999}) {
            for (const auto& why : {asking(wait), asking(wait, errc::server_failed, 503)}) {
                const auto d = policy.decide({.why = why}, now, never, draw);
                EXPECT_EQ(d.why, retry_verdict::again);
                EXPECT_EQ(d.wait, wait);
            }
        }
}

TEST(retry_policy, retry_after_of_nothing_leaves_the_backoff) {
    const retry_policy policy({});
    for (const auto wait : {0ms, -1ms, std::chrono::milliseconds::min()}) {
        const auto why = asking(wait);
        EXPECT_EQ(policy.decide({.why = why}, now, never, 0.5).wait, 250ms) << wait.count();
    }
}

TEST(retry_policy, retry_after_above_its_bound_gives_up_and_says_how_long) {
    const retry_policy policy({});
    for (const auto wait : {3'600'001ms, 86'400'000ms}) {
        const auto why = asking(wait);
        const auto d = policy.decide({.why = why}, now, never, 0.5);
        EXPECT_EQ(d.why, retry_verdict::wait_too_long);
        EXPECT_EQ(d.wait, wait);
    }
    const auto absurd = asking(std::chrono::milliseconds::max());
    EXPECT_EQ(policy.decide({.why = absurd}, now, never, 0.5).why, retry_verdict::wait_too_long);
    EXPECT_EQ(policy.decide({.why = absurd}, now, never, 0.5).wait, 24h * 366);
    const retry_policy deaf({.longest_retry_after = 0ms});
    EXPECT_EQ(deaf.decide({.why = asking(1ms)}, now, never, 0.5).why, retry_verdict::wait_too_long);
}

TEST(retry_policy, retry_after_of_what_is_not_repeated_changes_nothing) {
    EXPECT_EQ(verdict(asking(1ms, errc::not_found, 404)), retry_verdict::lasting);
    EXPECT_EQ(verdict(asking(1ms, errc::server_failed, 503), {repetition::harmful}), retry_verdict::harmful);
}

TEST(retry_policy, shut_gate_lengthens_the_wait_and_never_shortens_it) {
    const retry_policy policy({});
    const auto wait_at = [&](const failure& why, steady_time gate) {
        return policy.decide({.why = why, .not_before = gate}, now, never, 0.5).wait;
    };
    EXPECT_EQ(wait_at(failed(errc::rate_limited, 429), now + 60s), 60s);
    EXPECT_EQ(wait_at(asking(7s), now + 60s), 60s);
    EXPECT_EQ(wait_at(asking(70s), now + 60s), 70s);
    EXPECT_EQ(wait_at(failed(errc::rate_limited, 429), now - 60s), 250ms);
}

TEST(retry_policy, wait_that_reaches_the_deadline_is_not_begun) {
    const retry_policy policy({});
    const auto at = [&](std::chrono::nanoseconds left) {
        const auto why = asking(5s);
        return policy.decide({.why = why}, now, now + left, 0.5);
    };
    EXPECT_EQ(at(5s + 1ns).why, retry_verdict::again);
    for (const std::chrono::nanoseconds left : {5'000'000'000ns, 4'999'999'999ns, 1ns, 0ns, -1ns}) {
        EXPECT_EQ(at(left).why, retry_verdict::beyond_deadline) << left.count();
        EXPECT_EQ(at(left).wait, 5s) << "says when it could have been";
    }
    const auto why = failed(errc::connection_lost);
    EXPECT_EQ(policy.decide({.why = why}, now, now + 250ms, 0.5).why, retry_verdict::beyond_deadline);
    EXPECT_EQ(policy.decide({.why = why}, now, now + 251ms, 0.5).why, retry_verdict::again);
    const retry_policy at_once({.first_wait = 0ms});
    EXPECT_EQ(at_once.decide({.why = why}, now, now, 0.5).why, retry_verdict::beyond_deadline);
}

TEST(retry_policy, gate_that_opens_behind_the_deadline_ends_the_call_at_once) {
    const retry_policy policy({});
    const auto why = failed(errc::rate_limited, 429);
    const auto d = policy.decide({.why = why, .not_before = now + 60s}, now, now + 30s, 0.0);
    EXPECT_EQ(d.why, retry_verdict::beyond_deadline);
    EXPECT_EQ(d.wait, 60s);
}

// No failure, request, time or draw brings a wait over the deadline, or a harmful request out twice.
TEST(retry_policy, rules_hold_for_every_mix) {
    const retry_policy policy({});
    int again = 0;
    for (const auto code : all_codes())
        for (const int status : {0, 200, 404, 408, 429, 500, 503})
            for (const auto kind : every_kind)
                for (const auto sent : every_handover)
                    for (int attempt = 1; attempt <= 5; ++attempt)
                        for (const auto left : {0ms, 100ms, 2'000ms, 60'000ms}) {
                            auto why = failed(code, status);
                            if (attempt % 2 == 0)
                                why.retry_after = 1'500ms;
                            const attempt_report report{
                                .why = why, .repeating = kind, .sent = sent, .attempt = attempt};
                            const auto d = policy.decide(report, now, now + left, 0.75);
                            if (!d.again())
                                continue;
                            ++again;
                            ASSERT_LT(d.wait, left);
                            ASSERT_GE(d.wait, 0ns);
                            ASSERT_LT(attempt, 4);
                            ASSERT_FALSE(kind == repetition::harmful && may_have_acted(why, sent));
                            ASSERT_EQ(d.charged, code != errc::rate_limited);
                        }
    EXPECT_GT(again, 1000);
}

// ---- what the loop around it asks ----

TEST(retry_policy, only_the_service_s_own_wish_is_free_of_charge) {
    const retry_policy policy({});
    EXPECT_FALSE(policy.decide({.why = failed(errc::rate_limited, 429)}, now, never, 0.5).charged);
    EXPECT_TRUE(policy.decide({.why = failed(errc::connect_failed)}, now, never, 0.5).charged);
    EXPECT_TRUE(policy.decide({.why = asking(1s, errc::server_failed, 503)}, now, never, 0.5).charged);
}

TEST(retry_policy, attempt_may_have_acted_unless_the_service_or_the_socket_says_no) {
    const std::set<errc> unclear = {
        errc::connection_lost,
        errc::deadline_exceeded,
        errc::attempt_timeout,
        errc::malformed_answer,
        errc::not_json,
        errc::answer_too_large,
        errc::page_loop,
        errc::server_failed,
        errc::decode_failed,
        errc::oauth_malformed,
        errc::outcome_unknown,
        errc::completed_unreadable};
    for (const auto code : all_codes()) {
        EXPECT_FALSE(may_have_acted(failed(code), handover::none)) << static_cast<int>(code);
        for (const auto sent : {handover::begun, handover::unknown})
            EXPECT_EQ(may_have_acted(failed(code), sent), unclear.contains(code)) << static_cast<int>(code);
    }
    EXPECT_TRUE(may_have_acted(failed(errc::unexpected_status, 408), handover::begun));
    EXPECT_FALSE(may_have_acted(failed(errc::unexpected_status, 405), handover::begun));
    EXPECT_TRUE(may_have_acted(failed(boost::asio::error::connection_reset), handover::begun));
    EXPECT_FALSE(may_have_acted(failed(boost::asio::error::connection_reset), handover::none));
}

TEST(retry_policy, missing_thing_is_success_only_for_a_removal_that_may_have_happened) {
    const auto missing = failed(errc::not_found, 404);
    EXPECT_TRUE(is_repeated_removal_done(http::method::remove, missing, true));
    EXPECT_FALSE(is_repeated_removal_done(http::method::remove, missing, false));
    for (const auto m : {http::method::get, http::method::head, http::method::post, http::method::put})
        EXPECT_FALSE(is_repeated_removal_done(m, missing, true));
    EXPECT_FALSE(is_repeated_removal_done(http::method::remove, failed(errc::forbidden, 403), true));
    EXPECT_FALSE(is_repeated_removal_done(http::method::remove, failed(errc::server_failed, 500), true));
}

TEST(retry_policy, each_verdict_has_words_of_its_own) {
    std::set<std::string_view> seen;
    for (int i = 0; i <= static_cast<int>(retry_verdict::budget_used_up); ++i)
        EXPECT_TRUE(seen.insert(to_string(static_cast<retry_verdict>(i))).second) << i;
    EXPECT_FALSE(seen.contains("unknown"));
    EXPECT_EQ(to_string(static_cast<retry_verdict>(99)), "unknown");
}

// ---- params ----

TEST(retry_params, defaults_are_taken) {
    EXPECT_NO_THROW(check(retry_params{}));
    EXPECT_EQ(retry_policy({}).params().max_attempts, 4);
}

TEST(retry_params, values_out_of_range_are_refused_by_name) {
    const auto refused = [](const retry_params& params, const std::string& name) {
        try {
            const retry_policy policy(params);
        } catch (const std::invalid_argument& e) {
            return std::string(e.what()).find(name) != std::string::npos;
        }
        return false;
    };
    EXPECT_TRUE(refused({.max_attempts = 0}, "max_attempts"));
    EXPECT_TRUE(refused({.max_attempts = -1}, "max_attempts"));
    EXPECT_TRUE(refused({.first_wait = -1ms}, "first_wait"));
    EXPECT_TRUE(refused({.first_wait = 2s, .longest_wait = 1s}, "longest_wait"));
    EXPECT_TRUE(refused({.longest_wait = std::chrono::milliseconds::max()}, "longest_wait"));
    EXPECT_TRUE(refused({.longest_retry_after = -1ms}, "longest_retry_after"));
    EXPECT_TRUE(refused({.longest_retry_after = std::chrono::milliseconds::max()}, "longest_retry_after"));
    EXPECT_TRUE(refused({.budget = -1}, "budget"));
    EXPECT_TRUE(refused({.budget = 1'000'001}, "budget"));
    EXPECT_TRUE(refused({.budget_credit = -0.1}, "budget_credit"));
    EXPECT_TRUE(refused({.budget_credit = 1.1}, "budget_credit"));
    EXPECT_TRUE(refused({.budget_credit = std::numeric_limits<double>::quiet_NaN()}, "budget_credit"));
}

} // namespace
} // namespace segue::traffic
