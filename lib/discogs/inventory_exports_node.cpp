#include "discogs/inventory_jobs.hpp"
#include "discogs/models/descriptions.hpp"
#include "resource/download.hpp"
#include "resource/pager_impl.hpp"

#include <segue/discogs/nodes/inventory_exports.hpp>

namespace segue {

template class pager<discogs::page<discogs::inventory_export>>;

namespace discogs {
namespace {

constexpr std::string_view exports_path = "/inventory/export";

resource::request_spec
read_export(const std::string& path, inventory_export_id id, const call_options& options) {
    return read_job(path, "export_id", id.value(), options);
}

asio::awaitable<inventory_export_id>
start_export(std::shared_ptr<resource::client_core> core, resource::request_spec spec) {
    const auto number = co_await start_job(std::move(core), std::move(spec));
    co_return inventory_export_id(number);
}

} // namespace

inventory_export_node::inventory_export_node(
    std::shared_ptr<resource::client_core> core, inventory_export_id id)
    : node(std::move(core), std::string(exports_path) + "/" + std::to_string(id.value())), id_(id) {}

asio::awaitable<inventory_export> inventory_export_node::get(const call_options& options) const {
    return load<inventory_export>(core(), read_export(path(), id_, options));
}

asio::awaitable<inventory_export>
inventory_export_node::wait(const inventory_wait_params& params, const call_options& options) const {
    return wait_for_job<inventory_export>(core(), read_export(path(), id_, options), params);
}

asio::awaitable<downloaded>
inventory_export_node::download(const download_params& params, const call_options& options) const {
    return resource::download(core(), read_export(path() + "/download", id_, options), params);
}

asio::awaitable<downloaded> inventory_export_node::download_to_file(
    std::string_view file, const download_params& params, const call_options& options) const {
    auto spec = read_export(path() + "/download", id_, options);
    if (file.empty())
        refuse(spec, "path", "must not be empty");
    return resource::download_to_file(core(), std::move(spec), std::string(file), params);
}

asio::awaitable<downloaded> inventory_export_node::download_to(
    piece_view take, const download_params& params, const call_options& options) const {
    return resource::download_to(core(), read_export(path() + "/download", id_, options), take, params);
}

inventory_exports_node::inventory_exports_node(std::shared_ptr<resource::client_core> core)
    : node(std::move(core), std::string(exports_path)) {}

inventory_export_pager
inventory_exports_node::list(const inventory_jobs_params& params, const call_options& options) const {
    return make_pager<page<inventory_export>>(core(), list_jobs(path(), params, options));
}

asio::awaitable<inventory_export_id> inventory_exports_node::create(const call_options& options) const {
    resource::request_spec spec;
    spec.method = http::method::post;
    spec.path = path();
    spec.options = options;
    return start_export(core(), std::move(spec));
}

} // namespace discogs
} // namespace segue
