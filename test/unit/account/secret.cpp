#include <segue/account/secret.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

namespace {

using segue::account::secret;

std::string shown(const secret& s) {
    std::ostringstream out;
    out << s;
    return out.str();
}

TEST(secret, shows_stars_and_nothing_when_empty) {
    EXPECT_EQ(shown(secret("T0ken")), "***");
    EXPECT_EQ(shown(secret()), "");
}

TEST(secret, copies_and_moves_like_a_value_and_leaves_nothing_behind) {
    const std::string text(40, 'x');
    secret first(text);
    secret second(first);
    EXPECT_EQ(first.reveal(), second.reveal());
    const secret third(std::move(first));
    EXPECT_EQ(third.reveal(), text);
    EXPECT_TRUE(first.empty()); // NOLINT(bugprone-use-after-move): that is the promise
    second = secret("other");
    EXPECT_EQ(second.reveal(), "other");
    second = third;
    EXPECT_EQ(second.reveal(), text);
    const auto& same = second;
    second = same;
    EXPECT_EQ(second.reveal(), text);
}

// A short text lives in the object itself, where it can be looked for afterwards.
TEST(secret, destroyed_or_moved_from_holds_no_byte_of_it) {
    alignas(secret) std::array<std::byte, sizeof(secret)> place{};
    const auto holds = [&place](const char* text) {
        std::array<char, sizeof(secret)> bytes{};
        std::memcpy(bytes.data(), place.data(), bytes.size());
        return std::string(bytes.data(), bytes.size()).find(text) != std::string::npos;
    };
    auto* kept = std::construct_at(reinterpret_cast<secret*>(place.data()), "S3cretAbc");
    EXPECT_TRUE(holds("S3cret"));
    const secret moved(std::move(*kept));
    EXPECT_FALSE(holds("S3cr"));
    *kept = moved;
    EXPECT_TRUE(holds("S3cret"));
    std::destroy_at(kept);
    EXPECT_FALSE(holds("S3cr"));
}

} // namespace
