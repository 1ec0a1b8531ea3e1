#pragma once

#include <segue/account/secret.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::account {

/// A moment that outlives the process; what `time_source::today` returns.
using wall_time = std::chrono::system_clock::time_point;

/// What a sign-in by OAuth 2 gives: the token that requests carry, and what renews it.
struct token_set {
    secret access_token;
    /// Renews the access token without the user. Nothing when the provider gives none.
    std::optional<secret> refresh_token;
    /// How the token is used, as the provider spells it. `Bearer` when it does not say.
    std::string token_type = "Bearer";
    /// What was granted, which may be less than was asked for; what was asked for when the answer does not
    /// say.
    std::vector<std::string> scopes;
    /// When the answer was read.
    wall_time obtained_at{};
    /// When the access token ends. Nothing when it lasts for ever, or when the provider does not say: then
    /// only a refused request tells.
    std::optional<wall_time> expires_at;
    /// The account's id, where the provider's answer names it; see `oauth2::spelling::account_id`.
    std::string account_id;

    /// Tells whether the access token has ended, or does so within `skew`.
    bool expired(wall_time now, std::chrono::seconds skew = std::chrono::seconds(0)) const noexcept;
    /// Tells whether it is time to renew: 30 s before the end or 5 % of the lifetime, whichever is earlier.
    bool should_renew(wall_time now) const noexcept;
    /// Tells whether every word of `scope` was granted.
    bool grants(std::string_view scope) const;
};

} // namespace segue::account
