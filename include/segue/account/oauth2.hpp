#pragma once

#include <segue/account/device_grant.hpp>
#include <segue/account/pending_grant.hpp>
#include <segue/account/token_request.hpp>
#include <segue/account/token_set.hpp>
#include <segue/base/result.hpp>

#include <chrono>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace segue::account::oauth2 {

/// Where a provider does what, as absolute URLs; empty where it does not.
///
/// `https`, or `http` on a loopback host; the redirect may have a scheme of the application's own.
struct endpoints {
    /// Opened in the user's browser.
    std::string_view authorize{};
    /// Gives tokens for codes, refresh tokens and credentials.
    std::string_view token{};
    /// Begins a device sign-in.
    std::string_view device{};
    /// Where the browser comes back to; `begin_params::redirect_uri` wins.
    std::string_view redirect{};
};

/// How a provider spells what RFC 6749 names; the defaults are the RFC's. Empty: not sent, not read.
///
/// Deezer, for example: `app_id`, `secret`, `perms`, a comma, no `grant_type`.
struct spelling {
    /// The client's id at the authorization endpoint.
    std::string_view authorize_client_id = "client_id";
    /// The client's id at the other endpoints.
    std::string_view client_id = "client_id";
    std::string_view client_secret = "client_secret";
    /// The redirect URI at the authorization endpoint.
    std::string_view authorize_redirect_uri = "redirect_uri";
    /// The redirect URI where a code is redeemed.
    std::string_view redirect_uri = "redirect_uri";
    std::string_view scope = "scope";
    /// Stands between two scopes.
    std::string_view scope_separator = " ";
    /// `code` or `token`, at the authorization endpoint.
    std::string_view response_type = "response_type";
    std::string_view grant_type = "grant_type";
    /// The code as the callback names it; it is redeemed as `code`.
    std::string_view callback_code = "code";
    /// Names of the access token in the answer; the first that is there counts.
    std::string_view access_token = "access_token";
    std::string_view other_access_token{};
    /// Name of the account's id in the answer.
    std::string_view account_id{};
};

/// How the client shows who it is, RFC 6749 section 2.3.
enum class client_authentication : unsigned char {
    /// Id and secret in the Authorization field. Without a secret the id is in the body.
    basic,
    /// Id and secret in the body.
    body,
};

/// How parameters reach the token endpoint.
enum class token_method : unsigned char {
    /// As the form in the body of a POST.
    post,
    /// In the query of a GET: they come to stand in logs, for providers that know nothing else.
    get,
};

/// What an answer is known by.
enum class state_place : unsigned char {
    /// By the parameter `state`.
    query,
    /// By a segment that is added to the path of the redirect URI, for providers that bring no `state` back.
    path,
};

/// Whether an answer must name its issuer, RFC 9207.
enum class issuer_rule : unsigned char {
    /// When it names one, it must be the right one.
    when_named,
    /// It must.
    always,
};

/// Everything that a flow is made of. Only `client_id` and the endpoints in use are needed.
struct flow_params {
    endpoints at{};
    std::string_view client_id{};
    /// Empty for a public client.
    std::string_view client_secret{};
    client_authentication authentication = client_authentication::basic;
    token_method method = token_method::post;
    /// Asked for when a call names no others.
    std::span<const std::string_view> scopes{};
    pending_grant::challenge challenge = pending_grant::challenge::s256;
    state_place state = state_place::query;
    /// Who issues answers; empty when it is not checked.
    std::string_view issuer{};
    issuer_rule issuer_named = issuer_rule::when_named;
    /// How old a sign-in may be when its answer comes. Default 1 h; at least 1 s.
    std::chrono::seconds grant_lifetime{3600};
    /// The User-Agent field of requests; empty for none.
    std::string_view user_agent{};
    spelling names{};
};

static_assert(std::is_trivially_destructible_v<flow_params>);

