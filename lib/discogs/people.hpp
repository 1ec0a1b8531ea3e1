#pragma once

#include "discogs/load.hpp"
#include "discogs/sorting.hpp"

#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/params/user.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What the requests about users and what is theirs have in common.
namespace segue::discogs {

/// The path of a user; the name is one segment of it, whatever it holds.
std::string user_path(std::string_view username);

/// Begins a request below a user's path; refuses it when the name is empty, which would make another path.
resource::request_spec
user_request(http::method method, const std::string& path, const call_options& options);

/// Refuses ids that name nothing. A folder may be 0.
void check_release(resource::request_spec& spec, release_id id);
void check_folder(resource::request_spec& spec, folder_id id);

inline constexpr std::int64_t highest_rating = 5;

/// Refuses ratings outside 0 to 5; 0 takes one back.
void check_rating(resource::request_spec& spec, const std::optional<std::int64_t>& rating);

/// Name of a sort key on the wire; empty for none.
std::string_view wire_name(const std::optional<user_release_sort>& sort) noexcept;

} // namespace segue::discogs
