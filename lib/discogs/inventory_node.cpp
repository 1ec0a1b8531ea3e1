#include "discogs/load.hpp"
#include "discogs/models/descriptions.hpp"
#include "discogs/sorting.hpp"
#include "resource/pager_impl.hpp"
#include "resource/query.hpp"

#include <segue/discogs/nodes/inventory.hpp>

namespace segue {

template class pager<discogs::page<discogs::listing>>;

namespace discogs {
namespace {

std::string_view wire_name(inventory_sort sort) noexcept {
    switch (sort) {
    case inventory_sort::listed:
        return "listed";
    case inventory_sort::price:
        return "price";
    case inventory_sort::item:
        return "item";
    case inventory_sort::artist:
        return "artist";
    case inventory_sort::label:
        return "label";
    case inventory_sort::catalog_number:
        return "catno";
    case inventory_sort::audio:
        return "audio";
    case inventory_sort::status:
        return "status";
    case inventory_sort::location:
        return "location";
    }
    return {};
}

} // namespace

inventory_node::inventory_node(std::shared_ptr<resource::client_core> core, std::string_view username)
    : node(std::move(core), "/users/" + resource::encode_segment(username) + "/inventory"),
      username_(username) {}

inventory_pager inventory_node::list(const inventory_params& params, const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    if (username_.empty())
        refuse(spec, "username", "must not be empty");
    resource::query query;
    if (params.status)
        query.add("status", to_text(*params.status));
    add_sorting(spec, query, params.sort ? wire_name(*params.sort) : std::string_view(), params.sort_order);
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return make_pager<page<listing>>(core(), std::move(spec));
}

} // namespace discogs
} // namespace segue