/// What one sign-in asks for apart from the flow's own.
struct begin_params {
    /// Scopes in the place of the flow's.
    std::span<const std::string_view> scopes{};
    /// Where the browser comes back to, in the place of the flow's: a port that the system chose, for
    /// example.
    std::string_view redirect_uri{};
    /// Further parameters of the authorization URL, for example `prompt`.
    std::span<const std::pair<std::string_view, std::string_view>> extra{};
};

static_assert(std::is_trivially_destructible_v<begin_params>);

/// Signs accounts in by OAuth 2 (RFC 6749, 7636, 8252, 8628, 9207), with any provider: it makes the URLs and
/// requests, and reads what comes back. It sends nothing and knows no clock; `exchange` sends.
///
///     oauth2::flow flow({.at = {.authorize = "...", .token = "...", .redirect = "..."}, .client_id =
///     "..."}); auto grant = flow.begin_code(now).value();
///     // Open grant.authorize_url() in a browser; later, with the URL it came back to:
///     auto request = flow.finish_code(grant, callback, now).value();
///     token_set tokens = co_await exchange(transport, request);
///
/// **Errors** every function that returns a result: `bad_params`, naming what the flow lacks for it.
/// **Threads** copies share what never changes; any thread may use them.
class flow {
public:
    /// Copies what it is given.
    /// **Errors** `std::invalid_argument`, naming the param: no client id, a URL that is none, clear text to
    /// a host other than this one, a user name or fragment in a URL.
    explicit flow(const flow_params& params);

    /// Begins an authorization code grant, with a fresh state and verifier.
    result<pending_grant> begin_code(wall_time now, const begin_params& params = {}) const;
    /// Begins an implicit grant. For providers that know nothing else: the token comes through the browser.
    result<pending_grant> begin_implicit(wall_time now, const begin_params& params = {}) const;

    /// Reads the answer to `begin_code`: the URL that the browser came back to, its path and query, or its
    /// query or fragment alone.
    ///
    /// **Returns** the request that redeems the code; `grant` is used up by it, and by nothing else: a forged
    /// answer leaves it as it is.
    /// **Errors** `oauth_state_mismatch`: another state, path, host or issuer, or none where one is due.
    /// `oauth_denied`, `sign_in_required` when the grant is used up or too old, `unauthorized`,
    /// `bad_request`, `server_failed` by the service's word, which the message quotes; `decode_failed` for
    /// what is no callback, has no code, or a parameter twice.
    result<token_request> finish_code(pending_grant& grant, std::string_view callback, wall_time now) const;
    /// Reads the answer to `begin_implicit`, from the fragment, or from the query where a page has put it
    /// there. **Returns** the tokens. **Errors** as `finish_code`.
    result<token_set> finish_implicit(pending_grant& grant, std::string_view callback, wall_time now) const;

    /// Asks for a token of the client's own. **Errors** `bad_params` without a secret.
    result<token_request> client_credentials(std::span<const std::string_view> scopes = {}) const;
    /// Asks for a token by the user's name and password; where the provider allows it, and not for new work.
    result<token_request> password(
        std::string_view user, const secret& password, std::span<const std::string_view> scopes = {}) const;
    /// Renews tokens without the user. What the answer lacks is kept: refresh token, scopes, account.
    /// **Errors** `sign_in_required` when there is no refresh token.
    result<token_request>
    refresh(const token_set& tokens, std::span<const std::string_view> scopes = {}) const;

    /// Asks for a user code and a device code.
    result<token_request> begin_device(std::span<const std::string_view> scopes = {}) const;
    /// Reads the answer to `begin_device`. Names in the RFC's spelling or `camelCase`.
    /// **Errors** as `token_request::read`; `decode_failed` for what it lacks.
    result<device_grant> read_device(
        const token_request& asked, const http::response& answer, steady_time now, wall_time today) const;

private:
    struct impl;
    std::shared_ptr<const impl> impl_;
};

/// Returns the challenge of a verifier: itself, or the SHA-256 of it in base64url. **Source** RFC 7636.
std::string code_challenge(std::string_view verifier, pending_grant::challenge method);

} // namespace segue::account::oauth2
