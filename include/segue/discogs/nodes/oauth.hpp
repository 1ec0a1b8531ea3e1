#pragma once

#include <segue/discogs/models/oauth_tokens.hpp>
#include <segue/discogs/params/oauth.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string_view>

namespace segue::discogs {

namespace asio = boost::asio;

/// Refers to OAuth 1.0a: the steps by which a user lets the application act for them. Holds a client, no
/// data.
///
/// Needs the application's key and secret in the client's params; `bad_params` names what is missing.
class oauth_node : public resource::node {
public:
    explicit oauth_node(std::shared_ptr<resource::client_core> core);

    /// Begins: asks for a token with which a user can be sent to the page, see
    /// `request_token::authorize_url`.
    ///
    /// **Sends** one `GET /oauth/request_token`, signed by the application. It is repeated only where nothing
    /// of it has left, each attempt with a nonce and time of its own.
    /// **Errors** `authentication_error` with `errc::oauth_refused` and the service's message, also for its
    /// status 400; `protocol_error` with `errc::oauth_malformed` for an answer without tokens, or one that
    /// does not confirm the callback; `bad_params` for an empty `callback`, or a client without
    /// `consumer_key` and `consumer_secret`; otherwise as `release_node::get`. No secret stands in any.
    /// **Cancellation** any type. **Source** api/discogs.md, A5 and B2.
    [[nodiscard]] asio::awaitable<discogs::request_token>
    request_token(const request_token_params& params = {}, const call_options& options = {}) const;

    /// Ends: gives the request token, to which the user has agreed, and the verifier for tokens that last.
    ///
    /// **Sends** one `POST /oauth/access_token`, signed by application and request token. It is repeated only
    /// where nothing of it has left.
    /// **Errors** `authentication_error` with `errc::oauth_refused` when the token is unknown, used or older
    /// than 15 minutes, or the verifier is wrong: begin again; `bad_params` for an empty `verifier` or
    /// `request_token`; `outcome_unknown` when the answer never came; otherwise as above.
    /// **Cancellation** any type; the request token may then be used up. **Source** api/discogs.md, A5, B3
    /// and T10.
    [[nodiscard]] asio::awaitable<discogs::access_token> access_token(
        const discogs::request_token& agreed,
        std::string_view verifier,
        const call_options& options = {}) const;
};

} // namespace segue::discogs
