#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::database_statistics>::description() {
    using model = discogs::database_statistics;
    static const auto table = describe(
        &model::extra,
        field("releases", &model::releases),
        field("artists", &model::artists),
        field("labels", &model::labels));
    return table;
}

const model_description& json_traits<discogs::service_info>::description() {
    using model = discogs::service_info;
    static const auto table = describe(
        &model::extra,
        field("hello", &model::hello),
        field("api_version", &model::api_version),
        field("documentation_url", &model::documentation_url),
        field("statistics", &model::statistics));
    return table;
}

} // namespace segue::resource
