#include "unit/resource/json_sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace segue::test {
namespace {

using resource::decode_failure;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A body with the mandatory fields, so that only what a test is about lands in extra.
std::string body(std::string_view fields) {
    return R"({"id":1,"title":"t",)" + std::string{fields} + "}";
}

reading read_body(std::string_view fields) {
    reading result = read(body(fields));
    EXPECT_FALSE(result.failure) << fields;
    return result;
}

// Checks that the value was refused: drift names it, extra keeps it, and it goes out as it came.
void expect_refused(
    std::string_view name, std::string_view value, std::string_view expected, std::string_view found) {
    const std::string field = '"' + std::string{name} + "\":" + std::string{value};
    const reading result = read_body(field);
    const drift wanted{'/' + std::string{name}, std::string{expected}, std::string{found}};
    EXPECT_THAT(result.drifts, ElementsAre(wanted)) << field;
    EXPECT_EQ(result.model.extra.text(name), value) << field;
    EXPECT_EQ(resource::to_json(result.model), body(field)) << field;
}

TEST(json_reader, own_kinds_are_taken) {
    const reading result = read(
        R"({"id":7,"title":"t","text":"x","whole":-5,"real":2.5,"flag":true,"tone":"Dark","exact":1.50,)"
        R"("price":22.33,"date":"1994-03-00","moment":"2014-07-01T10:20:17-07:00","any":{"a":[1]},)"
        R"("child":{"id":1,"name":"n"},"texts":["a","b"],"wholes":[1,2],"leaves":[{"id":2,"name":"m"}]})");
    const sample& model = result.model;
    EXPECT_FALSE(result.failure);
    EXPECT_THAT(result.drifts, IsEmpty());
    EXPECT_TRUE(model.extra.empty());
    EXPECT_EQ(model.id, 7);
    EXPECT_EQ(model.title, "t");
    EXPECT_EQ(model.text, "x");
    EXPECT_EQ(model.whole, -5);
    EXPECT_EQ(model.real, 2.5);
    EXPECT_EQ(model.flag, true);
    EXPECT_EQ(model.tone, shade::dark);
    EXPECT_EQ(to_string(*model.exact), "1.50");
    EXPECT_EQ(model.price, (money{decimal{2233, 2}, ""}));
    EXPECT_EQ(model.date->month(), std::chrono::March);
    EXPECT_TRUE(model.moment->time());
    EXPECT_EQ(model.any->text, R"({"a":[1]})");
    EXPECT_EQ(model.child->name, "n");
    EXPECT_THAT(model.texts, ElementsAre("a", "b"));
    EXPECT_THAT(model.wholes, ElementsAre(1, 2));
    ASSERT_EQ(model.leaves.size(), 1U);
    EXPECT_EQ(model.leaves[0].name, "m");
    EXPECT_EQ(model.leaves.form(), list_form::array);
    EXPECT_EQ(model.branches.form(), list_form::absent);
}

TEST(json_reader, absent_and_null_are_the_same) {
    const reading absent = read(R"({"id":1,"title":"t"})");
    const reading nulls = read(
        R"({"id":1,"title":"t","text":null,"whole":null,"real":null,"flag":null,"tone":null,"exact":null,)"
        R"("price":null,"date":null,"moment":null,"any":null,"child":null,"texts":null,"leaves":null})");
    EXPECT_EQ(absent.model, nulls.model);
    EXPECT_THAT(nulls.drifts, IsEmpty());
    EXPECT_TRUE(nulls.model.extra.empty());
    EXPECT_EQ(resource::to_json(nulls.model), R"({"id":1,"title":"t"})");
}

TEST(json_reader, mandatory_field_missing_or_null_is_remembered) {
    for (const char* const text : {"{}", R"({"id":null,"title":null})", R"({"title":null})"}) {
        const reading result = read(text);
        EXPECT_FALSE(result.failure);
        EXPECT_THAT(result.drifts, IsEmpty());
        EXPECT_FALSE(result.model.id);
        EXPECT_EQ(result.model.title, "");
        EXPECT_THAT(result.model.extra.names(), ElementsAre("id", "title"));
        EXPECT_EQ(resource::to_json(result.model), "{}");
    }
    EXPECT_EQ(rewritten(R"({"id":0,"title":""})"), R"({"id":0,"title":""})");
}

TEST(json_reader, numbers_may_come_as_texts) {
    const reading result =
        read_body(R"("whole":"42","real":"2.5","exact":"1.50","price":"1e2","wholes":["1","-2"])");
    EXPECT_THAT(result.drifts, IsEmpty());
    EXPECT_TRUE(result.model.extra.empty());
    EXPECT_EQ(result.model.whole, 42);
    EXPECT_EQ(result.model.real, 2.5);
    EXPECT_EQ(result.model.exact, (decimal{15, 1}));
    EXPECT_EQ(result.model.price->amount, 100);
    EXPECT_THAT(result.model.wholes, ElementsAre(1, -2));
    EXPECT_EQ(read(R"({"id":"12","title":"t"})").model.id, 12);
}

TEST(json_reader, texts_may_come_as_numbers_with_all_their_digits) {
    const reading result = read(
        R"({"id":1,"title":5.0,"text":12345678901234567890,"tone":3,"date":1994,"moment":7,"texts":[1e2,2]})");
    EXPECT_THAT(result.drifts, IsEmpty());
    EXPECT_EQ(result.model.title, "5.0");
    EXPECT_EQ(result.model.text, "12345678901234567890");
    EXPECT_EQ(result.model.tone->text(), "3");
    EXPECT_EQ(result.model.date->year(), std::chrono::year{1994});
    EXPECT_EQ(result.model.moment->text(), "7");
    EXPECT_THAT(result.model.texts, ElementsAre("1e2", "2"));
}

TEST(json_reader, whole_numbers_may_have_points_and_exponents) {
    EXPECT_EQ(read_body(R"("whole":5.0)").model.whole, 5);
    EXPECT_EQ(read_body(R"("whole":1.5e1)").model.whole, 15);
    EXPECT_EQ(read_body(R"("whole":"5.00")").model.whole, 5);
    EXPECT_EQ(read_body(R"("whole":-0)").model.whole, 0);
    EXPECT_EQ(
        read_body(R"("whole":9223372036854775807)").model.whole, std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(
        read_body(R"("whole":-9223372036854775808)").model.whole, std::numeric_limits<std::int64_t>::min());
}

TEST(json_reader, numbers_that_do_not_fit_are_refused) {
    expect_refused("whole", "9223372036854775808", "integer", "number");
    expect_refused("whole", "-9223372036854775809", "integer", "number");
    expect_refused("whole", "123456789012345678901234567890", "integer", "number");
    expect_refused("whole", "2.5", "integer", "number");
    expect_refused("whole", "1e400", "integer", "number");
    expect_refused("whole", "1e-2", "integer", "number");
    expect_refused("real", "1e400", "number", "number");
    expect_refused("real", "-1e400", "number", "number");
    expect_refused("real", "9007199254740993", "number", "number");
    expect_refused("real", "9223372036854775807", "number", "number");
    expect_refused("exact", "1.234567890123456789012", "number", "number");
    expect_refused("price", "1e1000", "number", "number");
}

TEST(json_reader, doubles_are_read_to_the_last_bit) {
    EXPECT_EQ(read_body(R"("real":3.7681945000000003)").model.real, 3.7681945000000003);
    EXPECT_EQ(read_body(R"("real":2.2250738585072014e-308)").model.real, 2.2250738585072014e-308);
    EXPECT_EQ(read_body(R"("real":1.7976931348623157e308)").model.real, 1.7976931348623157e308);
    EXPECT_EQ(read_body(R"("real":4)").model.real, 4.0);
    EXPECT_TRUE(std::signbit(*read_body(R"("real":-0)").model.real));
    EXPECT_EQ(read_body(R"("real":9607541816600000)").model.real, 9607541816600000.0);
    EXPECT_EQ(read_body(R"("real":-9223372036854775808)").model.real, -9223372036854775808.0);
    EXPECT_EQ(read_body(R"("real":18446744073709551616)").model.real, 18446744073709551616.0);
}

TEST(json_reader, text_that_is_no_number_is_refused) {
    for (const char* const text :
         {R"("abc")",
          R"("NaN")",
          R"("007")",
          R"("+5")",
          R"(" 5")",
          R"("5 ")",
          R"("1,5")",
          R"("0x10")",
          R"("-")",
          R"(".5")",
          R"("5.")",
          R"("inf")",
          R"("1e")",
          R"("-.5")",
          R"("1.e5")"}) {
        expect_refused("whole", text, "integer", "text");
        expect_refused("real", text, "number", "text");
        expect_refused("exact", text, "number", "text");
    }
}

TEST(json_reader, empty_text_for_a_number_is_absent_and_goes_out_again) {
    const reading result =
        read(R"({"id":"","title":"","whole":"","real":"","exact":"","price":"","text":""})");
    EXPECT_THAT(result.drifts, IsEmpty());
    EXPECT_FALSE(result.model.id);
    EXPECT_FALSE(result.model.whole);
    EXPECT_FALSE(result.model.real);
    EXPECT_FALSE(result.model.exact);
    EXPECT_FALSE(result.model.price);
    EXPECT_EQ(result.model.text, "");
    EXPECT_EQ(
        resource::to_json(result.model),
        R"({"id":"","title":"","text":"","whole":"","real":"","exact":"","price":""})");
}

TEST(json_reader, booleans_come_from_booleans_and_their_words_only) {
    EXPECT_EQ(read_body(R"("flag":false)").model.flag, false);
    EXPECT_EQ(read_body(R"("flag":"true")").model.flag, true);
    EXPECT_EQ(read_body(R"("flag":"false")").model.flag, false);
    EXPECT_THAT(read_body(R"("flag":"true")").drifts, IsEmpty());
    expect_refused("flag", "0", "boolean", "number");
    expect_refused("flag", "1", "boolean", "number");
    expect_refused("flag", R"("yes")", "boolean", "text");
    expect_refused("flag", R"("")", "boolean", "text");
    expect_refused("flag", R"("True")", "boolean", "text");
}

TEST(json_reader, wrong_kinds_are_kept_and_reported) {
    for (const auto& [value, found] :
         {std::pair{R"({"a":{"b":[]}})", "object"}, std::pair{"[1,[2]]", "array"}}) {
        expect_refused("text", value, "text", found);
        expect_refused("whole", value, "integer", found);
        expect_refused("real", value, "number", found);
        expect_refused("flag", value, "boolean", found);
        expect_refused("tone", value, "text", found);
        expect_refused("date", value, "text", found);
    }
    expect_refused("text", "true", "text", "boolean");
    expect_refused("whole", "false", "integer", "boolean");
    expect_refused("tone", "true", "text", "boolean");
    expect_refused("child", R"("text")", "object", "text");
    expect_refused("child", "5", "object", "number");
    expect_refused("child", R"([{"id":1}])", "object", "array");
    expect_refused("leaves", R"("text")", "array", "text");
    expect_refused("leaves", "true", "array", "boolean");
    expect_refused("texts", R"({"a":1})", "array", "object");
    expect_refused("texts", "true", "array", "boolean");
    expect_refused("wholes", R"("x")", "array", "text");
}

TEST(json_reader, failing_mandatory_field_keeps_its_raw_value) {
    const reading result = read(R"({"id":{"x":1},"title":["t"]})");
    EXPECT_THAT(
        result.drifts, ElementsAre(drift{"/id", "integer", "object"}, drift{"/title", "text", "array"}));
    EXPECT_EQ(resource::to_json(result.model), R"({"id":{"x":1},"title":["t"]})");
}

TEST(json_reader, any_json_is_taken_as_it_is) {
    for (const char* const value :
         {"5", "1e400", "\"\"", R"("a\"b")", "true", "[]", "{}", R"([{"a":[null,2.50]},"x"])"}) {
        const reading result = read_body(R"("any":)" + std::string{value});
        EXPECT_THAT(result.drifts, IsEmpty());
        EXPECT_EQ(result.model.any->text, value);
    }
    const reading result = read_body(R"("anything":[1,{"a":1},[2],"x"])");
    ASSERT_EQ(result.model.anything.size(), 4U);
    EXPECT_EQ(result.model.anything[1].text, R"({"a":1})");
    EXPECT_EQ(result.model.anything[2].text, "[2]");
}

TEST(json_reader, unknown_fields_are_kept_in_order) {
    const std::string text =
        R"({"id":1,"title":"t","z":{"b":[1,2.50,1e400,{}],"a":null},"y":"\u00fc \n","x":[],"w":null,"v":true,"u":-0.0})";
    const reading result = read(text);
    EXPECT_THAT(result.drifts, IsEmpty());
    EXPECT_THAT(result.model.extra.names(), ElementsAre("z", "y", "x", "w", "v", "u"));
    EXPECT_EQ(result.model.extra.text("z"), R"({"b":[1,2.50,1e400,{}],"a":null})");
    EXPECT_EQ(result.model.extra.text("w"), "null");
    EXPECT_EQ(result.model.extra.text("u"), "-0.0");
    EXPECT_EQ(
        resource::to_json(result.model),
        "{\"id\":1,\"title\":\"t\",\"z\":{\"b\":[1,2.50,1e400,{}],\"a\":null},\"y\":\"\xc3\xbc "
        "\\n\",\"x\":[],"
        "\"w\":null,\"v\":true,\"u\":-0.0}");
}

TEST(json_reader, unknown_names_may_be_anything) {
    const std::string text = R"({"id":1,"title":"t","":1,"a\"b\\\n":2,"labels/3":3,"texts/0":4})";
    EXPECT_EQ(rewritten(text), text);
    EXPECT_EQ(read(text).model.extra.text("texts/0"), "4");
    EXPECT_THAT(read(text).model.texts, IsEmpty());
}

