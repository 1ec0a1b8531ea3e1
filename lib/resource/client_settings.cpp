#include "base/ascii.hpp"
#include "http/host.hpp"
#include "http/pool_check.hpp"
#include "resource/client_core.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace segue::resource {
namespace {

constexpr bool is_token_char(char c) noexcept {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           marks.find(c) != std::string_view::npos;
}

[[noreturn]] void refuse(const std::string& param, const std::string& why) {
    throw std::invalid_argument(param + ": " + why);
}

} // namespace

void read_base_url(std::string_view text, client_settings& into) {
    const auto parsed = boost::urls::parse_absolute_uri(boost::urls::string_view(text.data(), text.size()));
    if (!parsed)
        refuse("base_url", "not an absolute URL");
    const boost::urls::url_view& url = *parsed;
    into.base.scheme = lower(url.scheme());
    into.base.host = lower(url.host_address());
    if (into.base.host.empty())
        refuse("base_url", "names no host");
    if (!http::is_host_text(into.base.host) || http::is_misread(url))
        refuse("base_url", "holds a character that no host name has");
    if (url.has_userinfo())
        refuse("base_url", "must not hold a user name or password");
    if (url.has_query())
        refuse("base_url", "must not hold a query");
    if (into.base.scheme == "http") {
        if (!http::is_loopback(into.base.host))
            refuse("base_url", "http is for loopback hosts alone, credentials would travel in clear text");
    } else if (into.base.scheme != "https") {
        refuse("base_url", "must begin with https://");
    }
    into.base.port = into.base.scheme == "https" ? 443 : 80;
    if (url.has_port() && !url.port().empty()) {
        const auto digits = url.port(); // its own port_number() wraps around
        const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), into.base.port);
        if (ec != std::errc() || into.base.port == 0)
            refuse("base_url", "port out of range");
    }
    const auto path = url.encoded_path();
    into.path_prefix.assign(path.data(), path.size());
    while (!into.path_prefix.empty() && into.path_prefix.back() == '/')
        into.path_prefix.pop_back();
}

void check_settings(const client_settings& s) {
    using namespace std::chrono_literals;
    if (s.deadline < 1ms)
        refuse("deadline", "must be at least 1 ms");
    if (s.attempt_limit < 1ms)
        refuse("attempt_timeout", "must be at least 1 ms");
    traffic::check(s.retry);
    traffic::check(s.breaker);
    if (s.cache_lifetime && s.cache_lifetime->count() < 0)
        refuse("cache_lifetime", "must not be negative");
    http::check_pool(s.pool);
}

std::string check_user_agent(std::string_view given) {
    const auto slash = given.find('/');
    const auto product = given.substr(0, slash);
    const auto version_end = given.find(' ');
    const auto version = slash == std::string_view::npos || slash > version_end
                             ? std::string_view()
                             : given.substr(slash + 1, version_end - slash - 1);
    const auto printable = [](char c) { return c >= ' ' && c < 0x7f; };
    if (!std::all_of(given.begin(), given.end(), printable))
        refuse("user_agent", "holds a control character or a byte outside ASCII");
    if (product.empty() || version.empty() || !std::all_of(product.begin(), product.end(), is_token_char) ||
        !std::all_of(version.begin(), version.end(), is_token_char))
        refuse("user_agent", "must have the form Product/Version, best followed by +URL");
    static constexpr std::array<std::string_view, 13> generic = {
        "mozilla",
        "curl",
        "wget",
        "python-requests",
        "python-urllib",
        "python-httpx",
        "boost.beast",
        "okhttp",
        "go-http-client",
        "java",
        "node-fetch",
        "axios",
        "libwww-perl"};
    const std::string word = lower(product);
    if (std::find(generic.begin(), generic.end(), word) != generic.end())
        refuse("user_agent", "is generic, the service wants one of your own");
    return std::string(given);
}

} // namespace segue::resource
