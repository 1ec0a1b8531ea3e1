#pragma once

#include <openssl/ssl.h>

#include <deque>
#include <map>
#include <memory>
#include <string>

namespace segue::http {

/// Keeps TLS sessions, so that a further connection to the same peer shakes hands without certificates.
///
/// A session gets here only from a connection whose certificate and name were found good, and is used for the
/// same peer alone, so resuming it trusts nobody else. **Threads** one strand.
class session_cache {
public:
    struct release {
        void operator()(SSL_SESSION* s) const noexcept { SSL_SESSION_free(s); }
    };
    using session = std::unique_ptr<SSL_SESSION, release>;

    /// Takes a session to offer to this peer; none when there is none that can be resumed. One of TLS 1.3 is
    /// offered once, so that nobody can tell connections to belong together.
    session take(const std::string& peer);
    void keep(const std::string& peer, session s);
    /// Drops what is kept for a peer.
    void forget(const std::string& peer);
    void clear() noexcept { kept_.clear(); }

    /// Makes the contexts' connections hand their sessions to whoever `watch` names.
    static void enable(SSL_CTX* context) noexcept;

    /// Where the sessions of one connection go; to be kept as long as the connection.
    struct destination {
        session_cache* cache = nullptr;
        std::string peer;
    };
    static void watch(SSL* connection, destination* to) noexcept;

private:
    std::map<std::string, std::deque<session>> kept_;
};

} // namespace segue::http
