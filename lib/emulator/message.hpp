#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segue::emulator {

using header_list = std::vector<std::pair<std::string, std::string>>;
using query_list = std::vector<std::pair<std::string, std::string>>;
/// Bodies are shared, never changed: most answers come from a cache.
using body_text = std::shared_ptr<const std::string>;

/// A request as the answering code sees it: no socket, no parser.
struct request {
    std::string method{};
    std::string target{};
    header_list headers{};
    std::string body{};
    std::uint64_t connection_id = 0;
    /// Whether the client wants the connection to stay.
    bool keep_alive = true;
};

/// An answer before it is framed; length and connection headers are added when it is written.
struct response {
    int status = 200;
    header_list headers{};
    body_text body{};
};

/// Path and decoded parameters of a request target.
struct parsed_target {
    std::string_view path{};
    query_list query{};
};

/// Path without its query.
[[nodiscard]] std::string_view path_of(std::string_view target) noexcept;
[[nodiscard]] parsed_target parse_target(std::string_view target);

/// Decodes percent escapes; `+` is a blank. Broken escapes stay as they are.
[[nodiscard]] std::string decode_query_text(std::string_view text);
/// Encodes everything outside of RFC 3986's unreserved set.
[[nodiscard]] std::string encode_query_text(std::string_view text);

/// Value of the first header of that name, compared without case.
[[nodiscard]] std::optional<std::string_view>
find_header(const header_list& headers, std::string_view name) noexcept;
/// Value of the first parameter of that name.
[[nodiscard]] std::optional<std::string_view>
find_query(const query_list& query, std::string_view name) noexcept;

[[nodiscard]] bool equal_ignoring_case(std::string_view left, std::string_view right) noexcept;
[[nodiscard]] std::string_view reason_phrase(int status) noexcept;
[[nodiscard]] body_text make_body(std::string text);

} // namespace segue::emulator
