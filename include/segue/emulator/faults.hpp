#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace segue::emulator {

/// What can be made to go wrong. Names in fault files are these.
enum class fault_kind {
    // The answer is another one.
    status,         ///< `status` with the service's JSON error body; `body` replaces the message.
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
    // The framing is another one.
    truncated_body,       ///< Half of the promised bytes, then an orderly close.
    wrong_content_length, ///< Content-Length of half the body; all bytes are sent and the connection stays.
    oversized_body,       ///< A JSON object of `bytes` (16 MiB).
    oversized_headers,    ///< `bytes` (65,536) of header lines more.
    chunked,              ///< Transfer-Encoding: chunked in chunks of `bytes` (512).
    continue_first,       ///< An interim 100 answer comes first.
    http10,               ///< HTTP/1.0 without length; the close ends it.
    connection_close,     ///< `Connection: close`, then closed.
    close_after_response, ///< Keep-alive promised, then closed.
    no_rate_headers,      ///< Without the X-Discogs-Ratelimit headers.
    // The time is another one.
    delay,     ///< `delay` (1 s) before the first byte.
    slow_body, ///< The body in pieces of `bytes` (1,024) with `delay` (10 ms) before each.
    // The connection breaks, by RST.
    reset_on_accept,       ///< Before TLS. Counts connections, `method` and `path_prefix` do not apply.
    reset_after_handshake, ///< After TLS. Counts connections, `method` and `path_prefix` do not apply.
    reset_after_request,   ///< The request was read; no byte of an answer.
    reset_in_headers,      ///< In the middle of the head.
    reset_in_body,         ///< In the middle of the body.
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
    /// HTTP status, 0: the kind's own (`status`: 500).
    int status = 0;
    /// 0: the kind's own. At most one hour.
    std::chrono::milliseconds delay{0};
    /// 0: the kind's own. At most 256 MiB.
    std::size_t bytes = 0;
    /// Text of the answer, the location of a redirect, or the name of an encoding; empty: the kind's own.
    std::string body{};
};

/// The name of a kind, as in fault files.
[[nodiscard]] std::string_view to_string(fault_kind kind) noexcept;

/// Reads a JSON array of faults: `[{"kind": "status", "status": 503, "path_prefix": "/releases", "count":
/// 2}]`.
///
/// Keys are the members of `fault`, only `kind` is required; `delay_ms` stands for `delay`, in milliseconds.
/// **Errors** `std::invalid_argument` naming the entry and the key: not JSON, unknown kind or key, bad value.
[[nodiscard]] std::vector<fault> parse_faults(std::string_view json);

} // namespace segue::emulator
