#pragma once

#include <segue/base/result.hpp>
#include <segue/http/request.hpp>

#include <string>
#include <string_view>

namespace segue::resource {

/// Where a file is: an origin, and path and query exactly as they were given.
struct file_address {
    http::origin to;
    std::string target = "/";
};

/// Which hosts a file may come from.
enum class file_hosts : unsigned char {
    /// Any by https, but no address of this machine or a private network: it comes from outside, and must
    /// not reach inside.
    https,
    /// Those too, this machine by http as well; for clients of a service that is on this machine itself.
    https_and_loopback,
};

/// Reads a URL. The part behind the host is not touched: it may be signed.
/// **Errors** `errc::bad_params`, without the URL in its message.
result<file_address> read_file_address(std::string_view url, file_hosts allowed);

/// Reads where a redirect leads, from an address that was just asked.
/// **Errors** `errc::unexpected_redirect`.
result<file_address> read_location(const file_address& from, std::string_view location, file_hosts allowed);

} // namespace segue::resource
