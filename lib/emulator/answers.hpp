#pragma once

#include "catalog.hpp"
#include "message.hpp"
#include "paging.hpp"
#include "ratings.hpp"
#include "render.hpp"
#include "routes.hpp"
#include "search.hpp"
#include "service.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

// The answers of the service, each a function of the data and of what was asked.
namespace segue::emulator {

/// Everything that the handlers of one request need.
struct call {
    const catalog& data;
    const search_index& index;
    const rating_book& ratings;
    const parsed_target& target;
    const answer_options& options;
    viewer to{};
};

[[nodiscard]] response json_answer(const boost::json::object& body, int status = 200);
[[nodiscard]] response error_answer(int status, std::string_view message);
[[nodiscard]] response nothing_there();

/// Answers a GET of a place that exists.
[[nodiscard]] response make_answer(const call& asked, const located& found);

/// What one user says of a release, as GET and PUT show it.
[[nodiscard]] response
user_rating_answer(int status, database_id release, std::string_view username, int rating);

/// The caller's own parameters, in their order, without those of the page.
[[nodiscard]] query_list extra_parameters(const query_list& query);

/// Cuts one page out of rendered or renderable items and frames it.
template <class Item, class Render>
response page_answer(
    const call& asked,
    std::string_view items_key,
    const std::vector<Item>& items,
    const query_list& extra,
    page_limits limits,
    const Render& render,
    boost::json::object body = {}) {
    std::string message;
    const auto total = static_cast<std::int64_t>(items.size());
    const page_request wanted = read_page_request(asked.target.query);
    auto frame = make_page(total, wanted, asked.target.path, extra, limits, message);
    if (!frame)
        return error_answer(404, message);
    namespace json = boost::json;
    json::array shown;
    for (std::int64_t i = frame->first; i < frame->last; ++i)
        shown.push_back(render(items[static_cast<std::size_t>(i)]));
    if (asked.options.empty_page)
        shown.clear();
    const std::size_t missing = shown.size() > 3 ? 3 : 1;
    if (asked.options.short_page && !shown.empty())
        shown.resize(shown.size() - missing);
    if (asked.options.loop_page)
        loop_back(*frame, asked.target.path, extra);
    body["pagination"] = frame->to_json();
    body[json::string_view(items_key.data(), items_key.size())] = std::move(shown);
    response out = json_answer(body);
    std::string link = frame->link_header();
    if (!link.empty())
        out.headers.emplace_back("Link", std::move(link));
    return out;
}

} // namespace segue::emulator
