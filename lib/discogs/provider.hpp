#pragma once

#include "account/credentials.hpp"
#include "account/oauth1.hpp"
#include "discogs/endpoints.hpp"
#include "traffic/provider.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace segue::discogs {

/// How OAuth is done.
struct oauth_settings {
    account::oauth1_method how = account::oauth1_method::plaintext;
    /// The page where users agree.
    std::string authorize_url{};
};

/// What is Discogs' own in a request's life: the Authorization field, the quota headers, the error bodies.
class discogs_provider : public traffic::provider {
public:
    /// `path_prefix` stands before every path, see `client_settings`.
    discogs_provider(account::credentials c, std::string path_prefix, oauth_settings oauth = {});

    void sign(http::request& r, std::chrono::system_clock::time_point today) const override;
    std::optional<failure> refusal_of(const http::request& r) const override;
    std::optional<failure>
    judge(const http::response& answer, std::chrono::system_clock::time_point today) const override;
    std::optional<failure> judge_sense(const http::response& answer) const override;
    traffic::quota_reading
    read_quota(const http::response& answer, std::chrono::system_clock::time_point today) const override;
    void note_clock(
        const http::response& answer, std::chrono::system_clock::time_point begun) const noexcept override;
    traffic::tier limit_tier() const noexcept override;
    std::string_view account() const noexcept override { return account_; }
    traffic::repetition repetition_of(const http::request& r) const noexcept override;
    std::optional<int>
    attempts_worth_making(const http::request& r, const failure& why) const noexcept override;
    std::chrono::seconds lifetime_of(const http::request& r) const noexcept override;
    std::vector<std::string> tags_of(const http::request& r) const override;
    std::vector<std::string> changed_by(const http::request& r) const override;

    /// The same for another account.
    std::shared_ptr<const discogs_provider> for_account(account::credentials c) const;

    /// What requests are signed with.
    account::credentials::kind signs_with() const noexcept { return credentials_.is; }
    /// The keys of the application, without a token; empty where the client has none.
    account::oauth1_keys application_keys() const;
    /// How far the service's clock is ahead of ours; zero where they are close to each other.
    std::chrono::seconds service_ahead() const noexcept {
        return std::chrono::seconds(service_ahead_.load(std::memory_order_relaxed));
    }
    const std::string& authorize_url() const noexcept { return oauth_.authorize_url; }

private:
    /// What `sign` puts into the field; empty for nobody.
    std::string authorization_of(const http::request& r, std::chrono::system_clock::time_point today) const;
    std::string_view path_of(const http::request& r) const noexcept;
    const endpoint* endpoint_of(const http::request& r) const noexcept;

    account::credentials credentials_;
    std::string account_;
    std::string path_prefix_;
    oauth_settings oauth_;
    mutable std::atomic<std::int64_t> service_ahead_{0};
};

/// Reads an error body in any of the forms that the service or something in front of it uses; never throws.
/// **Returns** the service's message, with its findings behind it; the raw text, cut, when it is none of its
/// own.
std::string error_message(std::string_view body);

} // namespace segue::discogs
