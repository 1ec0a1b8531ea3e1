#include "discogs/load.hpp"
#include "discogs/models/descriptions.hpp"

#include <segue/discogs/nodes/release.hpp>

namespace segue::discogs {
namespace {

asio::awaitable<release>
load_release(std::shared_ptr<resource::client_core> core, resource::request_spec spec, std::string currency) {
    auto loaded = co_await load<release>(std::move(core), std::move(spec));
    // The service sends a bare number; what it is in depends on what was asked.
    if (loaded.lowest_price)
        loaded.lowest_price->currency = std::move(currency);
    co_return loaded;
}

} // namespace

release_node::release_node(std::shared_ptr<resource::client_core> core, release_id id)
    : node(std::move(core), "/releases/" + std::to_string(id.value())), id_(id) {}

asio::awaitable<release> release_node::get(const release_params& params, const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    if (id_.value() < 1)
        refuse(spec, "release_id", "must be at least 1");
    auto currency = add_currency(spec, *core(), params.currency);
    return load_release(core(), std::move(spec), std::move(currency));
}

release_rating_node release_node::rating() const {
    return {core(), id_};
}

release_stats_node release_node::stats() const {
    return {core(), id_};
}

price_suggestions_node release_node::price_suggestions() const {
    return {core(), id_};
}

marketplace_stats_node release_node::marketplace_stats() const {
    return {core(), id_};
}

} // namespace segue::discogs
