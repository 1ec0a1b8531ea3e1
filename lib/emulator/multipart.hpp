#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::emulator {

/// One part of a form (RFC 7578).
struct form_part {
    std::string name{};
    /// None: no file.
    std::optional<std::string> filename{};
    /// As it was sent; empty: not told.
    std::string content_type{};
    /// Points into the body that was read.
    std::string_view content{};
};

/// The boundary that a Content-Type names; nothing when it is not multipart/form-data or the boundary is not
/// one of RFC 2046.
[[nodiscard]] std::optional<std::string> multipart_boundary(std::string_view content_type);

/// The parts of a body; nothing when it is malformed or its closing delimiter is missing. What stands in
/// front of the first delimiter and behind the last does not count.
[[nodiscard]] std::optional<std::vector<form_part>>
read_multipart(std::string_view body, std::string_view boundary);

} // namespace segue::emulator
