#pragma once

#include <segue/base/result.hpp>
#include <segue/base/time_source.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace segue::http {

using endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

/// Turns a host name into addresses: a seam, so that tests script slow, failing and many-address answers.
class resolver {
public:
    virtual ~resolver() = default;

    /// **Returns** at least one endpoint, or `errc::resolve_failed`.
    /// **Cancellation** any type, at once, also while the system resolver cannot be stopped.
    virtual asio::awaitable<result<endpoints>> resolve(std::string host, std::uint16_t port) = 0;
};

/// The system's resolver. Lookups of one name that run at the same time are one, and an answer serves for 60
/// s. Use it on one strand.
std::shared_ptr<resolver> make_system_resolver(std::shared_ptr<time_source> time);

} // namespace segue::http
