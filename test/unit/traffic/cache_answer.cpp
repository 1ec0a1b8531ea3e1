#include "traffic/cache_answer.hpp"

#include "unit/traffic/noon.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace segue::traffic {
namespace {

using namespace std::chrono_literals;

http::response answer(int status = 200) {
    http::response r;
    r.status = status;
    r.headers.add("Content-Type", "application/json");
    r.headers.add("ETag", "\"v1\"");
    r.headers.add("Last-Modified", "Tue, 14 Nov 2023 22:13:20 GMT");
    r.body = "{}";
    return r;
}

TEST(to_cache, keeps_what_describes_the_body_only) {
    auto from = answer();
    for (const auto* name :
         {"Set-Cookie", "Content-Encoding", "X-Discogs-Ratelimit", "Age", "Content-Length", "Server"})
        from.headers.add(name, "x");
    from.headers.add("link", "</p>; rel=next");
    from.headers.add("Link", "</l>; rel=last");
    from.headers.add("Date", "Tue, 14 Nov 2023 22:13:20 GMT");
    const auto entry = to_cache(from, noon, 60s, {"release:1"});
    ASSERT_TRUE(entry);
    std::vector<std::string> names;
    for (const auto& field : entry->headers)
        names.push_back(field.name);
    EXPECT_EQ(
        names, (std::vector<std::string>{"Content-Type", "ETag", "Last-Modified", "link", "Link", "Date"}));
    EXPECT_EQ(entry->status, 200);
    EXPECT_EQ(entry->body, "{}");
    EXPECT_EQ(entry->stored_at, noon);
    EXPECT_EQ(entry->lifetime, 60s);
    EXPECT_EQ(entry->tags, std::vector<std::string>{"release:1"});
}

TEST(to_cache, only_whole_success_is_kept) {
    for (const int status : {200, 201, 204, 299})
        EXPECT_TRUE(to_cache(answer(status), noon, 60s, {})) << status;
    for (const int status : {0, 100, 199, 206, 300, 304, 404, 429, 500, 503})
        EXPECT_FALSE(to_cache(answer(status), noon, 60s, {})) << status;
}

TEST(to_cache, service_that_forbids_is_obeyed) {
    const struct {
        const char* name;
        const char* value;
        bool kept;
    } cases[] = {
        {"Cache-Control", "no-store", false},
        {"cache-control", "private, NO-STORE ,max-age=0", false},
        {"Cache-Control", "no-store=1", false},
        {"Cache-Control", "private, no-cache", true},
        {"Cache-Control", "no-storey", true},
        {"Cache-Control", ",, ,", true},
        {"Cache-Control", "", true},
        {"Vary", "*", false},
        {"Vary", "Accept, *", false},
        {"Vary", "Accept, Authorization", true},
    };
    for (const auto& c : cases) {
        auto from = answer();
        from.headers.add(c.name, c.value);
        EXPECT_EQ(to_cache(from, noon, 60s, {}) != nullptr, c.kept) << c.name << ": " << c.value;
    }
    auto twice = answer();
    twice.headers.add("Cache-Control", "private");
    twice.headers.add("Cache-Control", "no-store");
    EXPECT_FALSE(to_cache(twice, noon, 60s, {})) << "the second field counts too";
}

TEST(to_response, gives_what_was_kept) {
    const auto entry = to_cache(answer(203), noon, 60s, {});
    ASSERT_TRUE(entry);
    const auto back = to_response(*entry);
    EXPECT_EQ(back.status, 203);
    EXPECT_EQ(back.headers, entry->headers);
    EXPECT_EQ(back.body, "{}");
}

TEST(add_validators, name_what_the_entry_has) {
    http::request r;
    r.headers.add("If-None-Match", "\"of old\"");
    EXPECT_TRUE(add_validators(r, *to_cache(answer(), noon, 60s, {})));
    EXPECT_EQ(r.headers.find("If-None-Match"), "\"v1\"");
    EXPECT_EQ(r.headers.find("If-Modified-Since"), "Tue, 14 Nov 2023 22:13:20 GMT");
    auto bare = answer();
    bare.headers.clear();
    http::request plain;
    EXPECT_FALSE(add_validators(plain, *to_cache(bare, noon, 60s, {})));
    EXPECT_TRUE(plain.headers.empty());
}

TEST(renewed, has_the_old_body_and_the_new_headers_and_time) {
    const auto old = to_cache(answer(), noon, 60s, {"a"});
    http::response not_modified;
    not_modified.status = 304;
    not_modified.headers.add("ETag", "\"v2\"");
    not_modified.headers.add("Set-Cookie", "x");
    const auto next = renewed(*old, not_modified, noon + 2h, 30s);
    ASSERT_TRUE(next);
    EXPECT_EQ(next->status, 200) << "304 is no answer for a caller";
    EXPECT_EQ(next->body, old->body);
    EXPECT_EQ(next->tags, old->tags);
    EXPECT_EQ(next->headers.find("ETag"), "\"v2\"");
    EXPECT_EQ(next->headers.find("Content-Type"), "application/json");
    EXPECT_FALSE(next->headers.contains("Set-Cookie"));
    EXPECT_EQ(next->stored_at, noon + 2h);
    EXPECT_EQ(next->lifetime, 30s);
    EXPECT_EQ(old->headers.find("ETag"), "\"v1\"") << "others share the old one";
    not_modified.headers.add("Cache-Control", "no-store");
    EXPECT_FALSE(renewed(*old, not_modified, noon, 30s));
}

} // namespace
} // namespace segue::traffic
