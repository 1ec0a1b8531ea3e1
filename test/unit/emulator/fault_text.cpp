#include "emulator/faults.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace segue::emulator {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(fault_kind_names, are_unique_and_read_back) {
    std::set<std::string_view> names;
    int kinds = 0;
    for (int i = 0; i <= static_cast<int>(fault_kind::reset_in_body); ++i) {
        const auto kind = static_cast<fault_kind>(i);
        ++kinds;
        names.insert(to_string(kind));
        EXPECT_EQ(fault_kind_from(to_string(kind)), kind);
        EXPECT_NE(to_string(kind), "unknown") << i;
    }
    EXPECT_THAT(names, SizeIs(kinds));
    EXPECT_FALSE(fault_kind_from("no such kind"));
}

TEST(parse_faults, reads_every_key) {
    const auto faults = parse_faults(R"([
        {"kind": "status", "method": "GET", "path_prefix": "/releases", "from": 2, "count": 0, "status": 503,
         "delay_ms": 250, "bytes": 99, "body": "x"},
        {"kind": "reset_in_body"}
    ])");
    ASSERT_THAT(faults, SizeIs(2));
    EXPECT_EQ(faults[0].kind, fault_kind::status);
    EXPECT_EQ(faults[0].method, "GET");
    EXPECT_EQ(faults[0].path_prefix, "/releases");
    EXPECT_EQ(faults[0].from, 2);
    EXPECT_EQ(faults[0].count, 0);
    EXPECT_EQ(faults[0].status, 503);
    EXPECT_EQ(faults[0].delay, std::chrono::milliseconds{250});
    EXPECT_EQ(faults[0].bytes, 99U);
    EXPECT_EQ(faults[0].body, "x");
    EXPECT_EQ(faults[1].kind, fault_kind::reset_in_body);
    EXPECT_EQ(faults[1].from, 1);
    EXPECT_EQ(faults[1].count, 1);
}

TEST(parse_faults, empty_array_is_no_fault) {
    EXPECT_THAT(parse_faults("[]"), SizeIs(0));
}

TEST(parse_faults, refuses_with_entry_and_key) {
    const struct {
        const char* text;
        const char* entry;
        const char* reason;
    } cases[] = {
        {"", "faults", "not JSON"},
        {"[", "faults", "not JSON"},
        {"{}", "faults", "array"},
        {"[1]", "faults[0]", "object"},
        {R"([{"kind":"delay"},{}])", "faults[1]", "kind is missing"},
        {R"([{"kind":"explode"}])", "faults[0]", "explode"},
        {R"([{"kind":1}])", "faults[0]", "kind must be a text"},
        {R"([{"kind":"delay","form":1}])", "faults[0]", "form"},
        {R"([{"kind":"delay","from":0}])", "faults[0]", "from"},
        {R"([{"kind":"delay","count":-1}])", "faults[0]", "count"},
        {R"([{"kind":"delay","count":1.5}])", "faults[0]", "count"},
        {R"([{"kind":"delay","count":99999999999}])", "faults[0]", "count"},
        {R"([{"kind":"delay","status":42}])", "faults[0]", "status"},
        {R"([{"kind":"delay","delay_ms":99999999}])", "faults[0]", "delay_ms"},
        {R"([{"kind":"delay","path_prefix":"x"}])", "faults[0]", "path_prefix"},
        {R"([{"kind":"delay","method":7}])", "faults[0]", "method"},
    };
    for (const auto& one : cases) {
        try {
            (void)parse_faults(one.text);
            ADD_FAILURE() << "accepted: " << one.text;
        } catch (const std::invalid_argument& problem) {
            EXPECT_THAT(problem.what(), AllOf(HasSubstr(one.entry), HasSubstr(one.reason))) << one.text;
        }
    }
}

} // namespace
} // namespace segue::emulator
