#include <segue/discogs/formats.hpp>

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace segue::discogs {
namespace {

format carrier(
    std::string name, std::string quantity, std::vector<std::string> descriptions, std::string text = {}) {
    format f;
    f.name = std::move(name);
    f.quantity = std::move(quantity);
    f.descriptions = std::move(descriptions);
    if (!text.empty())
        f.text = std::move(text);
    return f;
}

TEST(formats, lines_read_as_on_the_site) {
    EXPECT_EQ(
        format_text(carrier("Vinyl", "2", {"LP", "Album", "Reissue"}, "Red")),
        "2 x Vinyl, LP, Album, Reissue (Red)");
    EXPECT_EQ(format_text(carrier("CD", "1", {"Album"})), "CD, Album") << "one is not counted";
    EXPECT_EQ(format_text(carrier("Vinyl", "1", {"7\"", "45 RPM", "Single"})), "Vinyl, 7\", 45 RPM, Single");
    EXPECT_EQ(format_text(carrier("File", "11", {"MP3", "320 kbps"})), "11 x File, MP3, 320 kbps");
}

TEST(formats, lines_of_odd_carriers_are_whole) {
    EXPECT_EQ(format_text(format()), "");
    EXPECT_EQ(format_text(carrier("CD", "", {})), "CD");
    EXPECT_EQ(format_text(carrier("CD", "many", {})), "CD") << "no number";
    EXPECT_EQ(format_text(carrier("CD", "0", {})), "CD");
    EXPECT_EQ(format_text(carrier("", "2", {"LP", " ", ""})), "2 x LP");
    EXPECT_EQ(format_text(carrier("", "2", {}, "Red")), "(Red)");
    EXPECT_EQ(format_text(carrier("CD", "1", {}, " ")), "CD");
}

TEST(formats, several_carriers_make_one_line) {
    const std::vector<format> both = {carrier("CD", "2", {"Album"}), format(), carrier("DVD", "1", {"PAL"})};
    EXPECT_EQ(format_text(both), "2 x CD, Album + DVD, PAL");
    EXPECT_EQ(format_text(std::span<const format>()), "");
}

TEST(formats, quantities_are_numbers) {
    EXPECT_EQ(quantity_of(carrier("CD", "2", {})), 2U);
    EXPECT_EQ(quantity_of(carrier("CD", " 12 ", {})), 12U);
    EXPECT_EQ(quantity_of(carrier("CD", "4294967295", {})), 4294967295U);
    for (const char* const text : {"", " ", "0", "-1", "2x", "x", "1.5", "4294967296", "+2"})
        EXPECT_EQ(quantity_of(carrier("CD", text, {})), std::nullopt) << text;
    EXPECT_EQ(quantity_of(format()), std::nullopt);
}

TEST(formats, quantities_of_boxes_and_notes_are_left_out_of_the_sum) {
    const std::vector<format> box = {
        carrier("Box Set", "1", {}),
        carrier("CD", "4", {}),
        carrier("DVD", "?", {}),
        carrier("All Media", "1", {})};
    EXPECT_EQ(quantity_of(box), 5U);
    EXPECT_EQ(quantity_of(std::vector<format>(3, carrier("CD", "4294967295", {}))), 3ULL * 4294967295U);
    EXPECT_EQ(quantity_of(std::span<const format>()), 0U);
}

TEST(formats, descriptions_are_found_whatever_their_case) {
    const format reissue = carrier("Vinyl", "1", {"LP", "Reissue"});
    EXPECT_TRUE(is_described_as(reissue, "Reissue"));
    EXPECT_TRUE(is_described_as(reissue, "reissue"));
    EXPECT_FALSE(is_described_as(reissue, "Re"));
    EXPECT_FALSE(is_described_as(reissue, "Vinyl"));
    EXPECT_FALSE(is_described_as(reissue, ""));
}

TEST(formats, sizes_and_speeds_are_numbers) {
    const auto size = [](const char* text) { return inches_of(carrier("Vinyl", "1", {"Album", text})); };
    const auto speed = [](const char* text) { return speed_of(carrier("Vinyl", "1", {text})); };
    EXPECT_EQ(size("7\""), 7);
    EXPECT_EQ(size("12\""), 12);
    EXPECT_EQ(size("5\xc2\xbd\""), 5.5);
    EXPECT_EQ(size("6 \xc2\xbe\""), 6.75);
    for (const char* const text : {"LP", "\"", "7", "0\"", "7\" Single", "99999999999\"", "-7\"", ""})
        EXPECT_EQ(size(text), std::nullopt) << text;
    EXPECT_EQ(speed("45 RPM"), 45);
    EXPECT_EQ(speed("45rpm"), 45);
    ASSERT_TRUE(speed("33 \xe2\x85\x93 RPM"));
    EXPECT_NEAR(*speed("33 \xe2\x85\x93 RPM"), 100.0 / 3, 1e-9);
    EXPECT_NEAR(*speed("16 \xe2\x85\x94 RPM"), 50.0 / 3, 1e-9);
    for (const char* const text : {"RPM", "45", "RPM 45", "45 RPMs", "\xe2\x85"})
        EXPECT_EQ(speed(text), std::nullopt) << text;
    EXPECT_EQ(speed_of(carrier("Vinyl", "1", {"LP", "33 RPM", "45 RPM"})), 33) << "the first one";
}

} // namespace
} // namespace segue::discogs
