#pragma once

#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/release.hpp>
#include <segue/discogs/nodes/rating.hpp>
#include <segue/discogs/nodes/release_market.hpp>
#include <segue/discogs/params/database.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace segue::discogs {

namespace asio = boost::asio;

/// Refers to one release; holds an id and a client, no data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class release_node : public resource::node {
public:
    release_node(std::shared_ptr<resource::client_core> core, release_id id);

    release_id id() const noexcept { return id_; }

    /// Loads the release.
    ///
    /// **Sends** one `GET /releases/{id}`, without credentials too.
    /// **Returns** the release; `lowest_price` bears the currency that was asked for, if any was.
    /// **Errors** `bad_params` for an id below 1; `not_found_error`; those of every call: `connection_error`,
    /// `timeout_error`, `quota_error`, `authentication_error`, `forbidden_error`, `rate_limit_error`,
    /// `server_error`, `protocol_error`, `decode_error`.
    /// **Cancellation** any type that the caller's coroutine lets through; a slot not yet used is given back.
    /// **Source** api/discogs.md, B5 and M28.
    [[nodiscard]] asio::awaitable<release>
    get(const release_params& params = {}, const call_options& options = {}) const;

    /// Names what the users think of it. No request.
    release_rating_node rating() const;
    /// Names its statistics. No request.
    release_stats_node stats() const;
    /// Names what the service would ask for it. No request.
    price_suggestions_node price_suggestions() const;
    /// Names what is offered of it. No request.
    marketplace_stats_node marketplace_stats() const;

private:
    release_id id_;
};

} // namespace segue::discogs
