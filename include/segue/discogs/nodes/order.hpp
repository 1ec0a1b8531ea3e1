#pragma once

#include <segue/discogs/models/order.hpp>
#include <segue/discogs/models/order_message.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/params/marketplace.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>
#include <segue/resource/pager.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace segue {

extern template class pager<discogs::page<discogs::order>>;
extern template class pager<discogs::page<discogs::order_message>>;

namespace discogs {

namespace asio = boost::asio;

/// Walks the orders of a seller.
using order_pager = pager<page<order>>;
/// Walks the messages of an order.
using order_message_pager = pager<page<order_message>>;

/// Refers to the orders that the caller has got as a seller; holds a client, no data.
class orders_node : public resource::node {
public:
    explicit orders_node(std::shared_ptr<resource::client_core> core);

    /// Makes a pager over the orders that match all filters.
    ///
    /// **Sends** one `GET /marketplace/orders` a page, once a verb of the pager is awaited. Needs a user's
    /// token.
    /// **Errors** thrown by the pager's verbs: `bad_params` for a time outside the years 0 to 9999, an end
    /// before the beginning, a page below 1, a page size outside 1 to 100, an order without a sort key;
    /// `authentication_error` without a user's token; otherwise those of `release_node::get`.
    /// **Source** api/discogs.md, B23 and M51.
    [[nodiscard]] order_pager list(const orders_params& params = {}, const call_options& options = {}) const;
};

/// Refers to the messages of one order; holds the order's id and a client, no data.
class order_messages_node : public resource::node {
public:
    order_messages_node(std::shared_ptr<resource::client_core> core, std::string_view order_id);

    /// Makes a pager over the messages, the newest first.
    ///
    /// **Sends** one `GET /marketplace/orders/{order_id}/messages` a page, once a verb of the pager is
    /// awaited. Needs the seller's token.
    /// **Errors** thrown by the pager's verbs: `bad_params` for an id that is none, a page below 1, a page
    /// size outside 1 to 100; otherwise those of `order_node::get`.
    /// **Source** api/discogs.md, B26 and M55.
    [[nodiscard]] order_message_pager
    list(const order_messages_params& params = {}, const call_options& options = {}) const;

    /// Writes to the buyer, sets the status of the order, or both. The buyer gets a mail.
    ///
    /// **Sends** one `POST /marketplace/orders/{order_id}/messages` with a JSON body. Needs the seller's
    /// token. It is never sent again once it may have arrived.
    /// **Returns** the message as it stands; the service leaves its `type` out, `kind()` tells.
    /// **Errors** `bad_params` for an id that is none, neither a text nor a status, an empty text, a status
    /// that no seller sets; otherwise as `order_node::update`.
    /// **Cancellation** as there.
    /// **Source** api/discogs.md, B27, M55, M90 and G16.
    [[nodiscard]] asio::awaitable<order_message>
    create(const order_message_params& params, const call_options& options = {}) const;

private:
    std::string order_id_;
};

/// Refers to one order; holds an id and a client, no data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class order_node : public resource::node {
public:
    order_node(std::shared_ptr<resource::client_core> core, std::string_view id);

    /// Returns the id as it was given.
    const std::string& id() const noexcept { return id_; }

    /// Loads the order.
    ///
    /// **Sends** one `GET /marketplace/orders/{order_id}`. Needs the token of a party to it.
    /// **Errors** `bad_params` for an id that is not two numbers with a hyphen between; `not_found_error`;
    /// `forbidden_error` for an order between others; `authentication_error` without a user's token;
    /// otherwise as `release_node::get`.
    /// **Cancellation** as there.
    /// **Source** api/discogs.md, B24 and M51.
    [[nodiscard]] asio::awaitable<order> get(const call_options& options = {}) const;

    /// Changes the status, the price of shipping, or says where the parcel is. The buyer gets a mail.
    ///
    /// **Sends** one `POST /marketplace/orders/{order_id}` with a JSON body. Needs the seller's token. It is
    /// never sent again once it may have arrived.
    /// **Returns** the order as it is now.
    /// **Errors** `bad_params` for params that say nothing, `status` together with `shipping`, a status that
    /// no seller sets, a price that is negative or has more than two digits behind the point, tracking
    /// without a number; `validation_error` for a status that cannot follow; `forbidden_error` for tracking
    /// by the buyer; `outcome_unknown` when the request left and no answer came; `completed_unreadable` when
    /// it was carried out and the answer makes no sense; otherwise as `get`.
    /// **Cancellation** as `get`; a request that has left may have been carried out.
    /// **Source** api/discogs.md, B25, M89 and G17.
    [[nodiscard]] asio::awaitable<order>
    update(const order_update_params& params, const call_options& options = {}) const;

    /// Names the messages of the order. No request.
    order_messages_node messages() const;

private:
    std::string id_;
};

} // namespace discogs
} // namespace segue
