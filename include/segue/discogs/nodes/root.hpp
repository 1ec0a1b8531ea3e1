#pragma once

#include <segue/discogs/models/service_info.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace segue::discogs {

namespace asio = boost::asio;

/// Refers to the service itself.
class root_node : public resource::node {
public:
    explicit root_node(std::shared_ptr<resource::client_core> core);

    /// Loads what the service says of itself: a cheap way to see whether it answers.
    ///
    /// **Sends** one `GET /`, without credentials too; it counts like any other request.
    /// **Errors** those of every call, see `release_node::get`. **Cancellation** as there.
    /// **Source** api/discogs.md, B1.
    [[nodiscard]] asio::awaitable<service_info> get(const call_options& options = {}) const;
};

} // namespace segue::discogs
