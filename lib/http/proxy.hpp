#pragma once

#include <segue/http/request.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::http {

/// An HTTP proxy that connections go through, by CONNECT.
struct proxy {
    std::string host;
    std::uint16_t port = 0;
    /// Value of Proxy-Authorization; empty without credentials. Never part of a message.
    std::string authorization;

    /// `http://host:port`, without credentials.
    [[nodiscard]] std::string text() const;
};

/// Hosts that are reached directly, as the environment lists them.
class proxy_exceptions {
public:
    proxy_exceptions() = default;
    /// Reads a comma separated list. `*` is every host; a name is that host and everything below it, with or
    /// without a leading dot; an address is itself, `address/bits` a network; `:port` behind a name or an
    /// address restricts it. Letter case does not matter; what makes no sense excepts nothing.
    explicit proxy_exceptions(std::string_view list);

    [[nodiscard]] bool contains(const origin& to) const;

private:
    struct entry {
        std::string host;
        std::optional<std::uint16_t> port;
        std::optional<unsigned> prefix_bits;
    };
    std::vector<entry> entries_;
};

/// Which way connections go.
struct proxy_rules {
    std::optional<proxy> through;
    proxy_exceptions except;
    /// Hosts of this machine are reached directly, as nobody wants them from a proxy of the environment.
    bool spares_loopback = false;

    /// The proxy for an origin; null: directly.
    [[nodiscard]] const proxy* for_origin(const origin& to) const;
};

/// Looks a variable up; nothing when it is not set.
using environment_lookup = std::function<std::optional<std::string>(const char*)>;

/// Reads `http://[user:password@]host[:port]`; the port is 80 unless named.
///
/// `name` is the param or variable at fault in the `std::invalid_argument` that it throws; no credential ever
/// stands in that.
[[nodiscard]] proxy read_proxy(std::string_view url, const std::string& name);

/// Settles which way connections go: `given` when there is one (an empty text: directly), else `HTTPS_PROXY`
/// or `https_proxy` with `NO_PROXY` or `no_proxy` of the environment.
[[nodiscard]] proxy_rules
settle_proxy(const std::optional<std::string_view>& given, const environment_lookup& environment);

} // namespace segue::http
