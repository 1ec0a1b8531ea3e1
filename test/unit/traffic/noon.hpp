#pragma once

#include <segue/traffic/response_cache.hpp>

#include <chrono>

namespace segue::traffic {

/// When the tests of caches begin.
inline constexpr wall_time noon{std::chrono::seconds(1'700'000'000)};

} // namespace segue::traffic
