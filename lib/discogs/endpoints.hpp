#pragma once

#include "traffic/repetition.hpp"

#include <segue/base/error.hpp>
#include <segue/http/request.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segue::discogs {

/// Whose credentials an operation needs.
enum class auth_level : unsigned char {
    none,             ///< Nobody's.
    none_or_more,     ///< Nobody's for what is public; more data, or private data, with them.
    app,              ///< A token, or an application's key and secret.
    user,             ///< An account's.
    owner,            ///< Of the account that owns the thing.
    oauth_application ///< An application's, signed as the steps of OAuth are.
};

/// How long an answer stays good, by what it is.
enum class lifetime_class : unsigned char {
    never,  ///< Not to be kept: writes, downloads, steps of OAuth, the service's own state.
    user,   ///< What an account changes, or its buyers do: 60 s.
    search, ///< 600 s.
    market, ///< Holds prices, offers, or counts that move with them: 6 hours.
    daily,  ///< Grows by the day.
    fixed   ///< Hardly ever changes.
};

/// The service's terms: nothing may be shown that is more than six hours older than on the site. It holds for
/// every class, `fixed` included. **Source** api/discogs.md, A15, 2026.
inline constexpr std::chrono::hours oldest_shown{6};

/// One operation of the API.
struct endpoint {
    /// Its number in the reference: 5 for B5.
    int number;
    std::string_view id;
    http::method method;
    /// Path with `{names}` for what varies.
    std::string_view path;
    auth_level auth;
    traffic::repetition repeating;
    lifetime_class lifetime;
    /// Tags of its answers, see `tags_of`; blank between them.
    std::string_view tags;
    /// Tags that it makes stale, see `dropped_by`.
    std::string_view drops;
};

/// Returns all 63 operations in the order of their numbers.
std::span<const endpoint> all_endpoints() noexcept;

/// Finds an operation by method and path; a query may follow the path, a base URL's own path may not precede.
///
/// **Returns** null for a path that no operation has. **Cost** no allocation.
const endpoint* find_endpoint(http::method method, std::string_view target) noexcept;

/// Whether a request is never answered without a user's credentials, whoever's.
bool needs_user(const endpoint& e, std::string_view target) noexcept;

/// Tells how long an answer may be kept; zero: not at all.
std::chrono::seconds lifetime_of(const endpoint& e) noexcept;

/// Names what a read shows, so that a write can name what it changed and a user what to forget.
///
/// A tag is `kind:id` with the parts that matter behind it: `release:249504`, `user:some_one:collection`,
/// `search`. User names are decoded and in lower case, because the service does not tell `Bob` from `bob`.
/// An answer whose prices follow the account's currency has the tag `currency`, unless the query names one.
std::vector<std::string> tags_of(const endpoint& e, std::string_view target);

/// Names what a write makes stale; empty for reads.
///
/// `body` is the request's: it tells the release that a listing offers. Where that is not known, what all
/// releases say about offers is dropped. Tags hold user names and may be dropped whoever's entries they are
/// on.
std::vector<std::string> dropped_by(const endpoint& e, std::string_view target, std::string_view body = {});

/// Tells the most attempts that make sense after a failure; nothing when the usual number does. A search that
/// was too heavy will be too heavy again, unless the service was busy just then.
std::optional<int> attempts_worth_making(const endpoint& e, const failure& why) noexcept;

} // namespace segue::discogs
