#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::order_party>::description() {
    using model = discogs::order_party;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("username", &model::username),
        field("resource_url", &model::resource_url),
        field("email", &model::email),
        field("avatar_url", &model::avatar_url));
    return table;
}

const model_description& json_traits<discogs::order_item>::description() {
    using model = discogs::order_item;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("price", &model::price),
        field("media_condition", &model::media_condition),
        field("sleeve_condition", &model::sleeve_condition),
        field("condition_comments", &model::condition_comments),
        field("item_location", &model::item_location),
        field("private_comments", &model::private_comments),
        field("release", &model::release));
    return table;
}

const model_description& json_traits<discogs::order_shipping>::description() {
    using model = discogs::order_shipping;
    static const auto table = describe(
        &model::extra,
        field("currency", &model::currency),
        field("method", &model::method),
        field("value", &model::value));
    return table;
}

const model_description& json_traits<discogs::order_tracking>::description() {
    using model = discogs::order_tracking;
    static const auto table = describe(
        &model::extra,
        field("number", &model::number),
        field("carrier", &model::carrier),
        field("url", &model::url));
    return table;
}

const model_description& json_traits<discogs::order_tax>::description() {
    using model = discogs::order_tax;
    static const auto table = describe(
        &model::extra,
        field("status", &model::status),
        field("rate", &model::rate),
        field("name", &model::name),
        field("display_name", &model::display_name),
        field("display_rate", &model::display_rate),
        field("price", &model::price),
        field("taxable_amount", &model::taxable_amount),
        field("remitter", &model::remitter),
        field("jurisdiction", &model::jurisdiction));
    return table;
}

const model_description& json_traits<discogs::order>::description() {
    using model = discogs::order;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("resource_url", &model::resource_url),
        field("uri", &model::uri),
        field("messages_url", &model::messages_url),
        field("buyer", &model::buyer),
        field("seller", &model::seller),
        field("created", &model::created),
        field("last_activity", &model::last_activity),
        field("status", &model::status),
        field("next_status", &model::next_status),
        field("tax", &model::tax),
        field("total", &model::total),
        field("shipping", &model::shipping),
        field("shipping_address", &model::shipping_address),
        field("archived", &model::archived),
        field("additional_instructions", &model::additional_instructions),
        field("fee", &model::fee),
        field("items", &model::items),
        field("tracking", &model::tracking));
    return table;
}

const model_description& json_traits<discogs::page<discogs::order>>::description() {
    static const auto table = describe_page<discogs::order>("orders");
    return table;
}

} // namespace segue::resource
