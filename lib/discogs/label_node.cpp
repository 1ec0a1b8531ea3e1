#include "discogs/load.hpp"
#include "discogs/models/descriptions.hpp"
#include "resource/pager_impl.hpp"

#include <segue/discogs/nodes/label.hpp>

namespace segue {

namespace discogs {

// A label's list may name one release several times, all alike: a repeated id does not mean that it moved.
static resource::item_key key_of(const label_release&) {
    return 0;
}

} // namespace discogs

template class pager<discogs::page<discogs::label_release>>;

namespace discogs {
namespace {

std::string path_of(label_id id) {
    return "/labels/" + std::to_string(id.value());
}

} // namespace

label_releases_node::label_releases_node(std::shared_ptr<resource::client_core> core, label_id id)
    : node(std::move(core), path_of(id) + "/releases"), id_(id) {}

label_release_pager
label_releases_node::list(const label_releases_params& params, const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    resource::query query;
    if (id_.value() < 1)
        refuse(spec, "label_id", "must be at least 1");
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return make_pager<page<label_release>>(core(), std::move(spec));
}

label_node::label_node(std::shared_ptr<resource::client_core> core, label_id id)
    : node(std::move(core), path_of(id)), id_(id) {}

asio::awaitable<label> label_node::get(const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    if (id_.value() < 1)
        refuse(spec, "label_id", "must be at least 1");
    return load<label>(core(), std::move(spec));
}

label_releases_node label_node::releases() const {
    return {core(), id_};
}

} // namespace discogs
} // namespace segue
