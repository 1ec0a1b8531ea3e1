#pragma once

#include <segue/discogs/models/collection.hpp>
#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/nodes/collection_instance.hpp>
#include <segue/discogs/params/user.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>
#include <segue/resource/pager.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace segue {

extern template class pager<discogs::page<discogs::collection_folder>>;
extern template class pager<discogs::page<discogs::collection_item>>;
extern template class pager<discogs::page<discogs::collection_field>>;

namespace discogs {

namespace asio = boost::asio;

/// Walks the folders of a collection.
using collection_folder_pager = pager<page<collection_folder>>;

/// Walks copies in a collection.
using collection_item_pager = pager<page<collection_item>>;

/// Walks the fields of a collection.
using collection_field_pager = pager<page<collection_field>>;

/// Refers to the copies in one folder of a user's collection; holds where it is and a client, no data.
class folder_releases_node : public resource::node {
public:
    folder_releases_node(
        std::shared_ptr<resource::client_core> core, const std::string& folder_path, folder_id folder);

    /// Makes a pager over the copies in the folder; a release comes once for each copy of it.
    ///
    /// **Sends** one `GET /users/{username}/collection/folders/{folder_id}/releases` a page, once a verb of
    /// the pager is awaited. Without credentials for folder 0 of a public collection; other folders need a
    /// token of the user.
    /// **Errors** thrown by the pager's verbs: `bad_params` for an empty name, a folder below 0, a page below
    /// 1, a page size outside 1 to 100, an order without a sort key; `authentication_error` and
    /// `forbidden_error` for what only its owner may see; otherwise those of `user_node::get`.
    /// **Source** api/discogs.md, B51 and M66.
    [[nodiscard]] collection_item_pager
    list(const folder_releases_params& params = {}, const call_options& options = {}) const;

    /// Adds a copy of a release to the folder. Each call adds one more.
    ///
    /// **Sends** one `POST /users/{username}/collection/folders/{folder_id}/releases/{release_id}` without a
    /// body. Needs a token of the user. It is sent again only when it cannot have been carried out.
    /// **Errors** `bad_params` for a release below 1 and for folder 0, which is no place to put things;
    /// `authentication_error` without a user's token; `forbidden_error` for somebody else's collection;
    /// `not_found_error` for a release or folder that is not there; `outcome_unknown` when the request left
    /// and no answer came: look before you call it again; `completed_unreadable` when it was carried out and
    /// the answer makes no sense; otherwise as `user_node::get`.
    /// **Cancellation** as there; a request that has left may have been carried out.
    /// **Source** api/discogs.md, B52, M68, T57, T58 and T60.
    [[nodiscard]] asio::awaitable<instance_created>
    create(release_id release, const call_options& options = {}) const;

private:
    folder_id folder_;
};

/// Refers to one folder of a user's collection; holds where it is and a client, no data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class collection_folder_node : public resource::node {
public:
    collection_folder_node(
        std::shared_ptr<resource::client_core> core, const std::string& folders_path, folder_id id);

    folder_id id() const noexcept { return id_; }

    /// Loads the folder's name and count.
    ///
    /// **Sends** one `GET /users/{username}/collection/folders/{folder_id}`. Without credentials for folder 0
    /// of a public collection; other folders need a token of the user.
    /// **Errors** `bad_params` for an empty name or a folder below 0; `authentication_error` and
    /// `forbidden_error` for what only its owner may see; `not_found_error`; otherwise as `user_node::get`.
    /// **Cancellation** as there. **Source** api/discogs.md, B47, M65 and G22.
    [[nodiscard]] asio::awaitable<collection_folder> get(const call_options& options = {}) const;

    /// Renames the folder.
    ///
    /// **Sends** one `POST /users/{username}/collection/folders/{folder_id}` with a JSON body. Needs a token
    /// of the user. Sending it twice does no harm.
    /// **Errors** `bad_params` for an empty name and for folders 0 and 1, which keep their names;
    /// `authentication_error` without a user's token; `forbidden_error` for somebody else's collection;
    /// `not_found_error`; `outcome_unknown` when the request left and no answer came; `completed_unreadable`
    /// when it was carried out and the answer makes no sense; otherwise as `user_node::get`.
    /// **Cancellation** as there; a request that has left may have been carried out.
    /// **Source** api/discogs.md, B48 and G21.
    [[nodiscard]] asio::awaitable<collection_folder>
    update(std::string_view name, const call_options& options = {}) const;

    /// Removes the folder. The service removes only an empty one.
    ///
    /// **Sends** one `DELETE /users/{username}/collection/folders/{folder_id}`. Needs a token of the user.
    /// Sending it twice does no harm: "not found" as the answer to a request that had to be sent again counts
    /// as done.
    /// **Errors** `bad_params` for folders 0 and 1; otherwise, and **Cancellation**, as `update`; the
    /// answer's body is not read. **Source** api/discogs.md, B49 and T57.
    [[nodiscard]] asio::awaitable<void> remove(const call_options& options = {}) const;

    /// Names the copies in the folder. No request.
    folder_releases_node releases() const;
    /// Names one release in the folder. No request.
    folder_release_node release(release_id id) const;

private:
    folder_id id_;
};

