#include "traffic/retry_budget.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <stdexcept>

namespace segue::traffic {
namespace {

struct tally {
    int sent = 0;
    int succeeded = 0;
    int refused = 0; // retries that the budget did not allow
};

// Calls one after another whose attempts fail with a probability, each with the usual number of attempts.
tally run(retry_budget& budget, int calls, double failing, std::mt19937_64& chance, int max_attempts = 4) {
    std::uniform_real_distribution<double> draw(0.0, 1.0);
    tally t;
    for (int i = 0; i < calls; ++i) {
        for (int attempt = 1;; ++attempt) {
            ++t.sent;
            if (draw(chance) >= failing) {
                ++t.succeeded;
                budget.credit();
                break;
            }
            if (attempt == max_attempts)
                break;
            if (!budget.take()) {
                ++t.refused;
                break;
            }
        }
    }
    return t;
}

TEST(retry_budget, total_outage_adds_the_bucket_and_no_more) {
    std::mt19937_64 chance(1);
    retry_budget budget({});
    const auto t = run(budget, 1000, 1.0, chance);
    EXPECT_EQ(t.sent, 1100);
    EXPECT_EQ(t.refused, 967); // 33 calls spent three tokens each, and one the last
    EXPECT_EQ(budget.left(), 0);
}

TEST(retry_budget, one_failure_in_a_hundred_is_always_repeated) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        std::mt19937_64 chance(seed);
        retry_budget budget({});
        const auto t = run(budget, 2000, 0.01, chance);
        ASSERT_EQ(t.refused, 0) << seed;
        ASSERT_GT(t.sent, 2000) << seed;
    }
}

TEST(retry_budget, requests_stay_within_calls_bucket_and_credit_for_every_mix) {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        std::mt19937_64 chance(seed);
        const double failing = std::uniform_real_distribution<double>(0.0, 1.0)(chance);
        const int bucket = std::uniform_int_distribution<int>(0, 50)(chance);
        const double credit = std::uniform_real_distribution<double>(0.0, 1.0)(chance);
        const int attempts = std::uniform_int_distribution<int>(1, 9)(chance);
        retry_budget budget({.max_attempts = attempts, .budget = bucket, .budget_credit = credit});
        const auto t = run(budget, 1000, failing, chance, attempts);
        ASSERT_LE(t.sent, 1000 + bucket + credit * t.succeeded + 1e-3) << seed;
        ASSERT_LE(budget.left(), bucket) << seed;
        ASSERT_GE(budget.left(), 0) << seed;
    }
}

TEST(retry_budget, mixed_phases_recover_after_the_outage) {
    std::mt19937_64 chance(7);
    retry_budget budget({});
    run(budget, 500, 1.0, chance);
    EXPECT_EQ(budget.left(), 0);
    const auto after = run(budget, 300, 0.0, chance);
    EXPECT_EQ(after.sent, 300);
    EXPECT_EQ(budget.left(), 30) << "300 good answers earn 30 back";
    EXPECT_EQ(run(budget, 1000, 0.01, chance).refused, 0);
}

TEST(retry_budget, ten_good_answers_earn_exactly_one_retry) {
    retry_budget budget({.budget = 1, .budget_credit = 0.1});
    EXPECT_TRUE(budget.take());
    for (int i = 0; i < 9; ++i) {
        budget.credit();
        EXPECT_FALSE(budget.take()) << i;
    }
    budget.credit();
    EXPECT_TRUE(budget.take());
    EXPECT_FALSE(budget.take());
}

TEST(retry_budget, bucket_is_never_fuller_than_at_first) {
    retry_budget budget({.budget = 2, .budget_credit = 1.0});
    for (int i = 0; i < 100; ++i)
        budget.credit();
    EXPECT_EQ(budget.left(), 2);
    EXPECT_TRUE(budget.take());
    budget.give_back();
    budget.give_back();
    EXPECT_EQ(budget.left(), 2);
}

TEST(retry_budget, retry_not_made_gives_its_token_back) {
    retry_budget budget({.budget = 1, .budget_credit = 0.0});
    EXPECT_TRUE(budget.take());
    EXPECT_FALSE(budget.take());
    budget.give_back();
    EXPECT_TRUE(budget.take());
    for (int i = 0; i < 100; ++i)
        budget.credit();
    EXPECT_FALSE(budget.take()) << "a credit of zero earns nothing";
}

TEST(retry_budget, empty_bucket_allows_none) {
    retry_budget budget({.budget = 0, .budget_credit = 1.0});
    budget.credit();
    EXPECT_FALSE(budget.take());
}

TEST(retry_budget, params_out_of_range_are_refused) {
    EXPECT_THROW(retry_budget({.budget = -1}), std::invalid_argument);
    EXPECT_THROW(
        retry_budget({.budget_credit = std::numeric_limits<double>::infinity()}), std::invalid_argument);
}

} // namespace
} // namespace segue::traffic
