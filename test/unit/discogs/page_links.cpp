#include "discogs/load.hpp"

#include <gtest/gtest.h>

// What becomes of the address of the next page, whoever wrote it.
namespace segue::discogs {
namespace {

std::optional<std::string> next_of(std::string_view url, std::string_view asked = "page=1") {
    const resource::request_spec spec;
    const http::response answer;
    pagination stated;
    stated.urls.emplace();
    stated.urls->next = std::string(url);
    return read_page_links(spec, answer, stated, asked).next_query;
}

errc refusal_of(std::string_view url) {
    try {
        next_of(url);
    } catch (const protocol_error& e) {
        return static_cast<errc>(e.code().value());
    }
    return {};
}

TEST(page_links, address_without_a_readable_page_is_a_loop) {
    for (const auto* url :
         {"https://api.discogs.com/x",
          "?",
          "?page=",
          "?page=soon",
          "?page=99999999999999999999",
          "?page=2%zz",
          "?page=1",
          "?page=-2"})
        EXPECT_EQ(refusal_of(url), errc::page_loop) << url;
}

TEST(page_links, nothing_like_a_credential_is_sent_on) {
    EXPECT_EQ(
        next_of(
            "https://x.test/?token=t&key=k&secret=s&callback=c&oauth_token=o&oauth_signature=g&q=a&page=2"),
        "q=a&page=2");
    EXPECT_EQ(next_of("?to%6ben=t&page=2"), "page=2");
}

TEST(page_links, link_field_is_followed_for_next_alone) {
    const auto linked = [](std::string_view field) {
        const resource::request_spec spec;
        http::response answer;
        answer.headers.add("Link", field);
        return read_page_links(spec, answer, std::nullopt, "page=1").next_query;
    };
    EXPECT_EQ(linked(R"(<https://x.test/?page=2>; rel="next")"), "page=2");
    EXPECT_EQ(linked("<https://x.test/?page=2>;rel=next;title=x"), "page=2");
    EXPECT_EQ(linked("<https://x.test/?page=9>; rel=last, <https://x.test/?page=2>; rel=next"), "page=2");
    for (const auto* other :
         {"",
          "<https://x.test/?page=2>",
          "<https://x.test/?page=2>; rel=nextish",
          "<https://x.test/?page=2>; rel=\"next-archive\"",
          "<https://x.test/?page=2; rel=next"})
        EXPECT_EQ(linked(other), std::nullopt) << other;
}

TEST(page_links, of_several_pages_the_compared_one_stays) {
    EXPECT_EQ(next_of("?page=2&q=a&page=1"), "page=2&q=a");
    EXPECT_EQ(next_of("?page=soon&page=3"), "page=3");
}

} // namespace
} // namespace segue::discogs
