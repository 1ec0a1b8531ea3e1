#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segue::emulator {

/// What can be made to go wrong. Names in fault files are these; in brackets what an unset member means.
enum class fault_kind {
    // The answer is another one.
    status,      ///< `status` (500) with the service's JSON error body; `body` replaces the message.
    retry_after, ///< `status` (429) with `Retry-After: body` (1), any text. `date+30` and `date-30` are the
                 ///< HTTP date so many seconds from now. With another status it is carried out like `status`.
    refused_bare,   ///< 429 without rate headers and `Retry-After`; `body` replaces the message.
    html_page,      ///< `status` (503) with an HTML page and no rate headers, as a gateway in front would.
    empty_body,     ///< `status` (200) and no body.
    not_json,       ///< `status` (200), JSON content type, text that is not JSON (`body` replaces it).
    truncated_json, ///< Correct HTTP, but the JSON stops half way.
    wrong_kind,     ///< An array where an object belongs.
    redirect, ///< `status` (302) with `Location: body`; default https://redirected.invalid/ and the target.
    retyped_fields,  ///< Every member but ids has a type that it never has.
    null_fields,     ///< Every member but ids is null.
    numbers_as_text, ///< Every number but ids arrives as text.
    // The packing is another one. The first two apply to answers that are packed.
    bad_gzip,         ///< Bytes in the middle are wrong.
    truncated_gzip,   ///< Correct HTTP, but the packed data stop half way.
    unasked_gzip,     ///< Packed although the request did not ask for it.
    gzip_bomb,        ///< Packed small, unpacks to a JSON object of `bytes` (128 MiB).
    unknown_encoding, ///< `Content-Encoding` of a name (`body`, default `br`) and plain bytes.
    // The list is another one. Only requests of lists match and count.
    short_page,    ///< The page lacks three items (or one, of a page of three or fewer); more pages follow.
    empty_page,    ///< The page has no items, yet its `next` stays.
    loop_page,     ///< `urls.next` names the same page.
    drifting_list, ///< Each request of the list inserts one item at its front, seen by the next request.
    // The rate headers are others.
    no_rate_headers,  ///< Without the X-Discogs-Ratelimit headers.
    rate_headers,     ///< Limit, used and remaining are `body`, three texts with commas; an empty one is left
                      ///< out (`-1,99999999999999999999,NaN`).
    old_rate_headers, ///< Those of the request before this one, as when answers overtake each other.
    // The framing is another one.
    truncated_body,       ///< Half of the promised bytes, then an orderly close.
    wrong_content_length, ///< Content-Length of half the body; all bytes are sent and the connection stays.
    bad_content_length,   ///< Content-Length is `body` (-1); all bytes are sent, then an orderly close.
    oversized_body,       ///< A JSON object of `bytes` (16 MiB).
    oversized_headers,    ///< `bytes` (65,536) of header lines more.
    chunked,              ///< Transfer-Encoding: chunked in chunks of `bytes` (512).
    continue_first,       ///< An interim 100 answer comes first.
    early_hints,          ///< So many interim 103 answers come first: `bytes` (3), at most 1,000.
    http10,               ///< HTTP/1.0 without length; the close ends it.
    connection_close,     ///< `Connection: close`, then closed.
    close_after_response, ///< Keep-alive promised, then closed.
    // The time is another one.
    delay_on_accept,   ///< `delay` (1 s) before the server reads a byte of a connection; TLS waits too.
    delay,             ///< `delay` (1 s) before the first byte of the answer.
    slow_head,         ///< The head in pieces of `bytes` (16) with `delay` (10 ms) before each.
    delay_before_body, ///< `delay` (1 s) between head and body.
    delay_in_body,     ///< `delay` (1 s) in the middle of the body.
    slow_body,         ///< The body in pieces of `bytes` (1,024) with `delay` (10 ms) before each.
    // The connection ends, by RST where the name says so.
    reset_on_accept,       ///< Before TLS.
    reset_in_handshake,    ///< After the first bytes of the client, before any of the server.
    reset_after_handshake, ///< After TLS, before a request is read.
    reset_in_request,      ///< The request's head was read, its body was not; nothing was carried out.
    reset_after_request,   ///< The request was read; no byte of an answer.
    close_after_request,   ///< The same, but by an orderly close.
    reset_in_headers,      ///< In the middle of the head.
    reset_in_body,         ///< In the middle of the body.
    half_close, ///< FIN without close_notify in the middle of the body; the server goes on reading.
};

