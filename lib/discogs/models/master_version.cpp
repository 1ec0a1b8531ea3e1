#include "discogs/models/descriptions.hpp"
#include "resource/json_named_values.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::master_version>::description() {
    using model = discogs::master_version;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("label", &model::label),
        field("country", &model::country),
        field("title", &model::title),
        field("major_formats", &model::major_formats),
        field("format", &model::format),
        field("catno", "catalog_number", &model::catalog_number),
        field("released", &model::released),
        field("status", &model::status),
        field("resource_url", &model::resource_url),
        field("thumb", &model::thumb),
        field("stats", &model::stats));
    return table;
}

const model_description& json_traits<discogs::version_filters>::description() {
    using model = discogs::version_filters;
    static const auto table =
        describe(&model::extra, field("applied", &model::applied), field("available", &model::available));
    return table;
}

const model_description& json_traits<discogs::filter_value>::description() {
    using model = discogs::filter_value;
    static const auto table = describe(
        &model::extra,
        field("title", &model::title),
        field("value", &model::value),
        field("count", &model::count));
    return table;
}

const model_description& json_traits<discogs::filter_facet>::description() {
    using model = discogs::filter_facet;
    static const auto table = describe(
        &model::extra,
        field("title", &model::title),
        field("id", &model::id),
        field("values", &model::values),
        field("allows_multiple_values", &model::allows_multiple_values));
    return table;
}

const model_description& json_traits<discogs::master_versions_page>::description() {
    using model = discogs::master_versions_page;
    static const auto table = describe(
        &model::extra,
        field("pagination", &model::pagination),
        field("filters", &model::filters),
        field("filter_facets", &model::filter_facets),
        field("versions", "items", &model::items));
    return table;
}

} // namespace segue::resource
