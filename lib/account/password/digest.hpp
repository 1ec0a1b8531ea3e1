#pragma once

#include <segue/account/password_source.hpp>

namespace segue::account::password {

/// Whether a text is an MD5 in hexadecimal digits.
bool is_md5(std::string_view text) noexcept;

/// Returns the password as services take it that want its MD5: 32 small hexadecimal digits, of its bytes.
///
/// Throws `bad_params` naming `password` for a `password_form::md5` that is none.
secret md5_of(const login& given);

} // namespace segue::account::password