/// Refers to the folders of a user's collection; holds a name and a client, no data.
class collection_folders_node : public resource::node {
public:
    collection_folders_node(std::shared_ptr<resource::client_core> core, const std::string& collection_path);

    /// Makes a pager over the folders; strangers see only folder 0. The service does not page them: one
    /// request brings all.
    ///
    /// **Sends** one `GET /users/{username}/collection/folders`, once a verb of the pager is awaited, without
    /// credentials too.
    /// **Errors** thrown by the pager's verbs: `bad_params` for an empty name; `forbidden_error` for a
    /// collection that somebody else keeps private; otherwise those of `user_node::get`.
    /// **Source** api/discogs.md, B45, M75, T26 and G1.
    [[nodiscard]] collection_folder_pager list(const call_options& options = {}) const;

    /// Makes a folder.
    ///
    /// **Sends** one `POST /users/{username}/collection/folders` with a JSON body. Needs a token of the user.
    /// It is sent again only when it cannot have been carried out.
    /// **Errors** `bad_params` for an empty name; `authentication_error` without a user's token;
    /// `forbidden_error` for somebody else's collection; `validation_error` for what the service does not
    /// take; `outcome_unknown` when the request left and no answer came: look before you call it again;
    /// `completed_unreadable` when it was carried out and the answer makes no sense; otherwise as
    /// `user_node::get`. **Cancellation** as there; a request that has left may have been carried out.
    /// **Source** api/discogs.md, B46 and G21.
    [[nodiscard]] asio::awaitable<collection_folder>
    create(std::string_view name, const call_options& options = {}) const;
};

/// Refers to all copies of one release in a user's collection, whichever folders hold them.
class release_instances_node : public resource::node {
public:
    release_instances_node(
        std::shared_ptr<resource::client_core> core, const std::string& collection_path, release_id release);

    /// Makes a pager over the copies; without any it is empty.
    ///
    /// **Sends** one `GET /users/{username}/collection/releases/{release_id}` a page, once a verb of the
    /// pager is awaited, without credentials for a public collection.
    /// **Errors** thrown by the pager's verbs: `bad_params` for an empty name, a release below 1, a page
    /// below 1, a page size outside 1 to 100; `forbidden_error` for a collection that somebody else keeps
    /// private; otherwise those of `user_node::get`.
    /// **Source** api/discogs.md, B50 and M66.
    [[nodiscard]] collection_item_pager
    list(const release_instances_params& params = {}, const call_options& options = {}) const;

private:
    release_id release_;
};

/// Refers to one release in a user's collection, whichever folders hold it; leads to its copies.
class collection_release_node : public resource::node {
public:
    collection_release_node(
        std::shared_ptr<resource::client_core> core, const std::string& collection_path, release_id release);

    release_id id() const noexcept { return release_; }

    /// Names the copies of the release. No request.
    release_instances_node instances() const;

private:
    std::string collection_path_;
    release_id release_;
};

/// Refers to the fields that a user fills in for each copy; holds a name and a client, no data.
class collection_fields_node : public resource::node {
public:
    collection_fields_node(std::shared_ptr<resource::client_core> core, const std::string& collection_path);

    /// Makes a pager over the fields. The service does not page them: one request brings all.
    ///
    /// **Sends** one `GET /users/{username}/collection/fields`, once a verb of the pager is awaited. Needs a
    /// token of the user: although documented otherwise, the service shows strangers not even public fields.
    /// **Errors** thrown by the pager's verbs: `bad_params` for an empty name; `forbidden_error` for somebody
    /// else's fields; otherwise those of `user_node::get`.
    /// **Source** api/discogs.md, B55, M69, M76, T26, T61 and G24.
    [[nodiscard]] collection_field_pager list(const call_options& options = {}) const;
};

/// Refers to what a user's collection may be worth; holds a name and a client, no data.
class collection_value_node : public resource::node {
public:
    collection_value_node(std::shared_ptr<resource::client_core> core, const std::string& collection_path);

    /// Loads the estimate, in the currency of the account.
    ///
    /// **Sends** one `GET /users/{username}/collection/value`. Needs a token of the user.
    /// **Errors** `bad_params` for an empty name; `authentication_error` without a user's token;
    /// `forbidden_error` for somebody else's collection; otherwise as `user_node::get`.
    /// **Cancellation** as there. **Source** api/discogs.md, B57 and M70.
    [[nodiscard]] asio::awaitable<collection_value> get(const call_options& options = {}) const;
};

/// Refers to the collection of one user; holds a name and a client, no data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class collection_node : public resource::node {
public:
    collection_node(std::shared_ptr<resource::client_core> core, std::string_view username);

    /// Names the folders. No request.
    collection_folders_node folders() const;
    /// Names one folder. No request.
    collection_folder_node folder(folder_id id) const;
    /// Names one release, whichever folders hold it. No request.
    collection_release_node release(release_id id) const;
    /// Names the fields that the user fills in for each copy. No request.
    collection_fields_node fields() const;
    /// Names what the collection may be worth. No request.
    collection_value_node value() const;

private:
    std::string collection_path_;
};

} // namespace discogs
} // namespace segue
