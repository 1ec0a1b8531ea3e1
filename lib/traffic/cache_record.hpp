#pragma once

#include <segue/traffic/response_cache.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace segue::traffic {

/// Writes an answer's headers and tags as one JSON text.
std::string write_about(const cached_answer& answer);

/// Reads headers and tags back. **Returns** false when the text is not what `write_about` writes.
bool read_about(std::string_view text, cached_answer& to);

/// What is kept of a time; exact for the clock's own resolution of up to a nanosecond.
std::int64_t to_stored(wall_time t) noexcept;
wall_time from_stored(std::int64_t nanoseconds) noexcept;

/// A checksum of everything that a record says, the key included: a record whose checksum is another is
/// damaged.
std::uint32_t checksum(const cache_key& key, const cached_answer& answer, std::string_view about) noexcept;

} // namespace segue::traffic
