#pragma once

#include <algorithm>
#include <string>
#include <string_view>

// Letters of protocols: names, schemes, hosts. What a locale would make of them does not matter here.
namespace segue {

inline constexpr std::string_view blanks = " \t\r\n";

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

constexpr char to_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), to_lower);
    return out;
}

/// Whether two texts differ in nothing but the case of letters.
inline bool same_letters(std::string_view left, std::string_view right) noexcept {
    return std::ranges::equal(left, right, {}, to_lower, to_lower);
}

/// Without the blanks and line ends around it.
inline std::string_view trimmed(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

} // namespace segue
