#pragma once

#include "message.hpp"

#include <cstddef>
#include <string_view>

namespace segue::emulator {

/// Packs a body as one gzip member.
[[nodiscard]] body_text gzip(std::string_view text);

/// A small body that unpacks to a JSON object of `bytes`.
[[nodiscard]] body_text gzip_bomb(std::size_t bytes);

/// Whether a request's Accept-Encoding allows gzip.
[[nodiscard]] bool accepts_gzip(const header_list& headers);

} // namespace segue::emulator
