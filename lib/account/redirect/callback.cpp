#include "account/redirect/callback.hpp"

#include "account/same_secret.hpp"
#include "base/ascii.hpp"
#include "http/host.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url.hpp>

#include <algorithm>
#include <charconv>

namespace segue::account::redirect {

namespace urls = boost::urls;

namespace {

constexpr std::size_t longest_bare_answer = 4096;

// A URL that owns the query: parse_query and params_view of Boost 1.81 read past the end of a view.
std::optional<urls::url> holding(std::string_view encoded_query) {
    const auto text =
        urls::make_pct_string_view(urls::string_view(encoded_query.data(), encoded_query.size()));
    if (!text)
        return std::nullopt;
    urls::url holder;
    holder.set_encoded_query(*text);
    return holder;
}

const std::string* find(const parameter_list& list, std::string_view name) {
    const auto at = std::find_if(list.begin(), list.end(), [name](const auto& p) { return p.first == name; });
    return at == list.end() ? nullptr : &at->second;
}

bool has_twins(const parameter_list& list) {
    for (auto at = list.begin(); at != list.end(); ++at)
        if (std::any_of(at + 1, list.end(), [&at](const auto& p) { return p.first == at->first; }))
            return true;
    return false;
}

bool brings_own(const parameter_list& list, const parameter_list& own) {
    return std::all_of(own.begin(), own.end(), [&list](const auto& p) {
        const std::string* const value = find(list, p.first);
        return value != nullptr && same_secret(*value, p.second);
    });
}

bool brings_state(const parameter_list& list, const expectation& expected) {
    if (expected.state.empty())
        return true;
    if (expected.flow != sign_in_flow::oauth1) {
        const std::string* const state = find(list, "state");
        return state != nullptr && same_secret(*state, expected.state);
    }
    const std::string* const token = find(list, "oauth_token");
    const std::string* const denied = find(list, "denied");
    if (token == nullptr && denied == nullptr)
        return false;
    return (token == nullptr || same_secret(*token, expected.state)) &&
           (denied == nullptr || same_secret(*denied, expected.state));
}

bool is_refusal(const parameter_list& list) {
    return find(list, "error") != nullptr || find(list, "error_reason") != nullptr ||
           find(list, "denied") != nullptr;
}

// Services spell the code in several ways, so any parameter that is not there for another reason will do.
bool says_something(const parameter_list& list, const expectation& expected) {
    if (expected.flow == sign_in_flow::oauth1)
        return is_refusal(list) || find(list, "oauth_verifier") != nullptr;
    return std::any_of(list.begin(), list.end(), [&expected](const auto& p) {
        return p.first != "state" && find(expected.own, p.first) == nullptr;
    });
}

std::string joined(std::string_view query, std::string_view fragment) {
    std::string out(query);
    if (!out.empty() && !fragment.empty())
        out += '&';
    return out.append(fragment);
}

pasted trouble(std::string text) {
    pasted out;
    out.trouble = std::move(text);
    return out;
}

std::string base_for(const sign_in& asked) {
    if (asked.out_of_band())
        return "oob";
    const auto place = read_target(asked.redirect_uri);
    return place ? place->base : asked.redirect_uri;
}

pasted judged(std::string_view query, const sign_in& asked) {
    switch (judge(query, expected_by(asked))) {
    case verdict::granted:
    case verdict::refused: {
        pasted out;
        out.url = answer_url(base_for(asked), query);
        return out;
    }
    case verdict::empty:
        return trouble("There is no answer in it.");
    case verdict::foreign:
        return trouble("It belongs to another sign-in.");
    case verdict::malformed:
        break;
    }
    return trouble("It is damaged or not complete.");
}

pasted read_address(const std::string& line, const sign_in& asked) {
    const auto given = read_target(line);
    if (!given)
        return trouble("That is no complete address.");
    if (!asked.out_of_band()) {
        const auto wanted = read_target(asked.redirect_uri);
        if (!wanted || !same_place(*given, *wanted))
            return trouble("The address must begin with " + base_for(asked) + ".");
    }
    return judged(
        asked.flow == sign_in_flow::implicit ? joined(given->query, given->fragment) : given->query, asked);
}

pasted read_bare(std::string_view line, const sign_in& asked) {
    const bool printable =
        std::all_of(line.begin(), line.end(), [](char c) { return c > ' ' && c < 0x7f && c != '<'; });
    if (!asked.out_of_band() || !printable || line.size() > longest_bare_answer ||
        asked.flow == sign_in_flow::implicit)
        return trouble("That is no address.");
    const auto coded = [](std::string_view text) {
        return urls::encode(urls::string_view(text.data(), text.size()), urls::unreserved_chars);
    };
    const bool old = asked.flow == sign_in_flow::oauth1;
    std::string query = (old ? "oauth_verifier=" : "code=") + coded(line);
    if (!asked.state.empty())
        query += (old ? "&oauth_token=" : "&state=") + coded(asked.state);
    return judged(query, asked);
}

} // namespace

std::optional<parameter_list> read_parameters(std::string_view encoded) {
    parameter_list pairs;
    if (encoded.empty()) // else one pair of two empty texts
        return pairs;
    auto holder = holding(encoded); // not const: only then has 1.81 params that take options
    if (!holder)
        return std::nullopt;
    urls::encoding_opts options;
    options.space_as_plus = true;
    for (const auto& param : holder->params(options))
        pairs.emplace_back(param.key, param.has_value ? param.value : std::string());
    return pairs;
}

std::optional<target> read_target(std::string_view uri) {
    // Browsers leave characters as they are that the grammar has no place for; query and fragment are read
    // apart.
    const auto hash = std::min(uri.find('#'), uri.size());
    const auto mark = std::min(uri.substr(0, hash).find('?'), hash);
    target out;
    out.base = uri.substr(0, mark);
    const auto parsed = urls::parse_uri(out.base);
    if (!parsed || parsed->encoded_host().empty())
        return std::nullopt;
    out.scheme = lower(std::string_view(parsed->scheme().data(), parsed->scheme().size()));
    out.path = std::string(parsed->encoded_path().data(), parsed->encoded_path().size());
    if (out.path.empty())
        out.path = "/";
    if ((out.scheme != "http" && out.scheme != "https") || http::is_misread(*parsed))
        return std::nullopt;
    if (mark < hash)
        out.query = uri.substr(mark + 1, hash - mark - 1);
    if (hash < uri.size())
        out.fragment = uri.substr(hash + 1);
    const std::string host = parsed->host_address();
    // It is decoded, so that anything could stand here.
    if (parsed->encoded_host().find('%') != std::string_view::npos)
        return std::nullopt;
    out.host = lower(host);
    const std::string_view port(parsed->port().data(), parsed->port().size());
    out.port_given = !port.empty();
    out.port = out.scheme == "https" ? 443 : 80;
    if (out.port_given) {
        const auto [end, ec] = std::from_chars(port.data(), port.data() + port.size(), out.port);
        if (ec != std::errc() || end != port.data() + port.size())
            return std::nullopt;
    }
    out.user_info = parsed->has_userinfo();
    return out;
}

bool same_place(const target& a, const target& b) {
    return a.scheme == b.scheme && a.host == b.host && a.port == b.port && a.path == b.path && !a.user_info;
}

expectation expected_by(const sign_in& asked) {
    expectation out;
    out.flow = asked.flow;
    out.state = asked.state;
    if (!asked.out_of_band())
        if (const auto place = read_target(asked.redirect_uri))
            out.own = read_parameters(place->query).value_or(parameter_list());
    return out;
}

verdict judge(std::string_view encoded_query, const expectation& expected) {
    const auto list = read_parameters(encoded_query);
    if (!list || has_twins(*list))
        return verdict::malformed;
    const bool only_own = std::all_of(list->begin(), list->end(), [&expected](const auto& p) {
        return find(expected.own, p.first) != nullptr;
    });
    if (only_own)
        return verdict::empty;
    if (!brings_own(*list, expected.own) || !brings_state(*list, expected))
        return verdict::foreign;
    if (!says_something(*list, expected))
        return verdict::empty;
    return is_refusal(*list) ? verdict::refused : verdict::granted;
}

std::string answer_url(std::string_view base, std::string_view encoded_query) {
    std::string out(base);
    out += '?';
    if (const auto holder = holding(encoded_query))
        out.append(holder->encoded_query().data(), holder->encoded_query().size());
    return out;
}

pasted read_pasted(std::string_view line, const sign_in& asked) {
    const auto text = trimmed(line);
    if (text.empty())
        return trouble("Nothing was given.");
    if (lower(text.substr(0, 8)).starts_with("http:") || lower(text.substr(0, 8)).starts_with("https:"))
        return read_address(std::string(text), asked);
    if (text.front() == '?' || text.front() == '#') {
        if (text.front() == '#' && asked.flow != sign_in_flow::implicit)
            return trouble("There is no answer in it.");
        return judged(text.substr(1), asked);
    }
    if (text.find('=') != std::string_view::npos && text.find_first_of(" \t") == std::string_view::npos)
        return judged(text, asked);
    return read_bare(text, asked);
}

} // namespace segue::account::redirect
