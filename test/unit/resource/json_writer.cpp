#include "unit/resource/json_sample.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace segue::test {
namespace {

using resource::to_json;

sample named() {
    sample model;
    model.id = 1;
    model.title = "t";
    return model;
}

TEST(json_writer, absent_members_write_nothing_and_mandatory_ones_their_default) {
    EXPECT_EQ(to_json(sample{}), R"({"id":0,"title":""})");
    EXPECT_EQ(to_json(leaf{}), R"({"id":0,"name":""})");
}

TEST(json_writer, every_type_is_written_by_wire_name) {
    sample model = named();
    model.text = "x";
    model.whole = -5;
    model.real = 2.5;
    model.flag = false;
    model.tone = shade::light;
    model.exact = decimal{150, 2};
    model.price = money{decimal{5}, "USD"};
    model.date = partial_date{"1994-00-00"};
    model.moment = timestamp{"2014-07-01T10:20:17"};
    model.any = raw_json{R"({"a":[1]})"};
    model.readable = "r";
    model.child = leaf{2, "n", std::nullopt, {}};
    model.texts = {"a"};
    model.wholes = {1, 2};
    model.leaves = {leaf{3, "m", "note", {}}};
    model.anything = {raw_json{"[]"}};
    EXPECT_EQ(
        to_json(model),
        R"({"id":1,"title":"t","text":"x","whole":-5,"real":2.5,"flag":false,"tone":"Light","exact":1.50,)"
        R"("price":5,"date":"1994-00-00","moment":"2014-07-01T10:20:17","any":{"a":[1]},"rdbl":"r",)"
        R"("child":{"id":2,"name":"n"},"texts":["a"],"wholes":[1,2],)"
        R"("leaves":[{"id":3,"name":"m","note":"note"}],"anything":[[]]})");
}

TEST(json_writer, lists_go_out_in_their_form) {
    sample model = named();
    model.texts.form(list_form::array);
    EXPECT_EQ(to_json(model), R"({"id":1,"title":"t","texts":[]})");
    model.texts.form(list_form::single);
    model.texts.push_back("a");
    EXPECT_EQ(to_json(model), R"({"id":1,"title":"t","texts":"a"})");
    model.texts.push_back("b");
    EXPECT_EQ(to_json(model), R"({"id":1,"title":"t","texts":["a","b"]})");
    model.texts.form(list_form::absent);
    EXPECT_EQ(to_json(model), R"({"id":1,"title":"t","texts":["a","b"]})");
    model.texts.clear();
    EXPECT_EQ(to_json(model), R"({"id":1,"title":"t"})");
}

TEST(json_writer, wire_forms_survive_reading_and_writing) {
    for (const char* const text :
         {R"({"id":1,"title":"t","texts":[]})",
          R"({"id":1,"title":"t","texts":""})",
          R"({"id":1,"title":"t","texts":"a"})",
          R"({"id":1,"title":"t","texts":["a"]})",
          R"({"id":1,"title":"t","leaves":{"id":1,"name":"n"}})",
          R"({"id":1,"title":"t","leaves":[null]})",
          R"({"id":1,"title":"t","anything":[1,[2],{"a":3}]})"}) {
        EXPECT_EQ(rewritten(text), text);
    }
}

TEST(json_writer, own_value_wins_over_the_one_in_extra) {
    sample model = read(R"({"id":"","title":"t","whole":"","text":[1]})").model;
    model.id = 9;
    model.whole = 5;
    EXPECT_EQ(to_json(model), R"({"id":9,"title":"t","text":[1],"whole":5})");
    model.text = "now";
    EXPECT_EQ(to_json(model), R"({"id":9,"title":"t","text":"now","whole":5})");
}

TEST(json_writer, elements_kept_past_the_end_are_appended) {
    sample model = read(R"({"id":1,"title":"t","wholes":[1,2,3,"x",4]})").model;
    model.wholes = {7};
    EXPECT_EQ(to_json(model), R"({"id":1,"title":"t","wholes":[7,"x"]})");
    model.wholes.clear();
    EXPECT_EQ(to_json(model), R"({"id":1,"title":"t","wholes":["x"]})");
}

TEST(json_writer, texts_are_escaped_where_they_must_be) {
    sample model = named();
    model.text = std::string{"q\"b\\n\n\t\x01\0z\xc3\xbc/", 13};
    const std::string text = to_json(model);
    EXPECT_EQ(text, "{\"id\":1,\"title\":\"t\",\"text\":\"q\\\"b\\\\n\\n\\t\\u0001\\u0000z\xc3\xbc/\"}");
    EXPECT_EQ(read(text).model, model);
    model.text = std::string(2000, '\n');
    EXPECT_EQ(read(to_json(model)).model, model);
}

TEST(json_writer, doubles_are_written_shortest_and_not_at_all_when_json_cannot) {
    sample model = named();
    for (const double value : {0.1, 5.0, 1e22, 1.7976931348623157e308, 5e-324, -2.5}) {
        model.real = value;
        if (value != 5e-324) { // below the normal range nothing is promised
            EXPECT_EQ(read(to_json(model)).model.real, value);
        }
    }
    model.real = 5.0;
    EXPECT_EQ(to_json(model), R"({"id":1,"title":"t","real":5})");
    model.real = std::numeric_limits<double>::infinity();
    EXPECT_EQ(to_json(model), R"({"id":1,"title":"t","real":null})");
    model.real = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(to_json(model), R"({"id":1,"title":"t","real":null})");
}

TEST(json_writer, text_is_appended) {
    std::string out = "x";
    resource::write_json(out, leaf{1, "n", std::nullopt, {}});
    EXPECT_EQ(out, R"(x{"id":1,"name":"n"})");
}

} // namespace
} // namespace segue::test
