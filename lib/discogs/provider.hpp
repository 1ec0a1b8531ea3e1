#pragma once

#include "account/credentials.hpp"
#include "discogs/endpoints.hpp"
#include "traffic/provider.hpp"

namespace segue::discogs {

/// What is Discogs' own in a request's life: the Authorization field, the quota headers, the error bodies.
class discogs_provider : public traffic::provider {
public:
    /// `path_prefix` stands before every path, see `client_settings`.
    discogs_provider(account::credentials c, std::string path_prefix);

    void sign(http::request& r) const override;
    std::optional<failure>
    judge(const http::response& answer, std::chrono::system_clock::time_point today) const override;
    std::optional<failure> judge_sense(const http::response& answer) const override;
    traffic::quota_reading
    read_quota(const http::response& answer, std::chrono::system_clock::time_point today) const override;
    traffic::tier limit_tier() const noexcept override;
    std::string_view account() const noexcept override { return account_; }
    traffic::repetition repetition_of(const http::request& r) const noexcept override;
    std::optional<int>
    attempts_worth_making(const http::request& r, const failure& why) const noexcept override;
    std::chrono::seconds lifetime_of(const http::request& r) const noexcept override;
    std::vector<std::string> tags_of(const http::request& r) const override;
    std::vector<std::string> changed_by(const http::request& r) const override;

private:
    std::string_view path_of(const http::request& r) const noexcept;
    const endpoint* endpoint_of(const http::request& r) const noexcept;

    account::credentials credentials_;
    std::string account_;
    std::string path_prefix_;
};

/// Reads an error body in any of the forms that the service or something in front of it uses; never throws.
/// **Returns** the service's message, with its findings behind it; the raw text, cut, when it is none of its
/// own.
std::string error_message(std::string_view body);

} // namespace segue::discogs
