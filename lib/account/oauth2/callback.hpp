#pragma once

#include "account/oauth2/fields.hpp"

#include <segue/account/oauth2.hpp>
#include <segue/base/result.hpp>

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace segue::account::oauth2 {

/// What an answer is checked against, apart from the grant itself.
struct callback_rules {
    std::string client_id;
    std::string issuer;
    issuer_rule issuer_named = issuer_rule::when_named;
    std::chrono::seconds lifetime{3600};
    /// How the provider names what is awaited: the code, or the access token.
    std::string wanted;
    std::span<const secret> hidden;
};

/// Reads what the browser came back with, and checks that it belongs to the grant and brings what is wanted.
result<field_list> read_callback(
    const pending_grant& grant, std::string_view callback, const callback_rules& rules, wall_time now);

} // namespace segue::account::oauth2
