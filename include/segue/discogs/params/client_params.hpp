#pragma once

#include <segue/discogs/models/enums.hpp>
#include <segue/http/pool.hpp>
#include <segue/traffic/circuit_breaker.hpp>
#include <segue/traffic/quota_ledger.hpp>
#include <segue/traffic/retry_policy.hpp>

#include <chrono>
#include <optional>
#include <string_view>
#include <type_traits>

namespace segue::discogs {

/// In which form the service sends free text such as profiles and notes.
enum class text_format : unsigned char {
    /// With Discogs markup, `[a=Name]`, `[b]...[/b]`.
    discogs,
    /// Rendered to HTML.
    html,
    /// Without markup.
    plaintext,
};

/// How requests are signed that carry a user's access token, and the steps of OAuth.
enum class signature_method : unsigned char {
    /// `PLAINTEXT`: the secrets themselves, which TLS hides. What Discogs recommends.
    plaintext,
    /// `HMAC-SHA1`.
    hmac_sha1,
    /// `HMAC-SHA256`; Discogs does not name it among those that it takes.
    hmac_sha256,
};

/// Where a client looks for credentials that its params do not give.
enum class credential_source : unsigned char {
    /// The environment: see `client_params::token`, `consumer_key` and `access_token`.
    environment,
    /// Nowhere: without credentials in the params the client is anonymous.
    params_only,
};

/// Everything about a client that has a default; written with designated initialisers.
///
/// Order of precedence: call options, then these params, then the environment, then the defaults below. The
/// constructor copies what the views show. A value out of range throws `std::invalid_argument` there, naming
/// the param; no secret ever stands in a message.
struct client_params {
    /// Personal access token. Unset: `DISCOGS_TOKEN`. It wins over key and secret.
    std::string_view token{};
    /// Key and secret of a registered application: search and image addresses, the higher limit, no user.
    /// Unset: `DISCOGS_CONSUMER_KEY` with `DISCOGS_CONSUMER_SECRET`, or `DISCOGS_API_CONSUMER_KEY` with
    /// `DISCOGS_API_CONSUMER_SECRET`. Half a pair is refused, and a pair is never mixed from two places.
    std::string_view consumer_key{};
    std::string_view consumer_secret{};
    /// What the steps of OAuth gave (`client::oauth`): acts as the user who agreed. Needs the application's
    /// key and secret. Unset: `DISCOGS_ACCESS_TOKEN` with `DISCOGS_ACCESS_TOKEN_SECRET`, or
    /// `DISCOGS_API_ACCESS_TOKEN` with `DISCOGS_API_ACCESS_TOKEN_SECRET`, where the application comes from
    /// the environment too. Half a pair is refused. `token` wins over it, and it over key and secret alone.
    std::string_view access_token{};
    std::string_view access_token_secret{};
    /// How what carries an access token is signed, anew for each attempt. Default PLAINTEXT.
    discogs::signature_method signature_method = signature_method::plaintext;
    /// The page where users agree; `request_token::authorize_url` leads there. https; http for loopback hosts
    /// alone.
    std::string_view authorize_url = "https://www.discogs.com/oauth/authorize";
    /// Whether the environment may give credentials. Default yes.
    credential_source credentials_from = credential_source::environment;

    /// The application's name, version and address: `RecordShelf/1.2 +https://example.org`. The service
    /// requires it and may block generic ones, so those are refused here. Unset: Segue's own.
    std::string_view user_agent{};

    /// Where the service is. https; http for loopback hosts alone. A path is kept as a prefix.
    std::string_view base_url = "https://api.discogs.com";
    /// PEM file with the authorities to trust. Unset: the system's.
    std::string_view ca_file{};

    /// HTTP proxy that all connections go through, by CONNECT: `http://[user:password@]host[:port]`, port 80
    /// unless named. Its credentials go to it alone, the service's never. Unset: `HTTPS_PROXY` or
    /// `https_proxy`, with the exceptions of `NO_PROXY` or `no_proxy`, and never for hosts of this machine.
    /// Empty: no proxy. Of no effect on an injected transport.
    std::optional<std::string_view> proxy{};
    /// In which form answers are asked for. Default gzip.
    http::compression compression = http::compression::gzip;

    /// How long a call may take, the wait for quota included; for pagers each page. Default 5 min, at least
    /// 1 ms. Calls of priority bulk have none unless they bring their own.
    std::chrono::milliseconds deadline{300'000};
    /// How long one attempt may take. Default 30 s, at least 1 ms. While a file is loaded or sent it is the
    /// longest silence: the attempt lasts as long as bytes flow, up to the deadline.
    std::chrono::milliseconds attempt_timeout{30'000};

    /// Form of free text in answers.
    discogs::text_format text_format = text_format::discogs;
    /// Currency of prices where a call names none. Unset: the account's, else USD.
    std::optional<discogs::currency> currency{};

    /// Whether and how the quota is kept: `on`, `off`, `spread`. Default on.
    traffic::rate_limit rate_limit = traffic::rate_limit::on;
    /// Bounds of the quota; its `mode` yields to `rate_limit`. The defaults are the service's own.
    traffic::quota_params quota{};
    /// Most pictures a minute from one host of them; more wait their turn. Default 30, a little less than
    /// what is known to be taken; 0: no limit. `rate_limit` says how it is kept.
    int image_limit = 30;
    /// When and how often failed attempts are repeated.
    traffic::retry_params retry{};
    /// When the client stops asking a service that only fails.
    traffic::breaker_params breaker{};
    /// How long answers are kept by the cache, if the client is given one. Unset: the service's six hours for
    /// the database, ten minutes for searches, a minute for what belongs to a user. At least 0 s.
    std::optional<std::chrono::seconds> cache_lifetime{};
    /// Bounds of the connection pool.
    http::pool_params pool{};
};

static_assert(std::is_trivially_destructible_v<client_params>);

/// Whose account a client acts for, see `client::with_account`. All empty: nobody's, the application alone.
struct account_params {
    /// Personal access token. It wins over the other two.
    std::string_view token{};
    /// What the steps of OAuth gave. Half a pair is refused.
    std::string_view access_token{};
    std::string_view access_token_secret{};
};

static_assert(std::is_trivially_destructible_v<account_params>);

} // namespace segue::discogs
