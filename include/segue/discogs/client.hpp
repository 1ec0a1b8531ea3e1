#pragma once

#include <segue/discogs/diagnosis.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/models/search.hpp>
#include <segue/discogs/nodes/artist.hpp>
#include <segue/discogs/nodes/identity.hpp>
#include <segue/discogs/nodes/image.hpp>
#include <segue/discogs/nodes/inventory.hpp>
#include <segue/discogs/nodes/inventory_exports.hpp>
#include <segue/discogs/nodes/inventory_uploads.hpp>
#include <segue/discogs/nodes/label.hpp>
#include <segue/discogs/nodes/marketplace.hpp>
#include <segue/discogs/nodes/master.hpp>
#include <segue/discogs/nodes/oauth.hpp>
#include <segue/discogs/nodes/release.hpp>
#include <segue/discogs/nodes/root.hpp>
#include <segue/discogs/nodes/user.hpp>
#include <segue/discogs/nodes/user_list.hpp>
#include <segue/discogs/params/client_params.hpp>
#include <segue/discogs/params/database.hpp>
#include <segue/discogs/params/marketplace.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/collaborators.hpp>
#include <segue/resource/pager.hpp>
#include <segue/traffic/quota_ledger.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
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

    /// Makes a client for another account of the same application, over the same connections, quota, cache
    /// and observer, with the same params. No request.
    ///
    /// This one stays as it is, and so does what is under way: a call has one account from its beginning to
    /// its end, and what is kept of one account answers no other.
    /// **Errors** `std::invalid_argument`, naming the param.
    [[nodiscard]] client with_account(const account_params& whose) const;

    /// The key of the application; empty without one. It is no secret.
    std::string consumer_key() const;

    /// Names the service itself. No request.
    root_node root() const;
    /// Names the marketplace: offers, orders, fees. No request.
    marketplace_node marketplace() const;
    /// Names a release. No request.
    release_node release(release_id id) const;
    /// Names an artist. No request.
    artist_node artist(artist_id id) const;
    /// Names a master: what all releases of one recording have in common. No request.
    master_node master(master_id id) const;
    /// Names a label, a series or a company. No request.
    label_node label(label_id id) const;
    /// Names the steps by which a user lets the application act for them. No request.
    oauth_node oauth() const;
    /// Names the account whose credentials the client has. No request.
    identity_node identity() const;
    /// Names a user, whose name may hold any characters. No request.
    user_node user(std::string_view username) const;
    /// Names a list that a user made. No request.
    user_list_node user_list(list_id id) const;
    /// Names the exports of one's own inventory. No request.
    inventory_exports_node inventory_exports() const;
    /// Names one of them. No request.
    inventory_export_node inventory_export(inventory_export_id id) const;
    /// Names the uploads of inventory files. No request.
    inventory_uploads_node inventory_uploads() const;
    /// Names one of them. No request.
    inventory_upload_node inventory_upload(inventory_upload_id id) const;

    /// Names a picture by an address out of a model (`uri`, `uri_150`, `thumb`, `cover_image` and the like),
    /// which is used exactly as it stands. No request.
    image_node image(std::string_view url) const;

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

    /// Finds out what is wrong: the way to the service, the credentials, the clock, the account.
    ///
    /// **Sends** up to four requests that change nothing, past the cache and without retries: `GET /`,
    /// `GET /oauth/identity`, `GET /users/{username}/collection/folders`, and where an access token is not
    /// taken `GET /oauth/request_token`, for the service's reason.
    /// **Returns** what it found, in words, with what to do about it; what fails on the way is a finding.
    /// **Errors** `bad_params` for a tolerance below 1 s. **Cancellation** any type, soon, with
    /// `operation_aborted`. **Cost** a permit for each request.
    [[nodiscard]] asio::awaitable<diagnosis>
    diagnose(const diagnose_params& params = {}, const call_options& options = {}) const;

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
    explicit client(std::shared_ptr<resource::client_core> core);

    std::shared_ptr<resource::client_core> core_;
};

} // namespace discogs
} // namespace segue
