#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::user_summary>::description() {
    using model = discogs::user_summary;
    static const auto table = describe(
        &model::extra,
        field("username", &model::username),
        field("resource_url", &model::resource_url),
        field("id", &model::id),
        field("avatar_url", &model::avatar_url));
    return table;
}

} // namespace segue::resource
