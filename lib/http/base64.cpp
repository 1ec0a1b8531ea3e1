#include "http/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace segue::http {

namespace {

// The library counts in int.
int checked_size(std::string_view text) {
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max() / 2))
        throw std::length_error("base64: more than a gigabyte");
    return static_cast<int>(text.size());
}

} // namespace

std::string to_base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int n = EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(out.data()),
        reinterpret_cast<const unsigned char*>(bytes.data()),
        checked_size(bytes));
    out.resize(static_cast<std::size_t>(n));
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    // The library forgives blanks around it and padding in the middle, and counts padding as bytes.
    const auto padding = text.size() - std::min(text.find('='), text.size());
    const bool clean = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
               c == '/' || c == '=';
    });
    if (!clean || text.size() % 4 != 0 || padding > 2 || (padding == 2 && text.back() != '='))
        return std::nullopt;
    std::string out(3 * (text.size() / 4) + 1, '\0');
    const int n = EVP_DecodeBlock(
        reinterpret_cast<unsigned char*>(out.data()),
        reinterpret_cast<const unsigned char*>(text.data()),
        checked_size(text));
    if (n < 0)
        return std::nullopt;
    out.resize(static_cast<std::size_t>(n) - padding);
    return out;
}

} // namespace segue::http
