#pragma once

#include "message.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace segue::emulator {

/// What happens to the connection after the bytes.
enum class ending {
    keep,
    close,
    reset,
    half_close, ///< No more is sent, what comes is read.
};

/// Where the bytes stop.
enum class cut { nowhere, before_head, in_head, in_body };

/// How the end of the body is told.
enum class framing { length, chunked, until_close };

/// An answer on its way to the wire; faults change it before it is framed.
struct exchange {
    response answer{};
    framing frame = framing::length;
    /// The server's wall clock, for dates in headers.
    std::chrono::system_clock::time_point wall{};
    /// The rate headers of the request before this one, if they are known.
    header_list earlier_rates{};
    /// Replaces the true length in Content-Length.
    std::optional<std::string> promised_length{};
    /// Most body bytes that are sent.
    std::optional<std::size_t> sent_length{};
    std::size_t chunk_bytes = 512;
    bool interim_continue = false;
    /// So many 103 answers come first.
    std::size_t interim_hints = 0;
    bool http10 = false;
    /// A HEAD request gets no body.
    bool head_only = false;
    /// What the Connection header says: false is `close`.
    bool promise_keep_alive = true;
    ending then = ending::keep;
    cut stop = cut::nowhere;
    std::chrono::milliseconds wait{0};
    /// The head in pieces; 0: all at once.
    std::size_t head_piece_bytes = 0;
    std::chrono::milliseconds head_pause{0};
    /// Between head and body, and in the middle of the body.
    std::chrono::milliseconds body_wait{0};
    std::chrono::milliseconds middle_wait{0};
    /// Body pieces written one by one; 0: all at once.
    std::size_t piece_bytes = 0;
    std::chrono::milliseconds piece_pause{0};
    std::size_t padding_bytes = 0;
};

/// Exactly what the socket code has to do.
struct wire_plan {
    std::chrono::milliseconds wait{0};
    std::string head{};
    body_text body{};
    /// How much of `body` is sent.
    std::size_t body_bytes = 0;
    std::size_t head_piece_bytes = 0;
    std::chrono::milliseconds head_pause{0};
    std::chrono::milliseconds body_wait{0};
    std::chrono::milliseconds middle_wait{0};
    std::size_t piece_bytes = 0;
    std::chrono::milliseconds piece_pause{0};
    ending then = ending::keep;
};

/// Turns an answer into bytes. `date` is the value of the Date header.
[[nodiscard]] wire_plan frame_answer(const exchange& from, std::string_view date);

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
[[nodiscard]] std::string format_http_date(std::chrono::system_clock::time_point when);

} // namespace segue::emulator
