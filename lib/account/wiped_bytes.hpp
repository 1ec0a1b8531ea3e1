#pragma once

#include "base/wipe.hpp"

#include <vector>

namespace segue::account {

using segue::wipe;
using segue::wiping_allocator;

/// Bytes that nobody finds in memory afterwards, however they grew.
using wiped_bytes = std::vector<unsigned char, wiping_allocator<unsigned char>>;

} // namespace segue::account
