#include "http/proxy.hpp"

#include "base/ascii.hpp"
#include "http/base64.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace segue::http {

namespace {

namespace ip = boost::asio::ip;

constexpr std::uint16_t default_port = 80;

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<ip::address> address_in(const std::string& text) {
    boost::system::error_code ec;
    auto address = ip::make_address(text, ec);
    if (ec)
        return std::nullopt;
    // An IPv4 address is the same one written as IPv6.
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

template <class Bytes>
bool same_prefix(const Bytes& a, const Bytes& b, unsigned bits) {
    for (std::size_t i = 0; i < a.size() && bits > 0; ++i) {
        const unsigned here = std::min(bits, 8U);
        const auto mask = static_cast<unsigned char>(0xff00U >> here);
        if ((a[i] & mask) != (b[i] & mask))
            return false;
        bits -= here;
    }
    return true;
}

bool same_network(const ip::address& a, const ip::address& b, std::optional<unsigned> bits) {
    if (a.is_v4() != b.is_v4())
        return false;
    return a.is_v4() ? same_prefix(a.to_v4().to_bytes(), b.to_v4().to_bytes(), bits.value_or(32))
                     : same_prefix(a.to_v6().to_bytes(), b.to_v6().to_bytes(), bits.value_or(128));
}

bool is_this_machine(const std::string& host) {
    const auto address = address_in(host);
    return address ? address->is_loopback() : host == "localhost" || host.ends_with(".localhost");
}

[[noreturn]] void refuse(const std::string& name, const char* why) {
    throw std::invalid_argument(name + ": " + why);
}

} // namespace

std::string proxy::text() const {
    return origin{"http", host, port}.text();
}

proxy_exceptions::proxy_exceptions(std::string_view list) {
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        std::string item = lower(trimmed(list.substr(0, end)));
        list.remove_prefix(std::min(end + 1, list.size()));
        entry e;
        if (const auto slash = item.find('/'); slash != std::string::npos) {
            e.prefix_bits = number_in<unsigned>(std::string_view(item).substr(slash + 1));
            item.resize(slash);
            const auto network = address_in(item);
            if (!e.prefix_bits || !network || *e.prefix_bits > (network->is_v4() ? 32U : 128U))
                continue;
        } else if (const auto colon = item.rfind(':');
                   colon != std::string::npos && (item.find(':') == colon || item[colon - 1] == ']')) {
            e.port = number_in<std::uint16_t>(std::string_view(item).substr(colon + 1));
            if (!e.port)
                continue;
            item.resize(colon);
        }
        if (item.size() > 1 && item.front() == '[' && item.back() == ']')
            item = item.substr(1, item.size() - 2);
        if (item.starts_with("*."))
            item.erase(0, 1);
        item.erase(0, std::min(item.find_first_not_of('.'), item.size()));
        if (item.empty())
            continue;
        e.host = std::move(item);
        entries_.push_back(std::move(e));
    }
}

bool proxy_exceptions::contains(const origin& to) const {
    const auto address = address_in(to.host);
    return std::any_of(entries_.begin(), entries_.end(), [&](const entry& e) {
        if (e.port && *e.port != to.port)
            return false;
        if (e.host == "*")
            return true;
        if (const auto excepted = address_in(e.host))
            return address && same_network(*address, *excepted, e.prefix_bits);
        return to.host == e.host || (!address && to.host.ends_with("." + e.host));
    });
}

const proxy* proxy_rules::for_origin(const origin& to) const {
    if (!through || (spares_loopback && is_this_machine(to.host)) || except.contains(to))
        return nullptr;
    return &*through;
}

proxy read_proxy(std::string_view url, const std::string& name) {
    const auto parsed = boost::urls::parse_uri(boost::urls::string_view(url.data(), url.size()));
    if (!parsed)
        refuse(name, "must have the form http://[user:password@]host[:port]");
    const boost::urls::url_view& view = *parsed;
    if (lower(view.scheme()) != "http")
        refuse(name, "only proxies that are spoken to by http are supported");
    proxy out;
    out.host = lower(view.host_address());
    if (out.host.empty())
        refuse(name, "names no host");
    const auto path = view.encoded_path();
    if ((!path.empty() && path != "/") || view.has_query() || view.has_fragment())
        refuse(name, "must end behind the port");
    out.port = default_port;
    if (view.has_port() && !view.port().empty()) {
        const auto digits = view.port();
        const auto port = number_in<std::uint16_t>({digits.data(), digits.size()});
        if (!port || *port == 0)
            refuse(name, "port out of range");
        out.port = *port;
    }
    if (view.has_userinfo())
        out.authorization = "Basic " + to_base64(view.user() + ":" + view.password());
    return out;
}

proxy_rules
settle_proxy(const std::optional<std::string_view>& given, const environment_lookup& environment) {
    proxy_rules out;
    if (given) {
        if (!given->empty())
            out.through = read_proxy(*given, "proxy");
        return out;
    }
    if (!environment)
        return out;
    for (const char* name : {"HTTPS_PROXY", "https_proxy"}) {
        const auto value = environment(name);
        if (!value || value->empty())
            continue;
        // Many set it without a scheme.
        const bool bare = value->find("://") == std::string::npos;
        out.through = read_proxy(bare ? "http://" + *value : *value, name);
        out.spares_loopback = true;
        for (const char* exceptions : {"NO_PROXY", "no_proxy"}) {
            if (const auto list = environment(exceptions); list && !list->empty()) {
                out.except = proxy_exceptions(*list);
                break;
            }
        }
        break;
    }
    return out;
}

} // namespace segue::http
