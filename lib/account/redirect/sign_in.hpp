#pragma once

#include <segue/account/redirect_handler.hpp>
#include <segue/base/time_source.hpp>

#include <boost/system/error_code.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace segue::account::redirect {

/// A `sign_in_page` that owns its texts.
struct sign_in {
    sign_in() = default;
    explicit sign_in(const sign_in_page& page);

    std::string url;
    std::string redirect_uri;
    std::string state;
    sign_in_flow flow = sign_in_flow::code;
    std::chrono::milliseconds deadline{};

    /// Whether the answer comes by hand because no address leads back.
    bool out_of_band() const;
};

/// Throws a `redirect_error`.
[[noreturn]] void fail(redirect_errc code, const std::string& message, boost::system::error_code cause = {});

/// Throws `bad_params` unless the page's address is one that a browser may be sent to: complete, http or
/// https.
void check_page(const sign_in& asked);

/// Runs `work` until `until`, on the calling coroutine's strand. **Returns** whether it ended by itself.
asio::awaitable<bool>
bounded(asio::awaitable<void> work, std::shared_ptr<time_source> time, steady_time until);

} // namespace segue::account::redirect
