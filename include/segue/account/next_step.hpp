#pragma once

#include <segue/base/error.hpp>

#include <string_view>

namespace segue::account {

/// What helps after a sign-in, an exchange or a renewal has failed.
enum class next_step : unsigned char {
    /// Begin a new sign-in: the grant, code, device code or refresh token is no longer good.
    sign_in,
    /// Nothing, until the user wants it: somebody said no.
    ask_user,
    /// Drop what came back and go on waiting for the answer to this sign-in.
    wait_for_answer,
    /// Look at the client's id, secret and registration.
    check_client,
    /// Mend the call or the configuration: scopes, redirect URI, URLs.
    fix_request,
    /// Send the same once more, later.
    try_later,
    /// Look whether it happened before you send it again: a code or refresh token may be used up.
    look_first,
    /// Look at the service: its answer makes no sense.
    check_service,
};

/// Returns what helps after this failure.
next_step next_step_of(const failure& f) noexcept;

/// Returns the step as a short sentence for people.
std::string_view to_string(next_step s) noexcept;

} // namespace segue::account
