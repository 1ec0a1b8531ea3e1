#include "account/oauth2/callback.hpp"

#include "account/oauth2/address.hpp"
#include "account/oauth2/refusal.hpp"
#include "account/same_secret.hpp"
#include "base/ascii.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace segue::account::oauth2 {
namespace {

constexpr std::size_t longest_callback = 64 * 1024;

/// A callback in its parts; nothing is decoded.
struct callback_parts {
    /// Of a whole URL; a path alone; or neither, then only the parameters came.
    std::string_view base;
    std::string_view query;
    std::string_view fragment;
};

bool begins_with_scheme(std::string_view text) noexcept {
    const auto end = text.find(':');
    return end != std::string_view::npos && end != 0 &&
           std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '+' || c == '-' || c == '.';
           });
}

std::optional<callback_parts> cut(std::string_view text) {
    text = trimmed(text); // a user may have pasted it
    if (text.empty() || text.size() > longest_callback)
        return std::nullopt;
    callback_parts found;
    if (const auto hash = text.find('#'); hash != std::string_view::npos) {
        found.fragment = text.substr(hash + 1);
        text = text.substr(0, hash);
    }
    if (const auto mark = text.find('?'); mark != std::string_view::npos) {
        found.query = text.substr(mark + 1);
        text = text.substr(0, mark);
    }
    if (text.empty() || text.front() == '/' || begins_with_scheme(text))
        found.base = text;
    else if (found.query.empty() && text.find('=') != std::string_view::npos)
        found.query = text;
    else
        return std::nullopt;
    return found;
}

bool read_parameters(const callback_parts& parts, field_list& into) {
    return read_pairs(parts.query, into) && read_pairs(parts.fragment, into);
}

failure foreign(std::string what) {
    return failed(errc::oauth_state_mismatch, std::move(what));
}

failure no_callback() {
    return misshapen("", "a URL with the answer of the service", "something else");
}

// Where it came to is where it was sent to. Parameters alone say nothing of that.
std::optional<failure> check_place(const pending_grant::parts& grant, std::string_view base) {
    if (base.empty())
        return grant.state_in_path ? std::optional(foreign("no path")) : std::nullopt;
    const auto wanted = read_place(grant.redirect_uri);
    if (!wanted)
        return foreign("the redirect URI is none");
    auto found = base.front() == '/' ? wanted : read_place(base);
    if (!found)
        return foreign("another address");
    if (base.front() == '/')
        found->path = base;
    const bool same_path = same_secret(found->path, wanted->path);
    found->path = wanted->path;
    if (!same_path || *found != *wanted)
        return foreign("another address");
    return std::nullopt;
}

std::optional<failure> check_state(const pending_grant::parts& grant, const field_list& fields) {
    if (grant.state_in_path)
        return std::nullopt;
    const auto* const state = fields.find("state");
    if (state == nullptr)
        return foreign("no state");
    return same_secret(*state, grant.state.reveal()) ? std::nullopt : std::optional(foreign("another state"));
}

std::optional<failure> check_issuer(const callback_rules& rules, const field_list& fields) {
    if (rules.issuer.empty())
        return std::nullopt;
    const auto* const issuer = fields.find("iss");
    if (issuer == nullptr)
        return rules.issuer_named == issuer_rule::always ? std::optional(foreign("no issuer")) : std::nullopt;
    return *issuer == rules.issuer ? std::nullopt : std::optional(foreign("another issuer"));
}

std::optional<failure> check_grant(const pending_grant& grant, const callback_rules& rules, wall_time now) {
    using std::chrono::milliseconds;
    if (grant.used())
        return failed(errc::sign_in_required, "this sign-in was finished before");
    if (grant.held().client_id != rules.client_id)
        return foreign("the sign-in of another client");
    const auto age = std::chrono::floor<milliseconds>(now.time_since_epoch()) -
                     std::chrono::floor<milliseconds>(grant.created().time_since_epoch());
    if (age > rules.lifetime)
        return failed(errc::sign_in_required, "this sign-in was begun too long ago");
    return std::nullopt;
}

std::optional<failure> check_single(const field_list& fields, const std::string& wanted) {
    for (const std::string& name : {std::string("state"), std::string("iss"), std::string("error"), wanted}) {
        if (fields.count(name) > 1)
            return misshapen("/" + name, "one value", "several");
    }
    return std::nullopt;
}

std::optional<failure> check_refusal(const field_list& fields, std::span<const secret> hidden) {
    refusal said;
    for (const auto* name : {"error", "error_reason"}) {
        if (const auto* const word = fields.find(name); word != nullptr && said.word.empty())
            said.word = *word;
    }
    if (said.word.empty())
        return std::nullopt;
    if (const auto* const text = fields.find("error_description"); text != nullptr)
        said.description = *text;
    return refused(said, 0, hidden);
}

} // namespace

result<field_list> read_callback(
    const pending_grant& grant, std::string_view callback, const callback_rules& rules, wall_time now) {
    if (auto why = check_grant(grant, rules, now))
        return std::move(*why);
    const auto parts = cut(callback);
    field_list fields;
    if (!parts || !read_parameters(*parts, fields))
        return no_callback();
    if (auto why = check_place(grant.held(), parts->base))
        return std::move(*why);
    if (auto why = check_single(fields, rules.wanted))
        return std::move(*why);
    // What is not known to be the answer to this sign-in says nothing, not even that it was refused.
    if (auto why = check_state(grant.held(), fields))
        return std::move(*why);
    if (auto why = check_issuer(rules, fields))
        return std::move(*why);
    if (auto why = check_refusal(fields, rules.hidden))
        return std::move(*why);
    if (fields.find(rules.wanted) == nullptr)
        return misshapen("/" + rules.wanted, "a value", "nothing");
    return fields;
}

std::optional<secret> state_in(std::string_view callback) {
    const auto parts = cut(callback);
    field_list fields;
    if (!parts || !read_parameters(*parts, fields) || fields.count("state") != 1)
        return std::nullopt;
    const auto* const state = fields.find("state");
    return state != nullptr ? std::optional<secret>(*state) : std::nullopt;
}

} // namespace segue::account::oauth2
