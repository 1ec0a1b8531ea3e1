#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace segue::account {

/// A value that must not appear anywhere but in a request's Authorization field.
///
/// There is no way to print or compare it; `reveal` marks the places where it is used.
class secret {
public:
    secret() = default;
    explicit secret(std::string_view value) : value_(value) {}

    const std::string& reveal() const noexcept { return value_; }
    bool empty() const noexcept { return value_.empty(); }

private:
    std::string value_;
};

/// What a client signs with: a token, a key and secret, or nothing.
struct credentials {
    enum class kind : unsigned char { none, token, key_and_secret };

    kind is = kind::none;
    secret token;
    secret key;
    secret key_secret;
};

/// What the caller gave; empty means not given.
struct given_credentials {
    std::string_view token;
    std::string_view key;
    std::string_view key_secret;
};

/// Looks one environment variable up; an unset or empty one is nothing.
using environment = std::function<std::optional<std::string>(const char* name)>;

/// The process's environment.
std::optional<std::string> process_environment(const char* name);

/// Names of the environment variables of one provider; of key and secret as many pairs as are understood.
struct credential_names {
    const char* token;
    struct pair {
        const char* key;
        const char* key_secret;
    };
    pair pairs[2];
};

/// Chooses what to sign with: the caller's token, the caller's pair, the environment's token, the
/// environment's pair, nothing. A pair comes from one place as a whole.
///
/// Throws `std::invalid_argument`, naming param or variable, for half a pair or a value with a character that
/// no header field may hold.
credentials resolve_credentials(
    const given_credentials& given, const credential_names& names, const environment& look_up);

} // namespace segue::account
