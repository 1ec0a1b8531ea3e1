#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace segue::traffic {

/// Says what an answer shows: the paths that its own path lies at or beneath, `/users/x` and `/users/x/wants`
/// for `/users/x/wants?page=2`. A path's first segment alone names no resource and is left out, unless there is
/// no other. Letters are small, because services find names in any case.
std::vector<std::string> tags_of(std::string_view target);

/// Makes the tag of one path, as `tags_of` spells it.
std::string tag_of(std::string_view path);

} // namespace segue::traffic
