#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>

#include <optional>
#include <string>

namespace segue::discogs {

/// Is one finding of the service about a request.
///
/// **Source** api/discogs.md, M6.
struct service_error_detail {
    /// Kind of finding, such as `missing` or `literal_error`.
    std::optional<std::string> type;
    /// Where in the request; indexes of arrays are kept as their digits.
    list<std::string> loc;
    /// Finding in words; `msg` on the wire.
    std::optional<std::string> message;
    /// The value that was refused; any JSON.
    std::optional<raw_json> input;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const service_error_detail&) const = default;
};

/// Is the JSON body of an answer that reports an error.
///
/// A `detail` that is a plain text, as some servers send it, is kept in `extra`.
/// **Source** api/discogs.md, M5 and A8.
struct service_error {
    /// What went wrong, in words.
    std::optional<std::string> message;
    /// Findings about single values of the request.
    list<service_error_detail> detail;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const service_error&) const = default;
};

} // namespace segue::discogs
