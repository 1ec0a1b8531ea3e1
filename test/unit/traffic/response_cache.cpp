#include "unit/traffic/noon.hpp"

#include <segue/traffic/response_cache.hpp>

#include <gtest/gtest.h>

#include <array>

namespace segue::traffic {
namespace {

using namespace std::chrono_literals;

TEST(freshness, follows_age) {
    EXPECT_EQ(freshness_of(noon, 60s, 30s, noon), freshness::fresh);
    EXPECT_EQ(freshness_of(noon, 60s, 30s, noon + 59'999ms), freshness::fresh);
    EXPECT_EQ(freshness_of(noon, 60s, 30s, noon + 60s), freshness::stale);
    EXPECT_EQ(freshness_of(noon, 60s, 30s, noon + 89'999ms), freshness::stale);
    EXPECT_EQ(freshness_of(noon, 60s, 30s, noon + 90s), freshness::absent);
    EXPECT_EQ(freshness_of(noon, 0s, 30s, noon), freshness::stale);
    EXPECT_EQ(freshness_of(noon, 0s, 0s, noon), freshness::absent);
    EXPECT_EQ(freshness_of(noon, -5s, 30s, noon), freshness::stale);
    EXPECT_EQ(freshness_of(noon, 60s, -5s, noon + 60s), freshness::absent);
}

TEST(freshness, entry_from_the_future_is_never_fresh) {
    EXPECT_EQ(freshness_of(noon + 1ns, 60s, 30s, noon), freshness::stale);
    EXPECT_EQ(freshness_of(noon + 29s, 60s, 30s, noon), freshness::stale);
    EXPECT_EQ(freshness_of(noon + 30s, 60s, 30s, noon), freshness::absent);
    EXPECT_EQ(freshness_of(noon + 24h * 365, 24h * 3650, 30s, noon), freshness::absent);
    EXPECT_EQ(freshness_of(noon + 1s, 60s, 0s, noon), freshness::absent);
}

TEST(freshness, no_time_and_no_duration_is_too_far) {
    const auto never = wall_time::min();
    const auto end = wall_time::max();
    constexpr auto longest = std::chrono::seconds::max();
    EXPECT_EQ(freshness_of(never, 60s, 60s, end), freshness::absent);
    EXPECT_EQ(freshness_of(end, 60s, 60s, never), freshness::absent);
    EXPECT_EQ(freshness_of(never, longest, longest, end), freshness::fresh);
    EXPECT_EQ(freshness_of(end, longest, longest, never), freshness::stale);
    EXPECT_EQ(freshness_of(noon, longest, longest, noon + 24h), freshness::fresh);
    EXPECT_EQ(
        freshness_of(noon, std::chrono::seconds::min(), std::chrono::seconds::min(), noon),
        freshness::absent);
}

TEST(cache_filter, means_what_meets_all_that_is_given) {
    const std::vector<std::string> tags{"release:1", "artist:2"};
    constexpr std::array<std::string_view, 2> one{"label:3", "artist:2"};
    constexpr std::array<std::string_view, 1> none{"label:3"};
    EXPECT_TRUE(matches({}, "me", tags));
    EXPECT_TRUE(matches({.account = "me"}, "me", tags));
    EXPECT_FALSE(matches({.account = "me"}, "you", tags));
    EXPECT_FALSE(matches({.account = ""}, "you", tags)) << "the anonymous are an account";
    EXPECT_TRUE(matches({.account = ""}, "", {}));
    EXPECT_TRUE(matches({.tags = one}, "me", tags));
    EXPECT_FALSE(matches({.tags = none}, "me", tags));
    EXPECT_FALSE(matches({.tags = one}, "me", {}));
    EXPECT_TRUE(matches({.account = "me", .tags = one}, "me", tags));
    EXPECT_FALSE(matches({.account = "you", .tags = one}, "me", tags));
    EXPECT_FALSE(matches({.account = "me", .tags = none}, "me", tags));
}

} // namespace
} // namespace segue::traffic
