#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::release>::description() {
    using model = discogs::release;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("status", &model::status),
        field("year", &model::year),
        field("resource_url", &model::resource_url),
        field("uri", &model::uri),
        field("artists", &model::artists),
        field("artists_sort", &model::artists_sort),
        field("labels", &model::labels),
        field("series", &model::series),
        field("companies", &model::companies),
        field("formats", &model::formats),
        field("data_quality", &model::data_quality),
        field("community", &model::community),
        field("format_quantity", &model::format_quantity),
        field("date_added", &model::date_added),
        field("date_changed", &model::date_changed),
        field("num_for_sale", &model::num_for_sale),
        field("lowest_price", &model::lowest_price),
        field("master_id", &model::master_id),
        field("master_url", &model::master_url),
        field("title", &model::title),
        field("country", &model::country),
        field("released", &model::released),
        field("notes", &model::notes),
        field("released_formatted", &model::released_formatted),
        field("identifiers", &model::identifiers),
        field("videos", &model::videos),
        field("genres", &model::genres),
        field("styles", &model::styles),
        field("tracklist", &model::tracklist),
        field("extraartists", "extra_artists", &model::extra_artists),
        field("images", &model::images),
        field("thumb", &model::thumb),
        field("estimated_weight", &model::estimated_weight),
        field("blocked_from_sale", &model::blocked_from_sale),
        field("is_offensive", &model::is_offensive));
    return table;
}

// As a user's contributions have it; what a user submitted stands otherwise, see submissions_form.hpp.
const model_description& json_traits<discogs::page<discogs::release>>::description() {
    static const auto table = describe_page<discogs::release>("contributions");
    return table;
}

} // namespace segue::resource
