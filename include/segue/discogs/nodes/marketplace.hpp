#pragma once

#include <segue/base/money.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/price.hpp>
#include <segue/discogs/nodes/listing.hpp>
#include <segue/discogs/nodes/order.hpp>
#include <segue/discogs/params/marketplace.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string_view>

namespace segue::discogs {

namespace asio = boost::asio;

/// Refers to the marketplace; holds a client, no data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class marketplace_node : public resource::node {
public:
    explicit marketplace_node(std::shared_ptr<resource::client_core> core);

    /// Names the offers, to make new ones. No request.
    listings_node listings() const;
    /// Names an offer. No request.
    listing_node listing(listing_id id) const;
    /// Names the caller's orders as a seller. No request.
    orders_node orders() const;
    /// Names an order, by an id such as `845236-9`. No request.
    order_node order(std::string_view id) const;

    /// Loads what the service takes from a seller who sells at this price.
    ///
    /// **Sends** one `GET /marketplace/fee/{price}`, with a currency one
    /// `GET /marketplace/fee/{price}/{currency}`; without credentials too.
    /// **Units and ranges** at least 0.01, at most two digits behind the point; see `rounded`.
    /// **Returns** the fee in the currency that it names itself, which has been USD where EUR was asked for.
    /// **Errors** `bad_params` for another price; otherwise as `release_node::get`.
    /// **Cancellation** as there.
    /// **Source** api/discogs.md, B28, B29, M57 and G19.
    [[nodiscard]] asio::awaitable<price>
    fee(const decimal& amount, const fee_params& params = {}, const call_options& options = {}) const;
};

} // namespace segue::discogs
