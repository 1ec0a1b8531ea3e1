// The guide's table of paths against the routes that there are.

#include "emulator/routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace segue::emulator {
namespace {

TEST(guide_of_emulator, lists_every_path_with_its_methods) {
    std::ifstream page(SEGUE_SOURCE_ROOT "/docs/guide/emulator.md");
    ASSERT_TRUE(page.is_open());
    std::vector<std::string> rows;
    for (std::string line; std::getline(page, line);)
        if (line.starts_with("| `/"))
            rows.push_back(line);
    std::vector<std::string> expected;
    for (const route& each : all_routes())
        expected.push_back("| `" + std::string(each.path) + "` | " + each.methods + " |");
    EXPECT_THAT(rows, ::testing::UnorderedElementsAreArray(expected));
}

} // namespace
} // namespace segue::emulator
