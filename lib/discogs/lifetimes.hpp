#pragma once

#include <chrono>

/// How long answers may be kept. The API terms let nothing be shown that is more than six hours older than on
/// the site.
namespace segue::discogs::lifetime {

/// Releases, masters, artists, labels, and lists of them.
inline constexpr std::chrono::seconds database{21'600};
inline constexpr std::chrono::seconds search{600};
/// What a user may change at any moment.
inline constexpr std::chrono::seconds user{60};

} // namespace segue::discogs::lifetime
