#include "images.hpp"

#include "catalog.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <zlib.h>

namespace segue::emulator {
namespace {

constexpr std::string_view image_path = "/images/";
constexpr std::string_view real_host = "https://i.discogs.com/";
constexpr int most_pixels = 600;

// FNV-1a: enough to tell an address that was changed.
std::uint64_t hash_of(std::uint64_t seed, std::string_view text) noexcept {
    std::uint64_t value = 0xcbf29ce484222325ULL ^ seed;
    for (const char c : text) {
        value ^= static_cast<unsigned char>(c);
        value *= 0x100000001b3ULL;
    }
    return value;
}

std::string number_text(std::uint64_t value, int base) {
    std::array<char, 24> room{};
    const auto end = std::to_chars(room.data(), room.data() + room.size(), value, base).ptr;
    return {room.data(), end};
}

/// The number behind `/w:` or `/h:` in an address.
int pixels(std::string_view rest, std::string_view mark) {
    const auto at = rest.find(mark);
    int value = 0;
    if (at != std::string_view::npos)
        std::from_chars(rest.data() + at + mark.size(), rest.data() + rest.size(), value);
    return std::clamp(value, 1, most_pixels);
}

void append_number(std::string& to, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        to += static_cast<char>(static_cast<unsigned char>(value >> static_cast<unsigned>(shift)));
}

void append_chunk(std::string& to, std::string_view kind, std::string_view data) {
    append_number(to, static_cast<std::uint32_t>(data.size()));
    std::string body(kind);
    body += data;
    to += body;
    const auto* bytes = reinterpret_cast<const Bytef*>(body.data());
    append_number(to, static_cast<std::uint32_t>(crc32(0, bytes, static_cast<uInt>(body.size()))));
}

std::string packed(const std::string& rows) {
    std::string out(compressBound(static_cast<uLong>(rows.size())), '\0');
    auto length = static_cast<uLongf>(out.size());
    compress2(
        reinterpret_cast<Bytef*>(out.data()),
        &length,
        reinterpret_cast<const Bytef*>(rows.data()),
        static_cast<uLong>(rows.size()),
        Z_BEST_SPEED);
    out.resize(length);
    return out;
}

response refused(int status, std::string text) {
    response out;
    out.status = status;
    out.headers.emplace_back("Content-Type", "text/plain");
    out.body = make_body(std::move(text));
    return out;
}

} // namespace

std::string make_png(std::uint64_t number, int width, int height) {
    number_source grey(number);
    std::string rows;
    rows.reserve(static_cast<std::size_t>(width + 1) * static_cast<std::size_t>(height));
    for (int y = 0; y < height; ++y) {
        rows += '\0'; // no filter
        for (int x = 0; x < width; ++x)
            rows += static_cast<char>(static_cast<unsigned char>(grey.between(0, 255)));
    }
    std::string head;
    append_number(head, static_cast<std::uint32_t>(width));
    append_number(head, static_cast<std::uint32_t>(height));
    head.append("\x08\x00\x00\x00\x00", 5); // 8 bits of grey
    std::string out("\x89PNG\r\n\x1a\n", 8);
    append_chunk(out, "IHDR", head);
    append_chunk(out, "IDAT", packed(rows));
    append_chunk(out, "IEND", {});
    return out;
}

bool image_host::serves(std::string_view target) noexcept {
    return target.starts_with(image_path);
}

std::string image_host::signature_of(std::string_view rest) const {
    return number_text(hash_of(seed_ + generation_, rest), 36);
}

bool image_host::is_good(std::string_view mark, std::string_view rest) const {
    const auto dot = mark.find('.');
    return dot != std::string_view::npos && mark.substr(0, dot) == number_text(generation_, 10) &&
           mark.substr(dot + 1) == signature_of(rest);
}

response image_host::answer(const request& asked) {
    if (asked.method != "GET" && asked.method != "HEAD")
        return refused(405, "method not allowed");
    std::string_view rest = asked.target;
    rest.remove_prefix(image_path.size());
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos || !is_good(rest.substr(0, slash), rest.substr(slash + 1)))
        return refused(403, "invalid signature");
    rest.remove_prefix(slash + 1);
    auto& known = pictures_[std::string(rest)];
    if (!known)
        known = make_body(make_png(hash_of(seed_, rest), pixels(rest, "/w:"), pixels(rest, "/h:")));
    response out;
    out.headers.emplace_back("Content-Type", "image/png");
    out.headers.emplace_back("Cache-Control", "public, max-age=31536000");
    out.body = known;
    return out;
}

std::string image_host::localize(std::string_view body, std::string_view base_url) const {
    std::string out;
    out.reserve(body.size());
    for (;;) {
        const auto at = body.find(real_host);
        out += body.substr(0, at);
        if (at == std::string_view::npos)
            return out;
        body.remove_prefix(at + real_host.size());
        const auto rest = body.substr(0, body.find_first_of("\"\\"));
        out.append(base_url).append(image_path).append(number_text(generation_, 10)).append(".");
        out.append(signature_of(rest)).append("/").append(rest);
        body.remove_prefix(rest.size());
    }
}

} // namespace segue::emulator
