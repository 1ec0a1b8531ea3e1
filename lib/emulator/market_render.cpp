#include "market_render.hpp"

#include "timestamps.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace segue::emulator {
namespace {

namespace json = boost::json;

/// What sending one copy costs within the seller's country, in US cents.
constexpr cents usual_shipping = 350;

json::string_view json_view(std::string_view text) noexcept {
    return {text.data(), text.size()};
}

double units(cents amount) noexcept {
    return static_cast<double>(amount) / 100.0;
}

json::object original_price(cents amount, const currency_info& in) {
    json::object out;
    out["curr_abbr"] = json_view(in.code);
    out["curr_id"] = currency_number(in);
    out["formatted"] = signed_text(amount, in);
    out["value"] = units(amount);
    return out;
}

std::string user_url(std::string_view username) {
    return "https://api.discogs.com/users/" + std::string(username);
}

json::object render_seller(const account& from) {
    json::object out;
    out["id"] = from.id;
    out["username"] = from.username;
    out["avatar_url"] = image_url('U', from.id, 0, 500, 500, 40);
    // Percent is a text here, stars are a number.
    out["stats"] = json::object{{"rating", "99.6"}, {"stars", 4.5}, {"total", 682}};
    out["min_order_total"] = 0.0;
    out["html_url"] = "https://www.discogs.com/user/" + from.username;
    out["uid"] = from.id;
    out["url"] = user_url(from.username);
    out["payment"] = "PayPal Commerce";
    out["shipping"] = "Sent within two days, in a box made for records.";
    out["resource_url"] = user_url(from.username);
    return out;
}

json::object render_listed_release(const release_record& from, const viewer& to) {
    json::object out;
    const bool pictured = to.sees_images && !from.images.empty();
    out["thumbnail"] = pictured ? image_url('R', from.id, 0, 150, 150, 40) : std::string{};
    out["description"] = listing_description(from);
    json::array images;
    for (std::size_t i = 0; pictured && i < from.images.size(); ++i) {
        const int number = static_cast<int>(i);
        json::object image;
        image["type"] = i == 0 ? "primary" : "secondary";
        const std::string url =
            image_url('R', from.id, number, from.images[i].width, from.images[i].height, 90);
        image["uri"] = url;
        image["resource_url"] = url;
        image["uri150"] = image_url('R', from.id, number, 150, 150, 40);
        image["width"] = from.images[i].width;
        image["height"] = from.images[i].height;
        images.push_back(std::move(image));
    }
    out["images"] = std::move(images);
    out["artist"] = display_artists(from.artists);
    out["format"] = listing_format(from);
    out["resource_url"] = resource_url("releases", from.id);
    out["title"] = from.title;
    out["year"] = from.year;
    out["id"] = from.id;
    out["label"] = first_label(from);
    out["catalog_number"] = catalog_numbers(from);
    // Says nothing about the master, also where there is one.
    out["master_id"] = nullptr;
    json::object small;
    add_list_members(small, from, to);
    out["stats"] = small["stats"];
    return out;
}

json::object render_person(std::string_view username, const account_book& accounts) {
    json::object out;
    const account* known = accounts.find(username);
    if (known != nullptr)
        out["id"] = known->id;
    out["username"] = json_view(username);
    out["resource_url"] = user_url(username);
    return out;
}

json::object
render_item(const catalog& data, const order_item& from, const currency_info& in, const viewer& to) {
    json::object out;
    out["id"] = from.listing;
    out["price"] = render_price(from.price, in);
    out["media_condition"] = from.condition;
    out["sleeve_condition"] = from.sleeve_condition;
    out["condition_comments"] = from.comments;
    out["item_location"] = from.location;
    out["private_comments"] = from.external_id;
    json::object release;
    release["id"] = from.release;
    release["resource_url"] = resource_url("releases", from.release);
    if (const release_record* known = data.release(from.release)) {
        const bool pictured = to.sees_images && !known->images.empty();
        release["description"] = listing_description(*known);
        release["thumbnail"] = pictured ? image_url('R', known->id, 0, 150, 150, 40) : std::string{};
        release["title"] = known->title;
        release["artist"] = display_artists(known->artists);
        release["format"] = listing_format(*known);
    }
    out["release"] = std::move(release);
    return out;
}

json::object render_tracking(const order_record& from) {
    json::object out;
    if (from.tracking_number.empty())
        return out;
    out["number"] = from.tracking_number;
    if (from.carrier.empty())
        return out;
    out["carrier"] = from.carrier;
    out["url"] = "https://tracking.invalid/" + slug(from.carrier) + "/" + slug(from.tracking_number);
    return out;
}

json::object order_reference(const order_record& order) {
    json::object out;
    out["id"] = order.id;
    out["resource_url"] = "https://api.discogs.com/marketplace/orders/" + order.id;
    return out;
}

std::string_view kind_name(message_kind kind) noexcept {
    switch (kind) {
    case message_kind::status:
        return "status";
    case message_kind::message:
        return "message";
    case message_kind::shipping:
        return "shipping";
    case message_kind::refund_sent:
        return "refund_sent";
    case message_kind::refund_received:
        break;
    }
    return "refund_received";
}

void add_job(json::object& out, const inventory_job& from) {
    out["created_ts"] = naive_text(from.created);
    out["filename"] = from.filename;
    out["id"] = from.id;
    out["status"] = json_view(from.status());
    out["finished_ts"] = nullptr;
    // One that failed never finished, and says so by an empty text.
    if (from.done())
        out["finished_ts"] = from.succeeded ? naive_text(*from.finished) : std::string{};
}

} // namespace

json::object render_price(cents amount, const currency_info& in) {
    json::object out;
    out["value"] = units(amount);
    out["currency"] = json_view(in.code);
    return out;
}

