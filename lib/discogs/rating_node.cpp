#include "discogs/load.hpp"
#include "discogs/models/descriptions.hpp"
#include "discogs/people.hpp"
#include "resource/json_object.hpp"
#include "resource/query.hpp"

#include <segue/discogs/nodes/rating.hpp>

namespace segue::discogs {
namespace {

constexpr std::int64_t lowest_rating = 1; // 0 is not sent: taking a rating back is a request of its own

std::string rating_path(release_id id) {
    return "/releases/" + std::to_string(id.value()) + "/rating";
}

resource::request_spec user_rating_request(
    http::method method,
    const std::string& path,
    release_id id,
    std::string_view username,
    const call_options& options) {
    resource::request_spec spec;
    spec.method = method;
    spec.path = path;
    spec.options = options;
    check_release(spec, id);
    if (username.empty())
        refuse(spec, "username", "must not be empty");
    return spec;
}

} // namespace

user_rating_node::user_rating_node(
    std::shared_ptr<resource::client_core> core, release_id id, std::string_view username)
    : node(std::move(core), rating_path(id) + "/" + resource::encode_segment(username)), id_(id),
      username_(username) {}

asio::awaitable<user_release_rating> user_rating_node::get(const call_options& options) const {
    return load<user_release_rating>(
        core(), user_rating_request(http::method::get, path(), id_, username_, options));
}

asio::awaitable<user_release_rating>
user_rating_node::update(std::int64_t rating, const call_options& options) const {
    auto spec = user_rating_request(http::method::put, path(), id_, username_, options);
    if (rating < lowest_rating || rating > highest_rating)
        refuse(spec, "rating", "must be 1 to 5; remove() takes a rating back");
    resource::json_object body;
    body.add("rating", rating);
    give_body(spec, body);
    return load<user_release_rating>(core(), std::move(spec));
}

asio::awaitable<void> user_rating_node::remove(const call_options& options) const {
    auto spec = user_rating_request(http::method::remove, path(), id_, username_, options);
    return perform(core(), std::move(spec));
}

release_rating_node::release_rating_node(std::shared_ptr<resource::client_core> core, release_id id)
    : node(std::move(core), rating_path(id)), id_(id) {}

asio::awaitable<community_rating> release_rating_node::get(const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    check_release(spec, id_);
    return load<community_rating>(core(), std::move(spec));
}

user_rating_node release_rating_node::user(std::string_view username) const {
    return {core(), id_, username};
}

release_stats_node::release_stats_node(std::shared_ptr<resource::client_core> core, release_id id)
    : node(std::move(core), "/releases/" + std::to_string(id.value()) + "/stats"), id_(id) {}

asio::awaitable<release_stats> release_stats_node::get(const call_options& options) const {
    resource::request_spec spec;
    spec.path = path();
    spec.options = options;
    check_release(spec, id_);
    return load<release_stats>(core(), std::move(spec));
}

} // namespace segue::discogs
