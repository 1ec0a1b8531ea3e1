#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::image>::description() {
    using model = discogs::image;
    static const auto table = describe(
        &model::extra,
        field("type", &model::type),
        field("uri", &model::uri),
        field("resource_url", &model::resource_url),
        field("uri150", "uri_150", &model::uri_150),
        field("width", &model::width),
        field("height", &model::height));
    return table;
}

const model_description& json_traits<discogs::video>::description() {
    using model = discogs::video;
    static const auto table = describe(
        &model::extra,
        field("uri", &model::uri),
        field("title", &model::title),
        field("description", &model::description),
        field("duration", &model::duration),
        field("embed", &model::embed));
    return table;
}

} // namespace segue::resource
