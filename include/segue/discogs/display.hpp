#pragma once

#include <segue/base/money.hpp>
#include <segue/discogs/models/artist_credit.hpp>
#include <segue/discogs/models/search.hpp>

#include <optional>
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

/// Says whether a name as printed is marked where it differs from the canonical one.
enum class variation_mark {
    none,     ///< As it is printed.
    asterisk, ///< With `*` behind it, as the site's pages do.
};

/// Returns the name to show for a credit, if asked marked where it is not the canonical one.
///
/// **Source** api/discogs.md, M16.
[[nodiscard]] std::string display_name(const artist_credit& credit, variation_mark mark);

/// Returns the whole line of credits: names, if asked marked where printed otherwise, and the texts that join
/// them, blanks put right: `Foo & Bar*, Baz feat. Qux`. Where the service sends no such text, it is a comma.
///
/// **Source** api/discogs.md, M16; recorded answers.
[[nodiscard]] std::string display_name(std::span<const artist_credit> credits, variation_mark mark);

/// Returns the address of a search result's page on the site; empty when the service gave none.
///
/// **Source** api/discogs.md, M43 and T45.
[[nodiscard]] std::string site_address(const search_result& result);

/// Tells whether an image address leads to a picture of the thing, and not to nothing or to a placeholder.
///
/// **Source** api/discogs.md, A12 and T46; recorded answers.
[[nodiscard]] bool is_picture(std::string_view address) noexcept;

/// Returns the number in an amount for display, such as 1234.00 of `$1,234.00`; nothing when there is not
/// exactly one. A last point or comma with one or two digits behind it is the decimal one, others part
/// thousands. The sign of the currency is not read: several currencies share one.
///
/// **Source** api/discogs.md, A13, M70 and T36.
[[nodiscard]] std::optional<decimal> amount_of(std::string_view text);

} // namespace segue::discogs
