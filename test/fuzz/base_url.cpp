#include "fuzz/replay/entry.hpp"
#include "resource/client_core.hpp"
#include "resource/query.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdexcept>

// One text, taken as a base URL, a User-Agent, a path segment and a value of a query: what is accepted cannot
// leave its place in a request.
namespace segue::test {
namespace {

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

// Asked of the system, not of what the library asks.
bool is_loopback(const std::string& host) {
    in_addr v4{};
    in6_addr v6{};
    const bool is_v4 = inet_pton(AF_INET, host.c_str(), &v4) == 1 && (ntohl(v4.s_addr) >> 24U) == 127;
    const bool is_v6 = inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
    return host == "localhost" || is_v4 || is_v6;
}

void check_base_url(std::string_view text) {
    resource::client_settings read;
    try {
        resource::read_base_url(text, read);
    } catch (const std::invalid_argument& e) {
        const std::string_view what = e.what();
        hold(what.starts_with("base_url: "), "the param is not named", what);
        return;
    }
    const auto& base = read.base;
    hold(
        base.scheme == "https" || (base.scheme == "http" && is_loopback(base.host)),
        "clear text leaves the machine",
        text);
    hold(!base.host.empty() && base.port != 0, "no host or port", text);
    hold(
        is_plain(base.host) && base.host.find_first_of("/@?#") == std::string::npos,
        "a host like this",
        base.host);
    const std::string& prefix = read.path_prefix;
    hold(prefix.empty() || (prefix.front() == '/' && prefix.back() != '/'), "prefix", prefix);
    hold(is_plain(prefix) && prefix.find_first_of("?#") == std::string::npos, "prefix", prefix);

    const bool is_v6 = base.host.find(':') != std::string::npos;
    const std::string again = base.scheme + "://" + (is_v6 ? "[" + base.host + "]" : base.host) + ":" +
                              std::to_string(base.port) + prefix;
    resource::client_settings second;
    try {
        resource::read_base_url(again, second);
    } catch (const std::invalid_argument&) {
        hold(false, "does not read back", again);
    }
    hold(second.base.host == base.host && second.base.port == base.port, "another origin", again);
    hold(second.base.scheme == base.scheme && second.path_prefix == prefix, "another place", again);
}

void check_user_agent(std::string_view text) {
    try {
        const std::string agent = resource::check_user_agent(text);
        const bool printable = std::ranges::all_of(agent, [](char c) { return c >= ' ' && c < 0x7f; });
        hold(agent == text && printable, "a User-Agent like this", text);
    } catch (const std::invalid_argument& e) {
        hold(std::string_view{e.what()}.starts_with("user_agent: "), "the param is not named", e.what());
    }
}

void check_encoding(std::string_view text) {
    const std::string segment = resource::encode_segment(text);
    hold(is_plain(segment) && segment.find_first_of("/?#&=;:") == std::string::npos, "segment", segment);
    hold(segment != "." && segment != "..", "a segment that climbs", segment);
    resource::query query;
    query.add("name", text);
    query.add(text, std::string_view{"value"});
    hold(
        is_plain(query.text()) && query.text().find_first_of("/?#") == std::string::npos,
        "query",
        query.text());
    const auto pairs = resource::split_query(query.text());
    hold(pairs && pairs->size() == 2, "pairs of a query", query.text());
    hold((*pairs)[0].second == text && (*pairs)[1].first == text, "changed in a round", query.text());
    static_cast<void>(resource::split_query(text));
}

} // namespace
} // namespace segue::test

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = segue::test::fuzz_input{data, size}.rest();
    segue::test::check_base_url(text);
    segue::test::check_user_agent(text);
    segue::test::check_encoding(text);
    return 0;
}
