#include "http/host.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace segue::http {
namespace {

constexpr bool is_host_char(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_' ||
           c == ':'; // the colons of an IPv6 address
}

} // namespace

bool is_loopback(const std::string& host) {
    if (host == "localhost")
        return true;
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(host, ec);
    return !ec && address.is_loopback();
}

bool is_host_text(std::string_view host) noexcept {
    return std::all_of(host.begin(), host.end(), is_host_char);
}

bool is_misread(const boost::urls::url_view& url) noexcept {
    const auto path = url.encoded_path();
    return url.has_authority() && !path.empty() && path.front() != '/';
}

} // namespace segue::http
