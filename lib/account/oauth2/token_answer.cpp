#include "account/oauth2/token_answer.hpp"

#include "account/oauth2/refusal.hpp"
#include "base/ascii.hpp"
#include "http/http_date.hpp"

#include <boost/container/pmr/memory_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <new>

namespace segue::account::oauth2 {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_body = 1024 * 1024;
/// Longer text is a page, not a word.
constexpr std::size_t longest_plain = 200;

// Any value of an answer may be a token, so all memory of the document is wiped.
class wiping_memory final : public boost::container::pmr::memory_resource {
    // Nothing of a document needs more than the usual alignment, and Boost 1.81 gives a key's text back with
    // another one than it asked for.
    void* do_allocate(std::size_t bytes, std::size_t) override { return ::operator new(bytes); }
    void do_deallocate(void* at, std::size_t bytes, std::size_t) override {
        OPENSSL_cleanse(at, bytes);
        ::operator delete(at);
    }
    bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }
};

std::string_view view_of(const json::string& text) noexcept {
    return {text.data(), text.size()};
}

std::string number_text(double value) {
    constexpr double most = 9e18;
    if (std::isnan(value)) // what Boost 1.81 makes of 0e310
        return "0";
    if (value >= most)
        return std::to_string(std::numeric_limits<std::int64_t>::max());
    return std::to_string(value <= -most ? std::int64_t(-1) : static_cast<std::int64_t>(value));
}

void add_value(std::string_view name, const json::value& value, field_list& into);

// Scopes may come as a list.
void add_list(std::string_view name, const json::array& list, field_list& into) {
    std::string text;
    for (const auto& each : list) {
        if (!each.is_string())
            continue;
        if (!text.empty())
            text += ' ';
        text += view_of(each.get_string());
    }
    into.add(name, text);
}

// `{"error": {"type": "...", "message": "..."}}`, as Deezer and others have it.
void add_error(const json::object& error, field_list& into) {
    for (const auto* name : {"type", "status", "error", "code"}) {
        const auto* const word = error.if_contains(name);
        if (word != nullptr && into.find("error") == nullptr)
            add_value("error", *word, into);
    }
    if (const auto* const message = error.if_contains("message"); message != nullptr)
        add_value("error_description", *message, into);
    if (into.find("error") == nullptr)
        into.add("error", "error");
}

void add_value(std::string_view name, const json::value& value, field_list& into) {
    switch (value.kind()) {
    case json::kind::string:
        into.add(name, view_of(value.get_string()));
        break;
    case json::kind::int64:
        into.add(name, std::to_string(value.get_int64()));
        break;
    case json::kind::uint64:
        into.add(name, std::to_string(value.get_uint64()));
        break;
    case json::kind::double_:
        into.add(name, number_text(value.get_double()));
        break;
    case json::kind::array:
        add_list(name, value.get_array(), into);
        break;
    case json::kind::object:
        if (name == "error")
            add_error(value.get_object(), into);
        break;
    case json::kind::bool_:
    case json::kind::null:
        break;
    }
}

result<field_list> read_json(std::string_view body) {
    wiping_memory memory;
    boost::system::error_code ec;
    const auto document = json::parse(json::string_view(body.data(), body.size()), ec, &memory);
    if (ec)
        return failed(errc::not_json, "cut, or not JSON");
    if (!document.is_object())
        return misshapen("", "an object", "an array");
    field_list fields;
    for (const auto& each : document.get_object())
        add_value({each.key().data(), each.key().size()}, each.value(), fields);
    return fields;
}

std::string_view without_mark(std::string_view body) noexcept {
    constexpr std::string_view mark = "\xef\xbb\xbf";
    if (body.substr(0, mark.size()) == mark)
        body.remove_prefix(mark.size());
    return body;
}

bool says_something(const field_list& fields) noexcept {
    for (const auto* name : {"access_token", "error", "error_reason", "error_description", "device_code"}) {
        if (fields.find(name) != nullptr)
            return true;
    }
    return false;
}

// Read as what it looks like: providers name a type at random. Deezer gives a form as text/html.
result<field_list> read_body(const http::response& answer, std::span<const secret> hidden) {
    if (answer.body.size() > longest_body)
        return failed(errc::answer_too_large, "more than 1 MiB");
    const auto body = trimmed(without_mark(answer.body));
    if (body.empty())
        return failed(errc::not_json, "empty");
    if (body.front() == '{' || body.front() == '[')
        return read_json(body);
    const auto type = lower(answer.headers.find("Content-Type").value_or(""));
    field_list fields;
    if (body.front() != '<' && read_pairs(body, fields) &&
        (says_something(fields) || type.starts_with("application/x-www-form-urlencoded")))
        return fields;
    if (is_known_word(body)) {
        fields = {};
        fields.add("error", body);
        return fields;
    }
    if (body.front() == '<' || type.starts_with("text/html"))
        return failed(errc::not_json, "a web page");
    return failed(
        errc::not_json,
        body.size() <= longest_plain ? "text: " + quotable(body, hidden, longest_plain) : "long text");
}

