#include <segue/version.hpp>

#include <gtest/gtest.h>

namespace {

// A constant expression, so that users may compare it at compile time.
static_assert(segue::version() == SEGUE_VERSION_STRING);

TEST(version, string_equals_version_of_the_build) {
    EXPECT_EQ(segue::version(), SEGUE_TEST_PROJECT_VERSION);
}

TEST(version, number_orders_releases) {
    EXPECT_EQ(SEGUE_VERSION, SEGUE_VERSION_MAJOR * 10000 + SEGUE_VERSION_MINOR * 100 + SEGUE_VERSION_PATCH);
    // A minor or patch number of three digits would overtake the next version.
    EXPECT_LT(SEGUE_VERSION_MINOR, 100);
    EXPECT_LT(SEGUE_VERSION_PATCH, 100);
}

} // namespace
