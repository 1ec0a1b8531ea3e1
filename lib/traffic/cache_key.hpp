#pragma once

#include <segue/http/request.hpp>
#include <segue/traffic/response_cache.hpp>

#include <span>
#include <string>
#include <string_view>

namespace segue::traffic {

/// Says what a request's answer is kept under.
///
/// Equal requests give equal keys: the query is sorted by name, values of one name stay in their order, and
/// percent-encoding is spelled one way (RFC 3986, 6.2.2: letters, digits and `-._~` plain, hex digits large).
/// Nothing further is merged, `+` and `%20` for example: an entry too many costs a request, one too few is
/// wrong. A target that is no URL stands as it is.
/// `account` comes from `account_id`, empty for the anonymous; the request is the unsigned one, so that no
/// secret is in it. Does not see the body.
cache_key make_cache_key(const http::request& r, std::string_view account, std::string_view currency = {});

/// Makes the id of an account from what identifies it: the scheme's name and the credential. SHA-256, in hex:
/// stored in files, it gives the credential away to nobody who could not guess it. Of no parts: empty.
std::string account_id(std::span<const std::string_view> parts);

} // namespace segue::traffic
