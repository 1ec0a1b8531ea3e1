#pragma once

#include <segue/account/token_store.hpp>

#include <string>
#include <string_view>

namespace segue::account {

/// Throws a `file_error` that names the file and says what is wrong, and what may help.
[[noreturn]] void fail_store(const std::string& file, store_errc what, std::string_view text);

} // namespace segue::account
