#include "discogs/load.hpp"
#include "resource/download.hpp"

#include <segue/discogs/nodes/image.hpp>

namespace segue::discogs {
namespace {

resource::request_spec
picture_spec(const resource::client_core& core, const std::string& url, const call_options& options) {
    resource::request_spec spec;
    spec.options = options;
    auto found = resource::read_file_address(url, core.hosts_of_files());
    if (found)
        spec.file = std::move(found).value();
    else
        refuse(spec, "url", found.error().message);
    return spec;
}

} // namespace

asio::awaitable<downloaded>
image_node::download(const download_params& params, const call_options& options) const {
    return resource::download(core_, picture_spec(*core_, url_, options), params);
}

asio::awaitable<downloaded> image_node::download_to_file(
    std::string_view path, const download_params& params, const call_options& options) const {
    auto spec = picture_spec(*core_, url_, options);
    if (path.empty() && !spec.refused)
        refuse(spec, "path", "is empty");
    return resource::download_to_file(core_, std::move(spec), std::string(path), params);
}

asio::awaitable<downloaded>
image_node::download_to(piece_view take, const download_params& params, const call_options& options) const {
    return resource::download_to(core_, picture_spec(*core_, url_, options), take, params);
}

} // namespace segue::discogs