/// One fault and when it strikes. All faults that strike the same request apply: first those that change what
/// is said, then packing, then those of framing, time and connection, each group in the order of addition.
struct fault {
    /// What goes wrong.
    fault_kind kind = fault_kind::status;
    /// A path of the API as its documentation spells it, `/releases/{id}`, or a method and a path,
    /// `GET /releases/{id}`; empty: any.
    std::string route{};
    /// Upper-case method; empty: any.
    std::string method{};
    /// Beginning of the path without its query; empty: any.
    std::string path_prefix{};
    /// The first matching request (or connection) that is struck, counted from 1 since the fault was added.
    int from = 1;
    /// How many are struck from there on; 0: all.
    int count = 1;
    /// Strikes every nth matching request from `from` on. At least 1.
    int every = 1;
    /// Strikes one that is due with this probability, 0 to 1; which ones depends on the emulator's seed.
    double probability = 1;
    /// HTTP status, 0: the kind's own.
    int status = 0;
    /// 0: the kind's own. At most one hour.
    std::chrono::milliseconds delay{0};
    /// 0: the kind's own. At most 256 MiB.
    std::size_t bytes = 0;
    /// Text of the answer or of the header that the kind is about; empty: the kind's own.
    std::string body{};
    /// Whether the service carries the request out before the fault strikes, so that a write takes effect;
    /// unset: the kind's own. Only kinds whose `fault_kind_info::may_choose_handled` is true take a value,
    /// and `retry_after` with a status other than 429.
    std::optional<bool> handled{};
};

/// Where in an exchange a fault strikes.
enum class fault_step {
    connect,     ///< When the connection is made.
    tls,         ///< Between the first byte of the handshake and the first request.
    before_head, ///< Between the first byte of the request and the first of the answer.
    in_head,     ///< In status line and header fields, or in their place.
    in_body,     ///< In the body, or in what it says.
    after,       ///< After the last byte.
};

/// What is to be known of a kind before it strikes.
struct fault_kind_info {
    fault_kind kind = fault_kind::status;
    /// Its name, as in fault files.
    std::string_view name{};
    fault_step step = fault_step::in_head;
    /// Whether the service carries the request out, so that a write takes effect, unless `fault::handled`
    /// says otherwise. False also where no request gets that far.
    bool handled = true;
    /// Whether `fault::handled` may say otherwise.
    bool may_choose_handled = false;
    /// Counts connections; `route`, `method` and `path_prefix` do not apply.
    bool by_connection = false;
    /// Only requests of lists match and count.
    bool lists_only = false;
    /// Whether what comes is correct HTTP with a body that says the same as without the fault: a client with
    /// time must get its answer.
    bool benign = false;
};

/// All kinds, in the order of their enumeration: for tests that leave none out.
[[nodiscard]] std::span<const fault_kind_info> fault_kinds() noexcept;

/// What is known of that kind.
[[nodiscard]] const fault_kind_info& info_of(fault_kind kind) noexcept;

/// The name of a kind, as in fault files.
[[nodiscard]] std::string_view to_string(fault_kind kind) noexcept;

[[nodiscard]] std::string_view to_string(fault_step step) noexcept;

/// Reads a JSON array of faults: `[{"kind": "status", "status": 503, "path_prefix": "/releases", "count":
/// 2}]`.
///
/// Keys are the members of `fault`, only `kind` is required; `delay_ms` stands for `delay`, in milliseconds.
/// **Errors** `std::invalid_argument` with line and column of what is not JSON, else with the JSON pointer of
/// the offender, what was expected and what was found.
[[nodiscard]] std::vector<fault> parse_faults(std::string_view json);

/// Reads a file for `parse_faults`.
///
/// **Errors** `std::invalid_argument` naming the file and what `parse_faults` says; also when it cannot be
/// read.
[[nodiscard]] std::vector<fault> load_faults(const std::string& path);

} // namespace segue::emulator
