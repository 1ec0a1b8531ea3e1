#pragma once

#include <segue/account/secret.hpp>
#include <segue/account/token_set.hpp>
#include <segue/base/result.hpp>
#include <segue/http/request.hpp>
#include <segue/http/response.hpp>

#include <memory>
#include <string_view>

namespace segue::account::oauth2 {

/// A request to the token or device endpoint, and how its answer is read. A `flow` makes it; `exchange`
/// sends it.
///
/// **Lifetime** a value; copies share what they hold. It holds secrets, in the body or query of `http()`.
class token_request {
public:
    struct parts;

    /// An empty one, of no use; coroutines need it.
    token_request();
    explicit token_request(std::shared_ptr<const parts> held);

    /// Returns what is to be sent, complete.
    const http::request& http() const noexcept;
    /// Tells whether the service may do something that it does once only: redeem a code, change a refresh
    /// token. When the answer to such a request is lost, the same request may be refused afterwards.
    bool single_use() const noexcept;
    /// Returns the same with one header field more, for providers that want the client named there.
    token_request with_header(std::string_view name, std::string_view value) const;

    /// Reads the answer: JSON as RFC 6749 has it, or form-encoded. Numbers may be text; unknown fields are
    /// passed over; a refresh token and scopes that the answer lacks stay what they were.
    ///
    /// **Returns** the tokens. `now` is when the answer came.
    /// **Errors** `sign_in_required` for `invalid_grant` and its kin, `oauth_denied`, `unauthorized` for
    /// `invalid_client`, `bad_request`, `rate_limited`, `server_failed`, by the service's word first and its
    /// status second; `not_json` for HTML, cut or empty answers, `decode_failed` for JSON without a token,
    /// `answer_too_large` above 1 MiB. No message shows a secret of this request, and none the answer's body.
    /// **See** `next_step_of`.
    result<token_set> read(const http::response& answer, wall_time now) const;

private:
    friend const parts& parts_of(const token_request& r) noexcept;

    std::shared_ptr<const parts> parts_;
};

} // namespace segue::account::oauth2
