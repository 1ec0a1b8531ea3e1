#include "discogs/load.hpp"
#include "discogs/market_checks.hpp"
#include "discogs/models/descriptions.hpp"

#include <segue/discogs/nodes/marketplace.hpp>

namespace segue::discogs {

marketplace_node::marketplace_node(std::shared_ptr<resource::client_core> core)
    : node(std::move(core), "/marketplace") {}

listings_node marketplace_node::listings() const {
    return listings_node(core());
}

listing_node marketplace_node::listing(listing_id id) const {
    return {core(), id};
}

orders_node marketplace_node::orders() const {
    return orders_node(core());
}

order_node marketplace_node::order(std::string_view id) const {
    return {core(), id};
}

asio::awaitable<price>
marketplace_node::fee(const decimal& amount, const fee_params& params, const call_options& options) const {
    resource::request_spec spec;
    spec.options = options;
    spec.path = path() + "/fee/";
    spec.path += to_string(checked_amount(spec, "amount", amount, least_amount::cent));
    if (params.currency)
        spec.path.append("/").append(to_text(*params.currency));
    return load<price>(core(), std::move(spec));
}

} // namespace segue::discogs
