#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::format>::description() {
    using model = discogs::format;
    static const auto table = describe(
        &model::extra,
        field("name", &model::name),
        field("qty", "quantity", &model::quantity),
        field("text", &model::text),
        field("descriptions", &model::descriptions));
    return table;
}

const model_description& json_traits<discogs::identifier>::description() {
    using model = discogs::identifier;
    static const auto table = describe(
        &model::extra,
        field("type", &model::type),
        field("value", &model::value),
        field("description", &model::description));
    return table;
}

} // namespace segue::resource
