#include "emulator/retype.hpp"

#include <gtest/gtest.h>

namespace segue::emulator {
namespace {

TEST(change_members, null_spares_ids) {
    EXPECT_EQ(
        change_members(R"({"id":1,"master_id":2,"title":"x","labels":[{"id":3}]})", member_change::null),
        R"({"id":1,"master_id":2,"title":null,"labels":null})");
}

TEST(change_members, retyped_gives_each_member_a_type_it_never_has) {
    EXPECT_EQ(
        change_members(
            R"({"id":1,"t":"x","n":4.5,"b":true,"a":[1],"o":{},"z":null})", member_change::retyped),
        R"({"id":1,"t":["x"],"n":{"value":4.5},"b":"sometimes","a":"retyped","o":"retyped","z":[]})");
}

TEST(change_members, numbers_become_text_at_every_depth) {
    EXPECT_EQ(
        change_members(
            R"({"id":1,"year":1994,"c":{"have":7,"average":4.63},"l":[{"id":3,"w":2}]})",
            member_change::numbers_as_text),
        R"({"id":1,"year":"1994","c":{"have":"7","average":"4.63"},"l":[{"id":3,"w":"2"}]})");
}

TEST(change_members, page_changes_its_items_only) {
    EXPECT_EQ(
        change_members(R"({"pagination":{"page":1},"releases":[{"id":1,"title":"x"}]})", member_change::null),
        R"({"pagination":{"page":1},"releases":[{"id":1,"title":null}]})");
}

TEST(change_members, other_text_stays) {
    EXPECT_EQ(change_members("not json", member_change::null), "not json");
    EXPECT_EQ(change_members("[1]", member_change::null), "[1]");
    EXPECT_EQ(change_members("", member_change::null), "");
}

} // namespace
} // namespace segue::emulator
