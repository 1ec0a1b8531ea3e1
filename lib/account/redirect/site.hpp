#pragma once

#include "account/redirect/request_reader.hpp"

#include <optional>
#include <string>

namespace segue::account::redirect {

/// The few pages that a listener on this machine shows, and which request is what it waits for. No I/O.
class site {
public:
    struct reply {
        /// The whole answer, head and body.
        std::string bytes;
        /// What came, when this request is what was waited for.
        std::optional<std::string> answer;
    };

    site() = default;
    site(const site&) = default;
    site& operator=(const site&) = default;
    virtual ~site() = default;

    /// Answers a request.
    virtual reply respond(const incoming& asked) const = 0;

    /// Answers what is no request.
    reply respond_to_garbage(request_reader::state how) const;

    /// Answers a good request that comes after the one that counts.
    reply respond_too_late() const;
};

} // namespace segue::account::redirect
