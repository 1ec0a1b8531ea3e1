#include "discogs/people.hpp"
#include "traffic/retry_policy.hpp"

#include <segue/discogs/nodes/collection_instance.hpp>

#include <algorithm>

namespace segue::discogs {
namespace {

resource::request_spec instance_request(
    http::method method, const std::string& path, const instance_place& place, const call_options& options) {
    auto spec = user_request(method, path, options);
    check_folder(spec, place.folder);
    check_release(spec, place.release);
    if (place.instance.value() < 1)
        refuse(spec, "instance_id", "must be at least 1");
    return spec;
}

bool acted_before(const failure& why) {
    return std::any_of(why.history.begin(), why.history.end(), [](const attempt_record& a) {
        failure each;
        each.code = a.code;
        each.status = a.status;
        return traffic::may_have_acted(each, http::exchange_trace::handover::begun);
    });
}

// A copy that has moved is not found at its old place. When the request had to be sent again, the first one
// may have moved it; or somebody else has taken it away.
asio::awaitable<void> move_copy(std::shared_ptr<resource::client_core> core, resource::request_spec spec) {
    try {
        co_await perform(std::move(core), std::move(spec));
    } catch (const not_found_error& e) {
        if (!acted_before(e.details()))
            throw;
        auto why = e.details();
        why.cause = why.code;
        why.code = errc::outcome_unknown;
        throw_failure(std::move(why));
    }
}

} // namespace

instance_field_node::instance_field_node(
    std::shared_ptr<resource::client_core> core,
    const std::string& instance_path,
    const instance_place& place,
    field_id field)
    : node(std::move(core), instance_path + "/fields/" + to_string(field)), place_(place), field_(field) {}

asio::awaitable<void> instance_field_node::update(std::string_view value, const call_options& options) const {
    auto spec = instance_request(http::method::post, path(), place_, options);
    if (field_.value() < 1)
        refuse(spec, "field_id", "must be at least 1");
    resource::json_object body;
    body.add("value", value);
    give_body(spec, body);
    return perform(core(), std::move(spec));
}

instance_node::instance_node(
    std::shared_ptr<resource::client_core> core, const std::string& release_path, const instance_place& place)
    : node(std::move(core), release_path + "/instances/" + to_string(place.instance)), place_(place) {}

asio::awaitable<void>
instance_node::update(const instance_params& params, const call_options& options) const {
    auto spec = instance_request(http::method::post, path(), place_, options);
    if (!params.folder_id && !params.rating)
        refuse(spec, "params", "must set folder_id or rating");
    if (params.folder_id && *params.folder_id < uncategorized_folder)
        refuse(spec, "folder_id", "must be at least 1: folder 0 shows all, and holds nothing itself");
    check_rating(spec, params.rating);
    resource::json_object body;
    if (params.folder_id)
        body.add("folder_id", params.folder_id->value());
    body.add("rating", params.rating);
    give_body(spec, body);
    const bool moves = params.folder_id && *params.folder_id != place_.folder;
    return moves ? move_copy(core(), std::move(spec)) : perform(core(), std::move(spec));
}

asio::awaitable<void> instance_node::remove(const call_options& options) const {
    return perform(core(), instance_request(http::method::remove, path(), place_, options));
}

instance_field_node instance_node::field(field_id id) const {
    return {core(), path(), place_, id};
}

folder_release_node::folder_release_node(
    std::shared_ptr<resource::client_core> core,
    const std::string& folder_path,
    folder_id folder,
    release_id release)
    : node(std::move(core), folder_path + "/releases/" + to_string(release)), folder_(folder),
      release_(release) {}

instance_node folder_release_node::instance(instance_id id) const {
    return {core(), path(), {.folder = folder_, .release = release_, .instance = id}};
}

} // namespace segue::discogs
