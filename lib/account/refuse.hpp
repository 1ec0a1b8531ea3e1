#pragma once

#include <string_view>

namespace segue::account {

/// Throws `bad_params` that names the param and says why.
[[noreturn]] void refuse(std::string_view param, std::string_view why);

} // namespace segue::account
