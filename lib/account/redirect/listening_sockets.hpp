#pragma once

#include "account/redirect/callback.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace segue::account::redirect {

/// Sockets that listen on this machine's own addresses, tied to no execution context: whoever connects before
/// somebody accepts waits in the system's queue. The numbers are closed unless they are taken.
class listening_sockets {
public:
    struct one {
        int number = -1;
        bool v6 = false;
    };

    /// Listens on `host`, one of `127.0.0.1`, `::1` and `localhost`; port 0 lets the system choose. Throws
    /// `redirect_errc::listen_failed`.
    listening_sockets(const std::string& host, std::uint16_t port);
    ~listening_sockets();
    listening_sockets(const listening_sockets&) = delete;
    listening_sockets& operator=(const listening_sockets&) = delete;

    std::uint16_t port() const noexcept { return port_; }

    /// Hands the sockets over.
    std::vector<one> take() noexcept;

private:
    void close() noexcept;
    bool try_both();

    std::vector<one> open_;
    std::uint16_t port_;
};

} // namespace segue::account::redirect
