#pragma once

#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/models/want.hpp>
#include <segue/discogs/params/user.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>
#include <segue/resource/pager.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string_view>

namespace segue {

extern template class pager<discogs::page<discogs::want>>;

namespace discogs {

namespace asio = boost::asio;

/// Walks a wantlist.
using want_pager = pager<page<want>>;

/// Refers to the wantlist of one user; holds a name and a client, no data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class wantlist_node : public resource::node {
public:
    wantlist_node(std::shared_ptr<resource::client_core> core, std::string_view username);

    /// Makes a pager over the wantlist.
    ///
    /// **Sends** one `GET /users/{username}/wants` a page, once a verb of the pager is awaited. Without
    /// credentials for public wantlists.
    /// **Errors** thrown by the pager's verbs: `bad_params` for an empty name, a page below 1, a page size
    /// outside 1 to 100; `forbidden_error` for a wantlist that somebody else keeps private; otherwise those
    /// of `user_node::get`.
    /// **Source** api/discogs.md, B58 and M71.
    [[nodiscard]] want_pager list(const wantlist_params& params = {}, const call_options& options = {}) const;

    /// Puts a release on the wantlist; one that is there already gets the new notes and rating.
    ///
    /// **Sends** one `PUT /users/{username}/wants/{release_id}` with a JSON body. Needs a token of that user.
    /// Sending it twice does no harm.
    /// **Errors** `bad_params` for an id below 1, an empty name or a rating outside 0 to 5;
    /// `authentication_error` without a user's token; `forbidden_error` for somebody else's wantlist;
    /// `not_found_error` for a release or user that is not there; `validation_error` for what the service
    /// does not take; `outcome_unknown` when the request left and no answer came; `completed_unreadable` when
    /// it was carried out and the answer makes no sense; otherwise as `user_node::get`.
    /// **Cancellation** as there; a request that has left may have been carried out.
    /// **Source** api/discogs.md, B59, G25 and T62.
    [[nodiscard]] asio::awaitable<want>
    create(release_id release, const want_params& params = {}, const call_options& options = {}) const;

    /// Changes notes or rating of a release that is on the wantlist.
    ///
    /// **Sends** one `POST /users/{username}/wants/{release_id}` with a JSON body. Needs a token of that
    /// user. Sending it twice does no harm.
    /// **Errors** `bad_params` when nothing is set; otherwise, and **Cancellation**, as `create`.
    /// **Source** api/discogs.md, B60, G25 and T62.
    [[nodiscard]] asio::awaitable<want>
    update(release_id release, const want_params& params, const call_options& options = {}) const;

    /// Takes a release off the wantlist.
    ///
    /// **Sends** one `DELETE /users/{username}/wants/{release_id}`. Needs a token of that user. Sending it
    /// twice does no harm: "not found" as the answer to a request that had to be sent again counts as done.
    /// **Errors** `not_found_error` for a release that is not on it; otherwise, and **Cancellation**, as
    /// `create`; the answer's body is not read. **Source** api/discogs.md, B61 and A14.
    [[nodiscard]] asio::awaitable<void> remove(release_id release, const call_options& options = {}) const;
};

} // namespace discogs
} // namespace segue
