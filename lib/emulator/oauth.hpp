#pragma once

#include "accounts.hpp"
#include "message.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

// OAuth 1.0a as the service does it: two token legs that answer in text, a page for the user in between, and
// signed calls.
namespace segue::emulator {

/// A request as signatures see it.
struct signed_message {
    std::string method{};
    /// `host/path`, without scheme: the emulator may stand behind either.
    std::string address{};
    /// Of the Authorization header, the query and a form body together, decoded; without `realm`.
    query_list parameters{};

    [[nodiscard]] std::string_view value(std::string_view name) const noexcept;
};

[[nodiscard]] signed_message read_signed(const request& asked);

/// What a request must be signed with: `PLAINTEXT`, `HMAC-SHA1` or `HMAC-SHA256`, as the message says. Empty
/// for an unknown method. `scheme` does not matter to the first.
[[nodiscard]] std::string signature_of(
    const signed_message& message,
    std::string_view scheme,
    std::string_view consumer_secret,
    std::string_view token_secret);

/// Text that a token leg refuses with.
struct oauth_refusal {
    int status = 401;
    std::string text{};
};

/// Hands out tokens, and knows whose they are.
class oauth_desk {
public:
    using time_point = std::chrono::system_clock::time_point;

    oauth_desk(std::uint64_t seed, accepted_credentials good);

    /// How long request tokens are good from now on; 15 minutes at first.
    void set_token_life(std::chrono::milliseconds life) noexcept { token_life_ = life; }

    struct issued {
        std::string token{};
        std::string secret{};
    };
    /// First leg. Either tokens or a refusal.
    [[nodiscard]] std::pair<issued, std::optional<oauth_refusal>>
    request_token(const signed_message& message, time_point now);
    /// Third leg.
    [[nodiscard]] std::pair<issued, std::optional<oauth_refusal>>
    access_token(const signed_message& message, time_point now);

    /// The user agrees; the verifier, or nothing when the token is unknown, used or too old.
    [[nodiscard]] std::optional<std::string>
    authorize(std::string_view request_token, account& by, time_point now);
    /// Where the page of a request token leads afterwards; `oob` for a page that shows the verifier.
    [[nodiscard]] std::optional<std::string> callback_of(std::string_view request_token) const;

    /// Whether the consumer is ours; what else is wrong with the request does not matter.
    [[nodiscard]] bool knows_consumer(const signed_message& message) const;
    struct signer {
        /// Whether the request is signed well: nonce, time and signature.
        bool valid = false;
        /// Null when it is signed by an application alone.
        account* user = nullptr;
    };
    /// Takes note of the nonce: the same request again is a replay.
    [[nodiscard]] signer identify(const signed_message& message, time_point now);

private:
    struct pending {
        std::string secret{};
        std::string callback{};
        std::string verifier{};
        account* user = nullptr;
        time_point until{};
    };
    struct granted {
        std::string secret{};
        account* user = nullptr;
    };
    [[nodiscard]] issued make_token();
    [[nodiscard]] std::optional<oauth_refusal> refuse(
        const signed_message& message,
        std::initializer_list<std::string_view> required,
        std::string_view token_secret);
    [[nodiscard]] bool is_signed(const signed_message& message, std::string_view token_secret) const;
    /// Whether the nonce is short enough and new.
    [[nodiscard]] bool spend_nonce(const signed_message& message);

    accepted_credentials good_;
    std::chrono::milliseconds token_life_{std::chrono::minutes{15}};
    number_source numbers_;
    std::map<std::string, pending, std::less<>> pending_{};
    std::map<std::string, granted, std::less<>> granted_{};
    std::set<std::pair<std::string, std::string>> nonces_{};
};

} // namespace segue::emulator
