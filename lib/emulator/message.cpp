#include "message.hpp"

#include <algorithm>
#include <array>

namespace segue::emulator {
namespace {

constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9')
        return c - '0';
    const char small = lower(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

} // namespace

std::string_view path_of(std::string_view target) noexcept {
    return target.substr(0, target.find('?'));
}

parsed_target parse_target(std::string_view target) {
    parsed_target out;
    out.path = path_of(target);
    std::string_view rest = target.substr(out.path.size());
    if (!rest.empty())
        rest.remove_prefix(1);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (pair.empty())
            continue;
        const std::size_t equals = pair.find('=');
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
        out.query.emplace_back(decode_query_text(pair.substr(0, equals)), decode_query_text(value));
    }
    return out;
}

std::string decode_query_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
            continue;
        }
        const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                            hex_digit(text[i + 2]) >= 0;
        if (!escape) {
            out += text[i];
            continue;
        }
        out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
        i += 2;
    }
    return out;
}

std::string encode_query_text(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size() + text.size() / 2);
    for (const char c : text) {
        const bool plain = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15U];
    }
    return out;
}

std::optional<std::string_view> find_header(const header_list& headers, std::string_view name) noexcept {
    for (const auto& [key, value] : headers)
        if (equal_ignoring_case(key, name))
            return value;
    return std::nullopt;
}

std::optional<std::string_view> find_query(const query_list& query, std::string_view name) noexcept {
    for (const auto& [key, value] : query)
        if (key == name)
            return value;
    return std::nullopt;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) noexcept {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        return lower(a) == lower(b);
    });
}

std::string_view reason_phrase(int status) noexcept {
    struct entry {
        int status;
        std::string_view text;
    };
    static constexpr std::array known{
        entry{100, "Continue"},
        entry{200, "OK"},
        entry{201, "Created"},
        entry{202, "Accepted"},
        entry{204, "No Content"},
        entry{301, "Moved Permanently"},
        entry{302, "Found"},
        entry{303, "See Other"},
        entry{304, "Not Modified"},
        entry{307, "Temporary Redirect"},
        entry{308, "Permanent Redirect"},
        entry{400, "Bad Request"},
        entry{401, "Unauthorized"},
        entry{403, "Forbidden"},
        entry{404, "Not Found"},
        entry{405, "Method Not Allowed"},
        entry{409, "Conflict"},
        entry{415, "Unsupported Media Type"},
        entry{422, "Unprocessable Entity"},
        entry{429, "Too Many Requests"},
        entry{500, "Internal Server Error"},
        entry{502, "Bad Gateway"},
        entry{503, "Service Unavailable"},
        entry{504, "Gateway Timeout"},
    };
    for (const entry& candidate : known)
        if (candidate.status == status)
            return candidate.text;
    return "Unknown";
}

body_text make_body(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

} // namespace segue::emulator
