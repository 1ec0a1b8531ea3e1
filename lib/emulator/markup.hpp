#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace segue::emulator {

/// The three spellings of free text that the Accept header chooses between.
enum class text_format { discogs, html, plaintext };

/// The variant that an Accept value asks for; anything unknown is `discogs`.
[[nodiscard]] text_format text_format_from(std::string_view accept) noexcept;

/// Name of a database entry (`kind` is `a`, `l`, `m` or `r`) that a text refers to by number; empty: unknown.
using name_lookup = std::function<std::string(char kind, std::string_view id)>;

/// Renders Discogs markup ([b], [i], [u], [s], [a..], [l..], [m..], [r..], [url=..], [img=..]); brackets that
/// are none of these stay.
[[nodiscard]] std::string
render_markup(std::string_view text, text_format format, const name_lookup& name_of);

} // namespace segue::emulator
