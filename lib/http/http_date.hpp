#pragma once

#include <segue/http/response.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace segue::http {

/// Reads the date form that HTTP prefers, `Sun, 06 Nov 1994 08:49:37 GMT`; anything else is nothing.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

/// The server's clock when it answered, from the `Date` field; nothing when that is missing or unreadable.
std::optional<std::chrono::sys_seconds> date_of(const response& answer);

/// Reads `Retry-After`: whole seconds, or a date compared with `today`. A date in the past is no wait; more
/// than a day is cut to a day. Unreadable text is nothing, negative numbers, fractions and `nan` included:
/// who reads nothing waits as if the field were absent, and not less.
std::optional<std::chrono::milliseconds>
parse_retry_after(std::string_view text, std::chrono::system_clock::time_point today);

} // namespace segue::http
