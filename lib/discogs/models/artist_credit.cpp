#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::artist_credit>::description() {
    using model = discogs::artist_credit;
    static const auto table = describe(
        &model::extra,
        field("name", &model::name),
        field("anv", "name_variation", &model::name_variation),
        field("join", &model::join),
        field("role", &model::role),
        field("tracks", &model::tracks),
        field("id", &model::id),
        field("resource_url", &model::resource_url),
        field("thumbnail_url", &model::thumbnail_url));
    return table;
}

} // namespace segue::resource
