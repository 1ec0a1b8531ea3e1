#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::label_reference>::description() {
    using model = discogs::label_reference;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("name", &model::name),
        field("resource_url", &model::resource_url));
    return table;
}

const model_description& json_traits<discogs::label>::description() {
    using model = discogs::label;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("name", &model::name),
        field("resource_url", &model::resource_url),
        field("uri", &model::uri),
        field("releases_url", &model::releases_url),
        field("images", &model::images),
        field("contact_info", &model::contact_info),
        field("profile", &model::profile),
        field("parent_label", &model::parent_label),
        field("data_quality", &model::data_quality),
        field("urls", &model::urls),
        field("sublabels", "sub_labels", &model::sub_labels));
    return table;
}

const model_description& json_traits<discogs::label_release>::description() {
    using model = discogs::label_release;
    static const auto table = describe(
        &model::extra,
        field("status", &model::status),
        field("format", &model::format),
        field("catno", "catalog_number", &model::catalog_number),
        field("thumb", &model::thumb),
        field("resource_url", &model::resource_url),
        field("title", &model::title),
        field("id", &model::id),
        field("year", &model::year),
        field("artist", &model::artist),
        field("stats", &model::stats));
    return table;
}

const model_description& json_traits<discogs::page<discogs::label_release>>::description() {
    static const auto table = describe_page<discogs::label_release>("releases");
    return table;
}

} // namespace segue::resource
