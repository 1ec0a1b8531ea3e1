#include "account/oauth2/address.hpp"
#include "account/oauth2/callback.hpp"
#include "account/oauth2/device_answer.hpp"
#include "account/oauth2/fields.hpp"
#include "account/oauth2/random_text.hpp"
#include "account/oauth2/refusal.hpp"
#include "account/oauth2/request_parts.hpp"
#include "account/oauth2/token_answer.hpp"
#include "base/wipe.hpp"
#include "http/base64.hpp"

#include <segue/account/oauth2.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

namespace segue::account::oauth2 {
namespace {

using names_of_scopes = std::span<const std::string_view>;

/// `spelling`, owned.
struct owned_spelling {
    explicit owned_spelling(const spelling& s)
        : authorize_client_id(s.authorize_client_id), client_id(s.client_id), client_secret(s.client_secret),
          authorize_redirect_uri(s.authorize_redirect_uri), redirect_uri(s.redirect_uri),
          response_type(s.response_type), grant_type(s.grant_type), callback_code(s.callback_code) {
        answer.access_token = s.access_token;
        answer.other_access_token = s.other_access_token;
        answer.account_id = s.account_id;
        answer.scope = s.scope;
        answer.scope_separator = s.scope_separator;
    }

    std::string authorize_client_id;
    std::string client_id;
    std::string client_secret;
    std::string authorize_redirect_uri;
    std::string redirect_uri;
    std::string response_type;
    std::string grant_type;
    std::string callback_code;
    answer_names answer;
};

std::vector<std::string> owned(names_of_scopes scopes) {
    return {scopes.begin(), scopes.end()};
}

std::optional<endpoint_address> optional_endpoint(std::string_view url, const char* param) {
    return url.empty() ? std::nullopt : std::optional(read_endpoint(url, param));
}

// A segment that nobody guesses, at the end of the path.
std::string with_segment(const std::string& uri, std::string_view segment) {
    const auto base = before_query(uri);
    std::string text(base);
    if (text.back() != '/')
        text += '/';
    text += segment;
    return text.append(uri, base.size());
}

// RFC 6749 2.3.1: both are form-encoded before they are joined.
std::string basic_field(const std::string& id, const secret& key) {
    auto encoded_key = encoded(key.reveal());
    const wiped_at_end key_gone(encoded_key);
    std::string both;
    const wiped_at_end both_gone(both);
    both.reserve(3 * id.size() + encoded_key.size() + 16);
    both.append(encoded(id)).append(":").append(encoded_key);
    auto packed = http::to_base64(both);
    const wiped_at_end packed_gone(packed);
    std::string field;
    field.reserve(packed.size() + 16);
    field.append("Basic ").append(packed);
    return field;
}

} // namespace

struct flow::impl {
    explicit impl(const flow_params& p);

    std::vector<std::string> scopes_or(names_of_scopes given) const {
        return given.empty() ? scopes : owned(given);
    }
    void add_scopes(const std::vector<std::string>& wanted, pair_writer& to) const {
        if (!wanted.empty())
            to.add(names.answer.scope, joined(wanted, names.answer.scope_separator));
    }
    result<pending_grant> begin(pending_grant::kind answer, wall_time now, const begin_params& params) const;
    token_request request(
        const endpoint_address& to,
        std::string_view grant_type,
        const pair_writer& given,
        kept_parts kept,
        std::vector<secret> hidden) const;
    callback_rules rules(const std::string& wanted, std::span<const secret> hidden) const {
        return {client_id, issuer, issuer_named, lifetime, wanted, hidden};
    }

