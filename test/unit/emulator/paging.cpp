#include "emulator/paging.hpp"

#include <boost/json/serialize.hpp>

#include <gtest/gtest.h>

namespace segue::emulator {
namespace {

std::optional<page_frame>
page(std::int64_t items, std::int64_t number, std::int64_t size, std::string& message) {
    return make_page(items, {number, size}, "/x", {{"sort", "year"}}, {}, message);
}

TEST(page_request, has_the_defaults_and_clamps) {
    EXPECT_EQ(read_page_request({}).page, 1);
    EXPECT_EQ(read_page_request({}).per_page, 50);
    EXPECT_EQ(read_page_request({{"per_page", "200"}}).per_page, 100);
    EXPECT_EQ(read_page_request({{"per_page", "0"}}).per_page, 50);
    EXPECT_EQ(read_page_request({{"per_page", "7"}, {"page", "3"}}).per_page, 7);
    EXPECT_EQ(read_page_request({{"page", "three"}}).page, 1);
    EXPECT_EQ(read_page_request({{"page", "-2"}}).page, -2);
}

TEST(make_page, single_page_has_no_urls) {
    std::string message;
    const auto frame = page(27, 1, 50, message);
    ASSERT_TRUE(frame);
    EXPECT_EQ(
        boost::json::serialize(frame->to_json()),
        R"({"page":1,"pages":1,"per_page":50,"items":27,"urls":{}})");
    EXPECT_EQ(frame->link_header(), "");
}

TEST(make_page, empty_list_has_one_empty_page) {
    std::string message;
    const auto frame = page(0, 1, 50, message);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->pages, 1);
    EXPECT_EQ(frame->first, frame->last);
}

TEST(make_page, edges_leave_out_what_leads_nowhere) {
    std::string message;
    const auto first = page(101, 1, 50, message);
    ASSERT_TRUE(first);
    EXPECT_TRUE(first->first_url.empty() && first->prev.empty());
    EXPECT_EQ(first->next, "https://api.discogs.com/x?sort=year&page=2&per_page=50");
    EXPECT_EQ(first->last_url, "https://api.discogs.com/x?sort=year&per_page=50&page=3");
    const auto last = page(101, 3, 50, message);
    ASSERT_TRUE(last);
    EXPECT_TRUE(last->next.empty() && last->last_url.empty());
    EXPECT_EQ(last->last - last->first, 1);
    EXPECT_EQ(last->first_url, "https://api.discogs.com/x?sort=year&per_page=50&page=1");
}

TEST(make_page, link_header_repeats_the_urls) {
    std::string message;
    const auto frame = page(150, 2, 50, message);
    ASSERT_TRUE(frame);
    EXPECT_EQ(
        frame->link_header(),
        "<" + frame->first_url + ">; rel=first, <" + frame->prev + ">; rel=\"prev\", <" + frame->next +
            ">; rel=next, <" + frame->last_url + ">; rel=\"last\"");
}

TEST(make_page, outside_tells_the_valid_range) {
    std::string message;
    EXPECT_FALSE(page(4'750, 100, 100, message));
    EXPECT_EQ(message, "Page 100 is outside of valid range [1, 48].");
    EXPECT_FALSE(page(10, 0, 50, message));
    EXPECT_EQ(message, "Page 0 is outside of valid range [1, 1].");
}

TEST(make_page, depth_limit_cuts_the_pages_but_not_the_count) {
    std::string message;
    const auto frame = make_page(24'435, {100, 100}, "/x", {}, {10'000}, message);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->pages, 100);
    EXPECT_EQ(frame->items, 24'435);
    EXPECT_TRUE(frame->next.empty());
    EXPECT_FALSE(make_page(24'435, {101, 100}, "/x", {}, {10'000}, message));
}

TEST(make_page, repeats_other_parameters_encoded) {
    std::string message;
    const auto frame = make_page(3, {1, 1}, "/x", {{"q", "a b&c"}}, {}, message);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->next, "https://api.discogs.com/x?q=a%20b%26c&page=2&per_page=1");
}

} // namespace
} // namespace segue::emulator
