#include "account/redirect/callback.hpp"

#include "account/redirect/callback_site.hpp"

#include <gtest/gtest.h>

namespace segue::account::redirect {
namespace {

sign_in asking(sign_in_flow flow, std::string_view redirect_uri, std::string_view state = "right") {
    sign_in_page page;
    page.url = "https://service.example/authorize";
    page.redirect_uri = redirect_uri;
    page.state = state;
    page.flow = flow;
    return sign_in(page);
}

constexpr std::string_view home = "http://127.0.0.1:8080/callback";

TEST(pasted_answer, whatever_form_it_has_becomes_the_redirect_uri_with_a_query) {
    struct row {
        sign_in_flow flow;
        std::string_view redirect_uri;
        std::string_view line;
        std::string_view url;
    };
    constexpr auto code = sign_in_flow::code;
    constexpr auto implicit = sign_in_flow::implicit;
    constexpr auto oauth1 = sign_in_flow::oauth1;
    constexpr std::string_view once = "http://127.0.0.1:8080/callback?once=abc";
    const row rows[] = {
        {code,
         home,
         "http://127.0.0.1:8080/callback?code=c1&state=right",
         "http://127.0.0.1:8080/callback?code=c1&state=right"},
        {code,
         home,
         "  \thttp://127.0.0.1:8080/callback?code=c1&state=right \r",
         "http://127.0.0.1:8080/callback?code=c1&state=right"},
        {code,
         home,
         "HTTP://127.0.0.1:8080/callback?code=c1&state=right#_=_",
         "http://127.0.0.1:8080/callback?code=c1&state=right"},
        {code,
         home,
         "http://127.0.0.1:8080/callback?code=a|b&state=right",
         "http://127.0.0.1:8080/callback?code=a%7Cb&state=right"},
        {code, home, "?code=c1&state=right", "http://127.0.0.1:8080/callback?code=c1&state=right"},
        {code, home, "code=c1&state=right", "http://127.0.0.1:8080/callback?code=c1&state=right"},
        {code,
         home,
         "error=access_denied&state=right",
         "http://127.0.0.1:8080/callback?error=access_denied&state=right"},
        {code,
         once,
         "once=abc&code=c1&state=right",
         "http://127.0.0.1:8080/callback?once=abc&code=c1&state=right"},
        {code, "", "4/0AX4_x-y", "oob?code=4%2F0AX4_x-y&state=right"},
        {code, "urn:ietf:wg:oauth:2.0:oob", "c1", "oob?code=c1&state=right"},
        {code,
         "https://App.Example/back",
         "https://app.example:443/back?code=c&state=right",
         "https://App.Example/back?code=c&state=right"},
        {implicit,
         home,
         "http://127.0.0.1:8080/callback#access_token=t%2B&state=right",
         "http://127.0.0.1:8080/callback?access_token=t%2B&state=right"},
        {implicit,
         once,
         "http://127.0.0.1:8080/callback?once=abc#access_token=t&state=right",
         "http://127.0.0.1:8080/callback?once=abc&access_token=t&state=right"},
        {implicit,
         home,
         "#access_token=t&state=right",
         "http://127.0.0.1:8080/callback?access_token=t&state=right"},
        {oauth1,
         home,
         "http://127.0.0.1:8080/callback?oauth_token=right&oauth_verifier=v",
         "http://127.0.0.1:8080/callback?oauth_token=right&oauth_verifier=v"},
        {oauth1,
         home,
         "http://127.0.0.1:8080/callback?denied=right",
         "http://127.0.0.1:8080/callback?denied=right"},
        {oauth1, "oob", " LOuDpHwqbE ", "oob?oauth_verifier=LOuDpHwqbE&oauth_token=right"},
        {oauth1, "", "oauth_token=right&oauth_verifier=v", "oob?oauth_token=right&oauth_verifier=v"},
    };
    for (const auto& r : rows) {
        const auto got = read_pasted(r.line, asking(r.flow, r.redirect_uri));
        EXPECT_EQ(got.url, r.url) << r.line << " " << got.trouble;
    }
}

TEST(pasted_answer, rubbish_gets_a_reason_that_repeats_nothing_of_it) {
    struct row {
        sign_in_flow flow;
        std::string_view redirect_uri;
        std::string_view line;
        std::string_view reason;
    };
    constexpr auto code = sign_in_flow::code;
    constexpr auto implicit = sign_in_flow::implicit;
    constexpr auto oauth1 = sign_in_flow::oauth1;
    const row rows[] = {
        {code, home, "", "Nothing was given."},
        {code, home, "   ", "Nothing was given."},
        {code, home, "SECRET", "That is no address."},
        {code, home, "http://", "That is no complete address."},
        {code, home, "http://127.0.0.1:8080/other?code=SECRET&state=right", "must begin with"},
        {code, home, "http://127.0.0.1:8081/callback?code=SECRET&state=right", "must begin with"},
        {code, home, "https://127.0.0.1:8080/callback?code=SECRET&state=right", "must begin with"},
        {code, home, "http://evil.example:8080/callback?code=SECRET&state=right", "must begin with"},
        {code, home, "http://user@127.0.0.1:8080/callback?code=SECRET&state=right", "must begin with"},
        {code, home, "http://127.0.0.1:8080/callback?code=SECRET&state=wrong", "another sign-in"},
        {code, home, "http://127.0.0.1:8080/callback?code=SECRET", "another sign-in"},
        {code, home, "http://127.0.0.1:8080/callback?code=SECRET&state=rightt", "another sign-in"},
        {code, home, "code=SECRET&state=right&state=right", "damaged"},
        {code, home, "code=%zzSECRET&state=right", "damaged"},
        {code, home, "http://127.0.0.1:8080/callback", "no answer"},
        {code, home, "http://127.0.0.1:8080/callback#code=SECRET&state=right", "no answer"},
        {code, home, "#code=SECRET&state=right", "no answer"},
        {code, home, "state=right", "no answer"},
        {implicit, "", "SECRET", "That is no address."},
        {oauth1, "oob", "SECRET words", "That is no address."},
        {oauth1, home, "oauth_token=wrong&oauth_verifier=SECRET", "another sign-in"},
        {oauth1, home, "oauth_verifier=SECRET", "another sign-in"},
        {oauth1, home, "oauth_token=right&denied=wrongSECRET", "another sign-in"},
        {oauth1, home, "oauth_token=right", "no answer"},
    };
    for (const auto& r : rows) {
        const auto got = read_pasted(r.line, asking(r.flow, r.redirect_uri));
        EXPECT_EQ(got.url, "") << r.line;
        EXPECT_NE(got.trouble.find(r.reason), std::string::npos) << r.line << ": " << got.trouble;
        EXPECT_EQ(got.trouble.find("SECRET"), std::string::npos) << got.trouble;
    }
}

TEST(pasted_answer, without_a_state_the_redirect_uris_own_word_must_come_back) {
    const auto asked = asking(sign_in_flow::implicit, "http://127.0.0.1:8080/callback?once=abc", "");
    EXPECT_EQ(
        read_pasted("http://127.0.0.1:8080/callback?once=abc#access_token=t", asked).url,
        "http://127.0.0.1:8080/callback?once=abc&access_token=t");
    for (const auto* line :
         {"http://127.0.0.1:8080/callback#access_token=t",
          "http://127.0.0.1:8080/callback?once=abd#access_token=t"})
        EXPECT_EQ(read_pasted(line, asked).trouble, "It belongs to another sign-in.") << line;
}

TEST(pasted_answer, line_without_end_is_refused) {
    EXPECT_EQ(read_pasted(std::string(100'000, 'x'), asking(sign_in_flow::oauth1, "")).url, "");
}

TEST(redirect_target, odd_addresses_are_none) {
    for (const auto* text :
         {"",
          "callback",
          "/callback",
          "ftp://127.0.0.1/",
          "http:///x",
          "http://127.0.0.1:99999/",
          "http://127.0.0.1:-1/",
          "http://127.0.0.1.evil.example/",
          "http://%31%32%37.0.0.1/",
          "http://a%0d%0ab/",
          "http://a b/",
          "javascript:alert(1)"})
        EXPECT_FALSE(read_target(text)) << text;
}

TEST(redirect_target, parts_are_told_apart) {
    const auto v6 = read_target("http://[::1]:0/a/b?x=1#y");
    ASSERT_TRUE(v6);
    EXPECT_EQ(v6->host, "::1");
    EXPECT_EQ(v6->port, 0);
    EXPECT_TRUE(v6->port_given);
    EXPECT_EQ(v6->path, "/a/b");
    EXPECT_EQ(v6->query, "x=1");
    EXPECT_EQ(v6->fragment, "y");
    const auto bare = read_target("http://LocalHost");
    ASSERT_TRUE(bare);
    EXPECT_EQ(bare->host, "localhost");
    EXPECT_EQ(bare->port, 80);
    EXPECT_EQ(bare->path, "/");
}

TEST(callback_site, second_good_answer_is_told_that_it_comes_too_late) {
    const callback_site site(*read_target(home), {}, "relay", {"granted", "refused"});
    EXPECT_EQ(site.respond_too_late().bytes.substr(0, 12), "HTTP/1.1 410");
}

TEST(callback_site, texts_of_the_caller_are_no_html) {
    const callback_site site(*read_target(home), {}, "relay", {"<b>\"A&B\"</b>", "refused"});
    incoming asked;
    asked.method = "GET";
    asked.target = "/callback?code=c";
    asked.host = "127.0.0.1:8080";
    const auto reply = site.respond(asked);
    EXPECT_EQ(reply.answer, "code=c");
    EXPECT_NE(reply.bytes.find("&lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt;"), std::string::npos) << reply.bytes;
}

TEST(relay_segment, never_comes_twice) {
    const auto one = make_relay_segment();
    EXPECT_EQ(one.size(), 32U);
    EXPECT_NE(one, make_relay_segment());
}

TEST(request_reader, bytes_one_by_one_are_a_request) {
    request_reader reader;
    const std::string bytes =
        "POST /x?y HTTP/1.1\r\nhost: a:1\r\nOrigin: http://a:1\r\nContent-Length: 3\r\n\r\nabc";
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i)
        ASSERT_EQ(reader.feed(std::string_view(bytes).substr(i, 1)), request_reader::state::more) << i;
    ASSERT_EQ(reader.feed(std::string_view(bytes).substr(bytes.size() - 1)), request_reader::state::done);
    EXPECT_EQ(reader.message().method, "POST");
    EXPECT_EQ(reader.message().target, "/x?y");
    EXPECT_EQ(reader.message().host, "a:1");
    EXPECT_EQ(reader.message().origin, "http://a:1");
    EXPECT_EQ(reader.message().body, "abc");
}

TEST(request_reader, garbage_and_what_is_too_large_end_it) {
    request_reader garbage;
    EXPECT_EQ(garbage.feed("\x16\x03\x01\x02\x00\x01"), request_reader::state::failed);
    EXPECT_EQ(garbage.feed("GET / HTTP/1.1\r\n\r\n"), request_reader::state::failed);
    request_reader large;
    EXPECT_EQ(large.feed("GET /" + std::string(20'000, 'a')), request_reader::state::too_large);
    request_reader body;
    EXPECT_EQ(
        body.feed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999\r\n\r\n"),
        request_reader::state::too_large);
}

} // namespace
} // namespace segue::account::redirect
