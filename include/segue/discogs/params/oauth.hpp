#pragma once

#include <string_view>
#include <type_traits>

namespace segue::discogs {

/// Arguments of `oauth_node::request_token`.
struct request_token_params {
    /// Where the page sends the user afterwards: an address of your own, with `oauth_token` and
    /// `oauth_verifier` added, or `denied`. Default `oob`: the page shows the verifier, to be typed in.
    std::string_view callback = "oob";
};

static_assert(std::is_trivially_destructible_v<request_token_params>);

} // namespace segue::discogs
