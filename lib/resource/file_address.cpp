#include "resource/file_address.hpp"

#include "base/ascii.hpp"
#include "http/host.hpp"
#include "resource/client_core.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace segue::resource {

namespace urls = boost::urls;
namespace ip = boost::asio::ip;

namespace {

failure bad_address(std::string why) {
    failure f;
    f.code = errc::bad_params;
    f.param = "url";
    f.message = std::move(why);
    return f;
}

bool read_port(const urls::url_view& url, http::origin& into) {
    into.port = into.scheme == "https" ? 443 : 80;
    const auto digits = url.port();
    if (!url.has_port() || digits.empty())
        return true;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), into.port);
    return ec == std::errc() && end == digits.data() + digits.size() && into.port != 0;
}

// Every other way to write an address of this machine, or of the network that it stands in.
bool leads_inside(const std::string& host) {
    if (http::is_loopback(host) || host.ends_with(".localhost") || host == "localhost.")
        return true;
    boost::system::error_code ec;
    auto address = ip::make_address(host, ec);
    if (ec)
        return false;
    if (address.is_v6()) {
        const auto six = address.to_v6();
        if (!six.is_v4_mapped())
            return six.is_unspecified() || six.is_link_local() || six.is_site_local();
        address = ip::make_address_v4(ip::v4_mapped, six);
    }
    const auto bits = address.to_v4().to_uint();
    const auto in = [bits](std::uint32_t net, int length) {
        return bits >> (32 - length) == net >> (32 - length);
    };
    return address.is_loopback() || in(0, 8) || in(0x0A000000, 8) || in(0xAC100000, 12) ||
           in(0xC0A80000, 16) || in(0xA9FE0000, 16);
}

// Behind the host, as it stands there.
std::string target_of(std::string_view url) {
    url = url.substr(0, url.find('#'));
    const auto host = url.find("//") + 2;
    const auto end = std::min(url.find_first_of("/?", host), url.size());
    std::string target(url.substr(end));
    if (target.empty() || target.front() == '?')
        target.insert(target.begin(), '/');
    return target;
}

} // namespace

result<file_address> read_file_address(std::string_view text, file_hosts allowed) {
    if (text.empty())
        return bad_address("is empty; without credentials the service names none");
    const auto parsed = urls::parse_uri(urls::string_view(text.data(), text.size()));
    if (!parsed)
        return bad_address("is no absolute URL");
    const urls::url_view& url = *parsed;
    file_address found;
    found.to.scheme = lower(url.scheme());
    found.to.host = lower(url.host_address());
    if (found.to.host.empty() || !http::is_host_text(found.to.host) || http::is_misread(url))
        return bad_address("names no host");
    if (url.has_userinfo())
        return bad_address("holds a user name or password");
    if (!read_port(url, found.to))
        return bad_address("has a port out of range");
    if (allowed == file_hosts::https && leads_inside(found.to.host))
        return bad_address("leads into this machine or its network");
    if (found.to.scheme != "https" && !(found.to.scheme == "http" && http::is_loopback(found.to.host)))
        return bad_address("does not begin with https://");
    found.target = target_of(text);
    return found;
}

result<file_address> read_location(const file_address& from, std::string_view location, file_hosts allowed) {
    result<file_address> found = bad_address("is none");
    const auto named = urls::parse_uri_reference(urls::string_view(location.data(), location.size()));
    if (named && named->has_scheme()) {
        found = read_file_address(location, allowed);
    } else if (named && !location.empty()) { // an empty one would lead to where it is
        urls::url whole;
        const std::string base = from.to.text() + from.target;
        const auto start = urls::parse_uri(base);
        if (start && urls::resolve(*start, *named, whole))
            found = read_file_address({whole.buffer().data(), whole.buffer().size()}, allowed);
    }
    if (found)
        return found;
    failure f;
    f.code = errc::unexpected_redirect;
    f.message = "the address that it leads to " + found.error().message;
    return f;
}

} // namespace segue::resource
