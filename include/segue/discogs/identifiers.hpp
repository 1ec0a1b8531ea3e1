#pragma once

#include <segue/discogs/models/format.hpp>

#include <optional>
#include <string>
#include <string_view>

/// Numbers printed on records, made fit to be compared and looked up.
namespace segue::discogs {

/// Says which system the digits under a bar code belong to, as far as their number tells.
enum class barcode_system {
    ean_13,  ///< Thirteen digits, the usual one outside of North America.
    upc_a,   ///< Twelve digits, the usual one in North America.
    ean_8,   ///< Eight digits for small things.
    upc_e,   ///< Eight digits that stand for twelve.
    gtin_14, ///< Fourteen digits, on boxes.
    other,   ///< Another number of digits: incomplete, with an addition, or none of these systems.
};

/// Says what the last digit of a bar code tells about the others.
enum class barcode_check {
    right,   ///< It is what it should be.
    wrong,   ///< It is not: there is an error in print or in the entry.
    unknown, ///< The system has none that we know.
};

/// Holds the digits under a bar code.
struct barcode {
    /// As entered, without invisible marks and blanks around it.
    std::string text;
    /// The digits alone.
    std::string digits;
    /// The system they belong to.
    barcode_system system = barcode_system::other;
    /// Whether the last digit fits the others.
    barcode_check check = barcode_check::unknown;

    /// Returns the number in fourteen digits, the same for every way to write it; empty unless the check is
    /// right.
    [[nodiscard]] std::string gtin() const;

    /// Compares all members.
    bool operator==(const barcode&) const = default;
};

/// Reads a bar code as people enter it, with blanks, dashes and other signs between the digits.
///
/// **Returns** nothing when there are no digits or when there are letters too.
/// **Source** api/discogs.md, M21; recorded answers. The check digits are those of GS1.
[[nodiscard]] std::optional<barcode> read_barcode(std::string_view text);

/// Reads the bar code of an identifier; nothing when it is of another type.
[[nodiscard]] std::optional<barcode> read_barcode(const identifier& mark);

/// Tells whether two bar codes name the same thing, whatever way they are written; where a check digit is not
/// right, whether all digits are the same.
[[nodiscard]] bool same_barcode(const barcode& left, const barcode& right);

/// Returns a catalogue number made to be compared: without invisible marks, blanks, dashes, dots and
/// underscores, ASCII letters in upper case; empty for `none`.
///
/// `SK 026`, `SK-026` and `sk026` give the same. **Source** api/discogs.md, M19 and T66; recorded answers.
[[nodiscard]] std::string catalog_number_key(std::string_view text);

/// Tells whether two texts are the same catalogue number; `none` and empty texts are none, so they are the
/// same as nothing.
[[nodiscard]] bool same_catalog_number(std::string_view left, std::string_view right);

} // namespace segue::discogs
