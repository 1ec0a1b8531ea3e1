#include "http/host.hpp"

#include <boost/url/parse.hpp>

#include <gtest/gtest.h>

namespace segue::http {
namespace {

TEST(loopback_host, name_and_addresses_of_this_machine_are_it_and_nothing_else) {
    for (const auto* host : {"localhost", "127.0.0.1", "127.1.2.3", "::1"})
        EXPECT_TRUE(is_loopback(host)) << host;
    for (const auto* host :
         {"",
          "localhost.",
          "localhost.example",
          "127.0.0.1.example",
          "128.0.0.1",
          "0.0.0.0",
          "::",
          "::2",
          "[::1]",
          "service.example"})
        EXPECT_FALSE(is_loopback(host)) << host;
}

TEST(host_text, what_could_end_a_line_or_name_a_zone_is_no_host) {
    for (const auto* host : {"service.example", "a-b_c.example", "10.0.0.1", "fe80::1"})
        EXPECT_TRUE(is_host_text(host)) << host;
    for (const std::string_view host :
         {"a b", "a\r\nX: y", "fe80::1%25eth0", "a/b", "a@b", "Capital.example", "caf\xc3\xa9.example"})
        EXPECT_FALSE(is_host_text(host)) << host;
    EXPECT_FALSE(is_host_text(std::string_view("a\0b", 3)));
}

TEST(misread_host, rest_that_became_a_path_is_noticed) {
    for (const std::string_view text :
         {"http://127.0.0.1.evil.example/", "https://10.0.0.1x/a", "https://service.example:80x/"}) {
        const auto url = boost::urls::parse_uri({text.data(), text.size()});
        ASSERT_TRUE(url) << text << ": Boost has changed its mind, and nothing is to be noticed any more";
        EXPECT_TRUE(is_misread(*url)) << text;
    }
    for (const std::string_view text :
         {"http://127.0.0.1/",
          "https://service.example",
          "https://service.example:80/a",
          "http://[::1]:1/",
          "app:callback",
          "urn:ietf:wg:oauth:2.0:oob"}) {
        const auto url = boost::urls::parse_uri({text.data(), text.size()});
        ASSERT_TRUE(url) << text;
        EXPECT_FALSE(is_misread(*url)) << text;
    }
}

} // namespace
} // namespace segue::http
