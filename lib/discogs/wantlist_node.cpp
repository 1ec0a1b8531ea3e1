#include "discogs/models/descriptions.hpp"
#include "discogs/people.hpp"
#include "resource/pager_impl.hpp"

#include <segue/discogs/nodes/wantlist.hpp>

namespace segue {

template class pager<discogs::page<discogs::want>>;

namespace discogs {
namespace {

resource::request_spec want_request(
    http::method method, const std::string& list_path, release_id release, const call_options& options) {
    auto spec = user_request(method, list_path + '/' + to_string(release), options);
    check_release(spec, release);
    return spec;
}

// An object also when nothing is in it: the service has said "missing body" where there was none.
void give_want(resource::request_spec& spec, const want_params& params) {
    check_rating(spec, params.rating);
    resource::json_object body;
    body.add("notes", params.notes);
    body.add("rating", params.rating);
    give_body(spec, body);
}

} // namespace

wantlist_node::wantlist_node(std::shared_ptr<resource::client_core> core, std::string_view username)
    : node(std::move(core), user_path(username) + "/wants") {}

want_pager wantlist_node::list(const wantlist_params& params, const call_options& options) const {
    auto spec = user_request(http::method::get, path(), options);
    resource::query query;
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return make_pager<page<want>>(core(), std::move(spec));
}

asio::awaitable<want>
wantlist_node::create(release_id release, const want_params& params, const call_options& options) const {
    // PUT adds and POST edits: the other way round than usual.
    auto spec = want_request(http::method::put, path(), release, options);
    give_want(spec, params);
    return load<want>(core(), std::move(spec));
}

asio::awaitable<want>
wantlist_node::update(release_id release, const want_params& params, const call_options& options) const {
    auto spec = want_request(http::method::post, path(), release, options);
    if (!params.notes && !params.rating)
        refuse(spec, "params", "must set notes or rating");
    give_want(spec, params);
    return load<want>(core(), std::move(spec));
}

asio::awaitable<void> wantlist_node::remove(release_id release, const call_options& options) const {
    return perform(core(), want_request(http::method::remove, path(), release, options));
}

} // namespace discogs
} // namespace segue
