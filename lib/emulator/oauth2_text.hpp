#pragma once

#include "message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// How the provider of OAuth 2 reads and writes what stands in URLs, fields and pages.
namespace segue::emulator {

/// The first value of that name; a parameter without a value is none, RFC 6749 section 3.1.
[[nodiscard]] std::string_view value_of(const query_list& fields, std::string_view name) noexcept;
/// Whether a name stands there twice, which makes every request to a provider invalid.
[[nodiscard]] bool has_repeated(const query_list& fields);

[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);
/// Whether every word of the first text, cut at blanks, is in the second.
[[nodiscard]] bool has_all_words(std::string_view words, std::string_view of);

/// User and password of a Basic field, each decoded as RFC 6749 section 2.3.1 has it. Nothing when the field
/// is another or broken.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> read_basic(std::string_view field);

/// Whether a text may be a verifier, or the challenge of one.
[[nodiscard]] bool is_verifier(std::string_view text) noexcept;
/// The S256 challenge of a verifier.
[[nodiscard]] std::string hashed_challenge(std::string_view verifier);

/// The address without its port when it is one of this machine, and as it is when not.
[[nodiscard]] std::string without_loopback_port(std::string_view uri);

/// Encodes and joins.
[[nodiscard]] std::string to_form(const query_list& fields);
/// Text as it may stand in HTML, between tags and quotes.
[[nodiscard]] std::string escaped_html(std::string_view text);

} // namespace segue::emulator
