#include "traffic/cache_key.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace segue::traffic {
namespace {

http::request asking(const std::string& target, const std::string& accept = {}) {
    http::request r;
    r.to = {"https", "api.discogs.test", 443};
    r.target = target;
    if (!accept.empty())
        r.headers.add("Accept", accept);
    return r;
}

std::string url_of(const std::string& target) {
    return make_cache_key(asking(target), {}).url;
}

TEST(cache_key, url_has_origin_path_and_sorted_query) {
    const auto base = std::string("https://api.discogs.test:443");
    EXPECT_EQ(url_of("/releases/1"), base + "/releases/1");
    EXPECT_EQ(url_of("/search?q=b&artist=a"), base + "/search?artist=a&q=b");
    EXPECT_EQ(url_of("/search?q=b&artist=a"), url_of("/search?artist=a&q=b"));
    EXPECT_EQ(url_of("/x?"), base + "/x?");
}

TEST(cache_key, repeated_names_keep_the_order_of_their_values) {
    EXPECT_EQ(url_of("/x?b=2&a=1&b=1"), url_of("/x?b=2&b=1&a=1"));
    EXPECT_NE(url_of("/x?b=2&b=1"), url_of("/x?b=1&b=2"));
}

TEST(cache_key, percent_encoding_is_spelled_one_way) {
    EXPECT_EQ(url_of("/x?q=%7e%61%2d"), url_of("/x?q=~a-"));
    EXPECT_EQ(url_of("/%61/b"), url_of("/a/b"));
    EXPECT_EQ(url_of("/x?q=%25%34%31"), url_of("/x?q=%2541")) << "decoded once";
    EXPECT_EQ(url_of("/x?q=%c3%a9"), url_of("/x?q=%C3%A9"));
    EXPECT_EQ(url_of("/x?%62=1&a=2"), url_of("/x?a=2&b=1")) << "sorted by what the name says";
}

TEST(cache_key, different_requests_are_not_merged) {
    const std::vector<std::string> targets{
        "/x",
        "/x?",
        "/x?q",
        "/x?q=",
        "/x?q=a&b",
        "/x?q=a%26b",
        "/x?q=a&b=",
        "/x?q=a%3Db",
        "/x?q=a+b",
        "/x?q=a%20b",
        "/x?q=a%2Bb",
        "/a%2Fb",
        "/a/b",
        "/x?q=A",
        "/x?q=%2541"};
    std::set<std::string> urls;
    for (const auto& target : targets)
        EXPECT_TRUE(urls.insert(url_of(target)).second) << target;
}

TEST(cache_key, target_that_is_no_url_stands_as_it_is) {
    EXPECT_EQ(url_of("/a b%"), "https://api.discogs.test:443/a b%");
    EXPECT_EQ(url_of("/x?q=%zz"), "https://api.discogs.test:443/x?q=%zz");
    EXPECT_EQ(url_of(""), "https://api.discogs.test:443");
}

TEST(cache_key, every_member_tells_answers_apart) {
    const auto base = make_cache_key(asking("/x", "application/json"), "me", "EUR");
    EXPECT_EQ(base, make_cache_key(asking("/x", "application/json"), "me", "EUR"));
    EXPECT_NE(base, make_cache_key(asking("/x", "application/json"), "you", "EUR"));
    EXPECT_NE(base, make_cache_key(asking("/x", "application/json"), "", "EUR"));
    EXPECT_NE(base, make_cache_key(asking("/x", "application/json"), "me", "USD"));
    EXPECT_NE(base, make_cache_key(asking("/x", "text/plain"), "me", "EUR"));
    auto other = asking("/x", "application/json");
    other.method = http::method::head;
    EXPECT_NE(base, make_cache_key(other, "me", "EUR"));
    other = asking("/x", "application/json");
    other.to.scheme = "http";
    EXPECT_NE(base, make_cache_key(other, "me", "EUR"));
    other = asking("/x", "application/json");
    other.to.port = 8443;
    EXPECT_NE(base, make_cache_key(other, "me", "EUR"));
}

TEST(cache_key, accept_fields_are_one_list_and_other_headers_do_not_matter) {
    auto two = asking("/x", "text/plain");
    two.headers.add("accept", "application/json");
    EXPECT_EQ(make_cache_key(two, {}).media_type, "text/plain, application/json");
    auto signed_one = asking("/x");
    signed_one.headers.add("Authorization", "Discogs token=hush");
    EXPECT_EQ(make_cache_key(signed_one, {}), make_cache_key(asking("/x"), {})) << "no secret in a key";
}

std::string id(std::vector<std::string_view> parts) {
    return account_id(parts);
}

TEST(account_id, says_which_credential_and_not_what_it_is) {
    const auto mine = id({"token", "hush"});
    EXPECT_EQ(mine.size(), 64U);
    EXPECT_EQ(mine.find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_EQ(mine, id({"token", "hush"}));
    EXPECT_NE(mine, id({"token", "husH"}));
    EXPECT_NE(mine, id({"oauth", "hush"}));
    EXPECT_NE(id({"ab", "c"}), id({"a", "bc"}));
    EXPECT_NE(id({"a"}), id({"a", ""}));
    EXPECT_EQ(id({}), "") << "nobody in particular";
}

} // namespace
} // namespace segue::traffic
