#include "account/credentials.hpp"

#include "account/wiped_bytes.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace segue::account {
namespace {

/// A value and what it is called where it comes from.
struct named_value {
    std::string name;
    secret value;
};

// Visible ASCII alone: anything else would break the header field it goes into.
secret checked(const named_value& given) {
    const auto& text = given.value.reveal();
    const bool clean = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (!clean)
        throw std::invalid_argument(
            given.name + ": holds a blank, a control character or a byte outside ASCII");
    return given.value;
}

/// Two values that are of use together alone.
struct pair {
    named_value first;
    named_value second;

    bool given() const noexcept { return !first.value.empty() || !second.value.empty(); }

    void must_be_whole() const {
        if (first.value.empty() || second.value.empty())
            throw std::invalid_argument(
                (first.value.empty() ? first : second).name + ": missing, its other half is given");
    }
};

void take_application(credentials& to, const pair& application) {
    application.must_be_whole();
    to.key = checked(application.first);
    to.key_secret = checked(application.second);
}

// The application is needed too: both secrets make the signature.
credentials of_access(const pair& access, const pair& application) {
    access.must_be_whole();
    if (!application.given())
        throw std::invalid_argument(application.first.name + ": missing, " + access.first.name + " needs it");
    credentials c;
    c.is = credentials::kind::oauth;
    take_application(c, application);
    c.access_token = checked(access.first);
    c.access_token_secret = checked(access.second);
    return c;
}

// Beside a token the application is of use for the steps of OAuth alone: half of one is not looked at.
credentials of_token(const named_value& token, const pair& application) {
    credentials c;
    c.is = credentials::kind::token;
    c.token = checked(token);
    if (!application.first.value.empty() && !application.second.value.empty())
        take_application(c, application);
    return c;
}

credentials of_application(const pair& application) {
    credentials c;
    c.is = credentials::kind::key_and_secret;
    take_application(c, application);
    return c;
}

/// The environment's values.
class variables {
public:
    variables(const credential_names& names, const environment& look_up) : names_(names), look_up_(look_up) {}

    named_value token() const { return at(names_.token); }

    pair application(const credential_names::spelling& how) const {
        return {at(how.key), at(how.key_secret)};
    }

    pair access(const credential_names::spelling& how) const {
        return {at(how.access_token), at(how.access_token_secret)};
    }

    /// The application of the first spelling that has any of it.
    pair application() const {
        for (const auto& how : names_.pairs) {
            auto found = application(how);
            if (found.given())
                return found;
        }
        return {};
    }

private:
    named_value at(const char* name) const {
        if (name == nullptr)
            return {};
        auto found = look_up_ ? look_up_(name) : std::nullopt;
        if (!found)
            return {name, {}};
        const wiped_at_end gone(*found);
        return {name, secret(*found)};
    }

    const credential_names& names_;
    const environment& look_up_;
};

credentials of_environment(const credential_names& names, const variables& from) {
    if (const auto token = from.token(); !token.value.empty())
        return of_token(token, from.application());
    for (const auto& how : names.pairs) {
        if (const auto access = from.access(how); access.given())
            return of_access(access, from.application(how));
    }
    if (const auto application = from.application(); application.given())
        return of_application(application);
    return {};
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
    const auto param = [](const char* name, std::string_view value) {
        return named_value{name, secret(value)};
    };
    const pair application{param("consumer_key", given.key), param("consumer_secret", given.key_secret)};
    const pair access{
        param("access_token", given.access_token), param("access_token_secret", given.access_token_secret)};
    const variables from(names, look_up);
    if (!given.token.empty())
        return of_token(param("token", given.token), application);
    if (access.given()) {
        const auto ambient = application.given() ? pair() : from.application();
        return of_access(access, ambient.given() ? ambient : application);
    }
    if (application.given())
        return of_application(application);
    return of_environment(names, from);
}

} // namespace segue::account
