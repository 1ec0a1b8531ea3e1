#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace segue {

namespace asio = boost::asio;

namespace resource {

class client_core;

/// Base of all nouns: the client that they came from and a path. Costs no request to make or copy.
class node {
public:
    node() = default;
    node(std::shared_ptr<client_core> core, std::string path)
        : core_(std::move(core)), path_(std::move(path)) {}

    /// Lets go what the cache holds for this client's account of the resource and of all that belongs to it.
    /// No request. **Returns** how many answers; 0 without a cache.
    asio::awaitable<std::size_t> clear_cache() const;

protected:
    ~node() = default;
    node(const node&) = default;
    node(node&&) = default;
    node& operator=(const node&) = default;
    node& operator=(node&&) = default;

    const std::shared_ptr<client_core>& core() const noexcept { return core_; }
    /// Encoded, begins with a slash.
    const std::string& path() const noexcept { return path_; }

private:
    std::shared_ptr<client_core> core_;
    std::string path_;
};

} // namespace resource
} // namespace segue
