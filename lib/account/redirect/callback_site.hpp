#pragma once

#include "account/redirect/callback.hpp"
#include "account/redirect/page.hpp"
#include "account/redirect/site.hpp"

#include <string>
#include <string_view>

namespace segue::account::redirect {

/// The few pages that the listener shows, and which request is the answer. No I/O.
class callback_site final : public site {
public:
    struct texts {
        std::string granted;
        std::string refused;
    };

    /// `place` is the redirect URI with the port that is listened on. `relay` is one path segment that nobody
    /// can guess; fragments are posted there.
    callback_site(target place, expectation expected, std::string relay, texts pages);

    reply respond(const incoming& asked) const override;

private:
    reply respond_to_callback(std::string_view query) const;
    reply respond_to_relay(const incoming& asked) const;
    reply verdict_page(verdict v, std::string_view query) const;

    target place_;
    expectation expected_;
    std::string relay_path_;
    texts shown_;
    std::string authority_;
};

} // namespace segue::account::redirect
