#pragma once

#include <segue/discogs/models/identity.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace segue::discogs {

namespace asio = boost::asio;

/// Refers to the account whose credentials the client has; holds a client, no data.
class identity_node : public resource::node {
public:
    explicit identity_node(std::shared_ptr<resource::client_core> core);

    /// Tells whose account it is; its `username` leads to everything else.
    ///
    /// **Sends** one `GET /oauth/identity`. Needs a token: an application's key and secret are nobody's.
    /// **Errors** `authentication_error` without a user's token; otherwise as `release_node::get`.
    /// **Cancellation** as there. **Source** api/discogs.md, B4, M13 and G51.
    [[nodiscard]] asio::awaitable<identity> get(const call_options& options = {}) const;
};

} // namespace segue::discogs
