#pragma once

#include "testing/tape_file.hpp"

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segue::testing {

/// Takes secrets out of exchanges.
///
/// What becomes of a request depends on that request and on what the user has named, on nothing else: the
/// same request looks the same when a tape is recorded and when it is played. Answers lose in addition what
/// earlier exchanges have shown to be a secret.
class scrubber {
public:
    /// Takes the texts that the user has named. **Errors** `std::invalid_argument` for an empty one.
    explicit scrubber(std::span<const std::string_view> named);

    /// Scrubs what of an exchange the request is made of, and keeps what it has found.
    void scrub_request(taped_exchange& e);
    /// Scrubs the rest, after the request.
    void scrub_answer(taped_exchange& e);

private:
    using found = std::set<std::string>;

    void replace(std::string& text, const found& secrets) const;
    void replace(http::headers& fields, const found& secrets) const;

    std::vector<std::string> named_;
    found learned_;
};

} // namespace segue::testing
