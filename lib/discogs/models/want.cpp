#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::want>::description() {
    using model = discogs::want;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("resource_url", &model::resource_url),
        field("rating", &model::rating),
        field("date_added", &model::date_added),
        field("basic_information", &model::basic_information),
        field("notes", &model::notes),
        field("notes_public", &model::notes_public));
    return table;
}

const model_description& json_traits<discogs::page<discogs::want>>::description() {
    static const auto table = describe_page<discogs::want>("wants");
    return table;
}

} // namespace segue::resource
