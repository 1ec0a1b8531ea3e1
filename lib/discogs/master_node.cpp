#include "discogs/load.hpp"
#include "discogs/models/descriptions.hpp"
#include "discogs/sorting.hpp"
#include "resource/pager_impl.hpp"

#include <segue/discogs/nodes/master.hpp>

namespace segue {

template class pager<discogs::master_versions_page>;

namespace discogs {
namespace {

std::string_view wire_name(master_version_sort sort) noexcept {
    switch (sort) {
    case master_version_sort::released:
        return "released";
    case master_version_sort::title:
        return "title";
    case master_version_sort::format:
        return "format";
    case master_version_sort::label:
        return "label";
    case master_version_sort::catalog_number:
        return "catno";
    case master_version_sort::country:
        return "country";
    }
    return {};
}

std::string path_of(master_id id) {
    return "/masters/" + std::to_string(id.value());
}

} // namespace

master_versions_node::master_versions_node(std::shared_ptr<resource::client_core> core, master_id id)
    : node(std::move(core), path_of(id) + "/versions"), id_(id) {}

master_version_pager
master_versions_node::list(const master_versions_params& params, const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    resource::query query;
    if (id_.value() < 1)
        refuse(spec, "master_id", "must be at least 1");
    query.add("format", params.format);
    query.add("label", params.label);
    query.add("released", params.released);
    query.add("country", params.country);
    add_sorting(spec, query, params.sort ? wire_name(*params.sort) : std::string_view(), params.sort_order);
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return make_pager<master_versions_page>(core(), std::move(spec));
}

master_node::master_node(std::shared_ptr<resource::client_core> core, master_id id)
    : node(std::move(core), path_of(id)), id_(id) {}

asio::awaitable<master> master_node::get(const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    if (id_.value() < 1)
        refuse(spec, "master_id", "must be at least 1");
    return load<master>(core(), std::move(spec));
}

master_versions_node master_node::versions() const {
    return {core(), id_};
}

} // namespace discogs
} // namespace segue
