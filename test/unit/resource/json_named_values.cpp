#include "resource/json_named_values.hpp"

#include "resource/json_reader.hpp"
#include "resource/json_writer.hpp"

#include <segue/base/list.hpp>
#include <segue/base/money.hpp>

#include <gtest/gtest.h>

namespace segue::resource {

struct price {
    std::optional<money> value;
    std::optional<std::string> currency;
    segue::extra extra;

    bool operator==(const price&) const = default;
};

template <>
struct json_traits<price> {
    static const model_description& description() {
        static const auto table =
            describe(&price::extra, field("value", &price::value), field("currency", &price::currency));
        return table;
    }
};

struct shelf {
    std::optional<named_values<std::int64_t>> counts;
    std::optional<named_values<list<std::string>>> words;
    std::optional<named_values<named_values<std::int64_t>>> nested;
    std::optional<named_values<price>> prices;
    std::optional<named_values<raw_json>> anything;
    segue::extra extra;

    bool operator==(const shelf&) const = default;
};

template <>
struct json_traits<shelf> {
    static const model_description& description() {
        static const auto table = describe(
            &shelf::extra,
            field("counts", &shelf::counts),
            field("words", &shelf::words),
            field("nested", "boxes", &shelf::nested),
            field("prices", &shelf::prices),
            field("anything", &shelf::anything));
        return table;
    }
};

namespace {

class json_named_values : public ::testing::Test {
protected:
    shelf read(std::string_view text) {
        shelf s;
        drifts.clear();
        EXPECT_FALSE(read_json(text, s, &drifts)) << text;
        return s;
    }

    // Reads, and holds that writing and reading again gives the same.
    shelf round(std::string_view text, std::string_view written) {
        const shelf first = read(text);
        const auto told = drifts;
        EXPECT_EQ(to_json(first), written);
        EXPECT_EQ(read(written), first) << written;
        drifts = told;
        return first;
    }
    shelf round(std::string_view text) { return round(text, text); }

    std::vector<drift> drifts;
};

TEST_F(json_named_values, object_with_names_as_data_is_read_in_order) {
    const shelf s = round(
        R"({"counts":{"Vinyl":3,"CD, \"Album\"":-1,"":0},"words":{"format":["a","b"],"label":[]},)"
        R"("nested":{"x":{"1997":6},"y":{}},"prices":{"Mint":{"value":3.7681945000000003,"currency":"USD"}},)"
        R"("anything":{"a":[1,{"b":null}],"c":"d"}})");
    EXPECT_EQ(s.counts->size(), 3U);
    EXPECT_EQ(s.counts->begin()->first, "Vinyl");
    EXPECT_EQ(*s.counts->find("CD, \"Album\""), -1);
    EXPECT_EQ(*s.counts->find(""), 0);
    EXPECT_EQ(s.counts->find("none"), nullptr);
    EXPECT_EQ(s.words->find("format")->at(1), "b");
    EXPECT_EQ(*s.nested->find("x")->find("1997"), 6);
    EXPECT_TRUE(s.nested->find("y")->empty());
    EXPECT_EQ(to_string(s.prices->find("Mint")->value->amount), "3.7681945000000003");
    EXPECT_EQ(s.anything->find("a")->text, R"([1,{"b":null}])");
    EXPECT_TRUE(drifts.empty());
}

TEST_F(json_named_values, empty_and_absent_are_told_apart) {
    const shelf s = round(R"({"counts":{},"words":null})", R"({"counts":{}})");
    ASSERT_TRUE(s.counts);
    EXPECT_TRUE(s.counts->empty());
    EXPECT_FALSE(s.words);
}

TEST_F(json_named_values, values_are_read_as_tolerantly_as_fields) {
    const shelf s = round(
        R"({"counts":{"a":"7","b":5.0,"c":null,"d":""},"words":{"x":"bare","y":7}})",
        R"({"counts":{"a":7,"b":5,"d":""},"words":{"x":"bare","y":"7"}})");
    EXPECT_EQ(*s.counts->find("a"), 7);
    EXPECT_EQ(*s.counts->find("b"), 5);
    EXPECT_FALSE(s.counts->contains("c")) << "null is as good as absent";
    EXPECT_FALSE(s.counts->contains("d")) << "an empty text stands for no number";
    EXPECT_EQ(s.counts->extra().text("d"), R"("")");
    EXPECT_EQ(s.words->find("x")->at(0), "bare");
    EXPECT_EQ(s.words->find("y")->at(0), "7");
    EXPECT_TRUE(drifts.empty());
}

TEST_F(json_named_values, value_without_sense_costs_itself_alone) {
    const shelf s = round(
        R"({"counts":{"a":1,"b/~":[2,{"x":null}],"c":3,"d":"five","e":{"f":1}}})",
        R"({"counts":{"a":1,"c":3,"b/~":[2,{"x":null}],"d":"five","e":{"f":1}}})");
    EXPECT_EQ(s.counts->size(), 2U);
    EXPECT_EQ(*s.counts->find("c"), 3);
    EXPECT_EQ(s.counts->extra().text("b/~"), R"([2,{"x":null}])");
    EXPECT_TRUE(s.extra.empty());
    ASSERT_EQ(drifts.size(), 3U);
    EXPECT_EQ(drifts[0], (drift{"/counts/b~1~0", "integer", "array"}));
    EXPECT_EQ(drifts[1], (drift{"/counts/d", "integer", "text"}));
    EXPECT_EQ(drifts[2], (drift{"/counts/e", "integer", "object"}));
}