refusal refusal_in(const field_list& fields) {
    refusal said;
    for (const auto* name : {"error", "error_reason"}) {
        const auto* const word = fields.find(name);
        if (word != nullptr && said.word.empty())
            said.word = *word;
    }
    for (const auto* name : {"error_description", "errorDescription", "message", "error_message"}) {
        const auto* const text = fields.find(name);
        if (text != nullptr && said.description.empty())
            said.description = *text;
    }
    return said;
}

// What goes into a header field must not end it.
bool is_token(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

const std::string* access_token_in(const field_list& fields, const answer_names& names) noexcept {
    const auto* const token = fields.find(names.access_token);
    return token != nullptr ? token : fields.find(names.other_access_token);
}

// Under the name `expires` zero means never; what is no number means that we do not know.
std::optional<wall_time> end_in(const field_list& fields, wall_time now) {
    for (const auto* name : {"expires_in", "expiresIn"}) {
        if (const auto* const text = fields.find(name); text != nullptr) {
            const auto lifetime = read_seconds(*text);
            return lifetime ? std::optional(later(now, *lifetime)) : std::nullopt;
        }
    }
    const auto* const text = fields.find("expires");
    const auto lifetime = text != nullptr ? read_seconds(*text) : std::nullopt;
    return lifetime && lifetime->count() > 0 ? std::optional(later(now, *lifetime)) : std::nullopt;
}

} // namespace

answer_fields read_fields(const http::response& answer, std::span<const secret> hidden, wall_time now) {
    answer_fields out{read_body(answer, hidden), {}};
    const bool good = answer.status >= 200 && answer.status < 300;
    const auto said = out.fields ? refusal_in(*out.fields) : refusal();
    if (good && said.word.empty()) {
        if (!out.fields)
            out.fields = with_status(out.fields.error(), answer.status);
        return out;
    }
    auto why = refused(said, answer.status, hidden);
    if (const auto wait = answer.headers.find("Retry-After"))
        why.retry_after = http::parse_retry_after(*wait, now);
    out.fields = std::move(why);
    out.word = said.word;
    return out;
}

std::optional<std::chrono::seconds> read_seconds(std::string_view text) {
    std::int64_t value = 0;
    const auto* const first = text.data();
    const auto* const last = first + text.size();
    const auto [end, ec] = std::from_chars(first, last, value);
    const bool number = end != first && (end == last || *end == '.') &&
                        std::all_of(end, last, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
    if (!number)
        return std::nullopt;
    if (ec == std::errc::result_out_of_range)
        value = text.front() == '-' ? 0 : std::numeric_limits<std::int64_t>::max();
    return std::chrono::seconds(std::max<std::int64_t>(value, 0));
}

wall_time later(wall_time now, std::chrono::seconds by) noexcept {
    const auto from = std::max(now, wall_time());
    const auto room = std::chrono::floor<std::chrono::seconds>(wall_time::max() - from);
    return by >= room ? wall_time::max() : from + by;
}

result<token_set>
tokens_from(const field_list& fields, const answer_names& names, const kept_parts& kept, wall_time now) {
    const auto* const token = access_token_in(fields, names);
    if (token == nullptr)
        return misshapen("/" + names.access_token, "a token", "nothing");
    if (fields.count(names.access_token) > 1)
        return misshapen("/" + names.access_token, "one token", "several");
    const auto* const renewal = fields.find("refresh_token");
    if (!is_token(*token) || (renewal != nullptr && !is_token(*renewal)))
        return misshapen(
            is_token(*token) ? "/refresh_token" : "/" + names.access_token,
            "a token",
            "a blank, a control character or a byte outside ASCII");
    token_set found;
    found.access_token = secret(*token);
    found.refresh_token = renewal != nullptr ? std::optional<secret>(*renewal) : kept.refresh_token;
    for (const auto* name : {"token_type", "tokenType"}) {
        if (const auto* const type = fields.find(name); type != nullptr)
            found.token_type = *type;
    }
    const auto* const scope = fields.find(names.scope);
    found.scopes = scope != nullptr ? parted(*scope, names.scope_separator) : kept.scopes;
    const auto* const account = fields.find(names.account_id);
    found.account_id = account != nullptr ? *account : kept.account_id;
    found.obtained_at = now;
    found.expires_at = end_in(fields, now);
    return found;
}

} // namespace segue::account::oauth2
