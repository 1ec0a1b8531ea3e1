#pragma once

#include "accounts.hpp"
#include "message.hpp"
#include "window.hpp"

#include <segue/emulator/oauth2.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A provider of OAuth 2 that stands beside the API: RFC 6749 with 6750, 7009, 7636, 8252, 8628 and 9207, and
// the spelling of Deezer. Here is what it decides; oauth2_answers.cpp has its pages and bodies.
namespace segue::emulator {

/// How names are spelled: as the RFCs have them, or like Deezer.
enum class oauth2_dialect { standard, deezer };

/// A word of the RFCs, and a sentence.
struct oauth2_refusal {
    std::string error{};
    std::string description{};
    int status = 400;
};

/// Whether a path is one of the provider's.
[[nodiscard]] bool is_oauth2_path(std::string_view path) noexcept;

/// Says which member makes no sense, and why; empty: none.
[[nodiscard]] std::string problem_of(const oauth2_params& params);

/// A client as it is registered.
struct oauth2_client {
    std::string id{};
    /// Empty: a public client.
    std::string secret{};
};

/// What the page is asked for, once it is known that the browser may be sent back.
struct oauth2_authorization {
    oauth2_dialect dialect = oauth2_dialect::standard;
    std::string client_id{};
    std::string redirect_uri{};
    /// The redirect URI as it was sent; empty when it was not.
    std::string sent_redirect_uri{};
    bool is_implicit = false;
    std::string scope{};
    std::string state{};
    /// Empty: no proof key.
    std::string challenge{};
    /// Whether the challenge is a hash of the verifier.
    bool is_hashed = false;
    /// Why there is nothing to agree to.
    std::optional<oauth2_refusal> refused{};
};

struct oauth2_tokens {
    std::string access_token{};
    /// Empty: none.
    std::string refresh_token{};
    std::string scope{};
    /// Zero: for ever; only Deezer's `offline_access` has that.
    std::chrono::seconds life{0};
    /// Null for a client's own token.
    const account* user = nullptr;
};

template <class Given>
struct oauth2_outcome {
    Given given{};
    std::optional<oauth2_refusal> refused{};
};

struct oauth2_device {
    std::string device_code{};
    std::string user_code{};
    std::chrono::seconds life{0};
    std::chrono::seconds interval{0};
};

/// Whom an access token stands for.
struct oauth2_holder {
    const account* user = nullptr;
    std::string client_id{};
    std::string scope{};
    std::chrono::seconds left{0};
};

/// Hands out codes and tokens, and knows whose they are. Times are the server's, so that no change of the
/// date ends anything.
class oauth2_desk {
public:
    oauth2_desk(std::uint64_t seed, oauth2_params params);

    /// Says where the provider is.
    void name_base(std::string base_url) { base_url_ = std::move(base_url); }
    [[nodiscard]] const std::string& base_url() const noexcept { return base_url_; }
    [[nodiscard]] std::string issuer() const { return base_url_ + "/oauth2"; }
    [[nodiscard]] const oauth2_client& confidential_client() const noexcept { return confidential_; }
    [[nodiscard]] const oauth2_client& public_client() const noexcept { return public_; }
    [[nodiscard]] std::string password_of(const account& user) const;
    /// Lets time go by for codes and tokens; a hundred years in all are the most.
    void advance(std::chrono::milliseconds by) noexcept;

    /// Nothing when client or redirect URI are not known: then the browser must not be sent anywhere.
    [[nodiscard]] std::optional<oauth2_authorization>
    read_authorization(const query_list& fields, oauth2_dialect dialect) const;
    /// Where the browser goes when the user agrees.
    [[nodiscard]] std::string agree(const oauth2_authorization& to, account& by, server_time now);
    /// Where it goes when the user does not, or when there is nothing to agree to.
    [[nodiscard]] std::string deny(const oauth2_authorization& to) const;

    /// The token endpoint. `authorization` is the header field, empty for none.
    [[nodiscard]] oauth2_outcome<oauth2_tokens>
    redeem(const query_list& form, std::string_view authorization, account_book& accounts, server_time now);
    /// The same with Deezer's names.
    [[nodiscard]] oauth2_outcome<oauth2_tokens> redeem_deezer(const query_list& query, server_time now);
    /// The endpoint where a device's sign-in begins.
    [[nodiscard]] oauth2_outcome<oauth2_device>
    begin_device(const query_list& form, std::string_view authorization, server_time now);
    /// The user types a device's code; false when it is unknown, answered or too old.
    [[nodiscard]] bool
    answer_device(std::string_view user_code, oauth2_answer answer, account& by, server_time now);

