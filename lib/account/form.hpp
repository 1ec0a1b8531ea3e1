#pragma once

#include <segue/account/secret.hpp>
#include <segue/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segue::account {

/// An answer in `application/x-www-form-urlencoded`: names and values, each name once. Values are kept as
/// secrets, for tokens stand among them.
class form {
public:
    /// Reads a body; blanks and line ends around it do no harm.
    ///
    /// **Errors** `errc::oauth_malformed` for anything but a form: a web page, JSON, other text, nothing, a
    /// field cut in its middle, a name that comes twice, more than 64 fields. The message says which, and
    /// holds nothing of the body but a name.
    static result<form> read(std::string_view body);

    /// The value of a field; null when there is none of that name.
    const secret* find(std::string_view name) const noexcept;

    /// The value of a field that must be there and not be empty.
    /// **Errors** `errc::oauth_malformed`, naming what is missing.
    result<secret> required(std::string_view name) const;

    std::size_t size() const noexcept { return fields_.size(); }

private:
    std::vector<std::pair<std::string, secret>> fields_;
};

} // namespace segue::account
