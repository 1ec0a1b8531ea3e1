#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace segue::http {

/// Unpacks a gzip body piece by piece, members one behind the other included. zlib does the work and stays
/// out of this header.
class gzip_decoder {
public:
    enum class state : unsigned char {
        /// All that was offered is unpacked.
        good,
        /// The bytes are no gzip data.
        corrupt,
        /// More came out than may.
        too_large,
    };

    /// `most_bytes`: of the unpacked data in all; none: as much as there is.
    explicit gzip_decoder(std::optional<std::uint64_t> most_bytes);
    ~gzip_decoder();
    gzip_decoder(const gzip_decoder&) = delete;
    gzip_decoder& operator=(const gzip_decoder&) = delete;

    /// Unpacks the next bytes behind what `out` holds. Stops at the bound, so that a small body that unpacks
    /// to an enormous one costs no more than that.
    state feed(std::string_view packed, std::string& out);

    /// Takes the bound away; before the first byte.
    void unbound() noexcept { most_bytes_.reset(); }

    /// Whether the data may end here: nothing came, or the last member was whole.
    [[nodiscard]] bool complete() const noexcept { return at_end_; }

private:
    struct stream;

    std::unique_ptr<stream> stream_;
    std::optional<std::uint64_t> most_bytes_;
    std::uint64_t unpacked_ = 0;
    bool at_end_ = true;
};

} // namespace segue::http
