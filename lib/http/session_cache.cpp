#include "http/session_cache.hpp"

#include <utility>

namespace segue::http {

namespace {

// Servers send two tickets a connection; a pool of the default size resumes all its connections at once.
constexpr std::size_t most_per_peer = 8;

int destination_index() noexcept {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

// OpenSSL calls it when a session is ready to be kept: with TLS 1.3 some time after the handshake. A result
// of 1 takes the session over.
int on_new_session(SSL* connection, SSL_SESSION* ready) noexcept {
    auto* const to =
        static_cast<session_cache::destination*>(SSL_get_ex_data(connection, destination_index()));
    if (to == nullptr || to->cache == nullptr || SSL_get_verify_result(connection) != X509_V_OK)
        return 0;
    try {
        session_cache::session owned(ready);
        to->cache->keep(to->peer, std::move(owned));
    } catch (...) { // NOLINT(bugprone-empty-catch): the next handshake is a full one; `owned` has let it go
    }
    return 1;
}

} // namespace

session_cache::session session_cache::take(const std::string& peer) {
    const auto at = kept_.find(peer);
    if (at == kept_.end())
        return nullptr;
    auto& sessions = at->second;
    while (!sessions.empty()) {
        session newest = std::move(sessions.back());
        sessions.pop_back();
        if (SSL_SESSION_is_resumable(newest.get()) == 0)
            continue;
        if (SSL_SESSION_get_protocol_version(newest.get()) < TLS1_3_VERSION) {
            SSL_SESSION_up_ref(newest.get());
            sessions.emplace_back(newest.get());
        }
        return newest;
    }
    kept_.erase(at);
    return nullptr;
}

void session_cache::keep(const std::string& peer, session s) {
    auto& sessions = kept_[peer];
    sessions.push_back(std::move(s));
    while (sessions.size() > most_per_peer)
        sessions.pop_front();
}

void session_cache::forget(const std::string& peer) {
    kept_.erase(peer);
}

void session_cache::enable(SSL_CTX* context) noexcept {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, on_new_session);
}

void session_cache::watch(SSL* connection, destination* to) noexcept {
    SSL_set_ex_data(connection, destination_index(), to);
}

} // namespace segue::http
