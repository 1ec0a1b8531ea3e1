#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace segue::http {

/// In which form answers are asked for.
enum class compression : unsigned char {
    /// Packed; they are unpacked here. Less than a third of the bytes.
    gzip,
    /// As they are: less work on both sides.
    identity,
};

/// Bounds of the pooled TLS transport. Each client has one pool; copies of the client share it.
struct pool_params {
    /// Most connections open at a time; further requests wait their turn. Default 8; at least 1.
    std::size_t max_connections = 8;
    /// A connection that was idle for longer is closed at its next use. Default 55 s; 0 keeps none.
    std::chrono::milliseconds idle_expiry{55'000};
    /// A connection that was idle for longer is asked whether the peer has closed before it is used again.
    /// Default 1 s; 0 asks every time.
    std::chrono::milliseconds stale_check_after{1'000};
    /// Most bytes of an answer's status line and headers. Default 64 KiB; at least 1 KiB.
    std::uint32_t max_header_bytes = 64 * 1024;
    /// Most bytes of an answer's body that are buffered, packed and unpacked. Default 64 MiB; at least 1.
    /// Sinks are not bounded.
    std::uint64_t max_body_bytes = 64 * 1024 * 1024;
};

static_assert(std::is_trivially_destructible_v<pool_params>);

} // namespace segue::http
