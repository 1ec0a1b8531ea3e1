#include "account/password/hidden_line.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace segue::account::password {
namespace {

using outcome = hidden_line::outcome;

hidden_line::keys usual() {
    hidden_line::keys k;
    k.erase = 0x7f;
    k.erase_word = 0x17;
    k.erase_all = 0x15;
    k.end = 0x04;
    k.interrupt = 0x03;
    k.quit = 0x1c;
    k.suspend = 0x1a;
    k.literal = 0x16;
    return k;
}

outcome type(hidden_line& line, std::string_view keys) {
    auto last = outcome::more;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        last = line.feed(static_cast<unsigned char>(keys[i]));
        if (last != outcome::more) {
            EXPECT_EQ(i + 1, keys.size()) << "it ends before all keys are typed";
            break;
        }
    }
    return last;
}

struct typed {
    const char* name;
    std::string keys;
    std::string line;
};

TEST(hidden_line, keys_edit_as_a_terminal_does) {
    const typed rows[] = {
        {"plain", "abc\n", "abc"},
        {"return key", "abc\r", "abc"},
        {"nothing", "\n", ""},
        {"erased",
         "abd\x7f"
         "c\n",
         "abc"},
        {"erased by the other key",
         "abd\x08"
         "c\n",
         "abc"},
        {"erased too often",
         "a\x7f\x7f\x7f"
         "bc\n",
         "bc"},
        {"character of two bytes",
         "a\xc3\xa9\x7f"
         "b\n",
         "ab"},
        {"character of four bytes",
         "a\xf0\x9f\x8e\xb5\x7f"
         "b\n",
         "ab"},
        {"bytes that are no UTF-8",
         "\x80\x80\x7f"
         "b\n",
         "b"},
        {"all erased",
         "wrong one\x15"
         "abc\n",
         "abc"},
        {"word erased", "one two  \x17three\n", "one three"},
        {"only word erased", "one\x17\x17two\n", "two"},
        {"end in a line", "abc\x04", "abc"},
        {"key taken as it is",
         "a\x16\x03"
         "b\x16\x7f\x16\n"
         "c\n",
         "a\x03"
         "b\x7f\n"
         "c"},
        {"blanks around", "  a b  \n", "  a b  "},
        {"tab and escape", "a\t\x1b[Ab\n", "a\t\x1b[Ab"},
        {"zero byte", std::string("a\0b\n", 4), std::string("a\0b", 3)}};
    for (const auto& r : rows) {
        hidden_line line(usual());
        EXPECT_EQ(type(line, r.keys), outcome::done) << r.name;
        EXPECT_EQ(line.take().reveal(), r.line) << r.name;
        EXPECT_TRUE(line.take().empty()) << r.name << ": it is taken once";
    }
}

TEST(hidden_line, keys_that_end_it_are_told_apart) {
    const struct {
        const char* keys;
        outcome what;
    } rows[] = {
        {"\x04", outcome::end},
        {"a\x7f\x04", outcome::end},
        {"abc\x03", outcome::interrupt},
        {"abc\x1c", outcome::quit},
        {"abc\x1a", outcome::suspend}};
    for (const auto& r : rows) {
        hidden_line line(usual());
        EXPECT_EQ(type(line, r.keys), r.what) << r.keys;
    }
}

TEST(hidden_line, key_that_means_nothing_is_part_of_it) {
    hidden_line line({});
    EXPECT_EQ(
        type(
            line,
            "a\x03\x04\x1a\x15"
            "b\n"),
        outcome::done);
    EXPECT_EQ(
        line.take().reveal(),
        "a\x03\x04\x1a\x15"
        "b");
}

TEST(hidden_line, longest_line_is_taken_and_a_longer_one_is_not_cut) {
    hidden_line line(usual());
    EXPECT_EQ(type(line, std::string(hidden_line::most_bytes, 'x') + "\n"), outcome::done);
    EXPECT_EQ(line.take().reveal().size(), hidden_line::most_bytes);
    EXPECT_EQ(type(line, std::string(hidden_line::most_bytes + 1, 'x')), outcome::too_long);
}

} // namespace
} // namespace segue::account::password
