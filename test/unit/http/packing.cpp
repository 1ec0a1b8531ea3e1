#include "http/gzip.hpp"
#include "http/response_reader.hpp"

#include <segue/base/error.hpp>

#include <gtest/gtest.h>

#include <string>
#include <zlib.h>

namespace segue::http {
namespace {

std::string packed(std::string_view text) {
    z_stream z{};
    EXPECT_EQ(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string out(deflateBound(&z, static_cast<uLong>(text.size())) + 64, '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    z.avail_in = static_cast<uInt>(text.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
}

std::string answer(std::string_view body, std::string_view coding = "gzip", int status = 200) {
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Encoding: " + std::string(coding) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nX-Other: kept\r\n\r\n" +
           std::string(body);
}

struct outcome {
    response_reader::state at = response_reader::state::more;
    response message;
    std::string trouble;
    bool too_large = false;
};

outcome read(const std::string& bytes, std::size_t step, std::uint64_t cap = 1'000'000, bool head = false) {
    response_reader reader(64 * 1024, cap, head);
    std::string waiting;
    outcome out;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        waiting.append(bytes, at, step);
        for (;;) {
            const auto done = reader.feed(waiting);
            waiting.erase(0, done.consumed);
            out.at = done.at;
            if (done.at != response_reader::state::head)
                break;
        }
        if (out.at == response_reader::state::done || out.at == response_reader::state::failed)
            break;
    }
    out.message = reader.message();
    out.trouble = reader.trouble();
    out.too_large = reader.too_large();
    return out;
}

const std::string text = [] {
    std::string out = "{";
    for (int i = 0; i < 2'000; ++i)
        out += "\"key" + std::to_string(i) + "\":" + std::to_string(i * 7919) + ",";
    return out + "\"end\":1}";
}();

TEST(packing, body_is_the_same_however_its_bytes_are_split) {
    const std::string bytes = answer(packed(text));
    for (const std::size_t step :
         {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1000}, bytes.size()}) {
        const auto got = read(bytes, step);
        ASSERT_EQ(got.at, response_reader::state::done) << step << " " << got.trouble;
        EXPECT_EQ(got.message.body, text);
        EXPECT_FALSE(got.message.headers.contains("Content-Encoding"));
        EXPECT_FALSE(got.message.headers.contains("Content-Length"));
        EXPECT_EQ(got.message.headers.find("X-Other"), "kept");
    }
}

TEST(packing, members_behind_one_another_are_one_body) {
    const auto got = read(answer(packed("first ") + packed("") + packed("second"), "X-GZIP"), 3);
    ASSERT_EQ(got.at, response_reader::state::done) << got.trouble;
    EXPECT_EQ(got.message.body, "first second");
}

TEST(packing, data_cut_at_any_byte_fail) {
    const std::string whole = packed("a body of some length, a body of some length");
    for (std::size_t n = 1; n < whole.size(); ++n) {
        const auto got = read(answer(whole.substr(0, n)), 5);
        EXPECT_EQ(got.at, response_reader::state::failed) << n;
        EXPECT_NE(got.trouble.find("cut short"), std::string::npos) << n << got.trouble;
    }
}

TEST(packing, any_wrong_byte_of_the_data_fails_or_is_in_a_part_that_says_nothing) {
    const std::string good = "some text that is packed, some text that is packed";
    const std::string whole = packed(good);
    constexpr std::size_t header = 10; // flags and times: not all of it is checked
    for (std::size_t i = header; i < whole.size(); ++i) {
        std::string bad = whole;
        bad[i] = static_cast<char>(~bad[i]);
        const auto got = read(answer(bad), 1000);
        EXPECT_EQ(got.at, response_reader::state::failed) << i;
        EXPECT_FALSE(got.trouble.empty());
    }
}

TEST(packing, bytes_behind_the_last_member_fail) {
    EXPECT_EQ(read(answer(packed("x") + "garbage"), 1000).at, response_reader::state::failed);
    EXPECT_EQ(read(answer("plain text"), 1000).at, response_reader::state::failed);
}

TEST(packing, cap_counts_what_comes_out) {
    const std::string zeros(100'000, '0');
    const std::string small = packed(zeros);
    ASSERT_LT(small.size(), 1'000U);
    EXPECT_EQ(read(answer(small), 100, zeros.size()).at, response_reader::state::done);
    const auto got = read(answer(small), 100, zeros.size() - 1);
    EXPECT_EQ(got.at, response_reader::state::failed);
    EXPECT_TRUE(got.too_large);
    EXPECT_LE(got.message.body.size(), zeros.size());
}

TEST(packing, answers_without_a_body_are_left_alone) {
    EXPECT_EQ(read(answer(""), 1000).message.body, "");
    EXPECT_EQ(read(answer(""), 1000).at, response_reader::state::done);
    const auto head =
        read("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 50\r\n\r\n", 1000, 1'000, true);
    EXPECT_EQ(head.message.headers.find("Content-Encoding"), "gzip");
    const auto unchanged = read("HTTP/1.1 304 Not Modified\r\nContent-Encoding: br\r\n\r\n", 1000);
    EXPECT_NE(unchanged.at, response_reader::state::failed);
}

TEST(packing, coding_that_is_not_known_is_named) {
    const auto got = read(answer("xyz", "zstd"), 1000);
    EXPECT_EQ(got.at, response_reader::state::failed);
    EXPECT_NE(got.trouble.find("'zstd'"), std::string::npos) << got.trouble;
    EXPECT_EQ(read(answer("xyz", "identity"), 1000).message.body, "xyz");
    EXPECT_EQ(read(answer("xyz", "gzip, br"), 1000).at, response_reader::state::failed);
}

TEST(packing, streamed_body_is_unpacked_without_a_cap) {
    const std::string bytes = answer(packed(text));
    response_reader reader(64 * 1024, 10, false);
    auto step = reader.feed(bytes);
    ASSERT_EQ(step.at, response_reader::state::head);
    reader.stream_body();
    std::string got;
    std::size_t at = step.consumed;
    while (at < bytes.size()) {
        step = reader.feed(std::span(bytes).subspan(at, std::min<std::size_t>(100, bytes.size() - at)));
        ASSERT_NE(step.at, response_reader::state::failed) << reader.trouble();
        at += step.consumed;
        got += reader.take_piece();
    }
    EXPECT_EQ(step.at, response_reader::state::done);
    EXPECT_EQ(got, text);
}

} // namespace
} // namespace segue::http
