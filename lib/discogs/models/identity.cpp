#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::identity>::description() {
    using model = discogs::identity;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("username", &model::username),
        field("resource_url", &model::resource_url),
        field("consumer_name", &model::consumer_name));
    return table;
}

} // namespace segue::resource
