#pragma once

#include "catalog.hpp"
#include "message.hpp"
#include "paging.hpp"
#include "ratings.hpp"
#include "render.hpp"
#include "routes.hpp"
#include "search.hpp"
#include "service.hpp"
#include "world.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

// The answers of the service, each a function of the data and of what was asked.
namespace segue::emulator {

/// Everything that the handler of one request needs.
struct call {
    const catalog& data;
    const search_index& index;
    /// What writes change.
    world& state;
    const request& sent;
    const parsed_target& target;
    const located& where;
    const answer_options& options;
    moment now;
    viewer to;
    /// The user who asks; null: nobody that the credentials name.
    account* caller = nullptr;
    /// The user that `{username}` names; null only outside of `/users/`.
    account* owner = nullptr;

    /// Whether the caller is the user that `{username}` names.
    [[nodiscard]] bool by_owner() const noexcept { return caller != nullptr && caller == owner; }
};

inline constexpr std::string_view no_credentials = "You must authenticate to access this resource.";
inline constexpr std::string_view not_yours = "You don't have permission to access this resource.";
inline constexpr std::string_view no_release = "Release not found.";

[[nodiscard]] response json_answer(const boost::json::object& body, int status = 200);
[[nodiscard]] response error_answer(int status, std::string_view message);
[[nodiscard]] response nothing_there();
/// 204 without a body.
[[nodiscard]] response empty_answer();
/// 403 for who may not see a user's private things; the service says it to strangers and to nobody alike.
[[nodiscard]] response private_answer();
/// 422 for a parameter that is none of a closed set.
[[nodiscard]] response invalid_choice(std::string_view name, std::span<const std::string_view> expected);

/// Releases that never were, as many as a drifting list gains.
[[nodiscard]] std::vector<release_record> invented_releases(const call& asked);

/// The caller's own parameters, in their order, without those of the page.
[[nodiscard]] query_list extra_parameters(const query_list& query);

/// Cuts one page out of renderable items and frames it; `arrange` makes the member of the answer out of what
/// was rendered.
template <class Item, class Render, class Arrange>
response arranged_page(
    const call& asked,
    std::string_view items_key,
    const std::vector<Item>& items,
    const query_list& extra,
    page_limits limits,
    const Render& render,
    const Arrange& arrange,
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
    body[json::string_view(items_key.data(), items_key.size())] = arrange(std::move(shown));
    response out = json_answer(body);
    std::string link = frame->link_header();
    if (!link.empty())
        out.headers.emplace_back("Link", std::move(link));
    return out;
}

/// The same for a member that is the array itself.
template <class Item, class Render>
response page_answer(
    const call& asked,
    std::string_view items_key,
    const std::vector<Item>& items,
    const query_list& extra,
    page_limits limits,
    const Render& render,
    boost::json::object body = {}) {
    const auto as_it_is = [](boost::json::array shown) { return shown; };
    return arranged_page(asked, items_key, items, extra, limits, render, as_it_is, std::move(body));
}

} // namespace segue::emulator
