#include "emulator/markup.hpp"

#include <gtest/gtest.h>

namespace segue::emulator {
namespace {

std::string lookup(char kind, std::string_view id) {
    return kind == 'a' && id == "3857" ? "Nine Inch Nails" : "";
}

struct sample {
    const char* markup;
    const char* html;
    const char* plain;
};

class markup : public ::testing::TestWithParam<sample> {};

TEST_P(markup, renders_in_each_format) {
    const sample& given = GetParam();
    EXPECT_EQ(render_markup(given.markup, text_format::discogs, lookup), given.markup);
    EXPECT_EQ(render_markup(given.markup, text_format::html, lookup), given.html);
    EXPECT_EQ(render_markup(given.markup, text_format::plaintext, lookup), given.plain);
}

INSTANTIATE_TEST_SUITE_P(
    tags,
    markup,
    ::testing::Values(
        sample{"plain", "plain", "plain"},
        sample{"[b]a[/b] [i]b[/i]", "<strong>a</strong> <em>b</em>", "a b"},
        sample{"a & <b>", "a &amp; &lt;b&gt;", "a & <b>"},
        sample{"one\r\ntwo", "one<br />\ntwo", "one\r\ntwo"},
        sample{
            "[a3857]",
            "<a href=\"https://www.discogs.com/artist/3857\">Nine Inch Nails</a>",
            "Nine Inch Nails"},
        sample{"[a99]", "<a href=\"https://www.discogs.com/artist/99\">99</a>", "99"},
        sample{
            "[l=Nothing Records]",
            "<a href=\"https://www.discogs.com/label/Nothing%20Records\">Nothing Records</a>",
            "Nothing Records"},
        sample{
            "[r12] [m7]",
            "<a href=\"https://www.discogs.com/release/12\">12</a> "
            "<a href=\"https://www.discogs.com/master/7\">7</a>",
            "12 7"},
        sample{"[url=https://nin.com/]nin[/url]", "<a href=\"https://nin.com/\">nin</a>", "nin"},
        sample{"[img=https://x/y.png]", "<img src=\"https://x/y.png\" />", ""},
        sample{"Engineer [Assistant]", "Engineer [Assistant]", "Engineer [Assistant]"},
        sample{"[open", "[open", "[open"},
        sample{"[[b]x[/b]]", "[<strong>x</strong>]", "[x]"},
        sample{"[a=]", "[a=]", "[a=]"},
        sample{"[]", "[]", "[]"}));

TEST(text_format, follows_the_accept_header) {
    EXPECT_EQ(text_format_from(""), text_format::discogs);
    EXPECT_EQ(text_format_from("*/*"), text_format::discogs);
    EXPECT_EQ(text_format_from("application/vnd.discogs.v2.discogs+json"), text_format::discogs);
    EXPECT_EQ(text_format_from("application/vnd.discogs.v2.html+json"), text_format::html);
    EXPECT_EQ(
        text_format_from("application/vnd.discogs.v2.plaintext+json, */*;q=0.1"), text_format::plaintext);
}

} // namespace
} // namespace segue::emulator