TEST(json_reader, escaped_names_and_texts_are_put_together) {
    const reading result = read(
        R"({"i\u0064":3,"\u0074itle":"a\u00fc\"\\\/\b\f\n\r\t\ud83d\ude00z","te\u0078ts":["\u0041","b"]})");
    EXPECT_EQ(result.model.id, 3);
    EXPECT_EQ(result.model.title, "a\xc3\xbc\"\\/\b\f\n\r\t\xf0\x9f\x98\x80z");
    EXPECT_THAT(result.model.texts, ElementsAre("A", "b"));
    EXPECT_TRUE(result.model.extra.empty());
    EXPECT_EQ(read(R"({"id":1,"title":"\u0000"})").model.title, std::string(1, '\0'));
}

TEST(json_reader, bad_elements_are_skipped_and_put_back) {
    const std::string field = R"("leaves":[null,{"id":1,"name":"a"},5,"x",[1],{"id":2,"name":"b"},true])";
    const reading result = read_body(field);
    ASSERT_EQ(result.model.leaves.size(), 2U);
    EXPECT_EQ(result.model.leaves[1].name, "b");
    EXPECT_THAT(
        result.drifts,
        ElementsAre(
            drift{"/leaves/0", "object", "null"},
            drift{"/leaves/2", "object", "number"},
            drift{"/leaves/3", "object", "text"},
            drift{"/leaves/4", "object", "array"},
            drift{"/leaves/6", "object", "boolean"}));
    EXPECT_EQ(result.model.extra.text("leaves/4"), "[1]");
    EXPECT_EQ(resource::to_json(result.model), body(field));
}

