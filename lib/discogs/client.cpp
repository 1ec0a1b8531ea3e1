#include "account/credentials.hpp"
#include "discogs/load.hpp"
#include "discogs/models/descriptions.hpp"
#include "discogs/provider.hpp"
#include "http/host.hpp"
#include "resource/pager_impl.hpp"

#include <segue/discogs/client.hpp>
#include <segue/version.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <stdexcept>

namespace segue {

template class pager<discogs::page<discogs::search_result>>;

namespace discogs {
namespace {

constexpr account::credential_names credential_names{
    "DISCOGS_TOKEN",
    {{"DISCOGS_CONSUMER_KEY",
      "DISCOGS_CONSUMER_SECRET",
      "DISCOGS_ACCESS_TOKEN",
      "DISCOGS_ACCESS_TOKEN_SECRET"},
     {"DISCOGS_API_CONSUMER_KEY",
      "DISCOGS_API_CONSUMER_SECRET",
      "DISCOGS_API_ACCESS_TOKEN",
      "DISCOGS_API_ACCESS_TOKEN_SECRET"}}};

std::string_view media_type(text_format format) noexcept {
    switch (format) {
    case text_format::discogs:
        return "application/vnd.discogs.v2.discogs+json";
    case text_format::html:
        return "application/vnd.discogs.v2.html+json";
    case text_format::plaintext:
        return "application/vnd.discogs.v2.plaintext+json";
    }
    return {};
}

std::string default_user_agent() {
    return "Segue/" + std::string(version()) + " (C++ SDK)";
}

traffic::quota_params image_quota(const client_params& params) {
    if (params.image_limit < 0)
        throw std::invalid_argument("image_limit: must not be negative");
    traffic::quota_params quota;
    const bool off = params.rate_limit == traffic::rate_limit::off || params.image_limit == 0;
    quota.mode = off ? traffic::rate_limit::off : params.rate_limit;
    quota.authenticated_limit = quota.anonymous_limit = std::max(1, params.image_limit);
    quota.probe = traffic::cold_probe::off; // these hosts tell nothing about it
    return quota;
}

resource::client_settings settings_of(const client_params& params) {
    resource::client_settings s;
    resource::read_base_url(params.base_url, s);
    s.ca_file = params.ca_file;
    s.deadline = params.deadline;
    s.attempt_limit = params.attempt_timeout;
    s.quota = params.quota;
    s.quota.mode = params.rate_limit;
    s.file_quota = image_quota(params);
    s.pool = params.pool;
    s.retry = params.retry;
    s.breaker = params.breaker;
    s.cache_lifetime = params.cache_lifetime;
    s.way = http::settle_proxy(params.proxy, account::process_environment);
    if (params.currency)
        s.currency = to_text(*params.currency);
    const auto user_agent =
        params.user_agent.empty() ? default_user_agent() : resource::check_user_agent(params.user_agent);
    s.headers.add("User-Agent", user_agent);
    s.headers.add("Accept", media_type(params.text_format));
    s.headers.add("Accept-Encoding", params.compression == http::compression::gzip ? "gzip" : "identity");
    return s;
}

account::oauth1_method to_oauth1(signature_method how) noexcept {
    switch (how) {
    case signature_method::plaintext:
        return account::oauth1_method::plaintext;
    case signature_method::hmac_sha1:
        return account::oauth1_method::hmac_sha1;
    case signature_method::hmac_sha256:
        return account::oauth1_method::hmac_sha256;
    }
    return account::oauth1_method::plaintext;
}

// A query may stand in it, the token is added; behind a fragment it would reach nobody.
oauth_settings oauth_of(const client_params& params) {
    const auto text = params.authorize_url;
    const auto parsed = boost::urls::parse_absolute_uri(boost::urls::string_view(text.data(), text.size()));
    if (!parsed || parsed->has_userinfo() || parsed->host().empty() || http::is_misread(*parsed))
        throw std::invalid_argument("authorize_url: not an absolute URL of a page");
    const bool plain = parsed->scheme() == "http" && http::is_loopback(std::string(parsed->host_address()));
    if (parsed->scheme() != "https" && !plain)
        throw std::invalid_argument("authorize_url: must begin with https://");
    return {to_oauth1(params.signature_method), std::string(text)};
}

std::shared_ptr<const traffic::provider>
rules_of(const client_params& params, const std::string& path_prefix) {
    const account::given_credentials given{
        params.token,
        params.consumer_key,
        params.consumer_secret,
        params.access_token,
        params.access_token_secret};
    const bool ask_environment = params.credentials_from == credential_source::environment;
    auto credentials = account::resolve_credentials(
        given,
        credential_names,
        ask_environment ? account::environment(account::process_environment) : account::environment());
    return std::make_shared<discogs_provider>(std::move(credentials), path_prefix, oauth_of(params));
}

std::shared_ptr<resource::client_core>
make_core(const asio::any_io_executor& executor, const client_params& params, const collaborators& parts) {
    auto settings = settings_of(params);
    auto rules = rules_of(params, settings.path_prefix);
    return resource::client_core::make(executor, std::move(settings), parts, std::move(rules));
}

} // namespace

client::client(const asio::any_io_executor& executor, const client_params& params, const collaborators& parts)
    : core_(make_core(executor, params, parts)) {}

client::client(std::shared_ptr<resource::client_core> core) : core_(std::move(core)) {}

client client::with_account(const account_params& whose) const {
    const auto& rules = static_cast<const discogs_provider&>(core_->rules());
    const auto application = rules.application_keys();
    const account::given_credentials given{
        whose.token,
        application.consumer_key.reveal(),
        application.consumer_secret.reveal(),
        whose.access_token,
        whose.access_token_secret};
    auto credentials = account::resolve_credentials(given, credential_names, account::environment());
    return client(resource::client_core::sibling(*core_, rules.for_account(std::move(credentials))));
}

std::string client::consumer_key() const {
    return static_cast<const discogs_provider&>(core_->rules()).application_keys().consumer_key.reveal();
}

root_node client::root() const {
    return root_node(core_);
}

marketplace_node client::marketplace() const {
    return marketplace_node(core_);
}

release_node client::release(release_id id) const {
    return {core_, id};
}

artist_node client::artist(artist_id id) const {
    return {core_, id};
}

master_node client::master(master_id id) const {
    return {core_, id};
}

label_node client::label(label_id id) const {
    return {core_, id};
}

oauth_node client::oauth() const {
    return oauth_node(core_);
}

identity_node client::identity() const {
    return identity_node(core_);
}

user_node client::user(std::string_view username) const {
    return {core_, username};
}

user_list_node client::user_list(list_id id) const {
    return {core_, id};
}

image_node client::image(std::string_view url) const {
    return {core_, std::string(url)};
}

inventory_exports_node client::inventory_exports() const {
    return inventory_exports_node(core_);
}

inventory_export_node client::inventory_export(inventory_export_id id) const {
    return {core_, id};
}

inventory_uploads_node client::inventory_uploads() const {
    return inventory_uploads_node(core_);
}

inventory_upload_node client::inventory_upload(inventory_upload_id id) const {
    return {core_, id};
}

search_pager client::search(const search_params& params, const call_options& options) const {
    resource::request_spec spec;
    spec.path = "/database/search";
    spec.options = options;
    resource::query query;
    query.add("q", params.query);
    if (params.type)
        query.add("type", to_text(*params.type));
    query.add("title", params.title);
    query.add("release_title", params.release_title);
    query.add("credit", params.credit);
    query.add("artist", params.artist);
    query.add("anv", params.name_variation);
    query.add("label", params.label);
    query.add("genre", params.genre);
    query.add("style", params.style);
    query.add("country", params.country);
    query.add("year", params.year);
    query.add("format", params.format);
    query.add("catno", params.catalog_number);
    query.add("barcode", params.barcode);
    query.add("track", params.track);
    query.add("submitter", params.submitter);
    query.add("contributor", params.contributor);
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return make_pager<page<search_result>>(core_, std::move(spec));
}

traffic::budget client::budget() const {
    return core_->budget();
}

std::chrono::milliseconds client::estimate(std::size_t requests) const {
    return std::chrono::ceil<std::chrono::milliseconds>(core_->estimate(requests));
}

asio::awaitable<std::size_t> client::clear_cache() const {
    return resource::client_core::forget(core_, {});
}

asio::awaitable<void> client::close(close_mode mode) const {
    return resource::client_core::close(core_, mode == close_mode::cut_off);
}

void client::open() const noexcept {
    core_->open();
}

} // namespace discogs
} // namespace segue
