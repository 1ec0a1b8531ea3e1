#pragma once

#include <segue/http/request.hpp>
#include <segue/http/response.hpp>
#include <segue/traffic/response_cache.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace segue::traffic {

/// Makes the entry of an answer. Null when it must not be kept: the status is not one of a whole 2xx answer
/// (206 is a part), or the service says `no-store` or that it depends on everything (`Vary: *`).
///
/// Kept of the headers are Content-Type, Last-Modified, ETag, Link and Date.
std::shared_ptr<const cached_answer>
to_cache(http::response answer, wall_time now, std::chrono::seconds lifetime, std::vector<std::string> tags);

/// Makes the answer that an entry stands for; its body is a copy.
http::response to_response(const cached_answer& entry);

/// Adds `If-None-Match` and `If-Modified-Since` as far as the entry has what they need.
/// **Returns** whether it had: then 304 is an answer, and means the entry.
bool add_validators(http::request& r, const cached_answer& entry);

/// Makes the entry that a 304 renews: the same body, the newer headers, the lifetime from now on. Null when
/// the service now says that it must not be kept.
std::shared_ptr<const cached_answer> renewed(
    const cached_answer& entry,
    const http::response& not_modified,
    wall_time now,
    std::chrono::seconds lifetime);

} // namespace segue::traffic
