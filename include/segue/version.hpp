#pragma once

#include <string_view>

/// Version numbers of the headers, after Semantic Versioning; they follow `project(segue VERSION)`.
#define SEGUE_VERSION_MAJOR 0
#define SEGUE_VERSION_MINOR 1
#define SEGUE_VERSION_PATCH 0

/// One number to compare in `#if`: 10000 * major + 100 * minor + patch.
#define SEGUE_VERSION (SEGUE_VERSION_MAJOR * 10000 + SEGUE_VERSION_MINOR * 100 + SEGUE_VERSION_PATCH)

/// The version as a string literal, for example "0.1.0".
#define SEGUE_VERSION_STRING SEGUE_VERSION_JOIN(SEGUE_VERSION_MAJOR, SEGUE_VERSION_MINOR, SEGUE_VERSION_PATCH)
// Two steps, so that the numbers are expanded before they are turned into text.
#define SEGUE_VERSION_JOIN(major, minor, patch) SEGUE_VERSION_TEXT(major, minor, patch)
#define SEGUE_VERSION_TEXT(major, minor, patch) #major "." #minor "." #patch

namespace segue {

/// Returns the version of the headers, for example "0.1.0".
constexpr std::string_view version() noexcept {
    return SEGUE_VERSION_STRING;
}

} // namespace segue
