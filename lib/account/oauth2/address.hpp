#pragma once

#include <segue/http/request.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace segue::account::oauth2 {

/// Where an endpoint is: an origin, and path and query as they were given.
struct endpoint_address {
    http::origin to;
    std::string target = "/";
};

/// Reads the URL of an endpoint that secrets are sent to.
///
/// Throws `std::invalid_argument`, naming `param`, for what is no `https` URL, or `http` to this machine.
endpoint_address read_endpoint(std::string_view url, const std::string& param);

/// Where a browser comes back to, compared part by part.
struct place {
    std::string scheme;
    std::string host;
    std::string port;
    /// As it was written, percent-encoded.
    std::string path;

    friend bool operator==(const place&, const place&) = default;
};

/// Reads an absolute URL up to its query; nothing when it is none, or holds a user name.
std::optional<place> read_place(std::string_view url);

/// Checks that a browser may be sent back there: `https`, `http` to this machine, or another scheme that an
/// application has made its own.
///
/// Throws `std::invalid_argument`, naming `param`.
void check_redirect(std::string_view uri, const std::string& param);

/// Returns the part before a query and fragment.
std::string_view before_query(std::string_view url) noexcept;

} // namespace segue::account::oauth2
