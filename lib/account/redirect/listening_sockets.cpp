#include "account/redirect/listening_sockets.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace segue::account::redirect {
namespace {

constexpr int backlog = 16;
constexpr int most_tries = 16;

// Ends with -1 and errno. `port` becomes the one that is listened on.
int listen_on(bool v6, std::uint16_t& port) {
    const int number = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
    if (number < 0)
        return -1;
    sockaddr_storage address{};
    socklen_t length = 0;
    if (v6) {
        sockaddr_in6 a{};
        a.sin6_family = AF_INET6;
        a.sin6_port = htons(port);
        a.sin6_addr = in6addr_loopback;
        length = sizeof(a);
        std::memcpy(&address, &a, sizeof(a));
    } else {
        sockaddr_in a{};
        a.sin_family = AF_INET;
        a.sin_port = htons(port);
        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        length = sizeof(a);
        std::memcpy(&address, &a, sizeof(a));
    }
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    const int on = 1;
    // A browser that is started must not inherit the port. Addresses in TIME_WAIT are no reason to refuse.
    const bool fine = ::fcntl(number, F_SETFD, FD_CLOEXEC) == 0 &&
                      ::setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
                      (!v6 || ::setsockopt(number, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) == 0) &&
                      ::bind(number, generic, length) == 0 && ::listen(number, backlog) == 0 &&
                      ::getsockname(number, generic, &length) == 0;
    if (!fine) {
        const int why = errno;
        ::close(number);
        errno = why;
        return -1;
    }
    if (v6) {
        sockaddr_in6 a{};
        std::memcpy(&a, &address, sizeof(a));
        port = ntohs(a.sin6_port);
    } else {
        sockaddr_in a{};
        std::memcpy(&a, &address, sizeof(a));
        port = ntohs(a.sin_port);
    }
    return number;
}

[[noreturn]] void cannot_listen(const std::string& host, std::uint16_t port) {
    const boost::system::error_code cause(errno, boost::system::system_category());
    const bool taken = cause == boost::system::errc::address_in_use;
    fail(
        redirect_errc::listen_failed,
        host + " port " + std::to_string(port) +
            (taken ? ": another program has it; port 0 lets the system choose" : ": " + cause.message()),
        cause);
}

} // namespace

listening_sockets::listening_sockets(const std::string& host, std::uint16_t port) : port_(port) {
    if (host != "localhost") {
        const bool v6 = host == "::1";
        const int number = listen_on(v6, port_);
        if (number < 0)
            cannot_listen(host, port);
        open_.push_back({number, v6});
        return;
    }
    // The port that the system chooses for one address may be taken on the other.
    for (int tries = 0; tries < most_tries; ++tries) {
        port_ = port;
        if (try_both())
            return;
        if (port != 0 || errno != EADDRINUSE)
            break;
    }
    cannot_listen(host, port);
}

// A machine may have one of the two addresses only; but if somebody else sits on the other, a browser might
// go there with the answer.
bool listening_sockets::try_both() {
    for (const bool v6 : {false, true}) {
        const int number = listen_on(v6, port_);
        if (number >= 0) {
            open_.push_back({number, v6});
        } else if (errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL) {
            const int why = errno;
            close();
            errno = why;
            return false;
        }
    }
    return !open_.empty();
}

listening_sockets::~listening_sockets() {
    close();
}

std::vector<listening_sockets::one> listening_sockets::take() noexcept {
    return std::exchange(open_, {});
}

void listening_sockets::close() noexcept {
    for (const auto& socket : open_)
        ::close(socket.number);
    open_.clear();
}

} // namespace segue::account::redirect
