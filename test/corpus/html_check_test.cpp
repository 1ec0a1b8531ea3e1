#include "support/html_check.hpp"

#include <gtest/gtest.h>

// The judge of HTML must be able to find fault.
namespace segue::test {
namespace {

TEST(html_check, sound_fragments_pass) {
    for (const char* const html :
         {"",
          "text &amp; &lt;b&gt; &quot;&#39;",
          "<strong>a<em>b</em></strong><br>\n<u>c</u> <s>d</s>",
          "<a href=\"http://x.test/?a&amp;b\" rel=\"nofollow noopener\"><strong>x</strong></a>",
          "<a href=\"HTTPS://x.test\" rel=\"nofollow noopener\">x</a>",
          "<img src=\"https://x.test/\" alt=\"\">"})
        EXPECT_EQ(html_problem(html), std::nullopt) << html;
}

TEST(html_check, broken_or_unsafe_fragments_are_found) {
    for (const char* const html :
         {"<",
          ">",
          "&",
          "&copy;",
          "\"",
          "'",
          "\x1b[31m",
          "<script>",
          "<b>x</b>",
          "<strong>x",
          "x</strong>",
          "<em><strong>x</em></strong>",
          "<a href=\"javascript:x\" rel=\"nofollow noopener\">x</a>",
          "<a href=\"//x.test\" rel=\"nofollow noopener\">x</a>",
          "<a href=\"http://x.test/\">x</a>",
          "<a href=\"http://x.test/ y\" rel=\"nofollow noopener\">x</a>",
          "<a href=\"http://x.test/\" onclick=\"y\" rel=\"nofollow noopener\">x</a>",
          "<a href=\"http://x.test/?a&b\" rel=\"nofollow noopener\">x</a>",
          "<a href=\"http://x.test/\" rel=\"nofollow noopener\"><a href=\"http://y.test/\" rel=\"nofollow "
          "noopener\">x</a></a>",
          "<img src=\"data:x\" alt=\"\">",
          "<img src=\"http://x.test/\" onerror=\"x\" alt=\"\">"})
        EXPECT_NE(html_problem(html), std::nullopt) << html;
}

} // namespace
} // namespace segue::test
