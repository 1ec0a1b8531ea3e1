#pragma once

#include <segue/account/device_grant.hpp>
#include <segue/account/oauth2.hpp>
#include <segue/account/token_request.hpp>
#include <segue/account/token_set.hpp>
#include <segue/base/time_source.hpp>
#include <segue/http/transport.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <type_traits>

namespace segue::account {

/// Limits of requests to a token endpoint.
struct exchange_params {
    /// Most time for one request. Default 30 s; zero and less send nothing.
    std::chrono::milliseconds deadline{30'000};
};

static_assert(std::is_trivially_destructible_v<exchange_params>);

/// Sends a token request and reads its answer.
///
/// **Sends** `request` once; nothing is repeated, no redirect followed.
/// **Errors** those of `oauth2::token_request::read` and of the transport, as children of `error`;
/// `timeout_error`. `outcome_unknown` when a single-use request left and no answer came, its cause is in
/// `details().cause`: the code or refresh token may be used up. No secret is in any of them.
/// **Cancellation** any type. **Lifetime** it owns what it is given.
/// **Threads** the transport is called on a strand of the caller's executor.
/// **See** `next_step_of` for what helps.
[[nodiscard]] asio::awaitable<token_set> exchange(
    std::shared_ptr<http::transport> transport,
    oauth2::token_request request,
    std::shared_ptr<time_source> time = system_time(),
    exchange_params params = {});

/// Asks the provider for a code that the user types elsewhere, with the flow's scopes.
///
/// **Sends** one request to the device endpoint; nothing is repeated.
/// **Returns** the grant: show its code and address to the user, then `sign_in_device`.
/// **Errors** as `exchange`; `bad_params` when the flow has no such endpoint; `decode_error` for what the
/// answer lacks. **Cancellation** any type. **Lifetime** it owns what it is given.
[[nodiscard]] asio::awaitable<oauth2::device_grant> begin_device(
    std::shared_ptr<http::transport> transport,
    oauth2::flow flow,
    std::shared_ptr<time_source> time = system_time(),
    exchange_params params = {});

/// Asks until the user has allowed or refused a device, or its code expires.
///
/// **Sends** one request per `grant.interval()`, each with the deadline of `params`; the first after one.
/// **Errors** `sign_in_error` with `oauth_denied` or `sign_in_required`, and as `exchange`. A connection that
/// is lost, a time limit, 429 and 5xx slow it down and do not end it.
/// **Cancellation** any type, while it waits too. **Lifetime** it owns what it is given.
[[nodiscard]] asio::awaitable<token_set> sign_in_device(
    std::shared_ptr<http::transport> transport,
    oauth2::device_grant grant,
    std::shared_ptr<time_source> time = system_time(),
    exchange_params params = {});

} // namespace segue::account
