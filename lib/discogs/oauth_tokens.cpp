#include "account/form.hpp"
#include "account/oauth1.hpp"
#include "account/same_secret.hpp"

#include <segue/discogs/models/oauth_tokens.hpp>

#include <algorithm>

namespace segue::discogs {
namespace {

failure refusal(errc code, std::string why) {
    failure f;
    f.code = code;
    f.message = std::move(why);
    return f;
}

std::string_view callback_query(std::string_view redirect) noexcept {
    redirect = redirect.substr(0, redirect.find('#'));
    const auto mark = redirect.find('?');
    return mark == std::string_view::npos ? redirect : redirect.substr(mark + 1);
}

// Other parameters of the callback may be anything, twice too: only what counts goes to the strict reader.
std::string known_fields(std::string_view query) {
    std::string kept;
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto item = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const auto name = item.substr(0, item.find('='));
        if (name == "oauth_token" || name == "oauth_verifier" || name == "denied")
            kept.append(kept.empty() ? "" : "&").append(item);
    }
    return kept;
}

} // namespace

std::string request_token::authorize_url() const {
    const bool has_query = authorize_page.find('?') != std::string::npos;
    return authorize_page + (has_query ? "&" : "?") + "oauth_token=" + account::oauth1_encode(token.reveal());
}

std::string request_token::verifier_in(std::string_view redirect) const {
    const auto fields = known_fields(callback_query(redirect));
    if (fields.empty())
        throw_failure(refusal(errc::oauth_malformed, "the address has no oauth_verifier"));
    const auto read = account::form::read(fields);
    if (!read)
        throw_failure(read.error());
    const auto* denied = read->find("denied");
    const auto* answered = denied != nullptr ? denied : read->find("oauth_token");
    if (answered == nullptr)
        throw_failure(refusal(errc::oauth_malformed, "the address has no oauth_token"));
    if (token.empty() || !account::same_secret(answered->reveal(), token.reveal()))
        throw_failure(refusal(errc::oauth_refused, "the address belongs to another request token"));
    if (denied != nullptr)
        throw_failure(refusal(errc::oauth_refused, "the user did not agree"));
    return read->required("oauth_verifier").value().reveal();
}

} // namespace segue::discogs
