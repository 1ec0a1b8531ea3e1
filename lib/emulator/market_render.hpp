#pragma once

#include "market.hpp"
#include "render.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

namespace segue::emulator {

/// For whom something of the marketplace is shown.
struct market_viewer {
    viewer to{};
    /// What prices are shown in.
    const currency_info* currency = nullptr;
    /// The seller sees what others do not.
    bool is_seller = false;
};

/// `{"value": 9.75, "currency": "USD"}`.
[[nodiscard]] boost::json::object render_price(cents amount, const currency_info& in);
[[nodiscard]] boost::json::object render_listing(
    const catalog& data, const listing_record& from, const account& seller, const market_viewer& to);
[[nodiscard]] boost::json::object
render_order(const catalog& data, const order_record& from, const account_book& accounts, const viewer& to);
/// One line of the correspondence about an order.
[[nodiscard]] boost::json::object
render_message(const order_record& order, const order_message& from, const account_book& accounts);
/// The answer to who wrote: it has no type.
[[nodiscard]] boost::json::object
render_written(const order_record& order, const order_message& from, const account_book& accounts);
[[nodiscard]] boost::json::object render_export(const export_job& from);
[[nodiscard]] boost::json::object render_upload(const upload_job& from);

/// `Discogs Order #1-1, Stockholm`.
[[nodiscard]] std::string order_subject(const catalog& data, const order_record& order);

} // namespace segue::emulator
