#include "http/gzip.hpp"

#include "base/wipe.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstddef>
#include <new>
#include <zlib.h>

namespace segue::http {

namespace {

// The largest window, and a gzip frame around the data.
constexpr int window_bits = 15 + 16;
// How much room is made at a time, at the least.
constexpr std::size_t smallest_room = 4 * 1024;
constexpr std::size_t largest_room = 256 * 1024;
// JSON packs to about a fifth.
constexpr std::size_t usual_growth = 5;

// zlib keeps the last 32 kB that it has unpacked, and gives them back as they are: an answer with tokens too.
// The size stands in front of what is given, as zlib does not name it again.
constexpr std::size_t size_bytes = alignof(std::max_align_t);

voidpf take_memory(voidpf /*unused*/, uInt items, uInt size) {
    const std::size_t all = size_bytes + std::size_t{items} * size;
    auto* const memory = static_cast<std::byte*>(::operator new(all, std::nothrow));
    if (memory == nullptr)
        return Z_NULL;
    new (memory) std::size_t(all);
    return memory + size_bytes;
}

void give_memory_back(voidpf /*unused*/, voidpf at) {
    auto* const memory = static_cast<std::byte*>(at) - size_bytes;
    OPENSSL_cleanse(memory, *std::launder(reinterpret_cast<std::size_t*>(memory)));
    ::operator delete(memory);
}

} // namespace

struct gzip_decoder::stream {
    stream() {
        z.zalloc = &take_memory;
        z.zfree = &give_memory_back;
        // Fails for want of memory alone.
        if (inflateInit2(&z, window_bits) != Z_OK)
            throw std::bad_alloc();
    }
    ~stream() { inflateEnd(&z); }
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    z_stream z{};
};

gzip_decoder::gzip_decoder(std::optional<std::uint64_t> most_bytes)
    : stream_(std::make_unique<stream>()), most_bytes_(most_bytes) {}

gzip_decoder::~gzip_decoder() = default;

gzip_decoder::state gzip_decoder::feed(std::string_view packed, std::string& out) {
    z_stream& z = stream_->z;
    // zlib's interface lacks const; it only reads here.
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data())); // NOLINT(*-const-cast)
    z.avail_in = static_cast<uInt>(packed.size());
    bool more_to_come = false;
    while (z.avail_in > 0 || more_to_come) {
        if (at_end_) {
            if (z.avail_in == 0)
                break;
            inflateReset(&z);
            at_end_ = false;
        }
        std::uint64_t room =
            std::clamp<std::uint64_t>(usual_growth * z.avail_in, smallest_room, largest_room);
        if (most_bytes_) // one byte more shows that there are too many
            room = std::min(room, *most_bytes_ - unpacked_ + 1);
        const std::size_t before = out.size();
        reserve_wiping(out, before + static_cast<std::size_t>(room));
        out.resize(before + static_cast<std::size_t>(room));
        z.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        z.avail_out = static_cast<uInt>(room);
        const int verdict = inflate(&z, Z_NO_FLUSH);
        const std::size_t gained = static_cast<std::size_t>(room) - z.avail_out;
        out.resize(before + gained);
        unpacked_ += gained;
        if (most_bytes_ && unpacked_ > *most_bytes_) {
            out.pop_back();
            return state::too_large;
        }
        if (verdict == Z_STREAM_END)
            at_end_ = true;
        else if (verdict == Z_MEM_ERROR)
            throw std::bad_alloc();
        else if (verdict != Z_OK && verdict != Z_BUF_ERROR)
            return state::corrupt;
        more_to_come = !at_end_ && z.avail_out == 0;
    }
    return state::good;
}

} // namespace segue::http
