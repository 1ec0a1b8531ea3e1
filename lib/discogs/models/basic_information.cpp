#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::collection_note>::description() {
    using model = discogs::collection_note;
    static const auto table =
        describe(&model::extra, field("field_id", &model::field_id), field("value", &model::value));
    return table;
}

const model_description& json_traits<discogs::basic_information>::description() {
    using model = discogs::basic_information;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("master_id", &model::master_id),
        field("master_url", &model::master_url),
        field("resource_url", &model::resource_url),
        field("title", &model::title),
        field("year", &model::year),
        field("formats", &model::formats),
        field("labels", &model::labels),
        field("artists", &model::artists),
        field("thumb", &model::thumb),
        field("cover_image", &model::cover_image),
        field("genres", &model::genres),
        field("styles", &model::styles),
        field("notes", &model::notes));
    return table;
}

} // namespace segue::resource
