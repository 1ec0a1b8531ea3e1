#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace segue::emulator {

/// Who must bind a code to its sign-in by a proof key, RFC 7636. Whoever begins with one must end with it.
enum class pkce_rule {
    /// Clients without a secret.
    public_clients,
    /// Clients with a secret too.
    everybody,
    /// None; those that bring one are still held to it.
    nobody,
};

/// What a renewal does to the refresh token.
enum class refresh_rule {
    /// It gives a new one. An old one that comes again ends all tokens of that consent.
    rotate,
    /// It stays good; the answer does not repeat it.
    keep,
};

/// Whether answers through the browser name their issuer, RFC 9207.
enum class issuer_naming {
    /// They do not.
    off,
    /// `iss` stands in each, refusals too; not in Deezer's spelling.
    on,
};

/// What a user does on a page.
enum class oauth2_answer {
    /// Agrees to what is asked.
    authorize,
    /// Refuses it.
    deny,
};

/// Settings of the provider of OAuth 2. No time is negative or longer than 366 days; zero: never good.
struct oauth2_params {
    /// Where browsers may be sent back to, exactly; on a loopback host with any port. With Deezer's spelling
    /// also below it. Not empty; no fragments.
    std::vector<std::string> redirect_uris{
        "http://127.0.0.1/callback",
        "http://[::1]/callback",
        "http://localhost/callback",
        "https://app.example/callback"};
    /// Scopes that may be asked for; who asks for none gets the first. Empty: any, and `identity`.
    std::vector<std::string> scopes{};
    /// Who needs a proof key.
    pkce_rule pkce = pkce_rule::public_clients;
    /// What a renewal does to the refresh token.
    refresh_rule refresh = refresh_rule::rotate;
    /// Whether answers through the browser name their issuer.
    issuer_naming issuer = issuer_naming::off;
    /// How long a code may be redeemed.
    std::chrono::milliseconds code_life{60'000};
    /// How long access tokens are good.
    std::chrono::milliseconds token_life{3'600'000};
    /// How long refresh tokens are good.
    std::chrono::milliseconds refresh_life{2'592'000'000};
    /// How long a device's codes are good.
    std::chrono::milliseconds device_life{1'800'000};
    /// How long a device waits between two questions; each that comes too early makes it 5 s more. Zero to
    /// five minutes.
    std::chrono::seconds device_interval{5};
};

/// What a client needs to know of the provider; all but the URLs depends on the seed only.
struct oauth2_registration {
    /// The page that a browser opens.
    std::string authorize_url{};
    /// Gives tokens for codes, refresh tokens, passwords and device codes.
    std::string token_url{};
    /// Begins a device's sign-in.
    std::string device_url{};
    /// Takes a token back.
    std::string revoke_url{};
    /// Says whose a token is.
    std::string me_url{};
    /// What `iss` says where answers name their issuer.
    std::string issuer{};
    /// The page, spelled as Deezer does.
    std::string deezer_authorize_url{};
    /// Gives tokens for codes of that page, and of no other.
    std::string deezer_token_url{};
    /// A client with a secret.
    std::string client_id{};
    /// Its secret.
    std::string client_secret{};
    /// A client without one.
    std::string public_client_id{};
    /// The password of `emulator::username()`.
    std::string password{};
};

} // namespace segue::emulator
