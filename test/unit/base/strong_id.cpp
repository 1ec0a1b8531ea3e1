#include <segue/base/strong_id.hpp>

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace {

using record_id = segue::strong_id<struct record_tag>;
using person_id = segue::strong_id<struct person_tag>;

static_assert(std::is_trivially_copyable_v<record_id>);
static_assert(!std::is_convertible_v<record_id, person_id>);
static_assert(!std::is_constructible_v<record_id, person_id>);
static_assert(!std::is_constructible_v<record_id, bool>);
static_assert(!std::is_constructible_v<record_id, double>);
static_assert(!std::is_convertible_v<record_id, std::int64_t>);
static_assert(!std::is_convertible_v<record_id, bool>);

TEST(strong_id, default_is_zero_and_false) {
    const record_id id;
    EXPECT_EQ(id.value(), 0);
    EXPECT_FALSE(id);
}

TEST(strong_id, any_integer_converts_and_compares) {
    const record_id id = 2983532888U;
    EXPECT_EQ(id.value(), 2983532888);
    EXPECT_TRUE(id);
    EXPECT_EQ(id, 2983532888);
    EXPECT_NE(id, 5);
    EXPECT_LT(record_id{3}, id);
    EXPECT_GT(id, 7L);
    EXPECT_EQ(to_string(id), "2983532888");
}

TEST(strong_id, equal_ids_hash_alike) {
    const std::unordered_set<record_id> ids{1, 2, 1};
    EXPECT_EQ(ids.size(), 2U);
    EXPECT_TRUE(ids.contains(2));
    EXPECT_FALSE(ids.contains(3));
}

} // namespace
