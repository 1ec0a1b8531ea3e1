#include "discogs/models/descriptions.hpp"
#include "discogs/people.hpp"
#include "resource/pager_impl.hpp"

#include <segue/discogs/nodes/collection.hpp>

namespace segue {

template class pager<discogs::page<discogs::collection_folder>>;
template class pager<discogs::page<discogs::collection_item>>;
template class pager<discogs::page<discogs::collection_field>>;

namespace discogs {
namespace {

resource::request_spec
folder_request(http::method method, const std::string& path, folder_id folder, const call_options& options) {
    auto spec = user_request(method, path, options);
    check_folder(spec, folder);
    return spec;
}

// Two folders are there for everybody and stay as they are.
void check_own_folder(resource::request_spec& spec, folder_id id) {
    if (id == all_folder || id == uncategorized_folder)
        refuse(spec, "folder_id", "must be above 1: folders 0 and 1 stay as they are");
}

void give_name(resource::request_spec& spec, std::string_view name) {
    if (name.empty())
        refuse(spec, "name", "must not be empty");
    resource::json_object body;
    body.add("name", name);
    give_body(spec, body);
}

} // namespace

folder_releases_node::folder_releases_node(
    std::shared_ptr<resource::client_core> core, const std::string& folder_path, folder_id folder)
    : node(std::move(core), folder_path + "/releases"), folder_(folder) {}

collection_item_pager
folder_releases_node::list(const folder_releases_params& params, const call_options& options) const {
    auto spec = folder_request(http::method::get, path(), folder_, options);
    resource::query query;
    add_sorting(spec, query, wire_name(params.sort), params.sort_order);
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return make_pager<page<collection_item>>(core(), std::move(spec));
}

asio::awaitable<instance_created>
folder_releases_node::create(release_id release, const call_options& options) const {
    auto spec = folder_request(http::method::post, path() + '/' + to_string(release), folder_, options);
    if (folder_ == all_folder)
        refuse(spec, "folder_id", "must be at least 1: folder 0 shows all, and holds nothing itself");
    check_release(spec, release);
    return load<instance_created>(core(), std::move(spec));
}

collection_folder_node::collection_folder_node(
    std::shared_ptr<resource::client_core> core, const std::string& folders_path, folder_id id)
    : node(std::move(core), folders_path + '/' + to_string(id)), id_(id) {}

asio::awaitable<collection_folder> collection_folder_node::get(const call_options& options) const {
    return load<collection_folder>(core(), folder_request(http::method::get, path(), id_, options));
}

asio::awaitable<collection_folder>
collection_folder_node::update(std::string_view name, const call_options& options) const {
    auto spec = folder_request(http::method::post, path(), id_, options);
    check_own_folder(spec, id_);
    give_name(spec, name);
    return load<collection_folder>(core(), std::move(spec));
}

asio::awaitable<void> collection_folder_node::remove(const call_options& options) const {
    auto spec = folder_request(http::method::remove, path(), id_, options);
    check_own_folder(spec, id_);
    return perform(core(), std::move(spec));
}

folder_releases_node collection_folder_node::releases() const {
    return {core(), path(), id_};
}

folder_release_node collection_folder_node::release(release_id id) const {
    return {core(), path(), id_, id};
}

collection_folders_node::collection_folders_node(
    std::shared_ptr<resource::client_core> core, const std::string& collection_path)
    : node(std::move(core), collection_path + "/folders") {}

collection_folder_pager collection_folders_node::list(const call_options& options) const {
    return make_pager<page<collection_folder>>(core(), user_request(http::method::get, path(), options));
}

asio::awaitable<collection_folder>
collection_folders_node::create(std::string_view name, const call_options& options) const {
    auto spec = user_request(http::method::post, path(), options);
    give_name(spec, name);
    return load<collection_folder>(core(), std::move(spec));
}

release_instances_node::release_instances_node(
    std::shared_ptr<resource::client_core> core, const std::string& collection_path, release_id release)
    : node(std::move(core), collection_path + "/releases/" + to_string(release)), release_(release) {}

collection_item_pager
release_instances_node::list(const release_instances_params& params, const call_options& options) const {
    auto spec = user_request(http::method::get, path(), options);
    resource::query query;
    check_release(spec, release_);
    add_paging(spec, query, params.page, params.per_page);
    spec.query = query.text();
    return make_pager<page<collection_item>>(core(), std::move(spec));
}

collection_release_node::collection_release_node(
    std::shared_ptr<resource::client_core> core, const std::string& collection_path, release_id release)
    : node(std::move(core), collection_path + "/releases/" + to_string(release)),
      collection_path_(collection_path), release_(release) {}

release_instances_node collection_release_node::instances() const {
    return {core(), collection_path_, release_};
}

collection_fields_node::collection_fields_node(
    std::shared_ptr<resource::client_core> core, const std::string& collection_path)
    : node(std::move(core), collection_path + "/fields") {}

collection_field_pager collection_fields_node::list(const call_options& options) const {
    return make_pager<page<collection_field>>(core(), user_request(http::method::get, path(), options));
}

collection_value_node::collection_value_node(
    std::shared_ptr<resource::client_core> core, const std::string& collection_path)
    : node(std::move(core), collection_path + "/value") {}

asio::awaitable<collection_value> collection_value_node::get(const call_options& options) const {
    return load<collection_value>(core(), user_request(http::method::get, path(), options));
}

// The path is that of the folders: it stands for the whole when the cache is to let it go.
collection_node::collection_node(std::shared_ptr<resource::client_core> core, std::string_view username)
    : node(std::move(core), user_path(username) + "/collection/folders"),
      collection_path_(user_path(username) + "/collection") {}

collection_folders_node collection_node::folders() const {
    return {core(), collection_path_};
}

collection_folder_node collection_node::folder(folder_id id) const {
    return {core(), path(), id};
}

collection_release_node collection_node::release(release_id id) const {
    return {core(), collection_path_, id};
}

collection_fields_node collection_node::fields() const {
    return {core(), collection_path_};
}

collection_value_node collection_node::value() const {
    return {core(), collection_path_};
}

} // namespace discogs
} // namespace segue
