#include "emulator/body.hpp"

#include "asking.hpp"

#include <gtest/gtest.h>

namespace segue::emulator {
namespace {

using namespace testing;

/// What the service says of the first thing that is wrong.
boost::json::object first_detail(const body_reader& reader) {
    const response refusal = reader.refusal();
    EXPECT_EQ(refusal.status, 422);
    EXPECT_EQ(message_of(refusal), "See \"detail\" for validation errors.");
    return parsed(refusal).at("detail").at(0).as_object();
}

TEST(body_reader, no_body_is_missing) {
    const body_reader reader("");
    EXPECT_FALSE(reader.good());
    const auto detail = first_detail(reader);
    EXPECT_EQ(detail.at("type").as_string(), "missing");
    EXPECT_EQ(detail.at("loc"), (boost::json::array{"body"}));
    EXPECT_TRUE(detail.at("input").is_null());
}

TEST(body_reader, text_that_is_no_object_is_refused) {
    for (const char* text : {"[]", "3", "\"a\"", "null"})
        EXPECT_EQ(first_detail(body_reader(text)).at("type").as_string(), "model_attributes_type") << text;
    for (const char* text : {"{", "value=3", "{}x"})
        EXPECT_EQ(first_detail(body_reader(text)).at("type").as_string(), "json_invalid") << text;
}

TEST(body_reader, members_of_the_right_kind_are_read) {
    body_reader reader(R"({"a":4,"b":"5","c":6.0,"d":"x","e":true,"f":null,"g":"2.5","h":7})");
    EXPECT_EQ(reader.integer("a", 0, 9), 4);
    EXPECT_EQ(reader.integer("b", 0, 9), 5) << "digits in a text are a number";
    EXPECT_EQ(reader.integer("c", 0, 9), 6);
    EXPECT_EQ(reader.text("d"), "x");
    EXPECT_EQ(reader.flag("e"), true);
    EXPECT_FALSE(reader.has("f"));
    EXPECT_EQ(reader.text("f"), std::nullopt) << "null is like nothing";
    EXPECT_EQ(reader.number("g"), 2.5);
    EXPECT_EQ(reader.number("h"), 7.0);
    EXPECT_EQ(reader.choice("d", {"x", "y"}), "x");
    EXPECT_EQ(reader.integer("z", 0, 9), std::nullopt);
    EXPECT_EQ(reader.members().size(), 8U);
    EXPECT_TRUE(reader.good());
}

TEST(body_reader, members_of_a_wrong_kind_are_noted_with_their_place) {
    const std::string text =
        R"({"word":"four","half":4.5,"low":-1,"high":10,"five":5,"list":[],"yes":"yes"})";
    const auto type_of = [&text](auto read) {
        body_reader reader(text);
        EXPECT_FALSE(read(reader).has_value());
        return std::string(first_detail(reader).at("type").as_string().c_str());
    };
    const auto integer = [](const char* name) {
        return [name](body_reader& reader) { return reader.integer(name, 0, 9); };
    };
    EXPECT_EQ(type_of(integer("word")), "int_parsing");
    EXPECT_EQ(type_of(integer("half")), "int_parsing");
    EXPECT_EQ(type_of(integer("list")), "int_parsing");
    EXPECT_EQ(type_of(integer("low")), "greater_than_equal");
    EXPECT_EQ(type_of(integer("high")), "less_than_equal");
    EXPECT_EQ(type_of([](body_reader& reader) { return reader.text("five"); }), "string_type");
    EXPECT_EQ(type_of([](body_reader& reader) { return reader.flag("yes"); }), "bool_parsing");
    EXPECT_EQ(type_of([](body_reader& reader) { return reader.number("word"); }), "float_parsing");
    EXPECT_EQ(type_of([](body_reader& reader) { return reader.choice("yes", {"a", "b"}); }), "literal_error");

    body_reader reader(text);
    reader.require("absent");
    EXPECT_EQ(first_detail(reader).at("loc"), (boost::json::array{"body", "absent"}));
    body_reader placed(text);
    (void)placed.integer("high", 0, 9);
    EXPECT_EQ(first_detail(placed).at("input"), 10);
}

} // namespace
} // namespace segue::emulator
