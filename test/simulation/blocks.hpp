#pragma once

#include <cstdint>

namespace sim {

/// How many blocks of memory are in use; always 0 where a sanitizer looks after them.
std::int64_t blocks_in_use() noexcept;

} // namespace sim
