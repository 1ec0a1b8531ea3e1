#pragma once

#include <segue/base/error.hpp>

// What a status says by itself, for all who read answers.
namespace segue::http {

/// **Returns** what is wrong by the status alone, which must not be a success.
inline errc errc_of_status(int status) noexcept {
    switch (status) {
    case 400:
    case 415:
        return errc::bad_request;
    case 401:
        return errc::unauthorized;
    case 403:
        return errc::forbidden;
    case 404:
        return errc::not_found;
    case 409:
        return errc::conflict;
    case 422:
        return errc::unprocessable;
    case 429:
        return errc::rate_limited;
    default:
        break;
    }
    if (status >= 500 && status < 600)
        return errc::server_failed;
    return status >= 300 && status < 400 ? errc::unexpected_redirect : errc::unexpected_status;
}

} // namespace segue::http
