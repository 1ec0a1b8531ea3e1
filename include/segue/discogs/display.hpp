#pragma once

#include <segue/discogs/models/artist_credit.hpp>
#include <segue/discogs/models/search.hpp>

#include <span>
#include <string>
#include <string_view>

/// What a program needs to show the service's texts to people. The models keep them byte for byte.
namespace segue::discogs {

/// Returns a name without the number that tells namesakes apart: `Trash80` of `Trash80 (2)`.
///
/// **Lifetime** the view shows a part of `name`. **Source** api/discogs.md, A13 and T66.
[[nodiscard]] std::string_view without_number(std::string_view name) noexcept;

/// Returns a text without the invisible direction marks that catalogue numbers carry, and without blanks
/// around it, as web addresses have them.
///
/// **Source** api/discogs.md, M37, M42 and T66.
[[nodiscard]] std::string visible_text(std::string_view text);

/// Returns the name to show for a credit: as printed where that differs, else the canonical one without its
/// number.
///
/// **Source** api/discogs.md, M16.
[[nodiscard]] std::string_view display_name(const artist_credit& credit) noexcept;

/// Returns the names of all credits with the texts that join them, such as `Foo & Bar, Baz`.
///
/// **Source** api/discogs.md, M16.
[[nodiscard]] std::string display_name(std::span<const artist_credit> credits);

/// Returns the address of a search result's page on the site; empty when the service gave none.
///
/// **Source** api/discogs.md, M43 and T45.
[[nodiscard]] std::string site_address(const search_result& result);

/// Tells whether an image address leads to a picture of the thing, and not to nothing or to a placeholder.
///
/// **Source** api/discogs.md, A12 and T46; recorded answers.
[[nodiscard]] bool is_picture(std::string_view address) noexcept;

} // namespace segue::discogs