TEST(json_reader, bad_elements_of_scalar_lists_are_skipped_and_put_back) {
    const std::string field = R"("texts":["a",null,{"b":1}],"wholes":[1,"","x",2.5,3])";
    const reading result = read_body(field);
    EXPECT_THAT(result.model.texts, ElementsAre("a"));
    EXPECT_THAT(result.model.wholes, ElementsAre(1, 3));
    EXPECT_THAT(
        result.drifts,
        ElementsAre(
            drift{"/texts/1", "text", "null"},
            drift{"/texts/2", "text", "object"},
            drift{"/wholes/2", "integer", "text"},
            drift{"/wholes/3", "integer", "number"}));
    EXPECT_EQ(resource::to_json(result.model), body(field));
}

TEST(json_reader, drift_deep_inside_names_the_whole_way) {
    const reading result = read(
        R"({"id":1,"title":"t","branches":[{"id":2,"title":"u","branches":[{"id":3,"title":"v","leaves":[)"
        R"({"id":1,"name":"n"},{"id":2,"name":"n","note":[]}]}]}],"child":{"id":"x","name":"n"}})");
    EXPECT_THAT(
        result.drifts,
        ElementsAre(
            drift{"/branches/0/branches/0/leaves/1/note", "text", "array"},
            drift{"/child/id", "integer", "text"}));
    EXPECT_EQ(result.model.branches[0].branches[0].leaves[1].extra.text("note"), "[]");
}

