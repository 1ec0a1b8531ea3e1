#include "account/credentials.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace segue::account {
namespace {

// Visible ASCII alone: anything else would break the header field it goes into.
secret checked(std::string_view value, const std::string& name) {
    const bool clean = std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (!clean)
        throw std::invalid_argument(name + ": holds a blank, a control character or a byte outside ASCII");
    return secret(value);
}

credentials of_token(std::string_view value, const std::string& name) {
    credentials c;
    c.is = credentials::kind::token;
    c.token = checked(value, name);
    return c;
}

credentials of_pair(
    std::string_view key,
    std::string_view key_secret,
    const std::string& name,
    const std::string& secret_name) {
    if (key.empty() || key_secret.empty())
        throw std::invalid_argument(
            (key.empty() ? name : secret_name) + ": missing, its other half is given");
    credentials c;
    c.is = credentials::kind::key_and_secret;
    c.key = checked(key, name);
    c.key_secret = checked(key_secret, secret_name);
    return c;
}

} // namespace

std::optional<std::string> process_environment(const char* name) {
    // Read once, while a client is made; who writes the environment meanwhile must not.
    const char* const value = std::getenv(name); // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr || *value == '\0')
        return std::nullopt;
    return value;
}

credentials resolve_credentials(
    const given_credentials& given, const credential_names& names, const environment& look_up) {
    if (!given.token.empty())
        return of_token(given.token, "token");
    if (!given.key.empty() || !given.key_secret.empty())
        return of_pair(given.key, given.key_secret, "consumer_key", "consumer_secret");
    if (!look_up)
        return {};
    if (const auto token = look_up(names.token))
        return of_token(*token, names.token);
    for (const auto& pair : names.pairs) {
        const auto key = look_up(pair.key);
        const auto key_secret = look_up(pair.key_secret);
        if (key || key_secret)
            return of_pair(key.value_or(""), key_secret.value_or(""), pair.key, pair.key_secret);
    }
    return {};
}

} // namespace segue::account
