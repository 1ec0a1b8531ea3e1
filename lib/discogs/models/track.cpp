#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::track>::description() {
    using model = discogs::track;
    static const auto table = describe(
        &model::extra,
        field("position", &model::position),
        field("type_", &model::type_),
        field("artists", &model::artists),
        field("title", &model::title),
        field("extraartists", "extra_artists", &model::extra_artists),
        field("duration", &model::duration),
        field("sub_tracks", &model::sub_tracks));
    return table;
}

} // namespace segue::resource
