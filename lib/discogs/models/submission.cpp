#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::submitted_artist>::description() {
    using model = discogs::submitted_artist;
    static const auto table = describe(
        &model::extra,
        field("name", &model::name),
        field("id", &model::id),
        field("resource_url", &model::resource_url),
        field("uri", &model::uri),
        field("releases_url", &model::releases_url),
        field("images", &model::images),
        field("realname", "real_name", &model::real_name),
        field("profile", &model::profile),
        field("urls", &model::urls),
        field("namevariations", "name_variations", &model::name_variations),
        field("aliases", &model::aliases),
        field("members", &model::members),
        field("groups", &model::groups),
        field("data_quality", &model::data_quality));
    return table;
}

const model_description& json_traits<discogs::submitted_label>::description() {
    using model = discogs::submitted_label;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("name", &model::name),
        field("resource_url", &model::resource_url),
        field("uri", &model::uri),
        field("releases_url", &model::releases_url),
        field("images", &model::images),
        field("contactinfo", "contact_info", &model::contact_info),
        field("profile", &model::profile),
        field("data_quality", &model::data_quality),
        field("urls", &model::urls));
    return table;
}

const model_description& json_traits<discogs::submitted_entries>::description() {
    using model = discogs::submitted_entries;
    static const auto table = describe(
        &model::extra,
        field("artists", &model::artists),
        field("labels", &model::labels),
        field("releases", &model::releases));
    return table;
}

const model_description& json_traits<discogs::submissions_form>::description() {
    using model = discogs::submissions_form;
    static const auto table = describe(
        &model::extra, field("pagination", &model::pagination), field("submissions", &model::submissions));
    return table;
}

} // namespace segue::resource
