#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace segue::discogs {

/// What may be wrong with a client's way to the service, its credentials or its account.
enum class finding_kind : unsigned char {
    /// No answer at all: names, network, proxy, certificates, or time was up.
    unreachable,
    /// Something in front of the service answers in its place, with a page for people.
    blocked,
    /// The service answers, but with a failure of its own.
    service_failed,
    /// The quota of this address is used up, by others than this client.
    rate_limited,
    /// The program's name is the SDK's own, which others use too.
    generic_user_agent,
    /// The client has no credentials.
    no_credentials,
    /// The credentials are an application's: good for the database, nobody's account.
    no_user,
    /// This machine's clock is far from the service's; signed requests fail.
    clock_skew,
    /// The service did not take the request's nonce or its time.
    nonce_refused,
    /// The service did not take the request's signature: a wrong secret, or a method that it does not know.
    signature_refused,
    /// The service does not know the token, key or secret.
    credentials_refused,
    /// Credentials were sent, and the service grants the quota of strangers: it ignored them.
    anonymous_tier,
    /// The token is of another account than the one expected.
    other_account,
    /// The account may not do what was tried.
    missing_permission,
};

/// Returns the kind's name, `clock_skew` and the like.
std::string_view to_string(finding_kind kind) noexcept;

/// One thing that is wrong.
struct finding {
    finding_kind kind = finding_kind::unreachable;
    /// What was seen, in words; never holds a token or secret.
    std::string what;
    /// What to do about it.
    std::string next_step;
};

/// What `client::diagnose` found out.
struct diagnosis {
    /// Empty on a healthy account; the cause of the others comes first.
    std::vector<finding> findings;
    /// Whose credentials the client has; unknown when the service did not say.
    std::optional<std::string> username;
    /// Requests a minute that the service grants.
    std::optional<int> limit;
    /// How far this machine's clock runs ahead of the service's, which tells whole seconds; negative when it
    /// is behind.
    std::optional<std::chrono::seconds> clock_ahead;

    /// Whether nothing is wrong.
    [[nodiscard]] bool healthy() const noexcept { return findings.empty(); }
    /// Whether this is among the findings.
    [[nodiscard]] bool has(finding_kind kind) const noexcept;
};

/// Writes a diagnosis for people, a line or two for each finding.
std::string to_string(const diagnosis& d);

/// What a diagnosis is to expect.
struct diagnose_params {
    /// The account whose credentials the client is meant to have. Unset: any.
    std::optional<std::string_view> username{};
    /// How far the clocks may be apart. Default 60 s, at least 1 s.
    std::chrono::seconds clock_tolerance{60};
};

static_assert(std::is_trivially_destructible_v<diagnose_params>);

} // namespace segue::discogs
