#pragma once

#include <segue/discogs/params/client_params.hpp>

#include <cstdlib>

namespace examples {

/// Points a client at another service than the real one: SEGUE_BASE_URL names it, SEGUE_CA_FILE the authority
/// that signed its certificate. That is how the tests run the examples on the emulator; programs of yours
/// need no such thing.
inline void apply_environment(segue::discogs::client_params& params) {
    // NOLINTBEGIN(concurrency-mt-unsafe): called before there is a second thread
    if (const char* const url = std::getenv("SEGUE_BASE_URL"))
        params.base_url = url;
    if (const char* const file = std::getenv("SEGUE_CA_FILE"))
        params.ca_file = file;
    // NOLINTEND(concurrency-mt-unsafe)
}

} // namespace examples