TEST(json_reader, single_value_in_place_of_a_list_is_its_only_element) {
    const reading result =
        read_body(R"("texts":"a","wholes":"5","leaves":{"id":1,"name":"n"},"branches":{"id":2,"title":"u"})");
    EXPECT_THAT(result.drifts, IsEmpty());
    EXPECT_THAT(result.model.texts, ElementsAre("a"));
    EXPECT_EQ(result.model.texts.form(), list_form::single);
    EXPECT_THAT(result.model.wholes, ElementsAre(5));
    ASSERT_EQ(result.model.leaves.size(), 1U);
    EXPECT_EQ(result.model.leaves.form(), list_form::single);
    EXPECT_EQ(result.model.branches[0].title, "u");
}

TEST(json_reader, wire_name_wins_over_readable_name_in_any_order) {
    for (const char* const fields :
         {R"("rdbl":"wire","readable":"other")", R"("readable":"other","rdbl":"wire")"}) {
        const reading result = read_body(fields);
        EXPECT_EQ(result.model.readable, "wire") << fields;
        EXPECT_EQ(result.model.extra.text("readable"), "\"other\"") << fields;
        EXPECT_THAT(result.drifts, IsEmpty());
        EXPECT_EQ(resource::to_json(result.model), body(R"("rdbl":"wire","readable":"other")"));
    }
}

