#include "resource/client_core.hpp"

#include <segue/resource/node.hpp>

namespace segue::resource {

asio::awaitable<std::size_t> node::clear_cache() const {
    return client_core::forget(core_, path_);
}

} // namespace segue::resource
