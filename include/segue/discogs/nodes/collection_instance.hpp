#pragma once

#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/params/user.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace segue::discogs {

namespace asio = boost::asio;

/// Says where a copy is: in which folder, of which release, which one.
struct instance_place {
    discogs::folder_id folder;
    discogs::release_id release;
    discogs::instance_id instance;
};

/// Refers to one field of one copy in a user's collection; holds where it is and a client, no data.
class instance_field_node : public resource::node {
public:
    instance_field_node(
        std::shared_ptr<resource::client_core> core,
        const std::string& instance_path,
        const instance_place& place,
        field_id field);

    field_id id() const noexcept { return field_; }

    /// Writes into the field. What stands there is in `collection_item::note`.
    ///
    /// **Sends** one `POST
    /// /users/{username}/collection/folders/{folder_id}/releases/{release_id}/instances/{instance_id}/fields/{field_id}`
    /// with a JSON body. Needs a token of the user. Sending it twice does no harm.
    /// **Units and ranges** any text for a textarea, an empty one to clear it; one of the `options` for a
    /// dropdown.
    /// **Errors** `validation_error` for a text that is none of the options, or a folder or field that is not
    /// there; `not_found_error` for a copy that is not there; otherwise, and **Cancellation**, as
    /// `instance_node::update`. **Source** api/discogs.md, B56, G23 and T59.
    [[nodiscard]] asio::awaitable<void>
    update(std::string_view value, const call_options& options = {}) const;

private:
    instance_place place_;
    field_id field_;
};

/// Refers to one copy in a user's collection; holds where it is and a client, no data. Once the copy is in
/// another folder, a node for that place is needed.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class instance_node : public resource::node {
public:
    instance_node(
        std::shared_ptr<resource::client_core> core,
        const std::string& release_path,
        const instance_place& place);

    instance_id id() const noexcept { return place_.instance; }

    /// Rates the copy's release, or moves the copy to another folder, or both.
    ///
    /// **Sends** one `POST
    /// /users/{username}/collection/folders/{folder_id}/releases/{release_id}/instances/{instance_id}` with a
    /// JSON body. Needs a token of the user. Sending it twice does no harm.
    /// **Errors** `bad_params` for an id below 1 or folder below 0, when nothing is set, for a rating outside
    /// 0 to 5, and for folder 0 as the place to go; `authentication_error` without a user's token;
    /// `forbidden_error` for somebody else's collection; `not_found_error` for a copy that is not there;
    /// `validation_error` for what the service does not take, such as a folder that is not there;
    /// `outcome_unknown` when the request left and no answer came, and when a move had to be sent again and
    /// the copy is no longer where it was: it has moved, or is gone; otherwise as `user_node::get`.
    /// **Cancellation** as there; a request that has left may have been carried out.
    /// **Source** api/discogs.md, B53, G28 and A14.
    [[nodiscard]] asio::awaitable<void>
    update(const instance_params& params, const call_options& options = {}) const;

    /// Takes the copy out of the collection altogether. To take it only out of its folder, move it to
    /// `uncategorized_folder`.
    ///
    /// **Sends** one `DELETE
    /// /users/{username}/collection/folders/{folder_id}/releases/{release_id}/instances/{instance_id}`. Needs
    /// a token of the user. Sending it twice does no harm: "not found" as the answer to a request that had to
    /// be sent again counts as done.
    /// **Errors** and **Cancellation** as `update`; the answer's body is not read.
    /// **Source** api/discogs.md, B54 and T57.
    [[nodiscard]] asio::awaitable<void> remove(const call_options& options = {}) const;

    /// Names one field of the copy. No request.
    instance_field_node field(field_id id) const;

private:
    instance_place place_;
};

/// Refers to one release in one folder of a user's collection; leads to its copies there.
class folder_release_node : public resource::node {
public:
    folder_release_node(
        std::shared_ptr<resource::client_core> core,
        const std::string& folder_path,
        folder_id folder,
        release_id release);

    release_id id() const noexcept { return release_; }

    /// Names one copy. No request.
    instance_node instance(instance_id id) const;

private:
    folder_id folder_;
    release_id release_;
};

} // namespace segue::discogs