TEST(json_reader, readable_name_alone_is_read_and_written_by_wire_name) {
    const reading result = read_body(R"("readable":"a","readable_whole":"5","readable_list":["x",null])");
    EXPECT_EQ(result.model.readable, "a");
    EXPECT_EQ(result.model.readable_whole, 5);
    EXPECT_THAT(result.model.readable_list, ElementsAre("x"));
    EXPECT_THAT(result.drifts, ElementsAre(drift{"/readable_list/1", "text", "null"}));
    EXPECT_EQ(resource::to_json(result.model), body(R"("rdbl":"a","rdblw":5,"rdbll":["x",null])"));
}

TEST(json_reader, null_wire_name_leaves_the_readable_one) {
    for (const char* const fields : {R"("rdbl":null,"readable":"a")", R"("readable":"a","rdbl":null)"}) {
        const reading result = read_body(fields);
        EXPECT_EQ(result.model.readable, "a") << fields;
        EXPECT_TRUE(result.model.extra.empty()) << fields;
    }
    EXPECT_EQ(read_body(R"("readable":null,"rdbl":"a")").model.readable, "a");
}

TEST(json_reader, losing_readable_list_keeps_its_bad_elements) {
    const reading result = read_body(R"("readable_list":["a",{},"b"],"rdbll":["c",5.0,null])");
    EXPECT_THAT(result.model.readable_list, ElementsAre("c", "5.0"));
    EXPECT_EQ(result.model.extra.text("readable_list"), R"(["a",{},"b"])");
    EXPECT_EQ(result.model.extra.text("rdbll/2"), "null");
    EXPECT_FALSE(result.model.extra.contains("rdbll/1"));
}

