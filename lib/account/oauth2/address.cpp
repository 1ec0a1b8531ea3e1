#include "account/oauth2/address.hpp"

#include "base/ascii.hpp"
#include "http/host.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace segue::account::oauth2 {
namespace {

namespace urls = boost::urls;

constexpr bool is_target_char(char c) noexcept {
    return c > ' ' && c < 0x7f;
}

[[noreturn]] void refuse_address(const std::string& param, const std::string& why) {
    throw std::invalid_argument(param + ": " + why);
}

bool is_web(const place& p) noexcept {
    return p.scheme == "https" || p.scheme == "http";
}

std::uint16_t port_of(const place& p, const std::string& param) {
    std::uint16_t port = 0;
    const auto [end, ec] = std::from_chars(p.port.data(), p.port.data() + p.port.size(), port);
    if (ec != std::errc() || end != p.port.data() + p.port.size() || port == 0)
        refuse_address(param, "has a port out of range");
    return port;
}

// Clear text would show codes and tokens to whoever is on the way.
void check_web(const place& p, const std::string& param) {
    if (p.scheme == "http" && !http::is_loopback(p.host))
        refuse_address(param, "http is for loopback hosts alone, what it carries would travel in clear text");
    port_of(p, param);
}

} // namespace

std::string_view before_query(std::string_view url) noexcept {
    return url.substr(0, url.find_first_of("?#"));
}

std::optional<place> read_place(std::string_view url) {
    const auto base = before_query(url);
    const auto parsed = urls::parse_uri(urls::string_view(base.data(), base.size()));
    if (!parsed || parsed->has_userinfo())
        return std::nullopt;
    place found;
    found.scheme = lower(parsed->scheme());
    found.host = lower(parsed->host_address());
    found.port = parsed->port();
    found.path = parsed->encoded_path();
    if (http::is_misread(*parsed))
        return std::nullopt;
    if (!is_web(found))
        return found;
    if (found.host.empty() || !http::is_host_text(found.host))
        return std::nullopt;
    if (found.port.empty())
        found.port = found.scheme == "https" ? "443" : "80";
    if (found.path.empty())
        found.path = "/";
    return found;
}

endpoint_address read_endpoint(std::string_view url, const std::string& param) {
    const auto at = read_place(url);
    if (!at || !is_web(*at))
        refuse_address(param, "is no absolute URL that begins with https://, or holds a user name");
    check_web(*at, param);
    if (url.find('#') != std::string_view::npos)
        refuse_address(param, "must not have a fragment");
    endpoint_address found;
    found.to = {at->scheme, at->host, port_of(*at, param)};
    found.target = at->path;
    found.target += url.substr(before_query(url).size());
    if (!std::all_of(found.target.begin(), found.target.end(), is_target_char))
        refuse_address(param, "holds a blank, a control character or a byte outside ASCII");
    return found;
}

void check_redirect(std::string_view uri, const std::string& param) {
    const auto at = read_place(uri);
    if (!at)
        refuse_address(param, "is no absolute URI, or holds a user name");
    if (is_web(*at))
        check_web(*at, param);
    if (uri.find('#') != std::string_view::npos)
        refuse_address(param, "must not have a fragment");
    if (!std::all_of(uri.begin(), uri.end(), is_target_char))
        refuse_address(param, "holds a blank, a control character or a byte outside ASCII");
}

} // namespace segue::account::oauth2
