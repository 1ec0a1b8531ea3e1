#include "emulator/routes.hpp"

#include <gtest/gtest.h>

namespace segue::emulator {
namespace {

TEST(routes, every_route_is_found_by_a_path_of_its_own) {
    for (const route& each : all_routes()) {
        std::string path(each.path);
        if (const auto at = path.find("{id}"); at != std::string::npos)
            path.replace(at, 4, "12");
        if (const auto at = path.find("{username}"); at != std::string::npos)
            path.replace(at, 10, "some%20one");
        const located found = locate(path);
        ASSERT_EQ(found.on, &each) << path;
        EXPECT_EQ(found.id, each.path.find("{id}") == std::string_view::npos ? 0 : 12) << path;
        EXPECT_EQ(is_list_path(path), each.is_list) << path;
        EXPECT_TRUE(knows(each, "GET"));
        EXPECT_FALSE(knows(each, "GE"));
        EXPECT_FALSE(knows(each, ""));
    }
    EXPECT_EQ(locate("/releases/1/rating/some%20one").name, "some one");
    EXPECT_TRUE(knows(*locate("/releases/1/rating/me").on, "DELETE"));
    EXPECT_FALSE(knows(*locate("/releases/1").on, "DELETE"));
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
