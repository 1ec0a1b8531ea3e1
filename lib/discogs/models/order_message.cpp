#include "discogs/models/descriptions.hpp"

namespace segue::discogs {

std::optional<message_type> order_message::kind() const noexcept {
    if (type && !type->text().empty())
        return type->known();
    if (refund)
        return std::nullopt; // sent or received
    if (original_value || new_value)
        return message_type::shipping;
    if (status_id || actor)
        return message_type::status;
    return from_user ? std::optional(message_type::message) : std::nullopt;
}

} // namespace segue::discogs

namespace segue::resource {

const model_description& json_traits<discogs::order_reference>::description() {
    using model = discogs::order_reference;
    static const auto table =
        describe(&model::extra, field("id", &model::id), field("resource_url", &model::resource_url));
    return table;
}

const model_description& json_traits<discogs::order_refund>::description() {
    using model = discogs::order_refund;
    static const auto table =
        describe(&model::extra, field("amount", &model::amount), field("order", &model::order));
    return table;
}

const model_description& json_traits<discogs::order_message>::description() {
    using model = discogs::order_message;
    static const auto table = describe(
        &model::extra,
        field("type", &model::type),
        field("timestamp", &model::timestamp),
        field("message", &model::message),
        field("subject", &model::subject),
        field("order", &model::order),
        field("from", "from_user", &model::from_user),
        field("to", &model::to),
        field("status_id", &model::status_id),
        field("actor", &model::actor),
        field("original", "original_value", &model::original_value),
        field("new", "new_value", &model::new_value),
        field("refund", &model::refund));
    return table;
}

const model_description& json_traits<discogs::page<discogs::order_message>>::description() {
    static const auto table = describe_page<discogs::order_message>("messages");
    return table;
}

} // namespace segue::resource
