#pragma once

#include <segue/http/headers.hpp>

#include <string>

namespace segue::http {

/// One HTTP answer, transfer coding removed.
struct response {
    int status = 0;
    http::headers headers;
    /// The whole body; empty when a sink took it.
    std::string body;
};

} // namespace segue::http
