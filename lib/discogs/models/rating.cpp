#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::user_release_rating>::description() {
    using model = discogs::user_release_rating;
    static const auto table = describe(
        &model::extra,
        field("username", &model::username),
        field("release_id", &model::release_id),
        field("rating", &model::rating));
    return table;
}

const model_description& json_traits<discogs::community_rating>::description() {
    using model = discogs::community_rating;
    static const auto table =
        describe(&model::extra, field("release_id", &model::release_id), field("rating", &model::rating));
    return table;
}

const model_description& json_traits<discogs::release_stats>::description() {
    using model = discogs::release_stats;
    static const auto table = describe(
        &model::extra,
        field("num_have", &model::num_have),
        field("num_want", &model::num_want),
        field("is_offensive", &model::is_offensive));
    return table;
}

} // namespace segue::resource
