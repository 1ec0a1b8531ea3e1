#include <segue/base/open_enum.hpp>

#include <gtest/gtest.h>

enum class colour { red, dark_blue };

template <>
struct segue::enum_names<colour> {
    static std::span<const enum_name<colour>> table() noexcept {
        static constexpr enum_name<colour> names[] = {{colour::red, "Red"}, {colour::dark_blue, "Dark Blue"}};
        return names;
    }
};

namespace {

using segue::open_enum;

TEST(open_enum, known_text_becomes_value) {
    const open_enum<colour> value{"Dark Blue"};
    EXPECT_EQ(value.known(), colour::dark_blue);
    EXPECT_EQ(value.text(), "Dark Blue");
    EXPECT_EQ(value, colour::dark_blue);
    EXPECT_NE(value, colour::red);
}

TEST(open_enum, unknown_text_is_kept_exactly) {
    for (const std::string text : {"dark blue", "Dark Blue ", "", "Green"}) {
        const open_enum<colour> value{text};
        EXPECT_FALSE(value.known()) << text;
        EXPECT_EQ(value.text(), text);
        EXPECT_NE(value, colour::dark_blue);
    }
}

TEST(open_enum, default_is_the_unknown_empty_text) {
    const open_enum<colour> value;
    EXPECT_FALSE(value.known());
    EXPECT_EQ(value.text(), "");
    EXPECT_EQ(value, open_enum<colour>{""});
}

TEST(open_enum, value_converts_and_equals_its_text) {
    open_enum<colour> value = colour::red;
    EXPECT_EQ(value.text(), "Red");
    EXPECT_EQ(value, open_enum<colour>{"Red"});
    value.assign("Green");
    EXPECT_NE(value, open_enum<colour>{"Red"});
    EXPECT_EQ(value, open_enum<colour>{"Green"});
    value.assign("Red");
    EXPECT_EQ(value, open_enum<colour>{colour::red});
}

TEST(open_enum, lookups_without_an_object) {
    EXPECT_EQ(segue::to_text(colour::red), "Red");
    EXPECT_EQ(segue::to_text(static_cast<colour>(17)), "");
    EXPECT_EQ(segue::from_text<colour>("Red"), colour::red);
    EXPECT_EQ(segue::from_text<colour>("red"), std::nullopt);
}

} // namespace
