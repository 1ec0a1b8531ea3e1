#include "discogs/load.hpp"
#include "discogs/models/descriptions.hpp"

#include <segue/discogs/nodes/root.hpp>

namespace segue::discogs {

root_node::root_node(std::shared_ptr<resource::client_core> core) : node(std::move(core), "/") {}

asio::awaitable<service_info> root_node::get(const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    return load<service_info>(core(), std::move(spec));
}

} // namespace segue::discogs
