#include <segue/base/list.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace {

using segue::list;
using segue::list_form;

TEST(list, default_is_absent_and_braces_are_an_array) {
    EXPECT_EQ(list<int>{}.form(), list_form::absent);
    EXPECT_EQ((list<int>{1, 2}).form(), list_form::array);
    EXPECT_EQ(list<int>{std::vector<int>{}}.form(), list_form::array);
}

TEST(list, vector_functions_keep_the_form) {
    list<std::string> names;
    names.form(list_form::single);
    names.push_back("a");
    names.emplace_back("b");
    EXPECT_EQ(names.size(), 2U);
    EXPECT_EQ(names.form(), list_form::single);
    names = {"c"};
    EXPECT_EQ(names.form(), list_form::array);
}

TEST(list, copies_and_moves_take_the_form_along) {
    list<std::string> names{"a"};
    names.form(list_form::single);
    const list<std::string> copy = names;
    EXPECT_EQ(copy.form(), list_form::single);
    const list<std::string> moved = std::move(names);
    EXPECT_EQ(moved.form(), list_form::single);
    EXPECT_EQ(moved, copy);
}

TEST(list, equality_is_by_elements) {
    list<int> single{1};
    single.form(list_form::single);
    EXPECT_EQ(single, (list<int>{1}));
    EXPECT_NE(single, (list<int>{2}));
    EXPECT_EQ(list<int>{}, list<int>{std::vector<int>{}});
}

} // namespace
