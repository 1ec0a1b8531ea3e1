// Secrets are found by where they stand: in certain fields, under certain names in queries, forms, URLs and
// JSON. They are replaced there, and, when they are long enough to be no word of the language, wherever else
// they stand: services repeat what they were sent, next-page links first of all.

#include "testing/scrubber.hpp"

#include "http/base64.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace segue::testing {

namespace {

namespace json = boost::json;
namespace urls = boost::urls;
using strings = std::set<std::string>;

constexpr std::string_view mark = "[scrubbed]";
constexpr std::size_t shortest_to_look_for = 8;

constexpr std::array<std::string_view, 4> secret_fields{
    "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie"};

// In forms, queries and JSON.
constexpr std::array<std::string_view, 19> secret_names{
    "token",
    "secret",
    "password",
    "access_token",
    "refresh_token",
    "id_token",
    "user_auth_token",
    "client_secret",
    "consumer_key",
    "consumer_secret",
    "app_secret",
    "api_key",
    "apikey",
    "request_sig",
    "passwd",
    "secret_key",
    "code_verifier",
    "device_code",
    "user_code"};

// In forms and queries; too common words in JSON. A code is as good as a token while nobody has redeemed it.
constexpr std::array<std::string_view, 2> secret_params{"key", "code"};

// Parts of OAuth that say how, not who, or serve once.
constexpr std::array<std::string_view, 6> harmless_names{
    "oauth_version", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_callback", "realm"};

template <class Names>
bool among(const Names& names, std::string_view name) {
    return std::any_of(
        names.begin(), names.end(), [name](std::string_view each) { return http::same_name(each, name); });
}

bool is_oauth(std::string_view name) {
    constexpr std::string_view begin = "oauth_";
    return name.size() > begin.size() && http::same_name(name.substr(0, begin.size()), begin);
}

bool is_secret_param(std::string_view name) {
    return is_oauth(name) || among(secret_params, name) || among(secret_names, name);
}

bool is_secret_member(std::string_view name) {
    return is_oauth(name) || among(secret_names, name);
}

std::string decoded(std::string_view text) {
    const auto encoded = urls::make_pct_string_view(urls::string_view(text.data(), text.size()));
    return encoded ? encoded->decode() : std::string(text);
}

std::string percent_encoded(std::string_view text) {
    return urls::encode(urls::string_view(text.data(), text.size()), urls::unreserved_chars);
}

void learn(std::string_view secret, strings& into) {
    const auto add = [&into](std::string_view each) {
        if (each.size() >= shortest_to_look_for && each != mark)
            into.emplace(each);
    };
    add(secret);
    const auto plain = decoded(secret);
    add(plain);
    // Two secrets in one: OAuth's plain signature, and a user's name with a password.
    for (const char glue : {'&', ':'}) {
        const auto at = plain.find(glue);
        if (at != std::string::npos) {
            add(std::string_view(plain).substr(0, at));
            add(std::string_view(plain).substr(at + 1));
        }
    }
}

void learn_param(std::string_view name, std::string_view value, strings& into) {
    // A signature over the request serves once; the plain one is made of two secrets.
    const bool spent =
        http::same_name(name, "oauth_signature") && decoded(value).find('&') == std::string::npos;
    if (!spent && !among(harmless_names, name))
        learn(value, into);
}

// Reads `Discogs key=a, secret=b`, `OAuth a="b", c="d"`, `Bearer a`, `Basic a`, `name=value; name=value`.
void learn_from_field(std::string_view field, std::string_view value, strings& into) {
    constexpr std::string_view between = " \t,;";
    if (http::same_name(field, "Set-Cookie")) // what follows are no secrets: Path, Domain, Expires
        value = value.substr(0, value.find(';'));
    else if (!http::same_name(field, "Cookie")) // the scheme
        value.remove_prefix(std::min(value.find(' '), value.size()));
    std::size_t at = 0;
    while (at < value.size()) {
        const auto begin = value.find_first_not_of(between, at);
        if (begin == std::string_view::npos)
            return;
        at = std::min(value.find_first_of(between, begin), value.size());
        auto piece = value.substr(begin, at - begin);
        // base64 may end in the sign.
        const auto equals = piece.find('=');
        const bool named = equals != std::string_view::npos &&
                           piece.find_first_not_of('=', equals) != std::string_view::npos;
        const auto name = named ? piece.substr(0, equals) : std::string_view();
        if (named)
            piece.remove_prefix(equals + 1);
        if (piece.size() >= 2 && piece.front() == '"' && piece.back() == '"')
            piece = piece.substr(1, piece.size() - 2);
        learn_param(name, piece, into);
        if (const auto inner = http::from_base64(piece); !named && inner)
            learn(*inner, into);
    }
}

void scrub_fields(http::headers& fields, strings& found) {
    http::headers clean;
    for (const auto& [name, value] : fields) {
        const bool secret = among(secret_fields, name);
        if (secret)
            learn_from_field(name, value, found);
        clean.add(name, secret ? mark : std::string_view(value));
    }
    fields = std::move(clean);
}

enum class text_kind : unsigned char { prose, form };

// Replaces the values of params, in a form from its first byte on, elsewhere behind `?` and `&`.
std::string scrub_params(std::string_view text, text_kind kind, strings& found) {
    constexpr std::string_view escaped_and = "amp;";
    constexpr std::string_view ends = "&#\"'<> \t\r\n\\";
    std::string out;
    std::size_t at = 0;
    bool begins = kind == text_kind::form;
    while (at < text.size()) {
        if (!begins) {
            const auto mark_at = text.find_first_of("?&", at);
            const auto next = mark_at == std::string_view::npos ? text.size() : mark_at + 1;
            out.append(text.substr(at, next - at));
            at = next;
            if (text.substr(at, escaped_and.size()) == escaped_and) {
                out.append(escaped_and);
                at += escaped_and.size();
            }
        }
        begins = false;
        const auto rest = text.substr(at);
        const auto equals = rest.find_first_of("=?&#\"'<> \t\r\n\\");
        if (equals == std::string_view::npos || rest[equals] != '=' ||
            !is_secret_param(decoded(rest.substr(0, equals))))
            continue;
        const auto end = std::min(rest.find_first_of(ends, equals), rest.size());
        learn_param(rest.substr(0, equals), rest.substr(equals + 1, end - equals - 1), found);
        out.append(rest.substr(0, equals + 1)).append(mark);
        at += end;
    }
    return out;
}

// Returns whether there was any.
bool scrub_members(json::value& v, strings& found) {
    bool any = false;
    if (auto* const list = v.if_array()) {
        for (auto& each : *list)
            any = scrub_members(each, found) || any;
    } else if (auto* const o = v.if_object()) {
        for (auto& [name, value] : *o) {
            auto* const text = value.if_string();
            if (text != nullptr && !text->empty() && is_secret_member({name.data(), name.size()})) {
                learn({text->data(), text->size()}, found);
                value = json::string_view(mark.data(), mark.size());
                any = true;
            } else {
                any = scrub_members(value, found) || any;
            }
        }
    }
    return any;
}

void scrub_body(std::string& body, const http::headers& fields, strings& found) {
    if (body.empty())
        return;
    const auto type = fields.find("Content-Type").value_or("");
    const auto is = [type](std::string_view word) { return type.find(word) != std::string_view::npos; };
    const bool json_like = body.front() == '{' || body.front() == '[' || is("json");
    if (json_like) {
        json::error_code ec;
        auto value = json::parse(json::string_view(body.data(), body.size()), ec);
        if (!ec && scrub_members(value, found))
            body = json::serialize(value);
    }
    // OAuth's services answer with forms and call them plain text.
    const bool form_like = is("form-urlencoded") || body.compare(0, 6, "oauth_") == 0;
    body = scrub_params(body, form_like ? text_kind::form : text_kind::prose, found);
}

void replace_all(std::string& text, std::string_view what) {
    if (what.empty())
        return;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + mark.size()))
        text.replace(at, what.size(), mark);
}

