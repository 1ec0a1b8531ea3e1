#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::search_community>::description() {
    using model = discogs::search_community;
    static const auto table =
        describe(&model::extra, field("want", &model::want), field("have", &model::have));
    return table;
}

const model_description& json_traits<discogs::search_user_data>::description() {
    using model = discogs::search_user_data;
    static const auto table = describe(
        &model::extra,
        field("in_wantlist", &model::in_wantlist),
        field("in_collection", &model::in_collection));
    return table;
}

const model_description& json_traits<discogs::search_result>::description() {
    using model = discogs::search_result;
    static const auto table = describe(
        &model::extra,
        field("country", &model::country),
        field("year", &model::year),
        field("format", &model::format),
        field("label", &model::label),
        field("type", &model::type),
        field("genre", &model::genre),
        field("style", &model::style),
        field("id", &model::id),
        field("barcode", &model::barcode),
        field("user_data", &model::user_data),
        field("master_id", &model::master_id),
        field("master_url", &model::master_url),
        field("uri", &model::uri),
        field("catno", "catalog_number", &model::catalog_number),
        field("title", &model::title),
        field("thumb", &model::thumb),
        field("cover_image", &model::cover_image),
        field("resource_url", &model::resource_url),
        field("community", &model::community),
        field("format_quantity", &model::format_quantity),
        field("formats", &model::formats),
        field("main_release", &model::main_release));
    return table;
}

const model_description& json_traits<discogs::page<discogs::search_result>>::description() {
    static const auto table = describe_page<discogs::search_result>("results");
    return table;
}

} // namespace segue::resource
