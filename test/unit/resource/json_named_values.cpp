#include "resource/json_named_values.hpp"

#include <segue/base/list.hpp>

#include <gtest/gtest.h>

namespace segue::resource {

struct shelf {
    std::optional<named_values<std::int64_t>> counts;
    std::optional<named_values<list<std::string>>> words;
    std::optional<named_values<named_values<std::int64_t>>> nested;
    segue::extra extra;
};

template <>
struct json_traits<shelf> {
    static const model_description& description() {
        static const auto table = describe(
            &shelf::extra,
            field("counts", &shelf::counts),
            field("words", &shelf::words),
            field("nested", &shelf::nested));
        return table;
    }
};

namespace {

std::vector<drift> drifts;

shelf read(std::string_view text) {
    shelf s;
    drifts.clear();
    EXPECT_FALSE(read_json(text, s, &drifts)) << text;
    return s;
}

TEST(json_named_values, object_with_names_as_data_is_read_in_order) {
    const auto text =
        R"({"counts":{"Vinyl":3,"CD, \"Album\"":-1},"words":{"format":["a","b"],"label":[]},"nested":{"x":{"1997":6},"y":{}}})";
    const shelf s = read(text);
    ASSERT_TRUE(s.counts && s.words && s.nested);
    EXPECT_EQ(s.counts->size(), 2U);
    EXPECT_EQ(s.counts->begin()->first, "Vinyl");
    EXPECT_EQ(*s.counts->find("CD, \"Album\""), -1);
    EXPECT_EQ(s.counts->find("none"), nullptr);
    EXPECT_EQ(s.words->find("format")->at(1), "b");
    EXPECT_EQ(*s.nested->find("x")->find("1997"), 6);
    EXPECT_TRUE(s.nested->find("y")->empty());
    EXPECT_TRUE(drifts.empty());
    EXPECT_EQ(to_json(s), text);
}

TEST(json_named_values, empty_and_absent_are_told_apart) {
    const shelf s = read(R"({"counts":{},"words":null})");
    ASSERT_TRUE(s.counts);
    EXPECT_TRUE(s.counts->empty());
    EXPECT_FALSE(s.words);
    EXPECT_EQ(to_json(s), R"({"counts":{}})");
}

TEST(json_named_values, what_is_not_understood_is_kept_whole_and_reported) {
    for (const std::string_view value :
         {"7",
          "\"text\"",
          "true",
          "[1]",
          R"({"a":"five"})",
          R"({"a":1,"b":[2]})",
          R"({"a":{"b":1}})",
          R"({"a":null})",
          R"({"a":1.5})"}) {
        const std::string text = R"({"counts":)" + std::string(value) + "}";
        const shelf s = read(text);
        EXPECT_FALSE(s.counts) << value;
        EXPECT_EQ(s.extra.text("counts"), value);
        ASSERT_EQ(drifts.size(), 1U) << value;
        EXPECT_EQ(drifts[0].pointer, "/counts");
        EXPECT_EQ(drifts[0].expected, "object");
        EXPECT_EQ(to_json(s), text);
    }
}

TEST(json_named_values, later_value_of_a_name_wins) {
    const shelf s = read(R"({"counts":{"a":1,"a":2},"counts":{"b":3}})");
    ASSERT_TRUE(s.counts);
    EXPECT_EQ(s.counts->size(), 1U);
    EXPECT_EQ(*s.counts->find("b"), 3);
    named_values<std::int64_t> own;
    own.set("x", 1);
    own.set("x", 2);
    EXPECT_EQ(own.size(), 1U);
    EXPECT_EQ(*own.find("x"), 2);
}

} // namespace
} // namespace segue::resource