    /// A client gives a token back, RFC 7009: everything of its consent ends.
    [[nodiscard]] std::optional<oauth2_refusal>
    revoke(const query_list& form, std::string_view authorization);
    /// A user takes back everything that was allowed.
    void revoke_consents(const account& of);
    /// Nothing for a token that is unknown, too old or taken back.
    [[nodiscard]] std::optional<oauth2_holder>
    holder_of(std::string_view access_token, server_time now) const;

private:
    /// What one user, or nobody, has allowed to one client, with all codes and tokens that come of it.
    struct consent {
        std::string client_id{};
        account* user = nullptr;
        std::string scope{};
        bool ended = false;
    };
    using consent_id = std::size_t;
    struct code_record {
        consent_id of = 0;
        oauth2_dialect dialect = oauth2_dialect::standard;
        std::string redirect_uri{};
        std::string challenge{};
        bool is_hashed = false;
        server_time until{};
        bool used = false;
    };
    struct access_record {
        consent_id of = 0;
        std::string scope{};
        server_time until{};
    };
    struct refresh_record {
        consent_id of = 0;
        server_time until{};
        bool used = false;
    };
    enum class device_state { waiting, allowed, denied, used };
    struct device_record {
        std::string client_id{};
        std::string user_code{};
        std::string scope{};
        server_time until{};
        std::chrono::seconds interval{0};
        std::optional<server_time> asked_at{};
        device_state state = device_state::waiting;
        account* user = nullptr;
    };
    using outcome = oauth2_outcome<oauth2_tokens>;

    [[nodiscard]] const oauth2_client* find_client(std::string_view id) const noexcept;
    [[nodiscard]] oauth2_outcome<const oauth2_client*>
    authenticate(const query_list& form, std::string_view authorization) const;
    [[nodiscard]] bool is_registered(std::string_view redirect_uri, oauth2_dialect dialect) const;
    [[nodiscard]] std::optional<oauth2_refusal>
    judge(const query_list& fields, std::string_view type, oauth2_authorization& into) const;
    /// The scopes to grant, or nothing for some that may not be asked for.
    [[nodiscard]] std::optional<std::string> read_scope(std::string_view asked) const;
    [[nodiscard]] std::string way_back(const oauth2_authorization& to, query_list answer) const;
    [[nodiscard]] consent_id add_consent(std::string client_id, account* user, std::string scope);
    /// Whether what comes of the consent may be used by the client, at this time.
    [[nodiscard]] bool
    is_good(consent_id of, const oauth2_client& client, server_time until, server_time now) const;
    [[nodiscard]] oauth2_tokens give_access(consent_id of, const std::string& scope, server_time now);
    /// With a refresh token.
    [[nodiscard]] oauth2_tokens give_both(consent_id of, server_time now);

    [[nodiscard]] outcome redeem_code(const query_list& form, const oauth2_client& client, server_time now);
    [[nodiscard]] outcome renew(const query_list& form, const oauth2_client& client, server_time now);
    [[nodiscard]] outcome
    give_to_client(const query_list& form, const oauth2_client& client, server_time now);
    [[nodiscard]] outcome give_for_password(
        const query_list& form, const oauth2_client& client, account_book& accounts, server_time now);
    [[nodiscard]] outcome
    give_to_device(const query_list& form, const oauth2_client& client, server_time now);

    oauth2_params params_;
    std::uint64_t seed_;
    number_source numbers_;
    oauth2_client confidential_{};
    oauth2_client public_{};
    std::string base_url_{};
    std::chrono::milliseconds ahead_{0};
    std::vector<consent> consents_{};
    std::map<std::string, code_record, std::less<>> codes_{};
    std::map<std::string, access_record, std::less<>> access_{};
    std::map<std::string, refresh_record, std::less<>> refresh_{};
    std::map<std::string, device_record, std::less<>> devices_{};
};

} // namespace segue::emulator
