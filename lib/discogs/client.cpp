#include "account/credentials.hpp"
#include "discogs/load.hpp"
#include "discogs/models/descriptions.hpp"
#include "discogs/provider.hpp"
#include "resource/pager_impl.hpp"

#include <segue/discogs/client.hpp>
#include <segue/version.hpp>

namespace segue {

template class pager<discogs::page<discogs::search_result>>;

namespace discogs {
namespace {

constexpr account::credential_names credential_names{
    "DISCOGS_TOKEN",
    {{"DISCOGS_CONSUMER_KEY", "DISCOGS_CONSUMER_SECRET"},
     {"DISCOGS_API_CONSUMER_KEY", "DISCOGS_API_CONSUMER_SECRET"}}};

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

resource::client_settings settings_of(const client_params& params) {
    resource::client_settings s;
    resource::read_base_url(params.base_url, s);
    s.ca_file = params.ca_file;
    s.deadline = params.deadline;
    s.attempt_limit = params.attempt_timeout;
    s.quota = params.quota;
    s.quota.mode = params.rate_limit;
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

std::shared_ptr<const traffic::provider>
rules_of(const client_params& params, const std::string& path_prefix) {
    const account::given_credentials given{params.token, params.consumer_key, params.consumer_secret};
    const bool ask_environment = params.credentials_from == credential_source::environment;
    auto credentials = account::resolve_credentials(
        given,
        credential_names,
        ask_environment ? account::environment(account::process_environment) : account::environment());
    return std::make_shared<discogs_provider>(std::move(credentials), path_prefix);
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

root_node client::root() const {
    return root_node(core_);
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
