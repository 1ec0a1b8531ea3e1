#include <segue/http/headers.hpp>
#include <segue/http/request.hpp>

#include <gtest/gtest.h>

namespace {

using segue::http::headers;

TEST(headers, names_compare_without_case) {
    headers h;
    h.add("X-Discogs-Ratelimit", "60");
    EXPECT_EQ(h.find("x-discogs-ratelimit"), "60");
    EXPECT_FALSE(h.find("x-discogs-ratelimit-used"));
    EXPECT_FALSE(h.find("x-discogs-ratelimi"));
}

TEST(headers, set_replaces_all_of_a_name_and_add_keeps_them) {
    headers h;
    h.add("A", "1");
    h.add("a", "2");
    EXPECT_EQ(h.size(), 2U);
    h.set("A", "3");
    EXPECT_EQ(h.size(), 1U);
    EXPECT_EQ(h.find("a"), "3");
    h.remove("A");
    EXPECT_TRUE(h.empty());
}

TEST(origin, usual_port_stays_out_of_the_host_field) {
    EXPECT_EQ((segue::http::origin{"https", "api.discogs.com", 443}).host_header(), "api.discogs.com");
    EXPECT_EQ((segue::http::origin{"https", "localhost", 8443}).host_header(), "localhost:8443");
    EXPECT_EQ((segue::http::origin{"http", "::1", 80}).host_header(), "[::1]");
    EXPECT_EQ((segue::http::origin{"https", "::1", 8443}).text(), "https://[::1]:8443");
}

TEST(method, words_are_those_of_the_wire) {
    using segue::http::method;
    EXPECT_EQ(segue::http::to_string(method::get), "GET");
    EXPECT_EQ(segue::http::to_string(method::head), "HEAD");
    EXPECT_EQ(segue::http::to_string(method::post), "POST");
    EXPECT_EQ(segue::http::to_string(method::put), "PUT");
    EXPECT_EQ(segue::http::to_string(method::remove), "DELETE");
}

} // namespace
