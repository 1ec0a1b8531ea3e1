#pragma once

#include <segue/account/secret.hpp>
#include <segue/account/token_request.hpp>
#include <segue/account/token_set.hpp>
#include <segue/base/result.hpp>
#include <segue/base/time_source.hpp>
#include <segue/http/response.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace segue::account::oauth2 {

/// What a device sign-in wants done next.
struct device_step {
    enum class kind : unsigned char {
        /// Wait until `when`, then ask `next` again.
        wait,
        /// Send `device_grant::request` and hand what comes to `answered` or `unanswered`.
        ask,
        /// `tokens` are here.
        done,
        /// `why` says what ended it.
        failed,
    };

    kind what = kind::wait;
    steady_time when{};
    std::optional<token_set> tokens;
    std::optional<failure> why;
};

/// Signs a device in that has no browser (RFC 8628): the user types a code elsewhere, meanwhile this asks
/// whether it is done. It decides and never waits; `sign_in_device` does both.
///
/// It asks every `interval` seconds, 5 s later each time for good after `slow_down`, twice as slow after an
/// answer that did not come, and never after the code has expired.
/// **Threads** one at a time.
class device_grant {
public:
    struct parts {
        std::string user_code;
        std::string verification_uri;
        std::string verification_uri_complete;
        std::chrono::seconds interval{5};
        steady_time expires_at{};
        steady_time next_at{};
        token_request request;
    };

    /// One that has failed; coroutines need it.
    device_grant() = default;
    explicit device_grant(parts held);

    /// Returns the code to show to the user.
    const std::string& user_code() const noexcept { return parts_.user_code; }
    /// Returns where the user types it.
    const std::string& verification_uri() const noexcept { return parts_.verification_uri; }
    /// Returns the same address with the code in it, for a QR code; empty when the provider gives none.
    const std::string& verification_uri_complete() const noexcept { return parts_.verification_uri_complete; }
    /// Returns how long lies between two questions now.
    std::chrono::seconds interval() const noexcept { return parts_.interval; }
    /// Returns when the code expires.
    steady_time expires_at() const noexcept { return parts_.expires_at; }

    /// Returns what asks whether it is done.
    const token_request& request() const noexcept { return parts_.request; }

    /// Says what to do at this time. Stays `done` or `failed` once it was.
    device_step next(steady_time now) const;
    /// Takes the answer to `request`.
    ///
    /// **Returns** as `next`. **Errors** in `why`: `oauth_denied`; `sign_in_required` when the code has
    /// expired; all others as of `token_request::read`. An answer of 5xx or 429 is as good as none.
    device_step answered(const http::response& answer, steady_time now, wall_time today);
    /// Takes it that no answer came: a lost connection or a time limit slows down, what lasts ends it.
    device_step unanswered(const failure& why, steady_time now);

private:
    device_step over(failure why);
    device_step later(steady_time now, std::chrono::seconds interval);

    parts parts_;
    std::optional<token_set> tokens_;
    std::optional<failure> why_;
};

} // namespace segue::account::oauth2