json::object render_listing(
    const catalog& data, const listing_record& from, const account& seller, const market_viewer& to) {
    const currency_info& own = currency_or_dollar(from.currency);
    const currency_info& shown = *to.currency;
    const std::string id = std::to_string(from.id);
    json::object out;
    out["id"] = from.id;
    out["resource_url"] = "https://api.discogs.com/marketplace/listings/" + id;
    out["uri"] = "https://www.discogs.com/sell/item/" + id;
    out["status"] = from.status;
    out["condition"] = from.condition;
    out["sleeve_condition"] = from.sleeve_condition;
    out["comments"] = from.comments;
    out["ships_from"] = "Germany";
    out["posted"] = format_timestamp(from.posted);
    out["allow_offers"] = from.allow_offers;
    out["offer_submitted"] = false;
    out["audio"] = false;
    out["price"] = render_price(convert(from.price, own, shown), shown);
    out["original_price"] = original_price(from.price, own);
    // Nobody knows where a stranger is.
    out["shipping_price"] = json::object{};
    out["original_shipping_price"] = json::object{};
    if (to.to.mine != nullptr) {
        const cents shipping = convert(usual_shipping, currency_or_dollar("USD"), own);
        out["shipping_price"] = render_price(convert(shipping, own, shown), shown);
        out["original_shipping_price"] = original_price(shipping, own);
        out["in_cart"] = false;
    }
    out["seller"] = render_seller(seller);
    const release_record* release = data.release(from.release);
    if (release != nullptr)
        out["release"] = render_listed_release(*release, to.to);
    if (!to.is_seller)
        return out;
    const int usual_weight = release == nullptr ? 0 : release->weight_grams;
    out["weight"] = static_cast<double>(from.weight.value_or(usual_weight));
    out["format_quantity"] = from.format_quantity.value_or(0);
    out["external_id"] = from.external_id;
    out["location"] = from.location;
    out["quantity"] = 1;
    if (usual_weight > 0)
        out["estimated_weight"] = usual_weight;
    return out;
}

json::object
render_order(const catalog& data, const order_record& from, const account_book& accounts, const viewer& to) {
    const currency_info& in = currency_or_dollar(from.currency);
    const std::string url = "https://api.discogs.com/marketplace/orders/" + from.id;
    json::object out;
    out["id"] = from.id;
    out["resource_url"] = url;
    out["uri"] = "https://www.discogs.com/sell/order/" + from.id;
    out["messages_url"] = url + "/messages";
    out["status"] = from.status;
    json::array next;
    for (const std::string_view status : next_statuses(from.status))
        next.push_back(json_view(status));
    out["next_status"] = std::move(next);
    out["fee"] = render_price(sale_fee(from.items_total() + from.shipping), in);
    out["created"] = format_timestamp(from.created);
    out["last_activity"] = format_timestamp(from.last_activity);
    json::array items;
    for (const order_item& item : from.items)
        items.push_back(render_item(data, item, in, to));
    out["items"] = std::move(items);
    json::object shipping = render_price(from.shipping, in);
    shipping["method"] = "Standard";
    out["shipping"] = std::move(shipping);
    out["shipping_address"] = "Ann Example\n1 Sample Street\n1000 Exampleton\nBelgium\n\nPhone: none";
    out["additional_instructions"] = from.instructions;
    out["archived"] = from.archived;
    out["seller"] = render_person(from.seller, accounts);
    out["buyer"] = render_person(from.buyer, accounts);
    out["total"] = render_price(from.items_total() + from.shipping, in);
    out["tracking"] = render_tracking(from);
    // Recorded answers have these; nothing here is taxed.
    out["tax"] = json::array{};
    out["buyer_fee"] = nullptr;
    out["tax_on_buyer_fee"] = nullptr;
    return out;
}

json::object
render_message(const order_record& order, const order_message& from, const account_book& accounts) {
    json::object out;
    out["type"] = json_view(kind_name(from.kind));
    out["timestamp"] = format_timestamp(from.when);
    out["message"] = from.text;
    out["subject"] = from.subject;
    out["order"] = order_reference(order);
    switch (from.kind) {
    case message_kind::message:
        out["from"] = render_person(from.by, accounts);
        break;
    case message_kind::status:
        out["status_id"] = from.status_number;
        out["actor"] = render_person(from.by, accounts);
        break;
    case message_kind::shipping:
        out["original"] = units(from.original);
        out["new"] = units(from.changed);
        break;
    case message_kind::refund_sent:
    case message_kind::refund_received: {
        json::object refund;
        refund["amount"] = units(from.refund);
        refund["order"] = order_reference(order);
        out["refund"] = std::move(refund);
        break;
    }
    }
    return out;
}

json::object
render_written(const order_record& order, const order_message& from, const account_book& accounts) {
    json::object out;
    out["from"] = render_person(from.by, accounts);
    out["message"] = from.text;
    out["order"] = order_reference(order);
    out["timestamp"] = format_timestamp(from.when);
    out["subject"] = from.subject;
    return out;
}

json::object render_export(const export_job& from) {
    const std::string url = "https://api.discogs.com/inventory/export/" + std::to_string(from.id);
    json::object out;
    add_job(out, from);
    out["url"] = url;
    out["download_url"] = url + "/download";
    return out;
}

json::object render_upload(const upload_job& from) {
    json::object out;
    add_job(out, from);
    out["type"] = json_view(to_string(from.kind));
    out["results"] = from.results;
    return out;
}

std::string order_subject(const catalog& data, const order_record& order) {
    const release_record* first = data.release(order.items.front().release);
    return "Discogs Order #" + order.id + (first == nullptr ? std::string{} : ", " + first->title);
}

} // namespace segue::emulator
