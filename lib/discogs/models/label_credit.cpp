#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::label_credit>::description() {
    using model = discogs::label_credit;
    static const auto table = describe(
        &model::extra,
        field("name", &model::name),
        field("catno", "catalog_number", &model::catalog_number),
        field("entity_type", &model::entity_type),
        field("entity_type_name", &model::entity_type_name),
        field("id", &model::id),
        field("resource_url", &model::resource_url),
        field("thumbnail_url", &model::thumbnail_url));
    return table;
}

const model_description& json_traits<discogs::company>::description() {
    using model = discogs::company;
    static const auto table = describe(
        &model::extra,
        field("name", &model::name),
        field("catno", "catalog_number", &model::catalog_number),
        field("entity_type", &model::entity_type),
        field("entity_type_name", &model::entity_type_name),
        field("id", &model::id),
        field("resource_url", &model::resource_url),
        field("thumbnail_url", &model::thumbnail_url));
    return table;
}

} // namespace segue::resource
