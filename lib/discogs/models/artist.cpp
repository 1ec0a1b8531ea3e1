#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::artist_reference>::description() {
    using model = discogs::artist_reference;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("name", &model::name),
        field("resource_url", &model::resource_url),
        field("active", &model::active),
        field("thumbnail_url", &model::thumbnail_url));
    return table;
}

const model_description& json_traits<discogs::artist>::description() {
    using model = discogs::artist;
    static const auto table = describe(
        &model::extra,
        field("name", &model::name),
        field("id", &model::id),
        field("resource_url", &model::resource_url),
        field("uri", &model::uri),
        field("releases_url", &model::releases_url),
        field("images", &model::images),
        field("realname", "real_name", &model::real_name),
        field("profile", &model::profile),
        field("urls", &model::urls),
        field("namevariations", "name_variations", &model::name_variations),
        field("aliases", &model::aliases),
        field("members", &model::members),
        field("groups", &model::groups),
        field("data_quality", &model::data_quality));
    return table;
}

} // namespace segue::resource
