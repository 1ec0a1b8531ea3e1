#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::pagination_urls>::description() {
    using model = discogs::pagination_urls;
    static const auto table = describe(
        &model::extra,
        field("first", &model::first),
        field("prev", &model::prev),
        field("last", &model::last),
        field("next", &model::next));
    return table;
}

const model_description& json_traits<discogs::pagination>::description() {
    using model = discogs::pagination;
    static const auto table = describe(
        &model::extra,
        field("page", &model::page),
        field("pages", &model::pages),
        field("per_page", &model::per_page),
        field("items", &model::items),
        field("urls", &model::urls));
    return table;
}

} // namespace segue::resource