TEST(json_reader, losing_readable_value_that_was_refused_stays) {
    const reading result = read_body(R"("readable_whole":[1],"rdblw":2)");
    EXPECT_EQ(result.model.readable_whole, 2);
    EXPECT_EQ(result.model.extra.text("readable_whole"), "[1]");
    const reading refused = read_body(R"("readable_whole":1,"rdblw":[2])");
    EXPECT_FALSE(refused.model.readable_whole);
    EXPECT_EQ(refused.model.extra.text("readable_whole"), "1");
    EXPECT_EQ(refused.model.extra.text("rdblw"), "[2]");
}

TEST(json_reader, last_of_equal_names_wins) {
    const reading result = read(
        R"({"id":1,"id":2,"title":"t","whole":[],"whole":3,"text":"x","text":null,"real":1.5,"real":"","texts":["a",null],)"
        R"("texts":["b"],"z":1,"z":{"a":2},"child":{"id":1,"name":"n","note":"x"},"child":{"id":2,"name":"m"}})");
    EXPECT_EQ(result.model.id, 2);
    EXPECT_EQ(result.model.whole, 3);
    EXPECT_FALSE(result.model.text);
    EXPECT_FALSE(result.model.real);
    EXPECT_THAT(result.model.texts, ElementsAre("b"));
    EXPECT_EQ(result.model.child->id, 2);
    EXPECT_FALSE(result.model.child->note);
    EXPECT_THAT(result.model.extra.names(), ElementsAre("real", "z"));
    EXPECT_EQ(result.model.extra.text("z"), R"({"a":2})");
}

TEST(json_reader, repeated_readable_name_replaces_its_refused_value) {
    const reading result = read_body(R"("readable_whole":"x","readable_whole":4)");
    EXPECT_EQ(result.model.readable_whole, 4);
    EXPECT_TRUE(result.model.extra.empty());
}

TEST(json_reader, order_of_names_does_not_matter) {
    EXPECT_EQ(
        read(R"({"texts":["a"],"whole":5,"title":"t","id":1})").model,
        read(R"({"id":1,"title":"t","whole":5,"texts":["a"]})").model);
}

void expect_not_json(std::string_view text, std::size_t offset, std::string_view found) {
    const reading result = read(text);
    ASSERT_TRUE(result.failure) << text;
    EXPECT_EQ(result.failure->what, decode_failure::not_json) << text;
    EXPECT_EQ(result.failure->offset, offset) << text;
    EXPECT_EQ(result.failure->expected, "JSON");
    if (!found.empty()) {
        EXPECT_EQ(result.failure->found, found) << text;
    }
    EXPECT_FALSE(result.failure->found.empty());
}

TEST(json_reader, text_that_is_not_json_fails_with_its_place) {
    expect_not_json("", 0, "end of text");
    expect_not_json("<html>", 0, {});
    expect_not_json(R"({"id":1)", 7, "end of text");
    expect_not_json(R"({"id":1,)", 8, "end of text");
    expect_not_json(R"({"id":tru})", 6, {});
    expect_not_json(R"({"id":1,})", 8, {});
    expect_not_json("{'id':1}", 1, {});
    expect_not_json(R"({"id":01})", 7, {});
    expect_not_json(R"({"id":NaN})", 6, {});
    expect_not_json(R"({"id":Infinity})", 6, {});
    expect_not_json("{\"title\":\"\x01\"}", 10, {});
    expect_not_json(R"({"title":"\x"})", 11, {});
    expect_not_json(R"({"title":"\ud800"})", 16, {});
    expect_not_json("/* c */{}", 0, {});
}

TEST(json_reader, text_after_the_end_fails) {
    expect_not_json(R"({"id":1}x)", 8, "text after the end");
    expect_not_json(R"({"id":1} {})", 9, "text after the end");
    EXPECT_FALSE(read(" \r\n{\"id\":1}\t\n ").failure);
}

