#pragma once

#include <segue/http/response.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace segue::testing {

/// Returns an answer with a body of JSON, as it is given.
http::response json(int status, std::string body);
/// Returns a 200 with a body of JSON, as it is given.
http::response json(std::string body);

/// Returns an error as Discogs writes them: `{"message": "..."}`.
http::response error_json(int status, std::string_view message);

/// Returns an answer with a web page, as gateways in front of a service send them.
http::response html(int status, std::string body);

/// Returns `answer` with one header field more.
http::response with_header(http::response answer, std::string_view name, std::string_view value);

/// Returns `answer` with the fields of Discogs' quota: the limit, how many requests the window holds, and
/// what remains.
/// **Source** api/discogs.md, rate limiting.
http::response with_quota(http::response answer, int limit, int used);

/// Returns `answer` with a `Retry-After` of whole seconds, as a 429 or 503 may have it.
http::response with_retry_after(http::response answer, std::chrono::seconds wait);

} // namespace segue::testing
