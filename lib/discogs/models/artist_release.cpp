#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::artist_release>::description() {
    using model = discogs::artist_release;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("title", &model::title),
        field("type", &model::type),
        field("main_release", &model::main_release),
        field("artist", &model::artist),
        field("role", &model::role),
        field("resource_url", &model::resource_url),
        field("year", &model::year),
        field("thumb", &model::thumb),
        field("status", &model::status),
        field("format", &model::format),
        field("label", &model::label),
        field("catno", "catalog_number", &model::catalog_number),
        field("trackinfo", "track_info", &model::track_info),
        field("stats", &model::stats));
    return table;
}

const model_description& json_traits<discogs::page<discogs::artist_release>>::description() {
    static const auto table = describe_page<discogs::artist_release>("releases");
    return table;
}

} // namespace segue::resource