std::string lower_hex(std::string text) {
    for (std::size_t at = text.find('%'); at != std::string::npos && at + 2 < text.size();
         at = text.find('%', at + 1)) {
        for (const auto i : {at + 1, at + 2})
            text[i] = text[i] >= 'A' && text[i] <= 'F' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    }
    return text;
}

// As it may be written in the places that a tape has.
std::vector<std::string> forms_of(const std::string& secret) {
    const auto quoted = json::serialize(json::string(secret.data(), secret.size()));
    const auto encoded = percent_encoded(secret);
    std::vector<std::string> all{
        secret, encoded, lower_hex(encoded), quoted.substr(1, quoted.size() - 2), http::to_base64(secret)};
    auto plus = encoded;
    for (auto at = plus.find("%20"); at != std::string::npos; at = plus.find("%20", at))
        plus.replace(at, 3, 1, '+');
    all.push_back(std::move(plus));
    return all;
}

} // namespace

scrubber::scrubber(std::span<const std::string_view> named) {
    for (const auto each : named) {
        if (each.empty())
            throw std::invalid_argument("scrub: an empty text");
        named_.emplace_back(each);
    }
}

void scrubber::replace(std::string& text, const found& secrets) const {
    std::vector<std::string> all;
    const auto add = [&all](const std::string& secret) {
        for (auto& form : forms_of(secret))
            all.push_back(std::move(form));
    };
    std::for_each(named_.begin(), named_.end(), add);
    std::for_each(secrets.begin(), secrets.end(), add);
    // The longest first, or what is left of a longer one would stay.
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    all.erase(std::unique(all.begin(), all.end()), all.end());
    for (const auto& each : all)
        replace_all(text, each);
}

void scrubber::replace(http::headers& fields, const found& secrets) const {
    http::headers clean;
    for (auto [name, value] : fields) {
        replace(name, secrets);
        replace(value, secrets);
        clean.add(name, value);
    }
    fields = std::move(clean);
}

void scrubber::scrub_request(taped_exchange& e) {
    found secrets;
    scrub_fields(e.headers, secrets);
    e.target = scrub_params(e.target, text_kind::prose, secrets);
    scrub_body(e.body, e.headers, secrets);
    replace(e.to, secrets);
    replace(e.target, secrets);
    replace(e.headers, secrets);
    replace(e.body, secrets);
    learned_.insert(secrets.begin(), secrets.end());
}

void scrubber::scrub_answer(taped_exchange& e) {
    scrub_fields(e.answer.headers, learned_);
    http::headers clean;
    for (const auto& [name, value] : e.answer.headers)
        clean.add(name, scrub_params(value, text_kind::prose, learned_));
    e.answer.headers = std::move(clean);
    scrub_body(e.answer.body, e.answer.headers, learned_);
    e.why.message = scrub_params(e.why.message, text_kind::prose, learned_);
    replace(e.answer.headers, learned_);
    replace(e.answer.body, learned_);
    replace(e.why.message, learned_);
}

} // namespace segue::testing
