#pragma once

#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/listing.hpp>
#include <segue/discogs/params/marketplace.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace segue::discogs {

namespace asio = boost::asio;

/// Refers to the offers of the marketplace, to make new ones. A seller's offers are listed by
/// `inventory_node`.
class listings_node : public resource::node {
public:
    explicit listings_node(std::shared_ptr<resource::client_core> core);

    /// Offers a copy of a release for sale.
    ///
    /// **Sends** one `POST /marketplace/listings` with a JSON body. Needs the token of an account that may
    /// sell. Each one makes an offer of its own, so it is never sent again once it may have arrived.
    /// **Returns** the number of the offer; `marketplace_node::listing` loads it.
    /// **Errors** `bad_params` for a release, condition or price that is not set, a price below 0.01 or with
    /// more than two digits behind the point, a status other than `for_sale` and `draft`, a negative weight
    /// or count; `authentication_error` without a user's token; `forbidden_error` for an account that may not
    /// sell; `validation_error`; `outcome_unknown` when the request left and no answer came;
    /// `completed_unreadable` when it was carried out and the answer makes no sense; otherwise as
    /// `release_node::get`.
    /// **Cancellation** as there; a request that has left may have been carried out.
    /// **Source** api/discogs.md, B20, M50, M87 and G13.
    [[nodiscard]] asio::awaitable<listing_created>
    create(const listing_create_params& params, const call_options& options = {}) const;
};

/// Refers to one offer; holds an id and a client, no data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class listing_node : public resource::node {
public:
    listing_node(std::shared_ptr<resource::client_core> core, listing_id id);

    listing_id id() const noexcept { return id_; }

    /// Loads the offer; also one that was sold or deleted, for a while.
    ///
    /// **Sends** one `GET /marketplace/listings/{listing_id}`, without credentials too.
    /// **Returns** the offer; its seller gets more of it than others.
    /// **Errors** `bad_params` for an id below 1; `not_found_error`; otherwise as `release_node::get`.
    /// **Cancellation** as there.
    /// **Source** api/discogs.md, B19 and M46.
    [[nodiscard]] asio::awaitable<listing>
    get(const listing_params& params = {}, const call_options& options = {}) const;

    /// Changes the offer in what `params` say. Only what is for sale, a draft or expired can be changed; a
    /// sold copy is offered anew.
    ///
    /// **Sends** one `POST /marketplace/listings/{listing_id}` with a JSON body. Needs the seller's token.
    /// Sending it twice does no harm.
    /// **Errors** `bad_params` for params that say nothing, and for what `listings_node::create` refuses;
    /// `forbidden_error` for somebody else's offer; `validation_error` when the service wants more than was
    /// said, see `listing_update_params`; otherwise as `create`. The answer's body is not read.
    /// **Cancellation** as `create`.
    /// **Source** api/discogs.md, B21, M88 and G14.
    [[nodiscard]] asio::awaitable<void>
    update(const listing_update_params& params, const call_options& options = {}) const;

    /// Takes the offer back for good.
    ///
    /// **Sends** one `DELETE /marketplace/listings/{listing_id}`. Needs the seller's token. Sending it twice
    /// does no harm: "not found" as the answer to a request that had to be sent again counts as done.
    /// **Errors** and **Cancellation** as `update`; the answer's body is not read. **Source** api/discogs.md,
    /// B22 and A14.
    [[nodiscard]] asio::awaitable<void> remove(const call_options& options = {}) const;

private:
    listing_id id_;
};

} // namespace segue::discogs
