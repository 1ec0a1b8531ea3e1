#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::community_rating_value>::description() {
    using model = discogs::community_rating_value;
    static const auto table =
        describe(&model::extra, field("count", &model::count), field("average", &model::average));
    return table;
}

const model_description& json_traits<discogs::community>::description() {
    using model = discogs::community;
    static const auto table = describe(
        &model::extra,
        field("have", &model::have),
        field("want", &model::want),
        field("rating", &model::rating),
        field("submitter", &model::submitter),
        field("contributors", &model::contributors),
        field("data_quality", &model::data_quality),
        field("status", &model::status));
    return table;
}

const model_description& json_traits<discogs::stat_counts>::description() {
    using model = discogs::stat_counts;
    static const auto table = describe(
        &model::extra,
        field("in_wantlist", &model::in_wantlist),
        field("in_collection", &model::in_collection));
    return table;
}

const model_description& json_traits<discogs::release_list_stats>::description() {
    using model = discogs::release_list_stats;
    static const auto table =
        describe(&model::extra, field("community", &model::community), field("user", &model::user));
    return table;
}

} // namespace segue::resource
