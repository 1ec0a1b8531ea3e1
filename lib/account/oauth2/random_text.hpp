#pragma once

#include <segue/account/secret.hpp>

#include <string>
#include <string_view>

namespace segue::account::oauth2 {

/// Returns 32 bytes of the system's random source as 43 characters of base64url: a state, a verifier.
secret random_text();

/// Returns bytes as base64url without padding, RFC 7636 appendix A.
std::string to_base64url(std::string_view bytes);

} // namespace segue::account::oauth2
