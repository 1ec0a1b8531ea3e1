#include <segue/discogs/markup.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>

namespace segue::discogs {
namespace {

std::string known_names(mention_kind kind, std::int64_t id) {
    if (kind == mention_kind::artist && id == 3)
        return "Josh Wink";
    if (kind == mention_kind::release && id == 352665)
        return "Tom & <Jerry>";
    return {};
}

struct rendering {
    const char* markup;
    const char* text;
    const char* html;
    const char* markdown;
};

void check(const rendering& each) {
    EXPECT_EQ(markup_to_text(each.markup, known_names), each.text) << each.markup;
    EXPECT_EQ(markup_to_html(each.markup, known_names), each.html) << each.markup;
    EXPECT_EQ(markup_to_markdown(each.markup, known_names), each.markdown) << each.markup;
}

TEST(markup, styles_are_shown) {
    const rendering cases[] = {
        {"", "", "", ""},
        {"plain", "plain", "plain", "plain"},
        {"a [b]b[/b] c", "a b c", "a <strong>b</strong> c", "a **b** c"},
        {"[I]i[/i]", "i", "<em>i</em>", "*i*"},
        {"[u]u[/U] [s]s[/s]", "u s", "<u>u</u> <s>s</s>", "<u>u</u> <s>s</s>"},
        {"[b][i]x[/i][/b]", "x", "<strong><em>x</em></strong>", "***x***"},
        {"[b]x[i]y[/b]z[/i]",
         "xyz",
         "<strong>x</strong><strong><em>y</em></strong><em>z</em>",
         "**x**<strong><em>y</em></strong>*z*"},
    };
    for (const rendering& each : cases)
        check(each);
}

TEST(markup, unbalanced_styles_are_closed) {
    const rendering cases[] = {
        {"[b]to the end", "to the end", "<strong>to the end</strong>", "**to the end**"},
        {"not begun[/b].", "not begun.", "not begun.", "not begun."},
        {"[b][b]x[/b]y[/b]z", "xyz", "<strong>xy</strong>z", "**xy**z"},
        {"[b][/b][i] [/i]", " ", "<em> </em>", ""},
    };
    for (const rendering& each : cases)
        check(each);
}

TEST(markup, mentions_are_named_and_linked) {
    const rendering cases[] = {
        {"[a=Sade]",
         "Sade",
         "<a href=\"https://www.discogs.com/search/?type=artist&amp;q=Sade\" rel=\"nofollow "
         "noopener\">Sade</a>",
         "[Sade](https://www.discogs.com/search/?type=artist\\&q=Sade)"},
        {"[A3]!",
         "Josh Wink!",
         "<a href=\"https://www.discogs.com/artist/3\" rel=\"nofollow noopener\">Josh Wink</a>!",
         "[Josh Wink](https://www.discogs.com/artist/3)!"},
        {"[r352665]",
         "Tom & <Jerry>",
         "<a href=\"https://www.discogs.com/release/352665\" rel=\"nofollow noopener\">Tom &amp; "
         "&lt;Jerry&gt;</a>",
         "[Tom \\& \\<Jerry\\>](https://www.discogs.com/release/352665)"},
        {"[m=12]",
         "master 12",
         "<a href=\"https://www.discogs.com/master/12\" rel=\"nofollow noopener\">master 12</a>",
         "[master 12](https://www.discogs.com/master/12)"},
        {"see [g1.2.3]", "see guideline 1.2.3", "see guideline 1.2.3", "see guideline 1.2.3"},
        {"wow![l5]",
         "wow!label 5",
         "wow!<a href=\"https://www.discogs.com/label/5\" rel=\"nofollow noopener\">label 5</a>",
         "wow\\![label 5](https://www.discogs.com/label/5)"},
    };
    for (const rendering& each : cases)
        check(each);
}

TEST(markup, brackets_that_are_no_tag_stay) {
    for (const char* const text :
         {"[...]",
          "[encircled]",
          "[PIAS]",
          "[Sony]",
          "[x=1]",
          "[a]",
          "[a=]",
          "[a= ]",
          "[r=Title]",
          "[a0]",
          "[u5]",
          "[a12x]",
          "[l99999999999999999999]",
          "[m-5]",
          "[g1.]",
          "[g.]",
          "[]",
          "[",
          "]",
          "[[",
          "a]b[c",
          "[/]",
          "[/x]",
          "[b",
          "[ur=x]",
          "[img]",
          "[color=red]",
          "[a=x\ny]",
          "[/a]"}) {
        EXPECT_EQ(markup_to_text(text), text);
        EXPECT_TRUE(mentions_in(text).empty()) << text;
        EXPECT_EQ(markup_to_html(text).find("<a"), std::string::npos) << text;
    }
    EXPECT_EQ(markup_to_markdown("[PIAS] [...]"), "\\[PIAS\\] \\[...\\]");
    EXPECT_EQ(markup_to_text("[[b]x[/b]]"), "[x]");
    EXPECT_EQ(markup_to_text("[not [i]closed"), "[not closed");
}

TEST(markup, links_lead_where_they_say) {
    const rendering cases[] = {
        {"[url=http://x.test/?a=1&b=2]there[/url]",
         "there",
         "<a href=\"http://x.test/?a=1&amp;b=2\" rel=\"nofollow noopener\">there</a>",
         "[there](http://x.test/?a=1\\&b=2)"},
        {"[url]https://x.test/(y)[/url]",
         "https://x.test/(y)",
         "<a href=\"https://x.test/(y)\" rel=\"nofollow noopener\">https://x.test/(y)</a>",
         "[https://x.test/(y)](https://x.test/\\(y\\))"},
        {"[url=/group/5]ours[/url]",
         "ours",
         "<a href=\"https://www.discogs.com/group/5\" rel=\"nofollow noopener\">ours</a>",
         "[ours](https://www.discogs.com/group/5)"},
        {"[URL=HTTPS://X.test/a b\"']c[/URL]",
         "c",
         "<a href=\"HTTPS://X.test/a%20b%22%27\" rel=\"nofollow noopener\">c</a>",
         "[c](HTTPS://X.test/a%20b%22%27)"},
        {"[url=http://x.test/]a [b]b[/b] [a3][/url] c",
         "a b Josh Wink c",
         "<a href=\"http://x.test/\" rel=\"nofollow noopener\">a <strong>b</strong> Josh Wink</a> c",
         "[a **b** Josh Wink](http://x.test/) c"},
        {"[url=http://x.test/a%20b%c3%a9?q=%]c[/url]", "c", "c", "c"},
        {"[url=http://x.test/a%20b\xc3\xa9]c[/url]",
         "c",
         "<a href=\"http://x.test/a%20b%C3%A9\" rel=\"nofollow noopener\">c</a>",
         "[c](http://x.test/a%20b%C3%A9)"},
        {"[url=http://x.test/][/url]",
         "http://x.test/",
         "<a href=\"http://x.test/\" rel=\"nofollow noopener\">http://x.test/</a>",
         "[http://x.test/](http://x.test/)"},
    };
    for (const rendering& each : cases)
        check(each);
}

TEST(markup, links_without_end_link_their_address_alone) {
    EXPECT_EQ(
        markup_to_html("[url=http://x.test/]rest [b]of it[/b]"),
        "<a href=\"http://x.test/\" rel=\"nofollow noopener\">http://x.test/</a>rest <strong>of it</strong>");
    EXPECT_EQ(
        markup_to_html("[url=http://x.test/]one [url=http://y.test/]two[/url] three[/url]"),
        "<a href=\"http://x.test/\" rel=\"nofollow noopener\">http://x.test/</a>one <a "
        "href=\"http://y.test/\" rel=\"nofollow noopener\">two</a> three");
    EXPECT_EQ(markup_to_html("[/url]x[url]y"), "xy");
}

TEST(markup, addresses_elsewhere_are_shown_without_a_link) {
    for (const char* const address :
         {"javascript:alert(1)",
          "JaVaScRiPt:alert(1)",
          " javascript:x",
          "data:text/html,x",
          "vbscript:x",
          "//evil.test/x",
          "ftp://x.test/",
          "mailto:a@b",
          "www.x.test",
          "x",
          "http://",
          "https:///x",
          "http:x",
          "https:/x",
          "http://x.test:port/",
          "http://x.test/%zz",
          "\x01javascript:x",
          "java\tscript:x"}) {
        const std::string link = "[url=" + std::string(address) + "]text[/url]";
        EXPECT_EQ(markup_to_html(link), "text") << address;
        EXPECT_EQ(markup_to_markdown(link), "text") << address;
        EXPECT_EQ(markup_to_html("[img=" + std::string(address) + "]"), "") << address;
        EXPECT_EQ(markup_to_html("[url]" + std::string(address) + "[/url]").find("href"), std::string::npos);
        EXPECT_EQ(markup_to_html("[url=" + std::string(address) + "]").find("href"), std::string::npos);
    }
    EXPECT_EQ(markup_to_text("[url]no address, [b]but[/b] text[/url]"), "no address, but text");
}

TEST(markup, html_can_not_be_broken_out_of) {
    EXPECT_EQ(
        markup_to_html("<script>alert('x')</script> & \"y\""),
        "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;");
    EXPECT_EQ(
        markup_to_html("[url=http://x.test/\" onclick=\"alert(1)]a[/url]"),
        "<a href=\"http://x.test/%22%20onclick=%22alert(1)\" rel=\"nofollow noopener\">a</a>");
    EXPECT_EQ(
        markup_to_html("[img=http://x.test/\"><script>]"),
        "<img src=\"http://x.test/%22%3E%3Cscript%3E\" alt=\"\">");
    EXPECT_EQ(
        markup_to_html("[a=\"><b>x</b>]"),
        "<a href=\"https://www.discogs.com/search/?type=artist&amp;q=%22%3E%3Cb%3Ex%3C%2Fb%3E\" "
        "rel=\"nofollow noopener\">&quot;&gt;&lt;b&gt;x&lt;/b&gt;</a>");
    EXPECT_EQ(markup_to_html("&lt;b&gt;"), "&amp;lt;b&amp;gt;");
}

TEST(markup, pictures_are_shown_or_left_out) {
    const char* const text =
        "a [img=http://x.test/y.gif] b [url=http://z.test/][img=http://x.test/w.gif][/url]";
    EXPECT_EQ(markup_to_text(text), "a  b ");
    EXPECT_EQ(
        markup_to_html(text),
        "a <img src=\"http://x.test/y.gif\" alt=\"\"> b <a href=\"http://z.test/\" rel=\"nofollow noopener\">"
        "<img src=\"http://x.test/w.gif\" alt=\"\"></a>");
    EXPECT_EQ(
        markup_to_markdown(text), "a ![](http://x.test/y.gif) b [![](http://x.test/w.gif)](http://z.test/)");
    EXPECT_EQ(markup_to_html(text, {}, pictures::off), "a  b ");
    EXPECT_EQ(markup_to_markdown(text, {}, pictures::off), "a b");
}

TEST(markup, line_ends_and_control_characters_are_put_right) {
    EXPECT_EQ(markup_to_text("a\r\nb\nc\rd\te\x1b[31m\x7f"), "a\nb\nc\nd\te[31m");
    EXPECT_EQ(markup_to_text(std::string_view("a\0b", 3)), "ab");
    EXPECT_EQ(markup_to_html("a\r\n\r\nb"), "a<br>\n<br>\nb");
    EXPECT_EQ(markup_to_markdown("a\r\nb\r\n\r\n\r\nc\r\n"), "a\\\nb\n\nc");
    EXPECT_EQ(markup_to_markdown("\n\n  a  \n    b"), "a\\\nb");
    EXPECT_EQ(markup_to_text("\xff\xfe\xc3"), "\xff\xfe\xc3") << "bytes that are no UTF-8 pass";
}

TEST(markup, markdown_of_text_is_no_markup) {
    const std::pair<const char*, const char*> cases[] = {
        {"# no heading", "\\# no heading"},
        {"a # b #", "a # b #"},
        {"- no list\n+ none\n* none", "\\- no list\\\n\\+ none\\\n\\* none"},
        {"1. no list\n12) none\n1984 was", "1\\. no list\\\n12\\) none\\\n1984 was"},
        {"v1.0", "v1.0"},
        {"> no quotation", "\\> no quotation"},
        {"title\n===\n---", "title\\\n\\===\\\n\\---"},
        {"*a* _b_ `c` ~d~ |e|", "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\|e\\|"},
        {"<b> &amp; \\", "\\<b\\> \\&amp; \\\\"},
        {"Don't!", "Don't!"},
    };
    for (const auto& [text, markdown] : cases)
        EXPECT_EQ(markup_to_markdown(text), markdown);
}

TEST(markup, markdown_signs_stand_only_where_they_are_seen) {
    const std::pair<const char*, const char*> cases[] = {
        {"foo[b]bar[/b]baz", "foo**bar**baz"},
        {"[b] padded [/b]x", "**padded** x"},
        {"x[b](y)[/b]z", "x<strong>(y)</strong>z"},
        {"[b]end.[/b]x", "<strong>end.</strong>x"},
        {"[b]end.[/b] x", "**end.** x"},
        {"[b]a[/b][i]b[/i]", "**a**<em>b</em>"},
        {"[b]one\ntwo[/b]", "**one**\\\n**two**"},
        {"[b]one\n\ntwo[/b]", "**one**\n\n**two**"},
        {"x[i]\xc3\xa9t\xc3\xa9[/i]", "x<em>\xc3\xa9t\xc3\xa9</em>"},
        {"[i]\xc3\xa9t\xc3\xa9[/i]", "*\xc3\xa9t\xc3\xa9*"},
        {"[url=http://x.test/]two\nlines[/url]", "[two lines](http://x.test/)"},
        {"[url=http://x.test/] in [/url]", "[in](http://x.test/)"},
        {"[u][b]x[/b][/u]", "<u>**x**</u>"},
    };
    for (const auto& [text, markdown] : cases)
        EXPECT_EQ(markup_to_markdown(text), markdown) << text;
}

TEST(markup, mentions_are_listed_in_order) {
    const std::vector<mention> expected = {
        {mention_kind::artist, 0, "Trent Reznor"},
        {mention_kind::release, 352665, ""},
        {mention_kind::master, 5, ""},
        {mention_kind::label, 0, "Nothing Records"},
        {mention_kind::user, 0, "someone"},
        {mention_kind::topic, 9, ""},
        {mention_kind::guideline, 0, "6.1.1"},
        {mention_kind::release, 352665, ""}};
    EXPECT_EQ(
        mentions_in(
            "[a=Trent Reznor] [r352665][m=5] [l= Nothing Records ] [u=someone] [t9] [g=6.1.1] [b][R352665]"),
        expected);
    EXPECT_TRUE(mentions_in("").empty());
}

TEST(markup, mentions_have_addresses) {
    EXPECT_EQ(site_address(mention{mention_kind::label, 5, ""}), "https://www.discogs.com/label/5");
    EXPECT_EQ(
        site_address(mention{mention_kind::label, 0, "A & B"}),
        "https://www.discogs.com/search/?type=label&q=A%20%26%20B");
    EXPECT_EQ(site_address(mention{mention_kind::user, 0, "a/b"}), "https://www.discogs.com/user/a%2Fb");
    EXPECT_EQ(site_address(mention{mention_kind::topic, 7, ""}), "https://www.discogs.com/forum/thread/7");
    EXPECT_EQ(site_address(mention{mention_kind::guideline, 0, "1.2"}), "");
    EXPECT_EQ(site_address(mention()), "");
    EXPECT_EQ(site_address(mention{mention_kind::user, 0, ""}), "");
    EXPECT_EQ(site_address(mention{mention_kind::topic, 0, "x"}), "");
}

TEST(markup, names_are_asked_for_once_a_mention_and_only_for_numbers) {
    std::vector<std::int64_t> asked;
    const auto lookup = [&asked](mention_kind, std::int64_t id) {
        asked.push_back(id);
        return id == 1 ? std::string("[b]<One>\x01") : std::string();
    };
    EXPECT_EQ(markup_to_html("[a=Name][a1] [l2] [a1]"), markup_to_html("[a=Name][a1] [l2] [a1]", {}));
    EXPECT_EQ(markup_to_text("[a=Name] [a1] [l2] [a1]", lookup), "Name [b]<One> label 2 [b]<One>");
    EXPECT_EQ(asked, (std::vector<std::int64_t>{1, 2, 1}));
    const auto broken = [](mention_kind, std::int64_t) -> std::string {
        throw std::runtime_error("no name");
    };
    EXPECT_THROW((void)markup_to_text("[a1]", broken), std::runtime_error);
    EXPECT_NO_THROW((void)markup_to_text("[a=Name]", broken));
}

TEST(markup, a_megabyte_of_anything_ends) {
    for (const std::string_view piece :
         {"[",
          "[b][i]",
          "[/b]",
          "[url=http://x.test/]",
          "[url]x[/url]",
          "[b]x[i]",
          "[a=",
          "[a1]",
          "\r",
          "*",
          " "}) {
        std::string text;
        while (text.size() < 1'000'000)
            text += piece;
        EXPECT_LE(markup_to_html(text).size(), 40 * text.size()) << piece;
        EXPECT_LE(markup_to_markdown(text).size(), 40 * text.size()) << piece;
    }
}

} // namespace
} // namespace segue::discogs
