#include "discogs/load.hpp"
#include "discogs/models/descriptions.hpp"

#include <segue/discogs/nodes/identity.hpp>

namespace segue::discogs {

identity_node::identity_node(std::shared_ptr<resource::client_core> core)
    : node(std::move(core), "/oauth/identity") {}

asio::awaitable<identity> identity_node::get(const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    return load<identity>(core(), std::move(spec));
}

} // namespace segue::discogs
