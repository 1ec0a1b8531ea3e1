#include "http/response_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using segue::http::response_reader;
using state = response_reader::state;

std::span<const char> bytes(const std::string& text) {
    return {text.data(), text.size()};
}

// Offers the text in pieces of `step` bytes, as a socket would; keeps what was not consumed.
state feed_all(response_reader& reader, const std::string& text, std::size_t step) {
    std::string held;
    state at = state::more;
    for (std::size_t i = 0; i < text.size(); i += step) {
        held += text.substr(i, step);
        do {
            const auto made = reader.feed(bytes(held));
            held.erase(0, made.consumed);
            at = made.at;
        } while (at == state::head);
        if (at == state::done || at == state::failed)
            return at;
    }
    return at;
}

class response_reader_pieces : public ::testing::TestWithParam<std::size_t> {};

TEST_P(response_reader_pieces, content_length_body_is_whole) {
    response_reader reader(4096, 4096, false);
    const std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello";
    EXPECT_EQ(feed_all(reader, text, GetParam()), state::done);
    EXPECT_EQ(reader.message().status, 200);
    EXPECT_EQ(reader.message().body, "hello");
    EXPECT_EQ(reader.message().headers.find("x-a"), "b");
    EXPECT_TRUE(reader.keep_alive());
}

TEST_P(response_reader_pieces, chunked_body_is_joined) {
    response_reader reader(4096, 4096, false);
    const std::string text =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n";
    EXPECT_EQ(feed_all(reader, text, GetParam()), state::done);
    EXPECT_EQ(reader.message().body, "abcdefg");
}

TEST_P(response_reader_pieces, interim_answers_are_skipped) {
    response_reader reader(4096, 4096, false);
    const std::string text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                             "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}";
    EXPECT_EQ(feed_all(reader, text, GetParam()), state::done);
    EXPECT_EQ(reader.message().status, 201);
    EXPECT_FALSE(reader.message().headers.contains("Link"));
    EXPECT_EQ(reader.message().body, "{}");
}

TEST_P(response_reader_pieces, body_without_length_ends_with_the_stream) {
    response_reader reader(4096, 4096, false);
    const std::string text = "HTTP/1.1 200 OK\r\n\r\nrest";
    EXPECT_EQ(feed_all(reader, text, GetParam()), state::more);
    EXPECT_EQ(reader.feed_end().at, state::done);
    EXPECT_EQ(reader.message().body, "rest");
    EXPECT_FALSE(reader.keep_alive());
}

TEST_P(response_reader_pieces, header_cap_counts_every_byte_of_the_head) {
    const std::string head =
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: " + std::string(1000, 'a') + "\r\n\r\n";
    response_reader enough(static_cast<std::uint32_t>(head.size()), 10, false);
    EXPECT_EQ(feed_all(enough, head, GetParam()), state::done);
    response_reader too_few(static_cast<std::uint32_t>(head.size() - 1), 10, false);
    EXPECT_EQ(feed_all(too_few, head, GetParam()), state::failed);
    EXPECT_TRUE(too_few.too_large());
}

INSTANTIATE_TEST_SUITE_P(sizes, response_reader_pieces, ::testing::Values(1, 2, 7, 1000));

TEST(response_reader, empty_body_is_done_after_the_head) {
    response_reader reader(4096, 4096, false);
    const std::string text = "HTTP/1.1 204 No Content\r\n\r\n";
    const auto head = reader.feed(bytes(text));
    EXPECT_EQ(head.at, state::head);
    EXPECT_EQ(head.consumed, text.size());
    EXPECT_EQ(reader.feed({}).at, state::done);
}

