#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::user_list_summary>::description() {
    using model = discogs::user_list_summary;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("user", &model::user),
        field("name", &model::name),
        field("description", &model::description),
        field("public", "is_public", &model::is_public),
        field("date_added", &model::date_added),
        field("date_changed", &model::date_changed),
        field("uri", &model::uri),
        field("resource_url", &model::resource_url),
        field("image_url", &model::image_url));
    return table;
}

const model_description& json_traits<discogs::user_list_item>::description() {
    using model = discogs::user_list_item;
    static const auto table = describe(
        &model::extra,
        field("type", &model::type),
        field("id", &model::id),
        field("comment", &model::comment),
        field("uri", &model::uri),
        field("resource_url", &model::resource_url),
        field("image_url", &model::image_url),
        field("display_title", &model::display_title),
        field("stats", &model::stats));
    return table;
}

const model_description& json_traits<discogs::user_list>::description() {
    using model = discogs::user_list;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("user", &model::user),
        field("name", &model::name),
        field("description", &model::description),
        field("public", "is_public", &model::is_public),
        field("date_added", &model::date_added),
        field("date_changed", &model::date_changed),
        field("uri", &model::uri),
        field("resource_url", &model::resource_url),
        field("image_url", &model::image_url),
        field("items", &model::items),
        field("list_id", &model::list_id),
        field("created_ts", "created_at", &model::created_at),
        field("modified_ts", "modified_at", &model::modified_at),
        field("url", &model::url));
    return table;
}

const model_description& json_traits<discogs::page<discogs::user_list_summary>>::description() {
    static const auto table = describe_page<discogs::user_list_summary>("lists");
    return table;
}

} // namespace segue::resource
