#include "discogs/load.hpp"
#include "discogs/models/descriptions.hpp"
#include "discogs/sorting.hpp"
#include "resource/pager_impl.hpp"

#include <segue/discogs/nodes/artist.hpp>

namespace segue {

template class pager<discogs::page<discogs::artist_release>>;

namespace discogs {
namespace {

std::string_view wire_name(artist_release_sort sort) noexcept {
    switch (sort) {
    case artist_release_sort::year:
        return "year";
    case artist_release_sort::title:
        return "title";
    case artist_release_sort::format:
        return "format";
    }
    return {};
}

std::string path_of(artist_id id) {
    return "/artists/" + std::to_string(id.value());
}

} // namespace

artist_releases_node::artist_releases_node(std::shared_ptr<resource::client_core> core, artist_id id)
    : node(std::move(core), path_of(id) + "/releases"), id_(id) {}

artist_release_pager
artist_releases_node::list(const artist_releases_params& params, const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    resource::query query;
    if (id_.value() < 1)
        refuse(spec, "artist_id", "must be at least 1");
    add_sorting(spec, query, params.sort ? wire_name(*params.sort) : std::string_view(), params.sort_order);
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return make_pager<page<artist_release>>(core(), std::move(spec));
}

artist_node::artist_node(std::shared_ptr<resource::client_core> core, artist_id id)
    : node(std::move(core), path_of(id)), id_(id) {}

asio::awaitable<artist> artist_node::get(const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    if (id_.value() < 1)
        refuse(spec, "artist_id", "must be at least 1");
    return load<artist>(core(), std::move(spec));
}

artist_releases_node artist_node::releases() const {
    return {core(), id_};
}

} // namespace discogs
} // namespace segue
