#include "account/record_seal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace segue::account {
namespace {

wiped_bytes bytes(std::string_view text) {
    return wiped_bytes(text.begin(), text.end());
}

std::string text(const wiped_bytes& bytes) {
    return std::string(bytes.begin(), bytes.end());
}

record_seal with_key(char c = 'k') {
    return record_seal(wiped_bytes(key_bytes, static_cast<unsigned char>(c)));
}

TEST(record_seal, box_opens_with_the_same_key_about_the_same_thing_alone) {
    for (const auto& seal : {record_seal(), with_key()}) {
        const auto box = seal.close("me", bytes("a secret"));
        const auto opened = seal.open("me", box);
        ASSERT_TRUE(opened);
        EXPECT_EQ(text(*opened), "a secret");
        EXPECT_FALSE(seal.open("you", box));
        EXPECT_FALSE(seal.open("", box));
        EXPECT_FALSE(with_key('x').open("me", box));
    }
    EXPECT_FALSE(record_seal().open("me", with_key().close("me", bytes("a secret"))));
}

TEST(record_seal, every_changed_bit_and_every_cut_is_noticed) {
    for (const auto& seal : {record_seal(), with_key()}) {
        const auto box = seal.close("me", bytes("a secret"));
        for (std::size_t i = 0; i < box.size() * 8; ++i) {
            auto changed = box;
            changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << i % 8));
            EXPECT_FALSE(seal.open("me", changed)) << i;
        }
        for (std::size_t size = 0; size < box.size(); ++size)
            EXPECT_FALSE(seal.open("me", box.substr(0, size))) << size;
        EXPECT_FALSE(seal.open("me", box + '\0'));
    }
}

TEST(record_seal, about_and_text_do_not_run_into_each_other) {
    const record_seal seal;
    const auto box = seal.close("ab", bytes("c"));
    EXPECT_FALSE(seal.open("a", "b" + box));
    std::string one;
    std::string other;
    append_text(one, "ab");
    append_text(one, "c");
    append_text(other, "a");
    append_text(other, "bc");
    EXPECT_NE(one, other);
}

TEST(record_seal, same_text_never_gives_the_same_box) {
    const auto seal = with_key();
    std::set<std::string> nonces;
    for (int i = 0; i < 1000; ++i)
        nonces.insert(seal.close("me", bytes("a secret")).substr(0, 12));
    EXPECT_EQ(nonces.size(), 1000U);
    EXPECT_EQ(seal.close("me", bytes("a secret")).find("secret"), std::string::npos);
}

// The third vector of RFC 7914, section 12, is for p = 1 and r = 8, as ours.
TEST(record_seal, key_of_a_passphrase_is_that_of_scrypt) {
    const auto key = derive_key(secret("pleaseletmein"), "SodiumChloride", 14);
    const std::string expected{"\x70\x23\xbd\xcb\x3a\xfd\x73\x48\x46\x1c\x06\xcd\x81\xfd\x38\xeb"
                               "\xfd\xa8\xfb\xba\x90\x4f\x8e\x3e\xa9\xb5\x43\xf6\x54\x5d\xa1\xf2"};
    EXPECT_EQ(text(key), expected);
    EXPECT_NE(
        derive_key(secret("pleaseletmeim"), "SodiumChloride", 10),
        derive_key(secret("pleaseletmein"), "SodiumChloride", 10));
}

TEST(record_seal, key_of_another_length_is_refused) {
    EXPECT_THROW(record_seal(wiped_bytes(31, 'k')), seal_error);
    EXPECT_THROW(derive_key(secret("x"), "salt", 60), seal_error); // more memory than there is
}

// The C library gives what was freed last to whoever asks for as much next; a sanitizer holds it back.
#ifndef SEGUE_TEST_SANITIZED
TEST(wiped_bytes, freed_memory_holds_nothing_of_them) {
    constexpr std::size_t size = 1000;
    wiping_allocator<unsigned char> allocator;
    auto* at = allocator.allocate(size);
    std::fill_n(at, size, static_cast<unsigned char>(0xa7));
    const auto left = [](const unsigned char* from) { return std::count(from, from + size, 0xa7); };
    EXPECT_EQ(left(at), static_cast<std::ptrdiff_t>(size));
    allocator.deallocate(at, size);
    auto* again = allocator.allocate(size);
    const bool same = again == at;
    const auto found = left(again);
    allocator.deallocate(again, size);
    EXPECT_TRUE(same);
    EXPECT_EQ(found, 0);
}
#endif

} // namespace
} // namespace segue::account
