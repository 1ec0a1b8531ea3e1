#pragma once

#include <segue/account/redirect_handler.hpp>
#include <segue/account/token_store.hpp>
#include <segue/base/error.hpp>
#include <segue/discogs/models/oauth_tokens.hpp>
#include <segue/discogs/params/client_params.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

// Signing users in, and keeping them signed in: OAuth 1.0a with three legs, from the question to the stored
// account. The steps by themselves: `client::oauth`.
namespace segue::discogs {

namespace asio = boost::asio;

class client;

/// Whether a stored account will do.
enum class stored_account_use : unsigned char {
    /// The stored one, where there is one; the user is not asked.
    prefer,
    /// The user is asked whatever is stored, and the answer replaces it.
    ignore,
};

/// How a user is signed in.
struct sign_in_params {
    /// Your name for the account in the store. With a `~` in front, which is no part of it, as
    /// `stored_account_use::ignore`. Default empty: of the stored accounts the one used last, and a new one
    /// is stored without a name.
    std::string_view label{};
    /// Default `prefer`.
    stored_account_use stored = stored_account_use::prefer;
    /// Where the page sends the user afterwards; `oob`: nowhere, it shows a verifier to be typed in. Unset:
    /// where the handler waits, and `oob` when it waits nowhere.
    std::optional<std::string_view> redirect_uri{};
    /// How long the user has. Default 5 minutes; the service itself gives a quarter of an hour.
    std::chrono::milliseconds time_for_user = std::chrono::minutes(5);
};

static_assert(std::is_trivially_destructible_v<sign_in_params>);

/// A user who is signed in.
struct signed_in {
    /// The account with its tokens, as it is stored: flow `oauth1`, the application's key as client id.
    account::stored_account account;
    /// Whether the store had it, and nobody was asked.
    bool from_store = false;
    /// Why the service did not say who it is: then `account.user_name` is empty. The tokens are good.
    std::optional<failure> not_named;
    /// Why the account could not be stored. The tokens are good: keep them, or put the account again.
    std::optional<failure> not_stored;

    /// For `client::with_account`. **Lifetime** views into this.
    [[nodiscard]] account_params credentials() const noexcept;
};

/// Signs a user in: takes the stored account, or sends the user to the service's page, waits for the answer,
/// gets tokens that last, asks whose they are and stores them.
///
/// `application` needs a consumer key and secret. `by` brings the user to the page and back. `store` may be
/// null: nothing is looked up or kept.
/// **Sends** nothing when the store has the account; otherwise `GET /oauth/request_token`,
/// `POST /oauth/access_token` and `GET /oauth/identity`, one of each.
/// **Errors** `bad_params`, naming what is missing; those of the handler and of both steps
/// (`oauth_node`), among them `authentication_error` when the user says no; those of the store while it is
/// looked at. Once the tokens are there nothing is thrown any more: see `signed_in`.
/// **Cancellation** any type, until the last step is sent; from then on it goes to its end, so that no grant
/// is lost.
[[nodiscard]] asio::awaitable<signed_in> sign_in(
    client application,
    std::shared_ptr<account::redirect_handler> by,
    std::shared_ptr<account::token_store> store = nullptr,
    const sign_in_params& params = {});

/// A sign-in that has begun: the user is on the way to the page. For services with many users, who come back
/// to another request, perhaps of another process.
struct pending_sign_in {
    /// What `GET /oauth/request_token` gave. Its secret must not leave your side.
    request_token token;
    /// As in `sign_in_params`, without the `~`.
    std::string label;
    /// Where the page sends the user.
    std::string redirect_uri;

    /// Where to send the user.
    [[nodiscard]] std::string url() const { return token.authorize_url(); }

    /// Returns everything as text, secrets included, to be kept as carefully as a password for a quarter of
    /// an hour.
    [[nodiscard]] account::secret save() const;

    /// Reads what `save` has written.
    ///
    /// **Errors** `bad_params` for any other text, also that of a later version.
    [[nodiscard]] static pending_sign_in restore(std::string_view text);
};

/// Begins a sign-in; `params.stored` and `params.time_for_user` do not matter.
///
/// **Sends** one `GET /oauth/request_token`. **Errors** as `oauth_node::request_token`.
[[nodiscard]] asio::awaitable<pending_sign_in>
begin_sign_in(client application, const sign_in_params& params = {});

/// Ends a sign-in with the address that the user came back to, complete or its query.
///
/// **Sends** `POST /oauth/access_token` and `GET /oauth/identity`, one of each.
/// **Errors** as `oauth_node::access_token` and `request_token::verifier_in`; then as `sign_in`.
/// **Cancellation** as `sign_in`.
[[nodiscard]] asio::awaitable<signed_in> finish_sign_in(
    client application,
    const pending_sign_in& begun,
    std::string_view came_back_to,
    std::shared_ptr<account::token_store> store = nullptr);

} // namespace segue::discogs
