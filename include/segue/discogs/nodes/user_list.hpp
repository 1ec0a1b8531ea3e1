#pragma once

#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/user_list.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace segue::discogs {

namespace asio = boost::asio;

/// Refers to one list that a user made; holds an id and a client, no data. Lists can only be read: the
/// service has no way to write them.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class user_list_node : public resource::node {
public:
    user_list_node(std::shared_ptr<resource::client_core> core, list_id id);

    list_id id() const noexcept { return id_; }

    /// Loads the list with everything on it; the service does not page it.
    ///
    /// **Sends** one `GET /lists/{id}`, without credentials too.
    /// **Errors** `bad_params` for an id below 1; `not_found_error`, also for a list that somebody else keeps
    /// private; otherwise as `release_node::get`. **Cancellation** as there.
    /// **Source** api/discogs.md, B63, M73 and M74.
    [[nodiscard]] asio::awaitable<user_list> get(const call_options& options = {}) const;

private:
    list_id id_;
};

} // namespace segue::discogs
