#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::service_error_detail>::description() {
    using model = discogs::service_error_detail;
    static const auto table = describe(
        &model::extra,
        field("type", &model::type),
        field("loc", &model::loc),
        field("msg", "message", &model::message),
        field("input", &model::input));
    return table;
}

const model_description& json_traits<discogs::service_error>::description() {
    using model = discogs::service_error;
    static const auto table =
        describe(&model::extra, field("message", &model::message), field("detail", &model::detail));
    return table;
}

} // namespace segue::resource
