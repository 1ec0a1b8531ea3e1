#pragma once

#include <segue/account/password_source.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace segue::account::password {

/// A `login_request` that owns its texts.
struct asked {
    asked() = default;
    explicit asked(const login_request& request);

    std::string service;
    std::string user;
    std::string trouble;
    std::chrono::milliseconds deadline{};

    /// **Lifetime** views into this.
    login_request view() const noexcept;
};

/// Text for a terminal or a page: what a terminal would obey becomes a blank.
std::string printable(std::string_view text);

/// Throws a `password_error`.
[[noreturn]] void fail(password_errc code, const std::string& message, boost::system::error_code cause = {});

} // namespace segue::account::password
