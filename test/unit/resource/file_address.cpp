#include "resource/file_address.hpp"

#include <gtest/gtest.h>

namespace segue::resource {
namespace {

std::string read(std::string_view url, file_hosts allowed = file_hosts::https) {
    const auto found = read_file_address(url, allowed);
    return found ? found->to.text() + " " + found->target : found.error().message;
}

std::string follow(std::string_view location, file_hosts allowed = file_hosts::https) {
    const file_address from{{"https", "a.test", 443}, "/b/c?d=1"};
    const auto found = read_location(from, location, allowed);
    return found ? found->to.text() + found->target : found.error().code.message();
}

TEST(file_address, what_is_behind_the_host_is_kept_to_the_letter) {
    EXPECT_EQ(
        read("https://I.Test/a%2fB//c/../d;e?f=%20+&g#part"), "https://i.test:443 /a%2fB//c/../d;e?f=%20+&g");
    EXPECT_EQ(read("https://i.test"), "https://i.test:443 /");
    EXPECT_EQ(read("https://i.test?q"), "https://i.test:443 /?q");
    EXPECT_EQ(read("https://i.test#q"), "https://i.test:443 /");
    EXPECT_EQ(read("HTTPS://i.test:8443/x"), "https://i.test:8443 /x");
    EXPECT_EQ(read("https://[2001:db8::1]:8443/x"), "https://[2001:db8::1]:8443 /x");
}

TEST(file_address, hosts_inside_are_refused_however_they_are_written) {
    const std::string inside = "leads into this machine or its network";
    for (const char* host :
         {"localhost",
          "LOCALHOST",
          "a.localhost",
          "localhost.",
          "127.0.0.1",
          "127.9.9.9",
          "0.0.0.0",
          "10.0.0.1",
          "172.16.0.1",
          "172.31.255.255",
          "192.168.0.1",
          "169.254.169.254",
          "[::1]",
          "[::]",
          "[fe80::1]",
          "[::ffff:127.0.0.1]",
          "[::ffff:10.0.0.1]"})
        EXPECT_EQ(read("https://" + std::string(host) + "/x"), inside) << host;
    for (const char* host :
         {"172.15.0.1", "172.32.0.1", "11.0.0.1", "193.168.0.1", "128.0.0.1", "localhost.test"})
        EXPECT_EQ(read("https://" + std::string(host) + "/x"), "https://" + std::string(host) + ":443 /x");
}

TEST(file_address, service_of_this_machine_may_have_its_files_here) {
    EXPECT_EQ(read("http://127.0.0.1:81/x", file_hosts::https_and_loopback), "http://127.0.0.1:81 /x");
    EXPECT_EQ(read("https://localhost/x", file_hosts::https_and_loopback), "https://localhost:443 /x");
    EXPECT_EQ(read("http://i.test/x", file_hosts::https_and_loopback), "does not begin with https://");
    EXPECT_EQ(read("http://10.0.0.1/x", file_hosts::https_and_loopback), "does not begin with https://");
}

TEST(file_address, what_is_no_address_is_refused_without_being_repeated) {
    for (const char* url :
         {"",
          "x",
          "//i.test/x",
          "https:/x",
          "https:///x",
          "https://:443/x",
          "https://i.test:0/x",
          "https://i.test:65536/x",
          "https://secret@i.test/x",
          "https://i.test/a b",
          "https://i.te%20st/x",
          "ftp://i.test/x"}) {
        const auto found = read_file_address(url, file_hosts::https);
        ASSERT_FALSE(found) << url;
        EXPECT_EQ(found.error().code, errc::bad_params);
        EXPECT_EQ(found.error().param, "url");
        EXPECT_EQ(found.error().message.find("secret"), std::string::npos);
    }
}

TEST(file_address, locations_are_resolved_against_what_was_asked) {
    EXPECT_EQ(follow("https://e.test/f"), "https://e.test:443/f");
    EXPECT_EQ(follow("//e.test/f"), "https://e.test:443/f");
    EXPECT_EQ(follow("/f?g"), "https://a.test:443/f?g");
    EXPECT_EQ(follow("f"), "https://a.test:443/b/f");
    EXPECT_EQ(follow("../f"), "https://a.test:443/f");
    EXPECT_EQ(follow("?g"), "https://a.test:443/b/c?g");
    for (const char* bad : {"", "http://e.test/", "//localhost/f", "https://a b/", "mailto:a@b.test"})
        EXPECT_EQ(follow(bad), "unexpected redirect") << bad;
}

} // namespace
} // namespace segue::resource
