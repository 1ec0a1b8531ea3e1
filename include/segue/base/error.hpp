#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/error_condition.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace segue {

/// Names what went wrong, one enumerator per thing a caller can act on.
enum class errc {
    /// A param is out of range or contradicts another; nothing was sent. `failure::param` names it.
    bad_params = 1,

    /// The host name does not resolve.
    resolve_failed,
    /// No address of the host accepted a connection.
    connect_failed,
    /// The proxy does not connect on: it refuses, wants other credentials, or is none.
    proxy_refused,
    /// The TLS handshake failed for a reason other than the certificate.
    tls_failed,
    /// The server's certificate is not trusted, has expired or names another host.
    certificate_refused,
    /// The connection broke while the request or its answer was under way.
    connection_lost,

    /// The call's deadline passed.
    deadline_exceeded,
    /// One attempt took longer than the per-attempt limit.
    attempt_timeout,

    /// The answer breaks HTTP, or is cut short.
    malformed_answer,
    /// The answer is not the JSON that was asked for: HTML, empty, cut, or another content type.
    not_json,
    /// The answer's header or body is larger than the configured cap.
    answer_too_large,
    /// A redirect that the SDK does not follow.
    unexpected_redirect,
    /// A list names a next page that does not advance.
    page_loop,
    /// A list moved each time that a local copy of it was read.
    list_moved,

    /// 400 or 415: the service did not understand the request.
    bad_request,
    /// 401: credentials are missing or refused.
    unauthorized,
    /// 403 from the service.
    forbidden,
    /// 403 with an HTML page: something in front of the service blocks this client.
    blocked,
    /// 404.
    not_found,
    /// 404 that is about the account: its seller settings are not filled out. What was asked for may exist.
    seller_settings_missing,
    /// 409: what is asked for is under way already, or stands against what there is.
    conflict,
    /// 422: the service understood and refused.
    unprocessable,
    /// 429: the service counted too many requests.
    rate_limited,
    /// 5xx.
    server_failed,
    /// Any other status outside 2xx.
    unexpected_status,
    /// The service gives no page of a list as far behind as this one, whatever total it states.
    depth_limit,

    /// JSON of the wrong kind: an array where an object was promised.
    decode_failed,

    /// The service, or the user, refuses a step of OAuth: the step's token or verifier is wrong, used or too
    /// old, or the application is not known. `message()` is the service's; begin again with the first step.
    oauth_refused,
    /// A step of OAuth brought no tokens: the answer is no form, is cut, or lacks what `message()` names.
    oauth_malformed,

    /// A write left this machine and its answer never came: it may have happened.
    outcome_unknown,
    /// A write succeeded and its answer could not be read.
    completed_unreadable,

    /// The request queue is full.
    queue_full,
    /// No slot opens before the call's deadline.
    quota_deadline,

    /// So many attempts in a row failed that nothing is sent for now.
    circuit_open,
    /// The client was closed.
    client_closed,
    /// A signed address, of an image for example, is no longer good, or was changed.
    link_expired,
    /// A local file could not be read or written; `failure::cause` says why.
    file_failed,
    /// A replayed tape has another request at this place, or none that fits; see `testing/tape.hpp`.
    unexpected_request,

    /// The user or the service said no to a sign-in.
    oauth_denied,
    /// What came back is not the answer to the sign-in that was begun: another state, place or issuer.
    /// Nothing of it was used.
    oauth_state_mismatch,
    /// Only a user can go on, by signing in: nobody has yet, and the call was not sent, or what the account
    /// was signed in with is no longer good.
    sign_in_required,
};

/// Groups of `errc` that ask the caller for the same reaction. Compare with `code() == condition::x`.
enum class condition {
    /// Trying again later may help.
    transient = 1,
    /// The quota is used up, here or at the service.
    rate_limited,
    /// Credentials are missing or refused.
    unauthorized,
    /// The thing asked for does not exist, or is hidden.
    not_found,
    /// A time limit passed.
    timeout,
};

/// Returns the category of `errc`; its name is "segue".
const boost::system::error_category& error_category() noexcept;
/// Returns the category of `condition`; its name is "segue.condition".
const boost::system::error_category& condition_category() noexcept;

inline boost::system::error_code make_error_code(errc e) noexcept {
    return {static_cast<int>(e), error_category()};
}

inline boost::system::error_condition make_error_condition(condition c) noexcept {
    return {static_cast<int>(c), condition_category()};
}

/// One attempt of a call, as its failure remembers it.
struct attempt_record {
    /// 1 for the first.
    int number = 0;
    /// How it ended; no error for a good answer that did not last, for example one cut by the deadline.
    boost::system::error_code code;
    /// HTTP status; 0 when no answer came.
    int status = 0;
    /// How long passed between the end of the one before and this: the backoff, and the wait for quota.
    std::chrono::milliseconds wait{};
    /// How long it took, from its start to its end.
    std::chrono::milliseconds took{};
};

