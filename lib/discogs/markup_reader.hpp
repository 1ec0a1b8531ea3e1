#pragma once

#include <segue/discogs/markup.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace segue::discogs {

/// Styles of a piece of text, as bits.
enum text_style : unsigned char { bold = 1, italic = 2, underlined = 4, struck = 8 };

inline constexpr std::size_t no_link = static_cast<std::size_t>(-1);

/// A piece of text in one style and one link, or a picture.
struct text_run {
    /// The text; of a picture its address.
    std::string text;
    /// Bits of `text_style`.
    unsigned char styles = 0;
    /// Which of the addresses it leads to.
    std::size_t link = no_link;
    /// Whether it is a picture.
    bool picture = false;
};

/// A text taken apart: no two neighbours could be one.
struct markup_runs {
    std::vector<text_run> runs;
    /// Addresses that are safe to be put between quotes: escaped, and of the web.
    std::vector<std::string> addresses;
    std::vector<mention> mentions;
};

/// Takes a text apart in one pass.
[[nodiscard]] markup_runs read_markup(std::string_view text, const name_lookup& names);

} // namespace segue::discogs