TEST_F(json_named_values, drift_inside_of_a_value_names_the_whole_way) {
    const shelf s = round(
        R"({"words":{"x":["a",{"b":1},"c"],"y":true},"nested":{"n":{"ok":1,"no":[]}},"prices":{"p":{"value":{},"new":1}}})",
        R"({"words":{"x":["a",{"b":1},"c"],"y":true},"nested":{"n":{"ok":1,"no":[]}},"prices":{"p":{"value":{},"new":1}}})");
    EXPECT_EQ(s.words->find("x")->size(), 2U);
    EXPECT_EQ(s.words->extra().names(), (std::vector<std::string>{"y", "x/1"}));
    EXPECT_EQ(s.nested->find("n")->size(), 1U);
    EXPECT_EQ(s.prices->find("p")->extra.size(), 2U);
    ASSERT_EQ(drifts.size(), 4U);
    EXPECT_EQ(drifts[0].pointer, "/words/x/1");
    EXPECT_EQ(drifts[1].pointer, "/words/y");
    EXPECT_EQ(drifts[2].pointer, "/nested/n/no");
    EXPECT_EQ(drifts[3].pointer, "/prices/p/value");
}

TEST_F(json_named_values, what_is_no_object_is_kept_whole_and_reported) {
    for (const auto& [value, kind] : {std::pair{"7", "number"}, {"\"t\"", "text"}, {"true", "boolean"}}) {
        const shelf s = round(R"({"counts":)" + std::string(value) + "}");
        EXPECT_FALSE(s.counts) << value;
        EXPECT_EQ(s.extra.text("counts"), value);
        ASSERT_EQ(drifts.size(), 1U) << value;
        EXPECT_EQ(drifts[0], (drift{"/counts", "object", kind}));
    }
    const shelf s = round(R"({"nested":[1,{"a":2}]})");
    EXPECT_EQ(s.extra.text("nested"), R"([1,{"a":2}])");
    EXPECT_EQ(drifts.at(0), (drift{"/nested", "object", "array"}));
}

TEST_F(json_named_values, last_of_equal_names_counts) {
    const shelf s = round(
        R"({"counts":{"a":1,"b":2,"a":3,"c":{},"c":4,"d":5,"d":{},"e":6,"e":null},)"
        R"("words":{"x":[1,{}],"y":["z"],"x":["w"]}})",
        R"({"counts":{"b":2,"a":3,"c":4,"d":{}},"words":{"y":["z"],"x":["w"]}})");
    EXPECT_EQ(s.counts->extra().names(), std::vector<std::string>{"d"});
    EXPECT_TRUE(s.words->extra().empty());
    EXPECT_EQ(drifts.size(), 3U) << "all that was no good is told";

    const shelf twice = read(R"({"counts":{"a":1},"counts":{"b":3}})");
    EXPECT_EQ(twice.counts->size(), 1U);
    const shelf both = read(R"({"boxes":{"a":{}},"nested":{"b":{}}})");
    EXPECT_TRUE(both.nested->contains("b"));
    EXPECT_EQ(both.extra.text("boxes"), R"({"a":{}})");
}

TEST_F(json_named_values, very_many_names_take_linear_time) {
    // Ten million comparisons would be seconds; this is the worst of each list of names that is kept.
    constexpr int many = 100'000;
    std::string text = R"({"words":{)";
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < many; ++i) {
            if (i + round != 0)
                text += ',';
            text += '"' + std::to_string(i) + (i % 2 == 0 ? R"(":[{},"a"])" : R"(":{})");
        }
    }
    const shelf s = read(text + "}}");
    EXPECT_EQ(s.words->size(), many / 2U);
    EXPECT_EQ(s.words->extra().size(), std::size_t{many});
    EXPECT_EQ(drifts.size(), 2U * many);
    EXPECT_EQ(read(to_json(s)), s);
}

TEST_F(json_named_values, text_cut_short_fails_where_it_stands) {
    shelf s;
    for (const auto& [text, pointer] :
         {std::pair{R"({"counts":{"a":1,"b":)", "/counts/b"},
          {R"({"counts":{"a":null,)", "/counts"},
          {R"({"nested":{"n":{"x":[1,)", "/nested/n/x"}}) {
        const auto failure = read_json(text, s);
        ASSERT_TRUE(failure) << text;
        EXPECT_EQ(failure->pointer, pointer) << text;
    }
}

TEST(named_values, are_changed_by_hand) {
    named_values<std::int64_t> own;
    own.set("x", 1);
    own.set("y", 2);
    own.set("x", 3);
    EXPECT_EQ(own.size(), 2U);
    EXPECT_EQ(own.begin()->first, "x");
    EXPECT_EQ(*own.find("x"), 3);
    const auto copy = own;
    EXPECT_TRUE(own.erase("x"));
    EXPECT_FALSE(own.erase("x"));
    EXPECT_FALSE(own.contains("x"));
    EXPECT_NE(own, copy);
}

TEST(named_values, own_value_wins_over_one_that_was_kept) {
    shelf s;
    s.counts.emplace().set("a", 1);
    s.counts->extra().set("a", "[]");
    s.counts->extra().set("b", "[]");
    EXPECT_EQ(to_json(s), R"({"counts":{"a":1,"b":[]}})");
}

} // namespace
} // namespace segue::resource
