#pragma once

#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/models/search.hpp>
#include <segue/discogs/nodes/artist.hpp>
#include <segue/discogs/nodes/label.hpp>
#include <segue/discogs/nodes/master.hpp>
#include <segue/discogs/nodes/release.hpp>
#include <segue/discogs/nodes/root.hpp>
#include <segue/discogs/params/client_params.hpp>
#include <segue/discogs/params/database.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/collaborators.hpp>
#include <segue/resource/pager.hpp>
#include <segue/traffic/quota_ledger.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

namespace segue {

extern template class pager<discogs::page<discogs::search_result>>;

namespace discogs {

/// Walks search results.
using search_pager = pager<page<search_result>>;

/// What becomes of the calls under way when a client is closed.
enum class close_mode : unsigned char {
    /// They go on to their end.
    finish,
    /// They end at once.
    cut_off,
};

/// The way into the Discogs API: a handle, cheap to copy, over connections, quota and params that copies
/// share.
///
/// **Sends** nothing by itself: nouns navigate, verbs send when awaited.
/// **Lifetime** it may outlive the execution context; its verbs then end with `operation_aborted`. Destroying
/// it never blocks, and while no call is under way it keeps no `run()` from returning.
/// **Threads** verbs may be awaited from any executor and thread; copies may live on different threads.
class client {
public:
    /// Makes a client whose waiting is done on a strand of `executor`.
    ///
    /// `parts` are objects to use in place of its own, each a `std::shared_ptr`, in any order: an
    /// `http::transport`, an `observer`, a `traffic::quota_ledger`, a `time_source`, a
    /// `traffic::response_cache`.
    /// **Errors** `std::invalid_argument`, naming the param.
    template <class... Parts>
    explicit client(
        const asio::any_io_executor& executor,
        const client_params& params = {},
        std::shared_ptr<Parts>... parts)
        : client(executor, params, collaborators(std::move(parts)...)) {}

    client(const asio::any_io_executor& executor, const client_params& params, const collaborators& parts);

    /// Names the service itself. No request.
    root_node root() const;
    /// Names a release. No request.
    release_node release(release_id id) const;
    /// Names an artist. No request.
    artist_node artist(artist_id id) const;
    /// Names a master: what all releases of one recording have in common. No request.
    master_node master(master_id id) const;
    /// Names a label, a series or a company. No request.
    label_node label(label_id id) const;

    /// Makes a pager over the entries that match all filters.
    ///
    /// **Sends** one `GET /database/search` a page, once a verb of the pager is awaited. Needs credentials of
    /// any kind.
    /// **Errors** thrown by the pager's verbs: `bad_params` for a page below 1 or a page size outside 1 to
    /// 100; `authentication_error` without credentials; `server_error` for a query that is too heavy;
    /// otherwise those of `release_node::get`.
    /// **Source** api/discogs.md, B17 and M43.
    [[nodiscard]] search_pager
    search(const search_params& params = {}, const call_options& options = {}) const;

    /// Shows the quota: limit, used, remaining, and when the next slot opens. No request.
    traffic::budget budget() const;

    /// Tells how long it takes until the last of so many more requests may leave by the quota, behind the
    /// calls that wait now, if every answer comes at once. Zero when all may leave now. No request.
    ///
    /// **Cost** a pass over as many slots.
    std::chrono::milliseconds estimate(std::size_t requests) const;

    /// Lets go everything that the cache holds for this client's account. No request. What is under way is
    /// not kept either. One resource: `clear_cache` of its noun.
    ///
    /// **Returns** how many answers; 0 without a cache. **Errors** what a cache of your own throws.
    asio::awaitable<std::size_t> clear_cache() const;

    /// Takes no more calls, of this handle and all its copies, and waits until those under way are over. A
    /// shared quota ledger, cache or transport stays as it is. May be called again, and by several.
    ///
    /// Calls that come later, and with `close_mode::cut_off` those under way, end with `client_closed_error`;
    /// of a write that has left, with `outcome_unknown`.
    /// **Cancellation** ends the waiting; the client stays closed.
    asio::awaitable<void> close(close_mode mode = close_mode::finish) const;

    /// Takes calls again, with the same params and credentials; nothing when the client is open.
    void open() const noexcept;

private:
    std::shared_ptr<resource::client_core> core_;
};

} // namespace discogs
} // namespace segue
