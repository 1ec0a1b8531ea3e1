#include <segue/testing/reply.hpp>
#include <segue/testing/responses.hpp>

#include <boost/json/parse.hpp>

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using segue::errc;
using segue::testing::reply;
namespace kit = segue::testing;

TEST(responses, json_has_its_status_type_and_body) {
    const auto made = kit::json(201, R"({"a":1})");
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(made.headers.find("content-type"), "application/json");
    EXPECT_EQ(made.body, R"({"a":1})");
    EXPECT_EQ(kit::json("[]").status, 200);
}

TEST(responses, error_is_json_whatever_the_message_holds) {
    const auto made = kit::error_json(404, "no \"such\" thing\n\\");
    EXPECT_EQ(made.status, 404);
    EXPECT_EQ(boost::json::parse(made.body).at("message").as_string(), "no \"such\" thing\n\\");
}

TEST(responses, html_is_not_json) {
    const auto made = kit::html(503, "<h1>Busy</h1>");
    EXPECT_EQ(made.headers.find("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(made.status, 503);
}

TEST(responses, quota_fields_count_down_and_stop_at_nothing) {
    const auto made = kit::with_quota(kit::json("{}"), 60, 58);
    EXPECT_EQ(made.headers.find("X-Discogs-Ratelimit"), "60");
    EXPECT_EQ(made.headers.find("X-Discogs-Ratelimit-Used"), "58");
    EXPECT_EQ(made.headers.find("X-Discogs-Ratelimit-Remaining"), "2");
    const auto over = kit::with_quota(made, 60, 61);
    EXPECT_EQ(over.headers.find("X-Discogs-Ratelimit-Remaining"), "0");
    EXPECT_EQ(over.headers.size(), made.headers.size()) << "set, not added";
}

TEST(responses, fields_are_added) {
    const auto once = kit::with_header(kit::json("{}"), "Link", "<a>");
    EXPECT_EQ(kit::with_header(once, "Link", "<b>").headers.size(), 3U);
    EXPECT_EQ(kit::with_retry_after(kit::json(429, "{}"), 30s).headers.find("Retry-After"), "30");
}

TEST(reply, is_made_from_what_a_function_would_return) {
    EXPECT_EQ(reply().outcome()->status, 200);
    EXPECT_EQ(reply(kit::json(404, "{}")).how(), reply::ending::answered);
    const reply code = errc::tls_failed;
    EXPECT_EQ(code.how(), reply::ending::unanswered);
    EXPECT_EQ(code.outcome().error().code, errc::tls_failed);
    segue::result<segue::http::response> outcome = kit::json("[]");
    EXPECT_EQ(reply(outcome).how(), reply::ending::answered);
    outcome = code.outcome().error();
    EXPECT_EQ(reply(outcome).how(), reply::ending::unanswered);
}

TEST(reply, failures_say_how_far_the_exchange_got) {
    EXPECT_EQ(reply::unsent().how(), reply::ending::unsent);
    EXPECT_EQ(reply::unsent().outcome().error().code, errc::connect_failed);
    EXPECT_EQ(reply::lost().how(), reply::ending::unanswered);
    EXPECT_EQ(reply::lost().outcome().error().code, errc::connection_lost);
    const auto cut = reply::cut(kit::json(201, R"({"id":)"));
    EXPECT_EQ(cut.how(), reply::ending::cut);
    EXPECT_EQ(cut.outcome().error().status, 201);
    EXPECT_EQ(cut.outcome().error().body, R"({"id":)");
    EXPECT_EQ(reply::never().how(), reply::ending::never);
}

TEST(reply, wait_is_a_copys_own) {
    const auto plain = reply::lost();
    EXPECT_EQ(plain.after(3s).wait(), 3s);
    EXPECT_EQ(plain.after(3s).how(), reply::ending::unanswered);
    EXPECT_EQ(plain.wait(), 0s);
}

TEST(reply, words_for_messages_tell_the_kinds_apart) {
    EXPECT_EQ(reply(kit::json(404, "{}")).text(), "404");
    EXPECT_EQ(reply::never().text(), "no answer");
    EXPECT_NE(reply::lost().text(), reply::unsent(errc::connection_lost).text());
    EXPECT_NE(reply::lost().text(), reply::cut(kit::json("{}"), errc::connection_lost).text());
}

} // namespace
