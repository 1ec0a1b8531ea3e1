#pragma once

#include <segue/account/secret.hpp>
#include <segue/http/request.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// OAuth 1.0a by RFC 5849: what stands in the Authorization field of a request. No clock, no dice, no
/// network.
namespace segue::account {

enum class oauth1_method : unsigned char { plaintext, hmac_sha1, hmac_sha256, rsa_sha1 };

/// Returns the word on the wire, `HMAC-SHA1`.
std::string_view to_string(oauth1_method how) noexcept;

/// Encodes by 3.6: letters, digits and `-._~` stay, all else becomes `%XX`.
std::string oauth1_encode(std::string_view text);

/// Names and values, decoded; a name may come several times.
using oauth1_params = std::vector<std::pair<std::string, std::string>>;

/// What signs: an application, and with token and its secret a user.
struct oauth1_keys {
    oauth1_method how = oauth1_method::plaintext;
    secret consumer_key{};
    secret consumer_secret{};
    secret token{};
    secret token_secret{};
    /// PEM, for `rsa_sha1` alone; the secrets are of no use there.
    secret rsa_key{};
};

/// What makes a request one of its kind.
struct oauth1_stamp {
    /// At most 64 characters.
    std::string nonce;
    /// Seconds since 1970.
    std::int64_t timestamp = 0;
};

/// Fills memory with random bytes.
using random_source = std::function<void(std::span<unsigned char>)>;

/// The operating system's, by way of OpenSSL. Throws `std::runtime_error` when there are none.
void system_random(std::span<unsigned char> room);

/// Makes a stamp: 16 random bytes in hex, and the second that has begun, never the one to come.
oauth1_stamp
make_oauth1_stamp(std::chrono::system_clock::time_point today, const random_source& random = system_random);

/// Makes the text that is signed, by 3.4.1: method, URL without query, and all parameters of the query, of a
/// form in the body and of `own`, sorted. `realm` and `oauth_signature` are no part of it.
std::string oauth1_base_string(const http::request& r, const oauth1_params& own);

/// Signs a base string by 3.4.2 to 3.4.4; not yet encoded for the header field.
///
/// Throws `std::invalid_argument` for an RSA key that is none, without a word of it.
std::string oauth1_signature(const oauth1_keys& keys, std::string_view base_string);

/// Makes the value of the Authorization field. `more` are parameters of a token's leg, `oauth_callback` and
/// `oauth_verifier`. A secret is never among them; the PLAINTEXT signature is made of the secrets. Whoever
/// gets the value wipes it.
std::string oauth1_authorization(
    const http::request& r,
    const oauth1_keys& keys,
    const oauth1_stamp& stamp,
    const oauth1_params& more = {});

} // namespace segue::account
