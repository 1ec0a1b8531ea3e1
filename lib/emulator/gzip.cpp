#include "gzip.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <zlib.h>

namespace segue::emulator {
namespace {

constexpr int gzip_window_bits = 15 + 16;

class packer {
public:
    packer() {
        if (deflateInit2(&stream_, Z_BEST_SPEED, Z_DEFLATED, gzip_window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::runtime_error("gzip: cannot start");
    }
    ~packer() { deflateEnd(&stream_); }
    packer(const packer&) = delete;
    packer& operator=(const packer&) = delete;

    void add(std::string_view text, bool last = false) {
        // zlib's interface lacks const; it does not write there.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data())); // NOLINT(*-const-cast)
        stream_.avail_in = static_cast<uInt>(text.size());
        int state = Z_OK;
        do {
            std::array<char, 16'384> room{};
            stream_.next_out = reinterpret_cast<Bytef*>(room.data());
            stream_.avail_out = static_cast<uInt>(room.size());
            state = deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH);
            out_.append(room.data(), room.size() - stream_.avail_out);
        } while (stream_.avail_out == 0 || (last && state != Z_STREAM_END));
    }

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    z_stream stream_{};
    std::string out_{};
};

std::string_view trimmed(std::string_view text) {
    const std::size_t first = std::min(text.find_first_not_of(" \t"), text.size());
    const std::size_t last = text.find_last_not_of(" \t");
    return text.substr(first, last == std::string_view::npos ? 0 : last - first + 1);
}

} // namespace

body_text gzip(std::string_view text) {
    packer pack;
    pack.add(text, true);
    return make_body(pack.take());
}

body_text gzip_bomb(std::size_t bytes) {
    constexpr std::string_view before = "{\"padding\":\"";
    constexpr std::string_view after = "\"}";
    const std::string piece(std::size_t{1} << 20U, ' ');
    packer pack;
    pack.add(before);
    std::size_t left = bytes > before.size() + after.size() ? bytes - before.size() - after.size() : 0;
    while (left > 0) {
        const std::size_t now = std::min(left, piece.size());
        pack.add(std::string_view(piece).substr(0, now));
        left -= now;
    }
    pack.add(after, true);
    return make_body(pack.take());
}

bool accepts_gzip(const header_list& headers) {
    std::string_view list = find_header(headers, "Accept-Encoding").value_or("");
    bool any = false;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(','), list.size());
        const std::string_view item = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        const std::size_t parameters = std::min(item.find(';'), item.size());
        const std::string_view coding = trimmed(item.substr(0, parameters));
        const std::size_t quality = item.find("q=", parameters);
        // A weight of zero, however many zeros it is written with, is a refusal.
        const bool wanted = quality == std::string_view::npos ||
                            item.find_first_of("123456789", quality) != std::string_view::npos;
        if (equal_ignoring_case(coding, "gzip"))
            return wanted;
        any = any || (coding == "*" && wanted);
    }
    return any;
}

} // namespace segue::emulator
