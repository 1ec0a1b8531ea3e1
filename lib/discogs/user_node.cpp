#include "discogs/models/descriptions.hpp"
#include "discogs/people.hpp"
#include "resource/pager_impl.hpp"

#include <segue/discogs/nodes/user.hpp>

#include <variant>

namespace segue {

namespace discogs {

// An artist and a release may bear the same number.
static resource::item_key key_of(const submission& item) {
    const auto id = std::visit([](const auto& entry) { return entry.id.value(); }, item.entry);
    if (id == 0)
        return 0;
    resource::item_key key = item.entry.index();
    resource::add_to_key(key, id);
    return key;
}

} // namespace discogs

template class pager<discogs::page<discogs::release>>;
template class pager<discogs::page<discogs::submission>>;
template class pager<discogs::page<discogs::user_list_summary>>;

namespace discogs {
namespace {

// Submissions stand as three arrays on the wire.
struct submissions_reader {
    static page<submission> read(
        const resource::client_core& core, const resource::request_spec& spec, const http::response& answer) {
        return flatten(decode<submissions_form>(core, spec, answer));
    }
};

} // namespace

user_submissions_node::user_submissions_node(
    std::shared_ptr<resource::client_core> core, std::string_view username)
    : node(std::move(core), user_path(username) + "/submissions") {}

submission_pager
user_submissions_node::list(const submissions_params& params, const call_options& options) const {
    auto spec = user_request(http::method::get, path(), options);
    resource::query query;
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return make_pager<page<submission>, submissions_reader>(core(), std::move(spec));
}

user_contributions_node::user_contributions_node(
    std::shared_ptr<resource::client_core> core, std::string_view username)
    : node(std::move(core), user_path(username) + "/contributions") {}

contribution_pager
user_contributions_node::list(const contributions_params& params, const call_options& options) const {
    auto spec = user_request(http::method::get, path(), options);
    resource::query query;
    add_sorting(spec, query, wire_name(params.sort), params.sort_order);
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return make_pager<page<release>>(core(), std::move(spec));
}

user_lists_node::user_lists_node(std::shared_ptr<resource::client_core> core, std::string_view username)
    : node(std::move(core), user_path(username) + "/lists") {}

user_list_pager user_lists_node::list(const user_lists_params& params, const call_options& options) const {
    auto spec = user_request(http::method::get, path(), options);
    resource::query query;
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return make_pager<page<user_list_summary>>(core(), std::move(spec));
}

user_node::user_node(std::shared_ptr<resource::client_core> core, std::string_view username)
    : node(std::move(core), user_path(username)), username_(username) {}

asio::awaitable<user> user_node::get(const call_options& options) const {
    return load<user>(core(), user_request(http::method::get, path(), options));
}

asio::awaitable<user> user_node::update(const profile_params& params, const call_options& options) const {
    auto spec = user_request(http::method::post, path(), options);
    resource::json_object body;
    body.add("name", params.name);
    body.add("home_page", params.home_page);
    body.add("location", params.location);
    body.add("profile", params.profile);
    if (params.currency)
        body.add("curr_abbr", to_text(*params.currency));
    if (body.empty())
        refuse(spec, "params", "must set name, home_page, location, profile or currency");
    give_body(spec, body);
    return load<user>(core(), std::move(spec));
}

user_submissions_node user_node::submissions() const {
    return {core(), username_};
}

user_contributions_node user_node::contributions() const {
    return {core(), username_};
}

collection_node user_node::collection() const {
    return {core(), username_};
}

wantlist_node user_node::wantlist() const {
    return {core(), username_};
}

user_lists_node user_node::lists() const {
    return {core(), username_};
}

inventory_node user_node::inventory() const {
    return {core(), username_};
}

} // namespace discogs
} // namespace segue
