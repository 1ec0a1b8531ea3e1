#pragma once

#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/master.hpp>
#include <segue/discogs/models/master_version.hpp>
#include <segue/discogs/params/database.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>
#include <segue/resource/pager.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace segue {

extern template class pager<discogs::master_versions_page>;

namespace discogs {

namespace asio = boost::asio;

/// Walks the versions of a master.
using master_version_pager = pager<master_versions_page>;

/// Refers to the versions of one master; holds an id and a client, no data.
class master_versions_node : public resource::node {
public:
    master_versions_node(std::shared_ptr<resource::client_core> core, master_id id);

    /// Makes a pager over the releases of the master that match all filters. Each page also tells which
    /// filters there are and what each value would find.
    ///
    /// **Sends** one `GET /masters/{id}/versions` a page, once a verb of the pager is awaited.
    /// **Errors** thrown by the pager's verbs: `bad_params` for an id below 1, a page below 1, a page size
    /// outside 1 to 100, an order without a sort key; otherwise those of `master_node::get`.
    /// **Source** api/discogs.md, B12 and M33 to M36.
    [[nodiscard]] master_version_pager
    list(const master_versions_params& params = {}, const call_options& options = {}) const;

private:
    master_id id_;
};

/// Refers to one master: what all releases of one recording have in common. Holds an id and a client, no
/// data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class master_node : public resource::node {
public:
    master_node(std::shared_ptr<resource::client_core> core, master_id id);

    master_id id() const noexcept { return id_; }

    /// Loads the master.
    ///
    /// **Sends** one `GET /masters/{id}`, without credentials too.
    /// **Errors** and **Cancellation** as `release_node::get`. **Source** api/discogs.md, B11 and M32.
    [[nodiscard]] asio::awaitable<master> get(const call_options& options = {}) const;

    /// Names the master's versions. No request.
    master_versions_node versions() const;

private:
    master_id id_;
};

} // namespace discogs
} // namespace segue