/// Everything known about a failed call, as a value. `error` carries one; `result<T>` holds one.
///
/// No member ever holds a token, a secret or a signature. Text that came from the service is untrusted.
struct failure {
    /// An `errc`, or the operating system's or TLS library's code for a lost connection's cause.
    boost::system::error_code code;
    /// The method sent, for example `GET`; empty when nothing was to be sent.
    std::string method;
    /// The path and query asked for, without credentials.
    std::string path;
    /// How many requests were handed to the transport for this call.
    int attempts = 0;
    /// The attempts in their order, the last included; empty when nothing was sent.
    std::vector<attempt_record> history;
    /// HTTP status; 0 when no answer came. For `errc::proxy_refused` the proxy's.
    int status = 0;
    /// The service's own message, or a short description of our own.
    std::string message;
    /// The answer's body or its first 2 kB, as received.
    std::string body;
    /// The param at fault, for `errc::bad_params`.
    std::string param;
    /// JSON pointer to the value at fault, for `errc::decode_failed`.
    std::string pointer;
    /// What stood to be read there, for `errc::decode_failed`.
    std::string expected;
    /// What was found there, for `errc::decode_failed`.
    std::string found;
    /// The wait that the service asked for, for 429 and 503.
    std::optional<std::chrono::milliseconds> retry_after;
    /// How long from now a slot could have opened at the earliest, for `quota_error`; when a probe is sent at
    /// the earliest, for `circuit_open_error`; when a retry that the deadline forbade would have begun.
    std::optional<std::chrono::milliseconds> earliest;
    /// The cause below `code`, for example `connection_refused`.
    boost::system::error_code cause;
    /// What the service's clock said when it answered, from the `Date` field.
    std::optional<std::chrono::sys_seconds> service_time;
};

/// Writes a failure on one line: code, method and path, status, the service's message.
std::string describe(const failure& f);

/// Base of everything that a verb throws, but for cancellation (`system_error` with `operation_aborted`).
class error : public boost::system::system_error {
public:
    explicit error(failure f);

    /// Everything known about the failed call.
    const failure& details() const noexcept { return *failure_; }
    /// HTTP status; 0 when no answer came.
    int status() const noexcept { return failure_->status; }
    /// The service's message, untrusted text; or a description of our own.
    const std::string& message() const noexcept { return failure_->message; }

private:
    std::shared_ptr<const failure> failure_;
};

/// No connection could be made or kept: name, address, TLS or reset.
class connection_error : public error {
public:
    using error::error;
};

/// A time limit passed.
class timeout_error : public error {
public:
    using error::error;
};

/// The answer is not what the protocol promises: broken HTTP, HTML for JSON, empty, cut, too large.
class protocol_error : public error {
public:
    using error::error;
};

/// The service answered with a status outside 2xx.
class api_error : public error {
public:
    using error::error;
};

/// 401, and every refusal of a step of OAuth.
class authentication_error : public api_error {
public:
    using api_error::api_error;
};

/// 403.
class forbidden_error : public api_error {
public:
    using api_error::api_error;
};

/// 404.
class not_found_error : public api_error {
public:
    using api_error::api_error;
};

/// 409: the same is under way already, for example another export of the inventory.
class conflict_error : public api_error {
public:
    using api_error::api_error;
};

/// 400, 415 and 422.
class validation_error : public api_error {
public:
    using api_error::api_error;
};

/// 429.
class rate_limit_error : public api_error {
public:
    using api_error::api_error;

    /// The wait that the service asked for, if it named one.
    std::optional<std::chrono::milliseconds> retry_after() const noexcept { return details().retry_after; }
};

/// A list goes no deeper: the service refuses a page that it had named itself. `status()` and `message()` are
/// its own. Narrower filters or another order may show what lies behind.
class depth_limit_error : public api_error {
public:
    using api_error::api_error;
};

/// 5xx.
class server_error : public api_error {
public:
    using api_error::api_error;
};

/// The answer is JSON of the wrong kind; `details()` has pointer, expected and found.
class decode_error : public error {
public:
    using error::error;
};

/// A write left this machine and its answer never came: it may have happened. It is not repeated.
class outcome_unknown : public error {
public:
    using error::error;
};

/// A write succeeded and its answer could not be read; `details().body` has it.
class completed_unreadable : public error {
public:
    using error::error;
};

/// Refused here before anything was sent, because the quota leaves no slot in time.
class quota_error : public error {
public:
    using error::error;

    /// How long from now a slot could have opened at the earliest.
    std::optional<std::chrono::milliseconds> earliest() const noexcept { return details().earliest; }
};

/// Refused here before anything was sent, because so many attempts in a row failed; `message()` says how
/// many, and the last with what.
class circuit_open_error : public error {
public:
    using error::error;

    /// How long from now the service is asked again at the earliest.
    std::optional<std::chrono::milliseconds> earliest() const noexcept { return details().earliest; }
};

/// The client was closed, before the call or while it was under way.
class client_closed_error : public error {
public:
    using error::error;
};

/// A local file could not be read or written. `message()` names it, `details().cause` says why.
class file_error : public error {
public:
    using error::error;
};

/// A sign-in came to no token, or one is needed.
class sign_in_error : public error {
public:
    using error::error;
};

/// A param is out of range or contradicts another; nothing was sent. `details().param` names it.
class bad_params : public error {
public:
    using error::error;
};

/// Throws the child of `error` that fits `f.code`.
[[noreturn]] void throw_failure(failure f);

/// Makes the exception that `throw_failure` would throw.
std::exception_ptr make_exception(failure f);

} // namespace segue

namespace boost::system {

template <>
struct is_error_code_enum<segue::errc> : std::true_type {};

template <>
struct is_error_condition_enum<segue::condition> : std::true_type {};

} // namespace boost::system
