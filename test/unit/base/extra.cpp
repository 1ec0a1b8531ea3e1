#include "base/extra_access.hpp"

#include <segue/base/extra.hpp>
#include <segue/base/json_extra.hpp>

#include <boost/json/serialize.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace {

using segue::extra;
using segue::extra_access;

TEST(extra, default_is_empty) {
    const extra fields;
    EXPECT_TRUE(fields.empty());
    EXPECT_EQ(fields.size(), 0U);
    EXPECT_FALSE(fields.contains("a"));
    EXPECT_FALSE(fields.text("a"));
    EXPECT_TRUE(fields.names().empty());
    EXPECT_EQ(sizeof(extra), sizeof(void*));
}

TEST(extra, set_keeps_order_and_replaces_in_place) {
    extra fields;
    fields.set("b", "1");
    fields.set("a", R"({"x":[1,2.50]})");
    fields.set("b", "\"two\"");
    EXPECT_EQ(fields.names(), (std::vector<std::string>{"b", "a"}));
    EXPECT_EQ(fields.text("b"), "\"two\"");
    EXPECT_EQ(fields.text("a"), R"({"x":[1,2.50]})");
    EXPECT_EQ(fields.size(), 2U);
}

TEST(extra, set_of_text_that_is_no_json_throws_and_changes_nothing) {
    extra fields;
    for (const char* const text : {"", "{", "nul", "1 2", "{'a':1}"}) {
        EXPECT_THROW(fields.set("a", text), std::invalid_argument) << text;
    }
    EXPECT_TRUE(fields.empty());
}

TEST(extra, erase_of_the_last_field_leaves_it_empty) {
    extra fields;
    fields.set("a", "1");
    EXPECT_FALSE(fields.erase("b"));
    EXPECT_TRUE(fields.erase("a"));
    EXPECT_FALSE(fields.erase("a"));
    EXPECT_TRUE(fields.empty());
    EXPECT_EQ(fields, extra{});
}

TEST(extra, copy_is_deep_and_move_empties) {
    extra fields;
    fields.set("a", "1");
    extra copy = fields;
    copy.set("a", "2");
    EXPECT_EQ(fields.text("a"), "1");
    const extra moved = std::move(copy);
    EXPECT_EQ(moved.text("a"), "2");
    EXPECT_TRUE(copy.empty()); // NOLINT: the moved-from state is part of the contract
    fields = moved;
    EXPECT_EQ(fields, moved);
    const extra& same = fields;
    fields = same;
    EXPECT_EQ(fields.text("a"), "2");
}

TEST(extra, equality_ignores_order) {
    extra left;
    left.set("a", "1");
    left.set("b", "2");
    extra right;
    right.set("b", "2");
    EXPECT_NE(left, right);
    right.set("a", "1");
    EXPECT_EQ(left, right);
    right.set("a", "3");
    EXPECT_NE(left, right);
}

TEST(extra, kept_elements_are_found_under_field_and_index) {
    extra fields;
    extra_access::write(fields).add_element("results", 3, "null");
    extra_access::write(fields).add_element("results", 7, "5");
    fields.set("results/x", "1");
    EXPECT_EQ(fields.size(), 3U);
    EXPECT_EQ(fields.names(), (std::vector<std::string>{"results/x", "results/3", "results/7"}));
    EXPECT_EQ(fields.text("results/7"), "5");
    EXPECT_FALSE(fields.contains("results/4"));
    EXPECT_FALSE(fields.contains("results"));
    extra other = fields;
    EXPECT_EQ(fields, other);
    EXPECT_TRUE(other.erase("results/7"));
    EXPECT_NE(fields, other);
    EXPECT_TRUE(other.erase("results/3"));
    EXPECT_FALSE(other.erase("results/3"));
    extra_access::forget(fields, "results");
    EXPECT_EQ(fields.names(), std::vector<std::string>{"results/x"});
}

TEST(extra, many_fields_stay_found_through_erasures) {
    extra fields;
    for (int i = 0; i < 1000; ++i) {
        fields.set("key " + std::to_string(i), std::to_string(i));
    }
    for (int i = 0; i < 1000; i += 3) {
        EXPECT_TRUE(fields.erase("key " + std::to_string(i)));
    }
    for (int i = 0; i < 1000; i += 6) {
        fields.set("key " + std::to_string(i), "-1");
    }
    EXPECT_EQ(fields.size(), 833U);
    for (int i = 0; i < 1000; ++i) {
        const auto text = fields.text("key " + std::to_string(i));
        if (i % 6 == 0) {
            EXPECT_EQ(text, "-1");
        } else if (i % 3 == 0) {
            EXPECT_FALSE(text);
        } else {
            EXPECT_EQ(text, std::to_string(i));
        }
    }
    const extra copy = fields;
    EXPECT_EQ(copy, fields);
    EXPECT_EQ(copy.names().size(), 833U);
}

TEST(extra, elements_of_many_lists_stay_found_through_erasures) {
    extra fields;
    for (std::size_t i = 0; i < 2000; ++i) {
        extra_access::write(fields).add_element("list " + std::to_string(i % 1000), i, std::to_string(i));
    }
    EXPECT_EQ(fields.size(), 2000U);
    EXPECT_EQ(fields.text("list 7/1007"), "1007");
    const extra before = fields;
    for (std::size_t i = 0; i < 1000; i += 2) {
        extra_access::forget(fields, "list " + std::to_string(i));
    }
    EXPECT_NE(fields, before);
    EXPECT_EQ(fields.size(), 1000U);
    EXPECT_EQ(fields.names().size(), 1000U);
    EXPECT_FALSE(fields.contains("list 8/8"));
    EXPECT_EQ(fields.text("list 9/9"), "9");
    extra_access::write(fields).add_element("list 8", 3, "null");
    EXPECT_EQ(fields.text("list 8/3"), "null");
    EXPECT_TRUE(fields.erase("list 8/3"));
    const extra copy = fields;
    EXPECT_EQ(copy, fields);
    for (std::size_t i = 1; i < 1000; i += 2) {
        extra_access::forget(fields, "list " + std::to_string(i));
    }
    EXPECT_TRUE(fields.empty());
}

TEST(json_extra, shows_fields_as_boost_json) {
    extra fields;
    fields.set("a", R"({"x":[1,"\u00fc"]})");
    segue::set(fields, "b", boost::json::value{{"y", nullptr}});
    EXPECT_EQ(fields.text("b"), R"({"y":null})");
    const boost::json::object object = segue::to_object(fields);
    EXPECT_EQ(object.size(), 2U);
    EXPECT_EQ(object.at("a").at("x").as_array().size(), 2U);
    EXPECT_EQ(segue::to_value(fields, "a"), object.at("a"));
    EXPECT_TRUE(segue::to_value(fields, "missing").is_null());
}

TEST(json_extra, raw_json_goes_both_ways) {
    const segue::raw_json raw = segue::to_raw(boost::json::value{{"y", 5}});
    EXPECT_EQ(raw.text, R"({"y":5})");
    EXPECT_EQ(segue::to_value(raw), (boost::json::value{{"y", 5}}));
    EXPECT_TRUE(segue::to_value(segue::raw_json{}).is_null());
    EXPECT_THROW(static_cast<void>(segue::to_value(segue::raw_json{"{"})), boost::system::system_error);
}

} // namespace
