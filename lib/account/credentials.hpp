#pragma once

#include <segue/account/secret.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace segue::account {

/// What a client signs with: a token, a user's access token, an application's key and secret, or nothing.
struct credentials {
    enum class kind : unsigned char { none, token, oauth, key_and_secret };

    kind is = kind::none;
    secret token;
    /// The application; also beside a token, where both were given: the steps of OAuth are signed with it.
    secret key;
    secret key_secret;
    secret access_token{};
    secret access_token_secret{};
};

/// What the caller gave; empty means not given.
struct given_credentials {
    std::string_view token;
    std::string_view key;
    std::string_view key_secret;
    std::string_view access_token{};
    std::string_view access_token_secret{};
};

/// Looks one environment variable up; an unset or empty one is nothing.
using environment = std::function<std::optional<std::string>(const char* name)>;

/// The process's environment.
std::optional<std::string> process_environment(const char* name);

/// Names of the environment variables of one provider; of key and secret as many spellings as are understood.
struct credential_names {
    const char* token;
    struct spelling {
        const char* key;
        const char* key_secret;
        /// Null where a provider has none.
        const char* access_token = nullptr;
        const char* access_token_secret = nullptr;
    };
    spelling pairs[2];
};

/// Chooses what to sign with: the caller's token, the caller's access token, the caller's key and secret, and
/// then the same of the environment, or nothing. A pair comes from one place as a whole. A caller's access
/// token may be used with the environment's application, never the environment's access token with a
/// caller's.
///
/// Throws `std::invalid_argument`, naming param or variable, for half a pair, an access token without an
/// application, or a value with a character that no header field may hold.
credentials resolve_credentials(
    const given_credentials& given, const credential_names& names, const environment& look_up);

} // namespace segue::account
