#include "emulator/gzip.hpp"

#include "asking.hpp"
#include "emulator/engine.hpp"

#include <gtest/gtest.h>

#include <zlib.h>

namespace segue::emulator {
namespace {

using namespace std::chrono_literals;
using namespace testing;

/// zlib's own word: nothing when the data are not one whole gzip member. Keeps no more than `most` bytes.
std::optional<std::string> unpacked(std::string_view packed, std::size_t* size = nullptr) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK)
        return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string out;
    std::size_t total = 0;
    int state = Z_OK;
    std::string room(1U << 16U, '\0');
    while (state == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(room.data());
        stream.avail_out = static_cast<uInt>(room.size());
        state = inflate(&stream, Z_NO_FLUSH);
        const std::size_t more = room.size() - stream.avail_out;
        total += more;
        if (out.size() < 1'000'000)
            out.append(room.data(), more);
        if (more == 0 && state == Z_OK && stream.avail_in == 0)
            break;
    }
    inflateEnd(&stream);
    if (size != nullptr)
        *size = total;
    return state == Z_STREAM_END ? std::optional(out) : std::nullopt;
}

class packed_answers : public ::testing::Test {
protected:
    wire_plan ask(std::string accepted, std::string target = "/releases/249504") {
        request asked = anonymous(std::move(target));
        if (!accepted.empty())
            asked.headers.emplace_back("Accept-Encoding", std::move(accepted));
        return made_.answer(std::move(asked), at(1s));
    }
    static bool is_packed(const wire_plan& plan) {
        return plan.head.find("Content-Encoding: gzip\r\n") != std::string::npos;
    }

    engine made_{
        [] {
            emulator_params params;
            params.anonymous_rate = 1'000;
            return params;
        }(),
        make_catalog(1)};
};

TEST_F(packed_answers, body_is_packed_for_who_asks_and_equals_the_plain_one) {
    const wire_plan plain = ask("");
    EXPECT_FALSE(is_packed(plain));
    for (int i = 0; i < 2; ++i) {
        const wire_plan packed = ask("gzip");
        ASSERT_TRUE(is_packed(packed));
        EXPECT_NE(packed.head.find("Vary: Accept-Encoding"), std::string::npos);
        EXPECT_NE(
            packed.head.find("Content-Length: " + std::to_string(packed.body->size())), std::string::npos);
        EXPECT_LT(packed.body->size(), plain.body->size());
        EXPECT_EQ(unpacked(*packed.body), *plain.body);
    }
}

TEST_F(packed_answers, weights_of_the_request_are_respected) {
    for (const char* yes : {"gzip", "GZIP", "deflate, gzip;q=0.5", "br;q=1.0, *;q=0.1", "*", "gzip ; q=1"})
        EXPECT_TRUE(is_packed(ask(yes))) << yes;
    for (const char* no :
         {"identity", "br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "deflate", "gzipped", "gzip;q=0, *"})
        EXPECT_FALSE(is_packed(ask(no))) << no;
}

TEST_F(packed_answers, faults_spoil_the_packing_after_they_changed_the_text) {
    made_.add_fault({.kind = fault_kind::status, .status = 503, .body = "later"});
    EXPECT_EQ(unpacked(*ask("gzip").body), R"({"message":"later"})");
    made_.add_fault({.kind = fault_kind::truncated_gzip});
    EXPECT_EQ(unpacked(*ask("gzip").body), std::nullopt);
    made_.add_fault({.kind = fault_kind::bad_gzip});
    EXPECT_EQ(unpacked(*ask("gzip").body), std::nullopt);
    made_.add_fault({.kind = fault_kind::unasked_gzip});
    const wire_plan unasked = ask("");
    EXPECT_TRUE(is_packed(unasked));
    EXPECT_TRUE(unpacked(*unasked.body));
    made_.add_fault({.kind = fault_kind::unknown_encoding});
    EXPECT_NE(ask("gzip").head.find("Content-Encoding: br\r\n"), std::string::npos);
}

TEST_F(packed_answers, bomb_is_small_and_unpacks_to_what_was_asked_for) {
    made_.add_fault({.kind = fault_kind::gzip_bomb, .bytes = 20'000'000});
    const wire_plan bomb = ask("gzip");
    EXPECT_TRUE(is_packed(bomb));
    EXPECT_LT(bomb.body->size(), 200'000U);
    std::size_t size = 0;
    EXPECT_TRUE(unpacked(*bomb.body, &size));
    EXPECT_EQ(size, 20'000'000U);
}

TEST_F(packed_answers, framing_faults_see_the_packed_body) {
    made_.add_fault({.kind = fault_kind::truncated_body});
    const wire_plan cut = ask("gzip");
    EXPECT_EQ(cut.body_bytes, cut.body->size() / 2);
    EXPECT_TRUE(unpacked(*cut.body)) << "only half of it is sent";
}

TEST(compression, off_never_packs) {
    emulator_params params;
    params.compression = compression::off;
    engine made(params, make_catalog(1));
    request asked = anonymous("/releases/249504");
    asked.headers.emplace_back("Accept-Encoding", "gzip");
    EXPECT_EQ(made.answer(std::move(asked), at(1s)).head.find("Content-Encoding"), std::string::npos);
}

} // namespace
} // namespace segue::emulator
