#include "emulator/wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::emulator {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

exchange sample() {
    exchange out;
    out.answer.headers.emplace_back("Content-Type", "application/json");
    out.answer.body = make_body("{\"a\":1}");
    return out;
}

std::string sent_body(const wire_plan& plan) {
    return plan.body ? plan.body->substr(0, plan.body_bytes) : std::string{};
}

TEST(frame_answer, plain_answer_has_length_and_keep_alive) {
    const wire_plan plan = frame_answer(sample(), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(
        plan.head,
        "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: application/json\r\n"
        "Content-Length: 7\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(sent_body(plan), "{\"a\":1}");
    EXPECT_EQ(plan.then, ending::keep);
}

TEST(frame_answer, plain_body_is_shared_not_copied) {
    const exchange from = sample();
    EXPECT_EQ(frame_answer(from, "").body, from.answer.body);
}

TEST(frame_answer, empty_body_says_zero) {
    exchange from = sample();
    from.answer.body = nullptr;
    const wire_plan plan = frame_answer(from, "");
    EXPECT_THAT(plan.head, HasSubstr("Content-Length: 0\r\n"));
    EXPECT_EQ(plan.body_bytes, 0U);
}

TEST(frame_answer, no_content_has_no_length) {
    exchange from = sample();
    from.answer.status = 204;
    from.answer.body = nullptr;
    EXPECT_THAT(frame_answer(from, "").head, Not(HasSubstr("Content-Length")));
}

TEST(frame_answer, head_request_keeps_the_length_without_the_body) {
    exchange from = sample();
    from.head_only = true;
    const wire_plan plan = frame_answer(from, "");
    EXPECT_THAT(plan.head, HasSubstr("Content-Length: 7\r\n"));
    EXPECT_EQ(plan.body_bytes, 0U);
}

TEST(frame_answer, chunked_body_decodes_to_the_original) {
    exchange from = sample();
    from.frame = framing::chunked;
    from.chunk_bytes = 3;
    const wire_plan plan = frame_answer(from, "");
    EXPECT_THAT(plan.head, HasSubstr("Transfer-Encoding: chunked\r\n"));
    EXPECT_THAT(plan.head, Not(HasSubstr("Content-Length")));
    EXPECT_EQ(sent_body(plan), "3\r\n{\"a\r\n3\r\n\":1\r\n1\r\n}\r\n0\r\n\r\n");
}

TEST(frame_answer, chunk_sizes_are_hexadecimal) {
    exchange from = sample();
    from.answer.body = make_body(std::string(500, 'x'));
    from.frame = framing::chunked;
    EXPECT_THAT(sent_body(frame_answer(from, "")), StartsWith("1f4\r\n"));
}

TEST(frame_answer, chunked_without_body_ends_at_once) {
    exchange from = sample();
    from.answer.body = nullptr;
    from.frame = framing::chunked;
    EXPECT_THAT(frame_answer(from, "").head, EndsWith("\r\n\r\n0\r\n\r\n"));
}

TEST(frame_answer, cut_before_head_sends_nothing) {
    exchange from = sample();
    from.stop = cut::before_head;
    from.then = ending::reset;
    const wire_plan plan = frame_answer(from, "");
    EXPECT_TRUE(plan.head.empty());
    EXPECT_EQ(plan.body_bytes, 0U);
    EXPECT_EQ(plan.then, ending::reset);
}

TEST(frame_answer, cut_in_head_ends_before_the_blank_line) {
    exchange from = sample();
    from.stop = cut::in_head;
    const wire_plan plan = frame_answer(from, "");
    EXPECT_THAT(plan.head, StartsWith("HTTP/1.1 200 OK"));
    EXPECT_THAT(plan.head, Not(HasSubstr("\r\n\r\n")));
    EXPECT_EQ(plan.body_bytes, 0U);
}

TEST(frame_answer, cut_in_body_sends_half) {
    exchange from = sample();
    from.stop = cut::in_body;
    EXPECT_EQ(sent_body(frame_answer(from, "")), "{\"a");
}

TEST(frame_answer, padding_comes_in_lines_of_the_wanted_sum) {
    exchange from = sample();
    const std::size_t plain = frame_answer(from, "").head.size();
    from.padding_bytes = 2'500;
    const std::string head = frame_answer(from, "").head;
    EXPECT_EQ(head.size(), plain + 2'500 + 3 * std::string_view("X-Padding: \r\n").size());
}

TEST(frame_answer, http10_has_neither_length_nor_connection) {
    exchange from = sample();
    from.http10 = true;
    from.frame = framing::until_close;
    const wire_plan plan = frame_answer(from, "");
    EXPECT_THAT(plan.head, StartsWith("HTTP/1.0 200 OK\r\n"));
    EXPECT_THAT(plan.head, Not(HasSubstr("Content-Length")));
    EXPECT_THAT(plan.head, Not(HasSubstr("Connection")));
    EXPECT_EQ(sent_body(plan), "{\"a\":1}");
}

TEST(frame_answer, interim_answer_comes_first) {
    exchange from = sample();
    from.interim_continue = true;
    EXPECT_THAT(frame_answer(from, "").head, StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"));
}

TEST(http_date, has_the_fixed_form) {
    const auto when = std::chrono::system_clock::time_point{std::chrono::seconds{784'111'777}};
    EXPECT_EQ(format_http_date(when), "Sun, 06 Nov 1994 08:49:37 GMT");
}

} // namespace
} // namespace segue::emulator