TEST(json_reader, invalid_utf8_fails) {
    for (const char* const bytes : {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80"}) {
        const reading result = read("{\"title\":\"" + std::string{bytes} + "\"}");
        ASSERT_TRUE(result.failure);
        EXPECT_EQ(result.failure->what, decode_failure::not_json);
        EXPECT_EQ(result.failure->pointer, "/title");
    }
}

TEST(json_reader, failure_names_where_the_reader_stood) {
    EXPECT_EQ(read(R"({"leaves":[{"id":1,"name":"n"},{"note":nul)").failure->pointer, "/leaves/1/note");
    EXPECT_EQ(read(R"({"a/b~c":{"x":[1,}})").failure->pointer, "/a~1b~0c");
}

TEST(json_reader, root_of_another_kind_is_told_apart) {
    for (const auto& [text, found] :
         {std::pair{"[]", "array"},
          std::pair{R"([{"id":1}])", "array"},
          std::pair{R"("x")", "text"},
          std::pair{"5", "number"},
          std::pair{"-1.5e3", "number"},
          std::pair{"true", "boolean"},
          std::pair{" null ", "null"}}) {
        const reading result = read(text);
        ASSERT_TRUE(result.failure) << text;
        EXPECT_EQ(result.failure->what, decode_failure::wrong_kind) << text;
        EXPECT_EQ(result.failure->expected, "object");
        EXPECT_EQ(result.failure->found, found);
        EXPECT_EQ(result.failure->pointer, "");
    }
}

std::string nested(std::string_view open, std::size_t depth, std::string_view inner, std::string_view close) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) {
        text += open;
    }
    text += inner;
    for (std::size_t i = 0; i < depth; ++i) {
        text += close;
    }
    return text;
}

TEST(json_reader, nesting_up_to_64_is_read) {
    // 31 branches are 62 levels, the innermost object and list are two more.
    const std::string deepest = nested(R"({"id":1,"title":"t","branches":[)", 32, "", "]}");
    const reading result = read(deepest);
    EXPECT_FALSE(result.failure);
    EXPECT_EQ(resource::to_json(result.model), deepest);
    const std::string unknown = R"({"id":1,"title":"t","z":)" + nested("[", 63, "", "]") + "}";
    EXPECT_EQ(rewritten(unknown), unknown);
}

TEST(json_reader, deeper_nesting_fails_and_says_so) {
    for (const std::string& text :
         {R"({"id":1,"z":)" + nested("[", 64, "", "]") + "}",
          nested(R"({"branches":[)", 33, "", "]}"),
          nested(R"({"child":)", 65, "1", "}"),
          R"({"z":)" + nested("[", 1'000'000, "", "") + "}",
          nested(R"({"a":)", 1'000'000, "", "")}) {
        const reading result = read(text);
        ASSERT_TRUE(result.failure);
        EXPECT_EQ(result.failure->what, decode_failure::not_json);
        EXPECT_EQ(result.failure->found, "nesting deeper than 64");
    }
}

TEST(json_reader, very_many_names_are_kept) {
    std::string text = R"({"id":1,"title":"t")";
    for (int i = 0; i < 50'000; ++i) {
        text += ",\"key " + std::to_string(i) + "\":" + std::to_string(i) + ",\"whole\":[]";
    }
    text += '}';
    const reading result = read(text);
    EXPECT_FALSE(result.failure);
    EXPECT_EQ(result.model.extra.size(), 50'001U);
    EXPECT_EQ(result.model.extra.text("key 49999"), "49999");
    EXPECT_EQ(read(resource::to_json(result.model)).model, result.model);
}

TEST(json_reader, drift_is_optional) {
    sample model;
    EXPECT_FALSE(resource::read_json(R"({"id":1,"title":[]})", model));
    EXPECT_EQ(model.extra.text("title"), "[]");
}

TEST(json_reader, description_may_be_given) {
    leaf model;
    const auto& description = resource::json_traits<leaf>::description();
    EXPECT_FALSE(resource::read_json(R"({"id":4,"name":"n"})", &model, description, nullptr));
    EXPECT_EQ(model.id, 4);
}

} // namespace
} // namespace segue::test
