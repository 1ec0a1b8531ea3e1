#include "discogs/load.hpp"
#include "discogs/market_checks.hpp"
#include "discogs/models/descriptions.hpp"
#include "discogs/people.hpp"
#include "resource/json_object.hpp"
#include "resource/query.hpp"

#include <segue/discogs/nodes/listing.hpp>

namespace segue::discogs {
namespace {

resource::request_spec
listing_request(http::method method, const std::string& path, listing_id id, const call_options& options) {
    resource::request_spec spec;
    spec.method = method;
    spec.path = path;
    spec.options = options;
    check_listing(spec, id);
    return spec;
}

void add_status(resource::request_spec& spec, resource::json_object& body, listing_status status) {
    if (!is_settable(status))
        refuse(spec, "status", "must be for_sale or draft; the service sets the others");
    body.add("status", to_text(status));
}

void add_number(
    resource::request_spec& spec,
    resource::json_object& body,
    std::string_view name,
    const std::optional<number_or_automatic>& value) {
    if (!value)
        return;
    const auto number = value->number();
    if (number && *number < 0)
        refuse(spec, name, "must not be negative");
    if (number)
        body.add(name, *number);
    else
        body.add(name, std::string_view("auto"));
}

// What both verbs take and neither needs.
template <class Params>
void add_optional(resource::request_spec& spec, resource::json_object& body, const Params& params) {
    if (params.sleeve_condition)
        body.add("sleeve_condition", to_text(*params.sleeve_condition));
    body.add("comments", params.comments);
    body.add("allow_offers", params.allow_offers);
    body.add("external_id", params.external_id);
    body.add("location", params.location);
    add_number(spec, body, "weight", params.weight);
    add_number(spec, body, "format_quantity", params.format_quantity);
}

} // namespace

listing_update_params listing_update_params::from(const listing& offer) {
    listing_update_params all;
    if (offer.release && offer.release->id)
        all.release_id = offer.release->id;
    if (offer.condition)
        all.condition = offer.condition->known();
    // `price` follows the caller's currency, and has many digits where it was converted.
    if (offer.original_price && offer.original_price->value)
        all.price = offer.original_price->value;
    else if (offer.price)
        all.price = offer.price->value;
    if (const auto status = offer.status ? offer.status->known() : std::nullopt;
        status && is_settable(*status))
        all.status = status;
    if (offer.sleeve_condition)
        all.sleeve_condition = offer.sleeve_condition->known();
    all.comments = offer.comments;
    all.allow_offers = offer.allow_offers;
    all.external_id = offer.external_id;
    all.location = offer.location;
    return all;
}

listings_node::listings_node(std::shared_ptr<resource::client_core> core)
    : node(std::move(core), "/marketplace/listings") {}

asio::awaitable<listing_created>
listings_node::create(const listing_create_params& params, const call_options& options) const {
    resource::request_spec spec;
    spec.method = http::method::post;
    spec.path = path();
    spec.options = options;
    resource::json_object body;
    check_release(spec, params.release_id);
    body.add("release_id", params.release_id.value());
    if (!params.condition)
        refuse(spec, "condition", "must be set");
    else
        body.add("condition", to_text(*params.condition));
    body.add("price", checked_amount(spec, "price", params.price, least_amount::cent));
    add_status(spec, body, params.status);
    add_optional(spec, body, params);
    give_body(spec, body);
    return load<listing_created>(core(), std::move(spec));
}

listing_node::listing_node(std::shared_ptr<resource::client_core> core, listing_id id)
    : node(std::move(core), "/marketplace/listings/" + to_string(id)), id_(id) {}

asio::awaitable<listing> listing_node::get(const listing_params& params, const call_options& options) const {
    auto spec = listing_request(http::method::get, path(), id_, options);
    add_currency(spec, *core(), params.currency);
    return load<listing>(core(), std::move(spec));
}

asio::awaitable<void>
listing_node::update(const listing_update_params& params, const call_options& options) const {
    auto spec = listing_request(http::method::post, path(), id_, options);
    resource::json_object body;
    if (params.release_id) {
        check_release(spec, *params.release_id);
        body.add("release_id", params.release_id->value());
    }
    if (params.condition)
        body.add("condition", to_text(*params.condition));
    if (params.price)
        body.add("price", checked_amount(spec, "price", *params.price, least_amount::cent));
    if (params.status)
        add_status(spec, body, *params.status);
    add_optional(spec, body, params);
    if (body.empty())
        refuse(spec, "params", "must say what to change");
    give_body(spec, body);
    return perform(core(), std::move(spec));
}

asio::awaitable<void> listing_node::remove(const call_options& options) const {
    return perform(core(), listing_request(http::method::remove, path(), id_, options));
}

} // namespace segue::discogs
