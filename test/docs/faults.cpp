#include "docs/texts.hpp"

#include <segue/emulator/faults.hpp>

#include <gmock/gmock.h>

// The guide's tables of faults against the list of kinds and the members of a fault.
namespace segue::test {
namespace {

const std::string page = "docs/guide/emulator.md";

TEST(guide_of_faults, lists_every_kind_with_its_step_and_whether_it_is_done) {
    const auto rows = table_of(read_source(page), "fault");
    ASSERT_EQ(rows.size(), emulator::fault_kinds().size());
    std::size_t i = 0;
    for (const auto& known : emulator::fault_kinds()) {
        const auto& cells = rows.at(i++);
        SCOPED_TRACE(known.name);
        EXPECT_EQ(cells.at(0), "`" + std::string(known.name) + "`");
        EXPECT_EQ(cells.at(1), to_string(known.step));
        const std::string done = known.handled ? "yes" : "no";
        EXPECT_EQ(cells.at(2), known.may_choose_handled ? done + ", may choose" : done);
        const auto says = [&cells](const char* word) { return cells.at(3).find(word) != std::string::npos; };
        EXPECT_EQ(says("Harmless."), known.benign);
        EXPECT_EQ(says("Lists only."), known.lists_only);
    }
}

TEST(guide_of_faults, lists_every_member) {
    const auto rows = table_of(read_source(page), "member");
    const auto members = members_of(read_source("include/segue/emulator/faults.hpp"), "fault");
    ASSERT_EQ(rows.size(), members.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string in_files = members[i].name == "delay" ? "delay_ms" : members[i].name;
        EXPECT_EQ(rows[i].at(0), "`" + in_files + "`");
    }
}

TEST(guide_of_faults, file_that_it_shows_is_accepted) {
    std::string text;
    for (const auto& line : block_with(read_source(page), "\"handled\": false"))
        text += line + "\n";
    EXPECT_EQ(emulator::parse_faults(text).size(), 3U);
}

} // namespace
} // namespace segue::test
