#include "discogs/load.hpp"
#include "discogs/models/descriptions.hpp"

#include <segue/discogs/nodes/release_market.hpp>

namespace segue::discogs {
namespace {

resource::request_spec market_request(const std::string& path, release_id id, const call_options& options) {
    resource::request_spec spec;
    spec.path = path;
    spec.options = options;
    if (id.value() < 1)
        refuse(spec, "release_id", "must be at least 1");
    return spec;
}

} // namespace

price_suggestions_node::price_suggestions_node(std::shared_ptr<resource::client_core> core, release_id id)
    : node(std::move(core), "/marketplace/price_suggestions/" + to_string(id)), id_(id) {}

asio::awaitable<price_suggestions> price_suggestions_node::get(const call_options& options) const {
    return load<price_suggestions>(core(), market_request(path(), id_, options));
}

marketplace_stats_node::marketplace_stats_node(std::shared_ptr<resource::client_core> core, release_id id)
    : node(std::move(core), "/marketplace/stats/" + to_string(id)), id_(id) {}

asio::awaitable<marketplace_stats>
marketplace_stats_node::get(const marketplace_stats_params& params, const call_options& options) const {
    auto spec = market_request(path(), id_, options);
    add_currency(spec, *core(), params.currency);
    return load<marketplace_stats>(core(), std::move(spec));
}

} // namespace segue::discogs
