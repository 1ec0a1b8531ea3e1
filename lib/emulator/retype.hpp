#pragma once

#include <string>
#include <string_view>

namespace segue::emulator {

/// What happens to the members of an answer.
enum class member_change { null, retyped, numbers_as_text };

/// Changes the members of a JSON object, or of each item when it is a page (an object with `pagination`); ids
/// and `pagination` stay. `numbers_as_text` goes into nested values, the others change direct members only.
/// Text that is no JSON object comes back unchanged.
[[nodiscard]] std::string change_members(std::string_view json, member_change change);

} // namespace segue::emulator
