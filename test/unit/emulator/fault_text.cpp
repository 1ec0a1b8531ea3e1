#include "emulator/faults.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <stdexcept>

namespace segue::emulator {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(fault_kinds, are_unique_and_read_back) {
    std::set<std::string_view> names;
    for (const fault_kind_info& known : fault_kinds()) {
        names.insert(known.name);
        EXPECT_EQ(to_string(known.kind), known.name);
        EXPECT_EQ(fault_kind_from(known.name), known.kind);
        EXPECT_EQ(info_of(known.kind).name, known.name);
    }
    EXPECT_THAT(names, SizeIs(fault_kinds().size()));
    EXPECT_FALSE(fault_kind_from("no such kind"));
    EXPECT_EQ(to_string(static_cast<fault_kind>(1'000)), "unknown");
}

TEST(fault_kinds, facts_agree_with_each_other) {
    std::set<std::string_view> steps;
    for (const fault_kind_info& known : fault_kinds()) {
        steps.insert(to_string(known.step));
        const bool early = known.step == fault_step::connect || known.step == fault_step::tls;
        EXPECT_EQ(early, known.by_connection) << known.name;
        EXPECT_FALSE(early && known.handled) << known.name;
        EXPECT_FALSE(known.may_choose_handled && !known.handled) << known.name;
        EXPECT_FALSE(known.benign && known.may_choose_handled) << known.name << " needs the service's answer";
    }
    EXPECT_THAT(
        steps,
        ::testing::UnorderedElementsAre("connect", "tls", "before_head", "in_head", "in_body", "after"));
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

TEST(parse_faults, reads_the_other_keys) {
    const auto faults = parse_faults(R"([{"kind": "status", "route": "PUT /releases/{id}/rating/{username}",
        "every": 3, "probability": 0.25, "handled": false}])");
    ASSERT_THAT(faults, SizeIs(1));
    EXPECT_EQ(faults[0].route, "PUT /releases/{id}/rating/{username}");
    EXPECT_EQ(faults[0].every, 3);
    EXPECT_EQ(faults[0].probability, 0.25);
    EXPECT_EQ(faults[0].handled, false);
}

std::string refusal_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const std::invalid_argument& problem) {
        return problem.what();
    }
    return "accepted";
}

TEST(parse_faults, says_where_text_stops_being_json) {
    const struct {
        const char* text;
        const char* place;
    } cases[] = {
        {"", "line 1, column 1"},
        {"[", "line 1, column 2"},
        {"[{\"kind\": \"delay\"},\n {\"kind\": delay}]", "line 2, column 11"},
        {"[] x", "line 1, column 4"},
        {"\n\n[1,]", "line 3, column 4"},
    };
    for (const auto& one : cases) {
        const std::string said = refusal_of([&] { (void)parse_faults(one.text); });
        EXPECT_THAT(said, AllOf(HasSubstr("not JSON"), HasSubstr(one.place))) << one.text;
    }
}

TEST(parse_faults, refuses_with_pointer_expected_and_found) {
    const struct {
        const char* text;
        const char* pointer;
        const char* expected;
        const char* found;
    } cases[] = {
        {"{}", "''", "an array", "{}"},
        {"[1]", "'/0'", "an object", "1"},
        {R"([{"kind":"delay"},{}])", "'/1'", "kind", "{}"},
        {R"([{"kind":"explode"}])", "'/0/kind'", "one of status, retry_after", R"("explode")"},
        {R"([{"kind":1}])", "'/0/kind'", "a text", "1"},
        {R"([{"kind":"delay","form":1}])", "'/0/form'", "one of the keys kind, route", "'form'"},
        {R"([{"kind":"delay","a/b~c":1}])", "'/0/a~1b~0c'", "one of the keys", "'a/b~c'"},
        {R"([{"kind":"delay","from":0}])", "'/0/from'", "a whole number from 1", "0"},
        {R"([{"kind":"delay","count":-1}])", "'/0/count'", "a whole number from 0", "-1"},
        {R"([{"kind":"delay","count":1.5}])", "'/0/count'", "a whole number", "1.5E0"},
        {R"([{"kind":"delay","count":99999999999}])", "'/0/count'", "to 2147483647", "99999999999"},
        {R"([{"kind":"delay","every":0}])", "'/0/every'", "from 1", "0"},
        {R"([{"kind":"delay","probability":2}])", "'/0/probability'", "a number from 0 to 1", "2"},
        {R"([{"kind":"delay","probability":"x"}])", "'/0/probability'", "a number from 0 to 1", R"("x")"},
        {R"([{"kind":"delay","status":42}])", "'/0/status'", "0 or 200 to 599", "42"},
        {R"([{"kind":"delay","delay_ms":99999999}])", "'/0/delay_ms'", "0 to 3600000", "99999999"},
        {R"([{"kind":"delay","bytes":1073741824}])", "'/0/bytes'", "256 MiB", "1073741824"},
        {R"([{"kind":"early_hints","bytes":1001}])", "'/0/bytes'", "at most 1000", "1001"},
        {R"([{"kind":"delay","path_prefix":"x"}])", "'/0/path_prefix'", "begins with a slash", R"("x")"},
        {R"([{"kind":"delay","method":7}])", "'/0/method'", "a text", "7"},
        {R"([{"kind":"delay","method":"get"}])", "'/0/method'", "upper-case", R"("get")"},
        {R"([{"kind":"delay","route":"/x"}])", "'/0/route'", "/releases/{id}", R"("/x")"},
        {R"([{"kind":"delay","handled":1}])", "'/0/handled'", "true or false", "1"},
        {R"([{"kind":"delay","handled":false}])", "'/0/handled'", "only status, html_page", "false"},
        {R"([{"kind":"status","status":429,"handled":true}])", "'/0/handled'", "is not served", "true"},
        {R"([{"kind":"retry_after","body":"1\r\nx: y"}])", "'/0/body'", "one line", R"("1\r\nx: y")"},
        {R"([{"kind":"rate_headers","body":"1,2"}])", "'/0/body'", "two commas", R"("1,2")"},
    };
    for (const auto& one : cases) {
        const std::string said = refusal_of([&] { (void)parse_faults(one.text); });
        EXPECT_THAT(said, HasSubstr("at " + std::string(one.pointer) + ": expected ")) << one.text;
        EXPECT_THAT(said, HasSubstr(one.expected)) << one.text;
        EXPECT_THAT(said, HasSubstr(", found " + std::string(one.found))) << one.text;
    }
}

TEST(parse_faults, long_offenders_are_cut_in_the_message) {
    const std::string text = R"([{"kind":")" + std::string(500, 'x') + "\"}]";
    const std::string said = refusal_of([&] { (void)parse_faults(text); });
    EXPECT_THAT(said, AllOf(HasSubstr("xxx..."), ::testing::Not(HasSubstr(std::string(100, 'x')))));
}

TEST(load_faults, reads_a_file_that_lists_every_kind_once) {
    const auto faults = load_faults(SEGUE_SOURCE_ROOT "/test/data/every_fault.json");
    std::multiset<fault_kind> listed;
    for (const fault& one : faults) {
        listed.insert(one.kind);
        fault_table table;
        EXPECT_NO_THROW(table.add(one)) << to_string(one.kind);
    }
    for (const fault_kind_info& known : fault_kinds())
        EXPECT_EQ(listed.count(known.kind), 1U) << known.name;
    EXPECT_THAT(listed, SizeIs(fault_kinds().size()));
}

TEST(load_faults, names_the_file_and_the_place) {
    EXPECT_EQ(refusal_of([] { (void)load_faults("/no/such/file"); }), "cannot read '/no/such/file'");
    EXPECT_EQ(refusal_of([] { (void)load_faults("/"); }), "cannot read '/'");
    const std::string wrong = SEGUE_SOURCE_ROOT "/README.md";
    EXPECT_THAT(
        refusal_of([&] { (void)load_faults(wrong); }),
        AllOf(HasSubstr(wrong), HasSubstr("not JSON at line 1")));
}

} // namespace
} // namespace segue::emulator
