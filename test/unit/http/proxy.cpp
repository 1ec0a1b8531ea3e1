#include "http/proxy.hpp"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>

namespace segue::http {
namespace {

origin to(const std::string& host, std::uint16_t port = 443) {
    return {"https", host, port};
}

TEST(proxy_param, form_is_read_whole) {
    const auto plain = read_proxy("http://Proxy.Test", "proxy");
    EXPECT_EQ(plain.host, "proxy.test");
    EXPECT_EQ(plain.port, 80);
    EXPECT_TRUE(plain.authorization.empty());
    const auto full = read_proxy("HTTP://us%20er:p%40ss@[::1]:3128/", "proxy");
    EXPECT_EQ(full.host, "::1");
    EXPECT_EQ(full.port, 3128);
    EXPECT_EQ(full.authorization, "Basic dXMgZXI6cEBzcw==");
    EXPECT_EQ(full.text(), "http://[::1]:3128");
}

TEST(proxy_exceptions, hosts_suffixes_networks_and_ports_are_matched) {
    const struct {
        const char* list;
        const char* host;
        std::uint16_t port;
        bool excepted;
    } cases[] = {
        {"", "a.test", 443, false},
        {"*", "a.test", 443, true},
        {"a.test", "a.test", 443, true},
        {"A.TEST", "a.test", 443, true},
        {"a.test", "x.a.test", 443, true},
        {"a.test", "xa.test", 443, false},
        {".a.test", "a.test", 443, true},
        {".a.test", "x.a.test", 443, true},
        {"*.a.test", "x.a.test", 443, true},
        {"b.test, a.test ,c.test", "a.test", 443, true},
        {"a.test:8443", "a.test", 443, false},
        {"a.test:443", "a.test", 443, true},
        {"a.test:x", "a.test", 443, false},
        {"10.1.2.3", "10.1.2.3", 443, true},
        {"10.1.2.3", "10.1.2.4", 443, false},
        {"10.0.0.0/8", "10.200.2.3", 443, true},
        {"10.0.0.0/8", "11.0.0.1", 443, false},
        {"10.1.2.128/25", "10.1.2.129", 443, true},
        {"10.1.2.128/25", "10.1.2.127", 443, false},
        {"0.0.0.0/0", "10.1.2.3", 443, true},
        {"0.0.0.0/0", "name.test", 443, false},
        {"10.0.0.0/33", "10.0.0.1", 443, false},
        {"fd00::/8", "fd12::1", 443, true},
        {"fd00::/8", "fe80::1", 443, false},
        {"::1", "::1", 443, true},
        {"[::1]", "::1", 443, true},
        {"[::1]:443", "::1", 443, true},
        {"[::1]:444", "::1", 443, false},
        {"::ffff:10.1.2.3", "10.1.2.3", 443, true},
        {"0.0.1", "10.0.0.1", 443, false},
        {",,, ,", "a.test", 443, false},
        {".", "a.test", 443, false},
        {":443", "a.test", 443, false},
    };
    for (const auto& c : cases)
        EXPECT_EQ(proxy_exceptions(c.list).contains(to(c.host, c.port)), c.excepted)
            << '\'' << c.list << "' " << c.host << ':' << c.port;
}

TEST(proxy_settling, param_wins_and_the_environment_follows_its_order) {
    std::map<std::string, std::string> variables;
    const environment_lookup look = [&](const char* name) -> std::optional<std::string> {
        const auto at = variables.find(name);
        return at == variables.end() ? std::nullopt : std::optional(at->second);
    };
    EXPECT_FALSE(settle_proxy({}, look).through);
    EXPECT_FALSE(settle_proxy({}, nullptr).through);
    variables["HTTP_PROXY"] = "http://never.test";
    EXPECT_FALSE(settle_proxy({}, look).through);
    variables["https_proxy"] = "lower.test:3128";
    EXPECT_EQ(settle_proxy({}, look).through->text(), "http://lower.test:3128");
    variables["HTTPS_PROXY"] = "http://upper.test";
    EXPECT_EQ(settle_proxy({}, look).through->host, "upper.test");
    variables["no_proxy"] = "a.test";
    EXPECT_EQ(settle_proxy({}, look).for_origin(to("a.test")), nullptr);
    EXPECT_NE(settle_proxy({}, look).for_origin(to("b.test")), nullptr);
    for (const char* here : {"localhost", "127.0.0.1", "127.9.9.9", "::1", "x.localhost"})
        EXPECT_EQ(settle_proxy({}, look).for_origin(to(here)), nullptr) << here;
    variables["NO_PROXY"] = "*";
    EXPECT_EQ(settle_proxy({}, look).for_origin(to("b.test")), nullptr);
    EXPECT_EQ(settle_proxy("http://own.test", look).for_origin(to("a.test"))->host, "own.test");
    EXPECT_NE(settle_proxy("http://own.test", look).for_origin(to("127.0.0.1")), nullptr);
    EXPECT_FALSE(settle_proxy("", look).through);
}

} // namespace
} // namespace segue::http
