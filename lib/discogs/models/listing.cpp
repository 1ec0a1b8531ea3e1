#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::seller_stats>::description() {
    using model = discogs::seller_stats;
    static const auto table = describe(
        &model::extra,
        field("rating", &model::rating),
        field("stars", &model::stars),
        field("total", &model::total));
    return table;
}

const model_description& json_traits<discogs::listing_seller>::description() {
    using model = discogs::listing_seller;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("username", &model::username),
        field("avatar_url", &model::avatar_url),
        field("stats", &model::stats),
        field("min_order_total", &model::min_order_total),
        field("html_url", &model::html_url),
        field("uid", &model::uid),
        field("url", &model::url),
        field("payment", &model::payment),
        field("shipping", &model::shipping),
        field("resource_url", &model::resource_url));
    return table;
}

const model_description& json_traits<discogs::listing_release>::description() {
    using model = discogs::listing_release;
    static const auto table = describe(
        &model::extra,
        field("thumbnail", &model::thumbnail),
        field("description", &model::description),
        field("images", &model::images),
        field("artist", &model::artist),
        field("format", &model::format),
        field("resource_url", &model::resource_url),
        field("title", &model::title),
        field("year", &model::year),
        field("id", &model::id),
        field("label", &model::label),
        field("catalog_number", &model::catalog_number),
        field("master_id", &model::master_id),
        field("stats", &model::stats));
    return table;
}

const model_description& json_traits<discogs::listing>::description() {
    using model = discogs::listing;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("resource_url", &model::resource_url),
        field("uri", &model::uri),
        field("status", &model::status),
        field("condition", &model::condition),
        field("sleeve_condition", &model::sleeve_condition),
        field("comments", &model::comments),
        field("ships_from", &model::ships_from),
        field("posted", &model::posted),
        field("allow_offers", &model::allow_offers),
        field("offer_submitted", &model::offer_submitted),
        field("audio", &model::audio),
        field("price", &model::price),
        field("original_price", &model::original_price),
        field("shipping_price", &model::shipping_price),
        field("original_shipping_price", &model::original_shipping_price),
        field("seller", &model::seller),
        field("release", &model::release),
        field("in_cart", &model::in_cart),
        field("shipping_is_blocked", &model::shipping_is_blocked),
        field("weight", &model::weight),
        field("estimated_weight", &model::estimated_weight),
        field("format_quantity", &model::format_quantity),
        field("external_id", &model::external_id),
        field("location", &model::location),
        field("quantity", &model::quantity));
    return table;
}

const model_description& json_traits<discogs::listing_created>::description() {
    using model = discogs::listing_created;
    static const auto table = describe(
        &model::extra, field("listing_id", &model::listing_id), field("resource_url", &model::resource_url));
    return table;
}

const model_description& json_traits<discogs::page<discogs::listing>>::description() {
    static const auto table = describe_page<discogs::listing>("listings");
    return table;
}

} // namespace segue::resource
