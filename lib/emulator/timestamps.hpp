#pragma once

#include <chrono>
#include <string>

namespace segue::emulator {

/// As most answers write a time: `2014-07-01T10:20:17-07:00`, always with the service's summer offset.
[[nodiscard]] std::string format_timestamp(std::chrono::system_clock::time_point when);

} // namespace segue::emulator
