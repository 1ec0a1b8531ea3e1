#include "account/form.hpp"

#include "account/wiped_bytes.hpp"
#include "base/ascii.hpp"

#include <boost/url/pct_string_view.hpp>

#include <algorithm>
#include <optional>

namespace segue::account {
namespace {

namespace urls = boost::urls;

constexpr std::size_t most_fields = 64;
constexpr std::size_t longest_body = 64UL * 1024;
constexpr std::size_t longest_shown = 40;

failure malformed(std::string why) {
    failure f;
    f.code = errc::oauth_malformed;
    f.message = std::move(why);
    return f;
}

// What a form's encoder leaves as it is; services are lax with some marks, never with what begins a page or
// a JSON text.
constexpr bool may_stand(char c) noexcept {
    constexpr std::string_view marks = "-._~*+%!$'(),:;@/?";
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           marks.find(c) != std::string_view::npos;
}

std::optional<std::string> decoded(std::string_view text) {
    if (!std::all_of(text.begin(), text.end(), may_stand))
        return std::nullopt;
    const auto parsed = urls::make_pct_string_view(urls::string_view(text.data(), text.size()));
    if (!parsed)
        return std::nullopt;
    urls::encoding_opts options;
    options.space_as_plus = true;
    return parsed->decode(options);
}

// A name is shown only where it looks like one: of a text that is no form it could be anything.
bool looks_like_name(std::string_view text) noexcept {
    return text.size() <= longest_shown && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
           });
}

std::string kind_of(std::string_view body) {
    if (body.empty())
        return "an empty body";
    if (body.front() == '<')
        return "a web page";
    return body.front() == '{' || body.front() == '[' ? "JSON" : "other text";
}

} // namespace

result<form> form::read(std::string_view body) {
    std::string_view rest = trimmed(body);
    const auto none = [&] { return malformed("no form in the answer, but " + kind_of(trimmed(body))); };
    if (rest.empty() || rest.size() > longest_body)
        return none();
    form made;
    while (true) {
        const auto end = std::min(rest.find('&'), rest.size());
        const auto item = rest.substr(0, end);
        const auto equals = item.find('=');
        auto name = decoded(item.substr(0, equals));
        if (!name || name->empty() || (equals == std::string_view::npos && made.fields_.empty()))
            return made.fields_.empty() ? none() : malformed("the answer is a form no further than a field");
        if (equals == std::string_view::npos)
            return malformed("the answer is cut: a field without a value behind others");
        auto value = decoded(item.substr(equals + 1));
        const std::string shown = looks_like_name(*name) ? *name : "a field";
        if (!value)
            return malformed("the answer is no form, or cut, in the value of " + shown);
        const wiped_at_end gone(*value);
        if (made.find(*name) != nullptr)
            return malformed("the answer has " + shown + " twice");
        if (made.size() == most_fields)
            return malformed("the answer has more than 64 fields");
        made.fields_.emplace_back(std::move(*name), secret(*value));
        if (end == rest.size())
            return made;
        rest.remove_prefix(end + 1);
    }
}

const secret* form::find(std::string_view name) const noexcept {
    const auto at =
        std::find_if(fields_.begin(), fields_.end(), [&](const auto& each) { return each.first == name; });
    return at == fields_.end() ? nullptr : &at->second;
}

result<secret> form::required(std::string_view name) const {
    const auto* value = find(name);
    if (value == nullptr || value->empty())
        return malformed(
            (value == nullptr ? "the answer has no " : "the answer has an empty ") + std::string(name));
    return *value;
}

} // namespace segue::account
