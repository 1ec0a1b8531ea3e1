#include "discogs/load.hpp"
#include "discogs/models/descriptions.hpp"

#include <segue/discogs/nodes/user_list.hpp>

namespace segue::discogs {

user_list_node::user_list_node(std::shared_ptr<resource::client_core> core, list_id id)
    : node(std::move(core), "/lists/" + to_string(id)), id_(id) {}

asio::awaitable<user_list> user_list_node::get(const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    if (id_.value() < 1)
        refuse(spec, "list_id", "must be at least 1");
    return load<user_list>(core(), std::move(spec));
}

} // namespace segue::discogs
