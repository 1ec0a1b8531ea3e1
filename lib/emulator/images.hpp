#pragma once

#include "message.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace segue::emulator {

/// The host of the pictures, as a folder of the emulator: `/images/{generation}.{signature}/{rest}`. No
/// credentials, no quota; an address whose signature does not fit the rest, or whose generation is over, is
/// refused as the real host refuses one. Not thread-safe; knows no socket.
class image_host {
public:
    explicit image_host(std::uint64_t seed) : seed_(seed) {}

    /// Whether a path is one of a picture.
    [[nodiscard]] static bool serves(std::string_view target) noexcept;

    /// Answers a request for a picture.
    [[nodiscard]] response answer(const request& asked);

    /// Puts addresses of this host, at `base_url`, in the place of the real host's in a rendered body.
    [[nodiscard]] std::string localize(std::string_view body, std::string_view base_url) const;

    /// Ends the addresses given so far.
    void expire() noexcept { ++generation_; }

private:
    [[nodiscard]] std::string signature_of(std::string_view rest) const;
    [[nodiscard]] bool is_good(std::string_view mark, std::string_view rest) const;

    std::uint64_t seed_;
    std::uint64_t generation_ = 1;
    std::unordered_map<std::string, body_text> pictures_{};
};

/// Makes a PNG picture, always the same for the same arguments: grey, and as noisy as its number.
[[nodiscard]] std::string make_png(std::uint64_t number, int width, int height);

} // namespace segue::emulator
