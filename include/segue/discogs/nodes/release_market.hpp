#pragma once

#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/release_market.hpp>
#include <segue/discogs/params/marketplace.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace segue::discogs {

namespace asio = boost::asio;

/// Refers to the prices that the service suggests for a release; holds an id and a client, no data.
class price_suggestions_node : public resource::node {
public:
    price_suggestions_node(std::shared_ptr<resource::client_core> core, release_id id);

    /// Loads the suggestions, in the currency of the account.
    ///
    /// **Sends** one `GET /marketplace/price_suggestions/{release_id}`. Needs the token of a user whose
    /// seller settings are filled out.
    /// **Returns** an empty one where the service knows no price.
    /// **Errors** `bad_params` for an id below 1; `api_error` with `errc::seller_settings_missing` for an
    /// account without seller settings, which says nothing of the release; `not_found_error` for a release
    /// that is not there; `authentication_error` without a user's token; otherwise as `release_node::get`.
    /// **Cancellation** as there.
    /// **Source** api/discogs.md, B30, M58 and G20.
    [[nodiscard]] asio::awaitable<price_suggestions> get(const call_options& options = {}) const;

private:
    release_id id_;
};

/// Refers to what is offered of a release; holds an id and a client, no data.
class marketplace_stats_node : public resource::node {
public:
    marketplace_stats_node(std::shared_ptr<resource::client_core> core, release_id id);

    /// Loads how many copies are for sale and the lowest price.
    ///
    /// **Sends** one `GET /marketplace/stats/{release_id}`, without credentials too.
    /// **Returns** no price when nothing is for sale.
    /// **Errors** `bad_params` for an id below 1; otherwise as `release_node::get`. **Cancellation** as
    /// there.
    /// **Source** api/discogs.md, B31 and M59.
    [[nodiscard]] asio::awaitable<marketplace_stats>
    get(const marketplace_stats_params& params = {}, const call_options& options = {}) const;

private:
    release_id id_;
};

} // namespace segue::discogs
