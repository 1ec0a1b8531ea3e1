#include "resource/client_core.hpp"
#include "resource/query.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

namespace {

using segue::resource::client_settings;
using segue::resource::encode_segment;
using segue::resource::query;

std::string refusal(const std::function<void()>& f) {
    try {
        f();
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return {};
}

std::string base_url_refusal(const char* url) {
    return refusal([url] {
        client_settings s;
        segue::resource::read_base_url(url, s);
    });
}

TEST(base_url, https_is_taken_apart) {
    client_settings s;
    segue::resource::read_base_url("https://API.discogs.com", s);
    EXPECT_EQ(s.base.text(), "https://api.discogs.com:443");
    EXPECT_EQ(s.path_prefix, "");
    segue::resource::read_base_url("https://localhost:8443/discogs/v2//", s);
    EXPECT_EQ(s.base.text(), "https://localhost:8443");
    EXPECT_EQ(s.path_prefix, "/discogs/v2");
}

TEST(base_url, http_is_for_loopback_alone) {
    client_settings s;
    for (const auto* url :
         {"http://localhost:80", "http://127.0.0.1:8080", "http://127.9.9.9", "http://[::1]:1"})
        EXPECT_NO_THROW(segue::resource::read_base_url(url, s)) << url;
    segue::resource::read_base_url("http://[::1]:1", s);
    EXPECT_EQ(s.base.host, "::1");
    for (const auto* url : {"http://api.discogs.com", "http://10.0.0.1", "http://localhost.example.org"})
        EXPECT_NE(base_url_refusal(url).find("base_url"), std::string::npos) << url;
}

TEST(base_url, what_is_no_origin_is_refused_by_name) {
    for (const auto* url :
         {"",
          "api.discogs.com",
          "ftp://x",
          "https://",
          "https://user:pw@host",
          "https://host?x=1",
          "https://host:99999",
          "https://host:0",
          "https://ho st",
          "https://host%0d%0aX-A: b",
          "https://host%0d%0aX-A:b",
          "https://[fe80::1%25eth0]",
          "http://127.0.0.1)8080"})
        EXPECT_NE(base_url_refusal(url).find("base_url"), std::string::npos) << url;
}

TEST(user_agent, product_and_version_are_enough) {
    for (const auto* text : {"RecordShelf/1.2", "RecordShelf/1.2 +https://example.org", "a/b (comment)"})
        EXPECT_EQ(segue::resource::check_user_agent(text), text);
}

TEST(user_agent, generic_and_malformed_ones_are_refused_by_name) {
    for (const auto* text :
         {"",
          "RecordShelf",
          "RecordShelf/",
          "/1",
          "Record Shelf/1.0",
          "Mozilla/5.0 (X11)",
          "curl/8.0",
          "python-requests/2.31",
          "Boost.Beast/347",
          "a/b\r\nX: y"})
        EXPECT_NE(
            refusal([text] { segue::resource::check_user_agent(text); }).find("user_agent"),
            std::string::npos)
            << text;
}

TEST(settings, each_bound_is_checked_and_named) {
    client_settings good;
    good.deadline = good.attempt_limit = std::chrono::seconds(1);
    EXPECT_NO_THROW(segue::resource::check_settings(good));
    const std::pair<std::string, std::function<void(client_settings&)>> bad[] = {
        {"deadline", [](auto& s) { s.deadline = {}; }},
        {"attempt_timeout", [](auto& s) { s.attempt_limit = std::chrono::milliseconds(-1); }},
        {"pool.max_connections", [](auto& s) { s.pool.max_connections = 0; }},
        {"pool.idle_expiry", [](auto& s) { s.pool.idle_expiry = std::chrono::milliseconds(-1); }},
        {"pool.stale_check_after", [](auto& s) { s.pool.stale_check_after = std::chrono::milliseconds(-1); }},
        {"pool.max_header_bytes", [](auto& s) { s.pool.max_header_bytes = 1023; }},
        {"pool.max_body_bytes", [](auto& s) { s.pool.max_body_bytes = 0; }},
    };
    for (const auto& [name, spoil] : bad) {
        auto s = good;
        spoil(s);
        EXPECT_EQ(refusal([&s] { segue::resource::check_settings(s); }).rfind(name, 0), 0U) << name;
    }
}

TEST(query, values_are_encoded_and_keep_their_order) {
    query q;
    q.add("q", std::string_view("AC/DC & ? # % + \xc3\xa9"));
    q.add("empty", std::string_view(""));
    q.add("zero", std::int64_t(0));
    q.add("absent", std::optional<std::int64_t>());
    EXPECT_EQ(q.text(), "q=AC%2FDC%20%26%20%3F%20%23%20%25%20%2B%20%C3%A9&empty=&zero=0");
}

TEST(query, split_gives_back_what_was_added) {
    const auto pairs = segue::resource::split_query("a=1%202&b=x+y&c&a=%2B");
    ASSERT_TRUE(pairs);
    const std::vector<std::pair<std::string, std::string>> wanted = {
        {"a", "1 2"}, {"b", "x y"}, {"c", ""}, {"a", "+"}};
    EXPECT_EQ(*pairs, wanted);
    EXPECT_FALSE(segue::resource::split_query("a=%zz"));
    const std::string_view inside_more = "page=2>; rel=next";
    const auto cut = segue::resource::split_query(inside_more.substr(0, 6));
    ASSERT_TRUE(cut);
    EXPECT_EQ(cut->at(0).second, "2");
    const auto none = segue::resource::split_query({});
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->empty());
}

TEST(path, segment_cannot_end_or_climb) {
    EXPECT_EQ(encode_segment("a/b?c#d%e"), "a%2Fb%3Fc%23d%25e");
    EXPECT_EQ(encode_segment(".."), "%2E%2E");
    EXPECT_EQ(encode_segment("."), "%2E");
    EXPECT_EQ(encode_segment("user.name-1_~"), "user.name-1_~");
}

} // namespace
