#include "http/base64.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace segue::http;

// RFC 4648, section 10.
TEST(base64, vectors_of_the_standard_go_both_ways) {
    const std::string bytes = "foobar";
    const char* const texts[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    for (std::size_t n = 0; n <= bytes.size(); ++n) {
        EXPECT_EQ(to_base64(bytes.substr(0, n)), texts[n]);
        EXPECT_EQ(from_base64(texts[n]), bytes.substr(0, n));
    }
}

TEST(base64, every_byte_survives) {
    std::string all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    for (std::size_t n = 0; n < all.size(); ++n)
        EXPECT_EQ(from_base64(to_base64(all.substr(n))), all.substr(n));
}

TEST(base64, what_is_none_is_refused) {
    for (const char* text :
         {"Z", "Zg", "Zg=", "Z===", "====", "Zg=a", "Zm9v\n", " Zm9", "Zm9*", "=Zm9", "Zg==Zg=="})
        EXPECT_FALSE(from_base64(text).has_value()) << text;
}

} // namespace
