#pragma once

#include "resource/client_core.hpp"

#include <segue/resource/download.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

// What the verbs of nodes are made of. `spec` says what to read; redirects are followed.
namespace segue::resource {

/// Reads a file into memory.
asio::awaitable<downloaded>
download(std::shared_ptr<client_core> core, request_spec spec, download_params params);

/// Reads a file into one of this name. Until it is whole it has another name in the same folder; nothing is
/// left of it when this fails or is cancelled.
asio::awaitable<downloaded> download_to_file(
    std::shared_ptr<client_core> core, request_spec spec, std::string path, download_params params);

/// Hands a file over to a function.
asio::awaitable<downloaded>
download_to(std::shared_ptr<client_core> core, request_spec spec, piece_view take, download_params params);

} // namespace segue::resource
