#pragma once

#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/models/release.hpp>
#include <segue/discogs/models/submission.hpp>
#include <segue/discogs/models/user.hpp>
#include <segue/discogs/models/user_list.hpp>
#include <segue/discogs/nodes/collection.hpp>
#include <segue/discogs/nodes/inventory.hpp>
#include <segue/discogs/nodes/wantlist.hpp>
#include <segue/discogs/params/user.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>
#include <segue/resource/pager.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace segue {

extern template class pager<discogs::page<discogs::release>>;
extern template class pager<discogs::page<discogs::submission>>;
extern template class pager<discogs::page<discogs::user_list_summary>>;

namespace discogs {

namespace asio = boost::asio;

/// Walks what a user added to the database.
using submission_pager = pager<page<submission>>;

/// Walks the releases that a user contributed to.
using contribution_pager = pager<page<release>>;

/// Walks the lists that a user made.
using user_list_pager = pager<page<user_list_summary>>;

/// Refers to what one user added to the database; holds a name and a client, no data.
class user_submissions_node : public resource::node {
public:
    user_submissions_node(std::shared_ptr<resource::client_core> core, std::string_view username);

    /// Makes a pager over artists, labels and releases that the user added.
    ///
    /// The service puts three arrays on a page and counts their entries together. The pager gives the
    /// entries of a page one after the other, artists, labels, then releases, so that its `total`, page sizes
    /// and cursors mean what the service means by them.
    ///
    /// **Sends** one `GET /users/{username}/submissions` a page, once a verb of the pager is awaited, without
    /// credentials too.
    /// **Errors** thrown by the pager's verbs: `bad_params` for an empty name, a page below 1, a page size
    /// outside 1 to 100; otherwise those of `user_node::get`.
    /// **Source** api/discogs.md, B43, M64 and T27.
    [[nodiscard]] submission_pager
    list(const submissions_params& params = {}, const call_options& options = {}) const;
};

/// Refers to the releases that one user contributed to; holds a name and a client, no data.
class user_contributions_node : public resource::node {
public:
    user_contributions_node(std::shared_ptr<resource::client_core> core, std::string_view username);

    /// Makes a pager over the releases that the user added or edited. They lack tracks and some more.
    ///
    /// **Sends** one `GET /users/{username}/contributions` a page, once a verb of the pager is awaited,
    /// without credentials too.
    /// **Errors** thrown by the pager's verbs: `bad_params` for an empty name, a page below 1, a page size
    /// outside 1 to 100, an order without a sort key; otherwise those of `user_node::get`.
    /// **Source** api/discogs.md, B44, M28 and G27.
    [[nodiscard]] contribution_pager
    list(const contributions_params& params = {}, const call_options& options = {}) const;
};

/// Refers to the lists that one user made; holds a name and a client, no data.
class user_lists_node : public resource::node {
public:
    user_lists_node(std::shared_ptr<resource::client_core> core, std::string_view username);

    /// Makes a pager over the user's lists; the private ones are there for their owner only. What is on a
    /// list: `client::user_list`.
    ///
    /// **Sends** one `GET /users/{username}/lists` a page, once a verb of the pager is awaited, without
    /// credentials too.
    /// **Errors** thrown by the pager's verbs: `bad_params` for an empty name, a page below 1, a page size
    /// outside 1 to 100; otherwise those of `user_node::get`.
    /// **Source** api/discogs.md, B62 and M72.
    [[nodiscard]] user_list_pager
    list(const user_lists_params& params = {}, const call_options& options = {}) const;
};

/// Refers to one user; holds a name and a client, no data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class user_node : public resource::node {
public:
    user_node(std::shared_ptr<resource::client_core> core, std::string_view username);

    /// Returns the name as it was given; the service may spell it otherwise.
    const std::string& username() const noexcept { return username_; }

    /// Loads the user's profile.
    ///
    /// **Sends** one `GET /users/{username}`, without credentials too; the owner sees more.
    /// **Errors** `bad_params` for an empty name; `not_found_error` for a user that is not there; otherwise
    /// as `release_node::get`. **Cancellation** as there. **Source** api/discogs.md, B41 and M63.
    [[nodiscard]] asio::awaitable<user> get(const call_options& options = {}) const;

    /// Changes the user's profile.
    ///
    /// **Sends** one `POST /users/{username}` with a JSON body. Needs a token of that user. Sending it twice
    /// does no harm.
    /// **Errors** `bad_params` when nothing is set; `authentication_error` without a user's token;
    /// `forbidden_error` for somebody else's profile; `validation_error` for what the service does not take;
    /// `outcome_unknown` when the request left and no answer came; `completed_unreadable` when it was carried
    /// out and the answer makes no sense; otherwise as `get`.
    /// **Cancellation** as `get`; a request that has left may have been carried out.
    /// **Source** api/discogs.md, B42 and G40.
    [[nodiscard]] asio::awaitable<user>
    update(const profile_params& params, const call_options& options = {}) const;

    /// Names what the user added to the database. No request.
    user_submissions_node submissions() const;
    /// Names the releases that the user contributed to. No request.
    user_contributions_node contributions() const;
    /// Names the user's collection. No request.
    collection_node collection() const;
    /// Names the user's wantlist. No request.
    wantlist_node wantlist() const;
    /// Names the lists that the user made. No request.
    user_lists_node lists() const;
    /// Names what the user sells. No request.
    inventory_node inventory() const;

private:
    std::string username_;
};

} // namespace discogs
} // namespace segue
