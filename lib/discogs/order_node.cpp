#include "discogs/load.hpp"
#include "discogs/market_checks.hpp"
#include "discogs/models/descriptions.hpp"
#include "discogs/sorting.hpp"
#include "resource/json_object.hpp"
#include "resource/pager_impl.hpp"
#include "resource/query.hpp"

#include <segue/discogs/nodes/order.hpp>

#include <algorithm>

namespace segue {

template class pager<discogs::page<discogs::order>>;
template class pager<discogs::page<discogs::order_message>>;

namespace discogs {
namespace {

std::string_view wire_name(order_sort sort) noexcept {
    switch (sort) {
    case order_sort::id:
        return "id";
    case order_sort::buyer:
        return "buyer";
    case order_sort::created:
        return "created";
    case order_sort::status:
        return "status";
    case order_sort::last_activity:
        return "last_activity";
    }
    return {};
}

std::string order_path(std::string_view order_id) {
    return "/marketplace/orders/" + resource::encode_segment(order_id);
}

bool is_order_id(std::string_view text) noexcept {
    const auto hyphen = text.find('-');
    if (hyphen == std::string_view::npos)
        return false;
    const auto is_number = [](std::string_view part) {
        return !part.empty() &&
               std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    return is_number(text.substr(0, hyphen)) && is_number(text.substr(hyphen + 1));
}

resource::request_spec order_request(
    http::method method, const std::string& path, std::string_view order_id, const call_options& options) {
    resource::request_spec spec;
    spec.method = method;
    spec.path = path;
    spec.options = options;
    if (!is_order_id(order_id))
        refuse(spec, "order_id", "must be two numbers with a hyphen between, such as 1-1");
    return spec;
}

void add_status(resource::request_spec& spec, resource::json_object& body, order_status status) {
    if (!is_settable(status))
        refuse(spec, "status", "is none that a seller sets");
    body.add("status", to_text(status));
}

void append_number(std::string& to, long long number, std::size_t digits) {
    const auto text = std::to_string(number);
    if (text.size() < digits)
        to.append(digits - text.size(), '0');
    to += text;
}

// `YYYY-MM-DDTHH:MM:SSZ`; nothing for a year of more digits.
std::optional<std::string> iso_text(std::chrono::sys_seconds when) {
    constexpr std::chrono::sys_seconds first = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
    constexpr std::chrono::sys_seconds end = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);
    if (when < first || when >= end)
        return std::nullopt;
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(when - day);
    std::string text;
    append_number(text, static_cast<int>(date.year()), 4);
    append_number(text += '-', static_cast<unsigned>(date.month()), 2);
    append_number(text += '-', static_cast<unsigned>(date.day()), 2);
    append_number(text += 'T', time.hours().count(), 2);
    append_number(text += ':', time.minutes().count(), 2);
    append_number(text += ':', time.seconds().count(), 2);
    return text += 'Z';
}

void add_time(
    resource::request_spec& spec,
    resource::query& to,
    std::string_view name,
    const std::optional<std::chrono::sys_seconds>& when) {
    if (!when)
        return;
    const auto text = iso_text(*when);
    if (!text)
        refuse(spec, name, "must be in the years 0 to 9999");
    to.add(name, text);
}

// The service has 400 for tracking without a number.
std::string tracking_json(resource::request_spec& spec, const tracking_params& tracking) {
    if (tracking.number.empty())
        refuse(spec, "tracking.number", "must not be empty");
    resource::json_object body;
    body.add("number", tracking.number);
    if (tracking.carrier)
        body.add("carrier", to_text(*tracking.carrier));
    return body.text();
}

} // namespace

orders_node::orders_node(std::shared_ptr<resource::client_core> core)
    : node(std::move(core), "/marketplace/orders") {}

order_pager orders_node::list(const orders_params& params, const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    resource::query query;
    if (params.status)
        query.add("status", to_text(*params.status));
    add_time(spec, query, "created_after", params.created_after);
    add_time(spec, query, "created_before", params.created_before);
    if (params.created_after && params.created_before && *params.created_after > *params.created_before)
        refuse(spec, "created_before", "must not be earlier than created_after");
    if (params.archived)
        query.add("archived", std::string_view(*params.archived ? "true" : "false"));
    add_sorting(spec, query, params.sort ? wire_name(*params.sort) : std::string_view(), params.sort_order);
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return make_pager<page<order>>(core(), std::move(spec));
}

order_messages_node::order_messages_node(
    std::shared_ptr<resource::client_core> core, std::string_view order_id)
    : node(std::move(core), order_path(order_id) + "/messages"), order_id_(order_id) {}

order_message_pager
order_messages_node::list(const order_messages_params& params, const call_options& options) const {
    auto spec = order_request(http::method::get, path(), order_id_, options);
    resource::query query;
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return make_pager<page<order_message>>(core(), std::move(spec));
}

asio::awaitable<order_message>
order_messages_node::create(const order_message_params& params, const call_options& options) const {
    auto spec = order_request(http::method::post, path(), order_id_, options);
    resource::json_object body;
    if (params.message && params.message->empty())
        refuse(spec, "message", "must not be empty");
    body.add("message", params.message);
    if (params.status)
        add_status(spec, body, *params.status);
    if (body.empty())
        refuse(spec, "message", "must be set, or status");
    give_body(spec, body);
    return load<order_message>(core(), std::move(spec));
}

order_node::order_node(std::shared_ptr<resource::client_core> core, std::string_view id)
    : node(std::move(core), order_path(id)), id_(id) {}

asio::awaitable<order> order_node::get(const call_options& options) const {
    return load<order>(core(), order_request(http::method::get, path(), id_, options));
}

asio::awaitable<order>
order_node::update(const order_update_params& params, const call_options& options) const {
    auto spec = order_request(http::method::post, path(), id_, options);
    resource::json_object body;
    if (params.status && params.shipping)
        refuse(spec, "shipping", "cannot be set together with status: the price of shipping sets one itself");
    if (params.status)
        add_status(spec, body, *params.status);
    if (params.shipping)
        body.add("shipping", checked_amount(spec, "shipping", *params.shipping, least_amount::zero));
    if (params.tracking)
        body.add_json("tracking", tracking_json(spec, *params.tracking));
    if (body.empty())
        refuse(spec, "params", "must say what to change");
    give_body(spec, body);
    return load<order>(core(), std::move(spec));
}

order_messages_node order_node::messages() const {
    return {core(), id_};
}

} // namespace discogs
} // namespace segue
