#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::collection_folder>::description() {
    using model = discogs::collection_folder;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("name", &model::name),
        field("count", &model::count),
        field("resource_url", &model::resource_url));
    return table;
}

const model_description& json_traits<discogs::collection_item>::description() {
    using model = discogs::collection_item;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("instance_id", &model::instance_id),
        field("date_added", &model::date_added),
        field("rating", &model::rating),
        field("basic_information", &model::basic_information),
        field("folder_id", &model::folder_id),
        field("notes", &model::notes),
        field("resource_url", &model::resource_url));
    return table;
}

const model_description& json_traits<discogs::instance_created>::description() {
    using model = discogs::instance_created;
    static const auto table = describe(
        &model::extra,
        field("instance_id", &model::instance_id),
        field("resource_url", &model::resource_url),
        field("id", &model::id),
        field("folder_id", &model::folder_id),
        field("rating", &model::rating),
        field("date_added", &model::date_added),
        field("basic_information", &model::basic_information));
    return table;
}

const model_description& json_traits<discogs::collection_field>::description() {
    using model = discogs::collection_field;
    static const auto table = describe(
        &model::extra,
        field("name", &model::name),
        field("id", &model::id),
        field("position", &model::position),
        field("type", &model::type),
        field("public", "is_public", &model::is_public),
        field("options", &model::options),
        field("lines", &model::lines));
    return table;
}

const model_description& json_traits<discogs::collection_value>::description() {
    using model = discogs::collection_value;
    static const auto table = describe(
        &model::extra,
        field("minimum", &model::minimum),
        field("median", &model::median),
        field("maximum", &model::maximum));
    return table;
}

const model_description& json_traits<discogs::page<discogs::collection_folder>>::description() {
    static const auto table = describe_page<discogs::collection_folder>("folders");
    return table;
}

const model_description& json_traits<discogs::page<discogs::collection_item>>::description() {
    static const auto table = describe_page<discogs::collection_item>("releases");
    return table;
}

const model_description& json_traits<discogs::page<discogs::collection_field>>::description() {
    static const auto table = describe_page<discogs::collection_field>("fields");
    return table;
}

} // namespace segue::resource