    std::string authorize_url;
    std::optional<endpoint_address> token;
    std::optional<endpoint_address> device;
    std::string redirect_uri;
    std::string client_id;
    secret client_secret;
    client_authentication authentication;
    token_method method;
    std::vector<std::string> scopes;
    pending_grant::challenge challenge;
    state_place state;
    std::string issuer;
    issuer_rule issuer_named;
    std::chrono::seconds lifetime;
    std::string user_agent;
    owned_spelling names;
};

flow::impl::impl(const flow_params& p)
    : authorize_url(p.at.authorize), token(optional_endpoint(p.at.token, "at.token")),
      device(optional_endpoint(p.at.device, "at.device")), redirect_uri(p.at.redirect),
      client_id(p.client_id), client_secret(p.client_secret), authentication(p.authentication),
      method(p.method), scopes(owned(p.scopes)), challenge(p.challenge), state(p.state), issuer(p.issuer),
      issuer_named(p.issuer_named), lifetime(p.grant_lifetime), user_agent(p.user_agent), names(p.names) {
    if (client_id.empty())
        throw std::invalid_argument("client_id: missing");
    if (!authorize_url.empty())
        read_endpoint(authorize_url, "at.authorize");
    if (!redirect_uri.empty())
        check_redirect(redirect_uri, "at.redirect");
    if (lifetime < std::chrono::seconds(1))
        throw std::invalid_argument("grant_lifetime: must be at least 1 s");
    if (!is_printable(user_agent))
        throw std::invalid_argument("user_agent: holds a control character");
}

result<pending_grant>
flow::impl::begin(pending_grant::kind answer, wall_time now, const begin_params& params) const {
    if (authorize_url.empty())
        return bad_param("at.authorize", "the provider has no authorization endpoint");
    pending_grant::parts p;
    p.redirect_uri = params.redirect_uri.empty() ? redirect_uri : std::string(params.redirect_uri);
    if (p.redirect_uri.empty())
        return bad_param("redirect_uri", "missing");
    try {
        check_redirect(p.redirect_uri, "redirect_uri");
    } catch (const std::invalid_argument& e) {
        return bad_param("redirect_uri", e.what());
    }
    p.answer = answer;
    p.client_id = client_id;
    p.scopes = scopes_or(params.scopes);
    p.created = now;
    p.state = random_text();
    p.state_in_path = state == state_place::path;
    if (p.state_in_path)
        p.redirect_uri = with_segment(p.redirect_uri, p.state.reveal());
    const bool code = answer == pending_grant::kind::code;
    p.method = code ? challenge : pending_grant::challenge::none;

    pair_writer query;
    query.add(names.response_type, code ? "code" : "token");
    query.add(names.authorize_client_id, client_id);
    query.add(names.authorize_redirect_uri, p.redirect_uri);
    add_scopes(p.scopes, query);
    if (!p.state_in_path)
        query.add("state", p.state.reveal());
    if (p.method != pending_grant::challenge::none) {
        p.verifier = random_text();
        query.add("code_challenge", code_challenge(p.verifier.reveal(), p.method));
        query.add("code_challenge_method", p.method == pending_grant::challenge::plain ? "plain" : "S256");
    }
    for (const auto& [name, value] : params.extra) {
        if (name.empty() || query.contains(name))
            return bad_param("extra", "has an empty name, or one that is set already");
        query.add(name, value);
    }
    p.authorize_url = with_query(authorize_url, query.text());
    return pending_grant(std::move(p));
}

token_request flow::impl::request(
    const endpoint_address& to,
    std::string_view grant_type,
    const pair_writer& given,
    kept_parts kept,
    std::vector<secret> hidden) const {
    auto made = std::make_shared<token_request::parts>();
    pair_writer form(given);
    auto& r = made->request;
    r.to = to.to;
    r.headers.add("Accept", "application/json");
    if (!user_agent.empty())
        r.headers.add("User-Agent", user_agent);
    if (!grant_type.empty())
        form.add(names.grant_type, grant_type);
    if (!client_secret.empty() && authentication == client_authentication::basic) {
        auto field = basic_field(client_id, client_secret);
        const wiped_at_end gone(field);
        r.headers.add("Authorization", field);
    } else {
        form.add(names.client_id, client_id);
        if (!client_secret.empty())
            form.add(names.client_secret, client_secret.reveal());
    }
    if (method == token_method::get) {
        r.target = with_query(to.target, form.text());
    } else {
        r.method = http::method::post;
        r.target = to.target;
        r.headers.add("Content-Type", "application/x-www-form-urlencoded");
        r.body = form.text();
    }
    made->once = grant_type == "authorization_code" || grant_type == "refresh_token";
    made->names = names.answer;
    made->kept = std::move(kept);
    made->hidden = std::move(hidden);
    made->hidden.push_back(client_secret);
    return token_request(std::move(made));
}

flow::flow(const flow_params& params) : impl_(std::make_shared<const impl>(params)) {}

result<pending_grant> flow::begin_code(wall_time now, const begin_params& params) const {
    if (!impl_->token)
        return bad_param("at.token", "the provider has no token endpoint");
    return impl_->begin(pending_grant::kind::code, now, params);
}

result<pending_grant> flow::begin_implicit(wall_time now, const begin_params& params) const {
    return impl_->begin(pending_grant::kind::token, now, params);
}

result<token_request>
flow::finish_code(pending_grant& grant, std::string_view callback, wall_time now) const {
    if (!impl_->token)
        return bad_param("at.token", "the provider has no token endpoint");
    if (grant.held().answer != pending_grant::kind::code)
        return bad_param("grant", "awaits a token, not a code");
    const auto& held = grant.held();
    std::vector<secret> hidden{held.state, held.verifier, impl_->client_secret};
    const auto fields = read_callback(grant, callback, impl_->rules(impl_->names.callback_code, hidden), now);
    if (!fields)
        return fields.error();
    const std::string& code = *fields->find(impl_->names.callback_code);
    pair_writer form;
    form.add("code", code);
    form.add(impl_->names.redirect_uri, held.redirect_uri);
    if (!held.verifier.empty())
        form.add("code_verifier", held.verifier.reveal());
    hidden.emplace_back(code);
    kept_parts kept;
    kept.scopes = held.scopes;
    auto made = impl_->request(*impl_->token, "authorization_code", form, std::move(kept), std::move(hidden));
    grant.use_up();
    return made;
}

result<token_set>
flow::finish_implicit(pending_grant& grant, std::string_view callback, wall_time now) const {
    if (grant.held().answer != pending_grant::kind::token)
        return bad_param("grant", "awaits a code, not a token");
    const std::vector<secret> hidden{grant.state()};
    const auto fields =
        read_callback(grant, callback, impl_->rules(impl_->names.answer.access_token, hidden), now);
    if (!fields)
        return fields.error();
    kept_parts kept;
    kept.scopes = grant.held().scopes;
    auto tokens = tokens_from(*fields, impl_->names.answer, kept, now);
    if (tokens)
        grant.use_up();
    return tokens;
}

result<token_request> flow::client_credentials(names_of_scopes scopes) const {
    if (!impl_->token)
        return bad_param("at.token", "the provider has no token endpoint");
    if (impl_->client_secret.empty())
        return bad_param("client_secret", "missing, the client's own token needs it");
    kept_parts kept;
    kept.scopes = impl_->scopes_or(scopes);
    pair_writer form;
    impl_->add_scopes(kept.scopes, form);
    return impl_->request(*impl_->token, "client_credentials", form, std::move(kept), {});
}

result<token_request>
flow::password(std::string_view user, const secret& password, names_of_scopes scopes) const {
    if (!impl_->token)
        return bad_param("at.token", "the provider has no token endpoint");
    if (user.empty() || password.empty())
        return bad_param(user.empty() ? "user" : "password", "missing");
    kept_parts kept;
    kept.scopes = impl_->scopes_or(scopes);
    pair_writer form;
    form.add("username", user);
    form.add("password", password.reveal());
    impl_->add_scopes(kept.scopes, form);
    return impl_->request(*impl_->token, "password", form, std::move(kept), {password});
}

result<token_request> flow::refresh(const token_set& tokens, names_of_scopes scopes) const {
    if (!impl_->token)
        return bad_param("at.token", "the provider has no token endpoint");
    if (!tokens.refresh_token || tokens.refresh_token->empty())
        return failed(errc::sign_in_required, "there is no refresh token");
    kept_parts kept;
    kept.refresh_token = tokens.refresh_token;
    kept.scopes = scopes.empty() ? tokens.scopes : owned(scopes);
    kept.account_id = tokens.account_id;
    pair_writer form;
    form.add("refresh_token", tokens.refresh_token->reveal());
    // Left out it means what was granted before.
    if (!scopes.empty())
        impl_->add_scopes(kept.scopes, form);
    std::vector<secret> hidden{*tokens.refresh_token, tokens.access_token};
    return impl_->request(*impl_->token, "refresh_token", form, std::move(kept), std::move(hidden));
}

result<token_request> flow::begin_device(names_of_scopes scopes) const {
    if (!impl_->device || !impl_->token)
        return bad_param(impl_->device ? "at.token" : "at.device", "the provider has no such endpoint");
    kept_parts kept;
    kept.scopes = impl_->scopes_or(scopes);
    pair_writer form;
    impl_->add_scopes(kept.scopes, form);
    return impl_->request(*impl_->device, "", form, std::move(kept), {});
}

result<device_grant> flow::read_device(
    const token_request& asked, const http::response& answer, steady_time now, wall_time today) const {
    if (!impl_->token)
        return bad_param("at.token", "the provider has no token endpoint");
    const auto& sent = parts_of(asked);
    const auto read = read_fields(answer, sent.hidden, today);
    if (!read.fields)
        return read.fields.error();
    auto given = device_answer_from(*read.fields, now);
    if (!given)
        return with_status(given.error(), answer.status);
    pair_writer form;
    form.add("device_code", given->device_code.reveal());
    given->grant.request = impl_->request(
        *impl_->token, "urn:ietf:params:oauth:grant-type:device_code", form, sent.kept, {given->device_code});
    return device_grant(std::move(given->grant));
}

} // namespace segue::account::oauth2
