#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace segue::http {

/// Returns the bytes as base64, with padding.
std::string to_base64(std::string_view bytes);

/// Returns the bytes that stand there; nothing when it is no base64 with padding.
std::optional<std::string> from_base64(std::string_view text);

} // namespace segue::http
