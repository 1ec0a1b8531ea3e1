#include "emulator/routes.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace segue::emulator {
namespace {

/// A path of the route: every name replaced by a value that fits.
std::string example_of(std::string_view pattern) {
    std::string out(pattern);
    for (std::size_t at = out.find('{'); at != std::string::npos; at = out.find('{', at)) {
        const std::size_t end = out.find('}', at) + 1;
        const std::string name = out.substr(at + 1, end - at - 2);
        const bool text = name == "username" || name == "order_id" || name == "price" || name == "currency";
        out.replace(at, end - at, text ? "some%20one" : "12");
    }
    return out;
}

TEST(routes, every_route_is_found_by_a_path_of_its_own) {
    ASSERT_GT(all_routes().size(), 10U);
    for (const route& each : all_routes()) {
        const std::string path = example_of(each.path);
        const located found = locate(path);
        ASSERT_EQ(found.on, &each) << path;
        EXPECT_EQ(found.number("id"), found.has("id") ? 12 : 0) << path;
        EXPECT_EQ(found.text("username"), found.has("username") ? "some one" : "") << path;
        EXPECT_EQ(is_list_path(path), each.is_list) << path;
        EXPECT_FALSE(knows(each, "GE"));
        EXPECT_FALSE(knows(each, ""));
        EXPECT_FALSE(each.operations.empty());
    }
    EXPECT_TRUE(knows(*locate("/releases/1/rating/me").on, "DELETE"));
    EXPECT_FALSE(knows(*locate("/releases/1").on, "DELETE"));
}

TEST(routes, every_operation_is_there_once_and_has_a_handler) {
    for (const route& each : all_routes()) {
        for (const operation* one : each.operations) {
            EXPECT_EQ(each.find(one->method), one) << one->method << ' ' << each.path;
            EXPECT_NE(one->run, nullptr) << one->method << ' ' << each.path;
            EXPECT_NE(each.methods.find(one->method), std::string::npos);
        }
    }
    EXPECT_EQ(locate("/releases/1/rating/me").on->methods, "GET, PUT, DELETE");
}

TEST(routes, what_the_path_does_not_name_is_empty) {
    const located found = locate("/releases/7");
    EXPECT_EQ(found.number("folder_id"), 0);
    EXPECT_EQ(found.text("username"), "");
    EXPECT_FALSE(found.has("username"));
}

TEST(routes, other_paths_lead_nowhere) {
    for (const std::string_view path :
         {"",
          "//",
          "/releases",
          "/releases/",
          "/releases/0",
          "/releases/-1",
          "/releases/1x",
          "/releases/1/",
          "/releases/99999999999999999999",
          "/releases/1/rating/",
          "/releases/1/rating/a/b",
          "/masters",
          "/masters/1/version",
          "/labels/x/releases",
          "/database",
          "/database/search/"})
        EXPECT_EQ(locate(path).on, nullptr) << path;
}

} // namespace
} // namespace segue::emulator
