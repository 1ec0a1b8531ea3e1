#pragma once

#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/label.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/params/database.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>
#include <segue/resource/pager.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace segue {

extern template class pager<discogs::page<discogs::label_release>>;

namespace discogs {

namespace asio = boost::asio;

/// Walks the releases of a label.
using label_release_pager = pager<page<label_release>>;

/// Refers to the releases of one label; holds an id and a client, no data.
class label_releases_node : public resource::node {
public:
    label_releases_node(std::shared_ptr<resource::client_core> core, label_id id);

    /// Makes a pager over the releases of the label, in the service's own order. One release may come several
    /// times, all alike.
    ///
    /// **Sends** one `GET /labels/{id}/releases` a page, once a verb of the pager is awaited.
    /// **Errors** thrown by the pager's verbs: `bad_params` for an id below 1, a page below 1, a page size
    /// outside 1 to 100; otherwise those of `label_node::get`.
    /// **Source** api/discogs.md, B16 and M42.
    [[nodiscard]] label_release_pager
    list(const label_releases_params& params = {}, const call_options& options = {}) const;

private:
    label_id id_;
};

/// Refers to one label, series or company; holds an id and a client, no data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class label_node : public resource::node {
public:
    label_node(std::shared_ptr<resource::client_core> core, label_id id);

    label_id id() const noexcept { return id_; }

    /// Loads the label.
    ///
    /// **Sends** one `GET /labels/{id}`, without credentials too.
    /// **Errors** and **Cancellation** as `release_node::get`. **Source** api/discogs.md, B15 and M40.
    [[nodiscard]] asio::awaitable<label> get(const call_options& options = {}) const;

    /// Names the label's releases. No request.
    label_releases_node releases() const;

private:
    label_id id_;
};

} // namespace discogs
} // namespace segue
