#pragma once

#include <segue/account/secret.hpp>

#include <string>
#include <string_view>

namespace segue::discogs {

/// What the first step of OAuth gives: good for 15 minutes, until the user has agreed and the last step has
/// been taken.
///
/// Keep it on your side until then: nothing of `token_secret` comes back with the user.
/// **Source** api/discogs.md, A5 and M11.
struct request_token {
    /// Holds nothing.
    request_token() = default;
    /// Makes one of what was kept between the steps.
    request_token(std::string_view kept_token, std::string_view kept_secret)
        : token(kept_token), token_secret(kept_secret) {}

    /// Names this sign-in; the user's browser carries it to the page and back. `oauth_token` on the wire.
    account::secret token;
    /// `oauth_token_secret` on the wire.
    account::secret token_secret;
    /// Whether the service has taken note of where to send the user; true for all that
    /// `oauth_node::request_token` returns. `oauth_callback_confirmed` on the wire.
    bool callback_confirmed = false;
    /// The page where users agree, without the token; from `client_params::authorize_url`.
    std::string authorize_page = "https://www.discogs.com/oauth/authorize";

    /// Returns the address to send the user to.
    std::string authorize_url() const;

    /// Takes the verifier out of the address, or its query alone, that the user came back to. Of it
    /// `oauth_token`, `oauth_verifier` and `denied` are read, nothing else.
    ///
    /// **Errors** `authentication_error` with `errc::oauth_refused` when the user said no, or when it belongs
    /// to another sign-in: then somebody may have been led here who began none. `protocol_error` with
    /// `errc::oauth_malformed` when it has no verifier or token, or one of them twice.
    std::string verifier_in(std::string_view redirect) const;
};

/// What the last step of OAuth gives: acts as the user, until they take it back on the site.
///
/// Belongs into `client_params::access_token` and `access_token_secret`, beside the application's key and
/// secret. **Source** api/discogs.md, A5 and M12.
struct access_token {
    /// `oauth_token` on the wire.
    account::secret token;
    /// `oauth_token_secret` on the wire.
    account::secret token_secret;
};

} // namespace segue::discogs
