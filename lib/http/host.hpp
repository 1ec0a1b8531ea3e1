#pragma once

#include <boost/url/url_view.hpp>

#include <string>
#include <string_view>

// What a host in an address is, for all who read addresses.
namespace segue::http {

/// Whether a host is this machine, by its name or address.
bool is_loopback(const std::string& host);

/// Whether every character, in small letters, may stand in a host's name or address, without brackets. A host
/// comes decoded, so that a line end or a zone could stand in it; it goes into a header field and into TLS.
bool is_host_text(std::string_view host) noexcept;

/// Whether an authority was cut short: Boost 1.81 takes the rest of a host or port that it cannot read for a
/// path. `http://127.0.0.1.example/` is `127.0.0.1` to it, with the path `.example/`.
bool is_misread(const boost::urls::url_view& url) noexcept;

} // namespace segue::http
