#pragma once

#include <segue/discogs/models/artist.hpp>
#include <segue/discogs/models/artist_release.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/params/database.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>
#include <segue/resource/pager.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace segue {

extern template class pager<discogs::page<discogs::artist_release>>;

namespace discogs {

namespace asio = boost::asio;

/// Walks the releases of an artist.
using artist_release_pager = pager<page<artist_release>>;

/// Refers to the releases of one artist; holds an id and a client, no data.
class artist_releases_node : public resource::node {
public:
    artist_releases_node(std::shared_ptr<resource::client_core> core, artist_id id);

    /// Makes a pager over masters and releases that the artist took part in; `type` and `role` of each say
    /// how.
    ///
    /// **Sends** one `GET /artists/{id}/releases` a page, once a verb of the pager is awaited.
    /// **Errors** thrown by the pager's verbs: `bad_params` for an id below 1, a page below 1, a page size
    /// outside 1 to 100, an order without a sort key; otherwise those of `artist_node::get`.
    /// **Source** api/discogs.md, B14 and M39.
    [[nodiscard]] artist_release_pager
    list(const artist_releases_params& params = {}, const call_options& options = {}) const;

private:
    artist_id id_;
};

/// Refers to one artist, person or group; holds an id and a client, no data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class artist_node : public resource::node {
public:
    artist_node(std::shared_ptr<resource::client_core> core, artist_id id);

    artist_id id() const noexcept { return id_; }

    /// Loads the artist.
    ///
    /// **Sends** one `GET /artists/{id}`, without credentials too.
    /// **Errors** as `release_node::get`. **Cancellation** as `release_node::get`.
    /// **Source** api/discogs.md, B13 and M37.
    [[nodiscard]] asio::awaitable<artist> get(const call_options& options = {}) const;

    /// Names the artist's releases.
    artist_releases_node releases() const;

private:
    artist_id id_;
};

} // namespace discogs
} // namespace segue
