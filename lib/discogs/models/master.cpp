#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::master>::description() {
    using model = discogs::master;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("main_release", &model::main_release),
        field("most_recent_release", &model::most_recent_release),
        field("resource_url", &model::resource_url),
        field("uri", &model::uri),
        field("versions_url", &model::versions_url),
        field("main_release_url", &model::main_release_url),
        field("most_recent_release_url", &model::most_recent_release_url),
        field("num_for_sale", &model::num_for_sale),
        field("lowest_price", &model::lowest_price),
        field("images", &model::images),
        field("genres", &model::genres),
        field("styles", &model::styles),
        field("year", &model::year),
        field("tracklist", &model::tracklist),
        field("artists", &model::artists),
        field("title", &model::title),
        field("data_quality", &model::data_quality),
        field("videos", &model::videos),
        field("notes", &model::notes));
    return table;
}

} // namespace segue::resource