TEST(response_reader, answer_to_head_has_no_body_whatever_its_length_says) {
    response_reader reader(4096, 4096, true);
    EXPECT_EQ(feed_all(reader, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", 1000), state::done);
    EXPECT_TRUE(reader.message().body.empty());
}

TEST(response_reader, bytes_behind_the_message_are_not_consumed) {
    response_reader reader(4096, 4096, false);
    const std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naJUNK";
    const auto head = reader.feed(bytes(text));
    const auto rest = reader.feed(bytes(text).subspan(head.consumed));
    EXPECT_EQ(rest.at, state::done);
    EXPECT_EQ(head.consumed + rest.consumed, text.size() - 4);
}

TEST(response_reader, truncated_body_fails_at_the_end) {
    response_reader reader(4096, 4096, false);
    EXPECT_EQ(feed_all(reader, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", 1000), state::more);
    EXPECT_EQ(reader.feed_end().at, state::failed);
    EXPECT_FALSE(reader.too_large());
}

TEST(response_reader, header_over_the_cap_is_too_large) {
    response_reader reader(1024, 4096, false);
    const std::string text = "HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'a') + "\r\n\r\n";
    EXPECT_EQ(feed_all(reader, text, 100), state::failed);
    EXPECT_TRUE(reader.too_large());
}

TEST(response_reader, body_over_the_cap_is_too_large) {
    response_reader promised(1024, 10, false);
    EXPECT_EQ(
        feed_all(promised, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890", 1000), state::failed);
    EXPECT_TRUE(promised.too_large());
    response_reader chunked(1024, 10, false);
    const std::string text =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n";
    EXPECT_EQ(feed_all(chunked, text, 1000), state::failed);
    EXPECT_TRUE(chunked.too_large());
}

TEST(response_reader, streamed_body_leaves_in_pieces_and_has_no_cap) {
    response_reader reader(1024, 4, false);
    const std::string text =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n";
    const auto head = reader.feed(bytes(text));
    ASSERT_EQ(head.at, state::head);
    reader.stream_body();
    EXPECT_EQ(reader.feed(bytes(text).subspan(head.consumed)).at, state::done);
    EXPECT_EQ(reader.take_piece(), "01234567890");
    EXPECT_TRUE(reader.take_piece().empty());
    EXPECT_TRUE(reader.message().body.empty());
}

TEST(response_reader, chunk_extension_or_trailers_without_end_are_too_large) {
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const std::string start : {"1;", "1\r\na\r\n0\r\nX: "}) {
        response_reader reader(1024, 1024, false);
        EXPECT_EQ(feed_all(reader, head + start + std::string(1200, 'x'), 100), state::failed) << start;
        EXPECT_TRUE(reader.too_large()) << start;
    }
}

TEST(response_reader, trailers_count_with_the_header) {
    response_reader reader(1024, 1024, false);
    std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    for (int i = 0; i < 200; ++i)
        text += "X: 12345\r\n";
    EXPECT_EQ(feed_all(reader, text + "\r\n", 100'000), state::failed);
    EXPECT_TRUE(reader.too_large());
}

TEST(response_reader, blanks_in_a_trailer_count_however_they_come) {
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: ";
    for (const std::size_t piece : {std::size_t{7}, std::size_t{100'000}}) {
        response_reader reader(1024, 1024, false);
        EXPECT_EQ(feed_all(reader, head + std::string(1200, '\t') + "x\r\n\r\n", piece), state::failed);
        EXPECT_TRUE(reader.too_large()) << piece;
        response_reader within(1024, 1024, false);
        EXPECT_EQ(feed_all(within, head + std::string(900, '\t') + "x\r\n\r\n", piece), state::done);
    }
}

TEST(response_reader, end_before_the_first_byte_fails) {
    response_reader reader(1024, 1024, false);
    EXPECT_EQ(reader.feed_end().at, state::failed);
    EXPECT_FALSE(reader.too_large());
}

TEST(response_reader, noise_fails) {
    for (const std::string text :
         {"\x16\x03\x01\x02",
          "HTTP/9.9 200 OK\r\n\r\n",
          "HTTP/1.1 abc\r\n\r\n",
          "HTTP/1.1 000 OK\r\n\r\n",
          "SSH-2.0-OpenSSH\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"}) {
        response_reader reader(1024, 1024, false);
        auto at = feed_all(reader, text, 1000);
        if (at == state::more)
            at = reader.feed_end().at;
        EXPECT_EQ(at, state::failed) << text;
    }
}

} // namespace
