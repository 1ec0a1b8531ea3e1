#include "resource/list_cursor.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace segue::resource;

list_cursor example() {
    list_cursor c;
    c.path = "/database/search";
    c.list = "q=a%20%26%20b";
    c.page = "q=a+%26+b&page=3&per_page=50";
    c.given = 17;
    c.total = 400;
    return c;
}

bool readable(const std::string& text) {
    return std::holds_alternative<list_cursor>(read_cursor(text));
}

TEST(list_cursor, text_gives_back_what_was_written) {
    auto c = example();
    EXPECT_EQ(std::get<list_cursor>(read_cursor(write_cursor(c))), c);
    c.total.reset();
    c.given = 0;
    EXPECT_EQ(std::get<list_cursor>(read_cursor(write_cursor(c))), c);
    c.page.reset();
    EXPECT_EQ(std::get<list_cursor>(read_cursor(write_cursor(c))), c);
    c.page = "";
    c.list = "";
    EXPECT_EQ(std::get<list_cursor>(read_cursor(write_cursor(c))), c);
}

TEST(list_cursor, text_is_as_documented) {
    EXPECT_EQ(
        write_cursor(example()),
        "v=1&path=%2Fdatabase%2Fsearch&list=q%3Da%2520%2526%2520b&"
        "page=q%3Da%2B%2526%2Bb%26page%3D3%26per_page%3D50&given=17&total=400");
}

TEST(list_cursor, cut_text_is_never_taken_for_another_place) {
    const auto whole = write_cursor(example());
    for (std::size_t n = 0; n < whole.size(); ++n) {
        const auto read = read_cursor(whole.substr(0, n));
        if (const auto* c = std::get_if<list_cursor>(&read)) {
            // Only digits of `total`, or all of it, may be missing without notice.
            auto without_total = *c;
            without_total.total = example().total;
            EXPECT_TRUE(without_total == example() || c->given < example().given) << n;
        }
    }
}

TEST(list_cursor, nonsense_is_refused) {
    for (const auto* const text :
         {"",
          "v=1",
          "hello",
          "%zz",
          "v=1&path=%2Fx&list=&page=",
          "v=1&path=%2Fx&list=&given=1",
          "v=1&path=%2Fx&list=&page=&given=-1",
          "v=1&path=%2Fx&list=&page=&given=1x",
          "v=1&path=%2Fx&list=&page=&given=99999999999999999999",
          "v=1&path=%2Fx&list=&page=&given=1&total=many",
          "v=1&path=%2Fx&list=&page=&given=1&end=1",
          "v=1&path=%2Fx&list=&end=0",
          "v=1&path=%2Fx&list=&page=&given=1&given=2",
          "v=1&path=%2Fx&list=&page=&given=1&more=1",
          "path=%2Fx&list=&page=&given=1"}) {
        const auto read = read_cursor(text);
        ASSERT_TRUE(std::holds_alternative<std::string>(read)) << text;
        EXPECT_EQ(std::get<std::string>(read), "is not a cursor") << text;
    }
    EXPECT_TRUE(readable("v=1&path=%2Fx&list=&page=&given=1")) << "the form that the others depart from";
}

TEST(list_cursor, another_version_is_named_as_such) {
    for (const auto* const text : {"v=2&place=9", "v=2&path=%2Fx&list=&page=&given=1", "v=&path=%2Fx"})
        EXPECT_EQ(std::get<std::string>(read_cursor(text)), "comes from another version of the library");
}

TEST(list_cursor, name_of_a_list_has_no_page_and_no_order) {
    EXPECT_EQ(list_name("q=b&page=7&per_page=50&a=1"), "a=1&per_page=50&q=b");
    EXPECT_EQ(list_name("per_page=50&a=1&q=b"), list_name("q=b&page=2&a=1&per_page=50"));
    EXPECT_NE(list_name("q=b"), list_name("q=c"));
    EXPECT_NE(list_name("q=b"), list_name("q=b&type=artist"));
    EXPECT_EQ(list_name("page=7"), "");
    EXPECT_EQ(list_name("q=%zz"), "q=%zz");
}

} // namespace
