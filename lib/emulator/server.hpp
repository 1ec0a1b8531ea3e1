#pragma once

#include "engine.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace segue::emulator {

/// Where and how to listen. Addresses are checked already.
struct server_settings {
    std::string address{};
    std::uint16_t port = 0;
    int threads = 1;
    bool tls = true;
    std::string chain_file{};
    std::string key_file{};
};

/// The sockets: accepts, speaks TLS, reads requests, carries out wire plans. Decides nothing.
class server {
public:
    /// Listens and starts its threads. **Errors** `boost::system::system_error`. **Lifetime** `core` must
    /// outlive it.
    server(const server_settings& settings, engine& core);
    /// Stops.
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::size_t handshakes() const;
    [[nodiscard]] std::size_t resumed_handshakes() const;
    [[nodiscard]] std::size_t connections() const;
    [[nodiscard]] std::size_t open_connections() const;
    void stop();

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace segue::emulator
