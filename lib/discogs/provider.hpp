#pragma once

#include "account/credentials.hpp"
#include "traffic/provider.hpp"

namespace segue::discogs {

/// What is Discogs' own in a request's life: the Authorization field, the quota headers, the error bodies.
class discogs_provider final : public traffic::provider {
public:
    explicit discogs_provider(account::credentials c);

    void sign(http::request& r) const override;
    std::optional<failure>
    judge(const http::response& answer, std::chrono::system_clock::time_point today) const override;
    traffic::quota_reading
    read_quota(const http::response& answer, std::chrono::system_clock::time_point today) const override;
    traffic::tier limit_tier() const noexcept override;
    std::string_view account() const noexcept override { return account_; }
    bool is_pointless_to_repeat(const failure& why) const noexcept override;

private:
    account::credentials credentials_;
    std::string account_;
};

/// Reads an error body in any of the forms that the service or something in front of it uses; never throws.
/// **Returns** the service's message, with its findings behind it; the raw text, cut, when it is none of its
/// own.
std::string error_message(std::string_view body);

} // namespace segue::discogs
