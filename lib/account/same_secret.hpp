#pragma once

#include <string_view>

namespace segue::account {

/// Compares two texts in a time that tells nothing of where they differ; their lengths are no secret.
bool same_secret(std::string_view a, std::string_view b) noexcept;

} // namespace segue::account
