#pragma once

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>

#include <optional>
#include <string>

namespace segue::discogs {

/// Describes one kind of carrier in a release.
///
/// **Source** api/discogs.md, M18.
struct format {
    /// Kind of carrier, such as `Vinyl`, `CD`, `File` or `All Media`.
    std::string name;
    /// How many, as the text that the service sends; sometimes no number; `qty` on the wire.
    std::optional<std::string> quantity;
    /// Free text, such as the colour.
    std::optional<std::string> text;
    /// Details such as `LP`, `Album`, `Reissue`.
    list<std::string> descriptions;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const format&) const = default;
};

/// Is a bar code, matrix number or other mark found on a release.
///
/// **Source** api/discogs.md, M21.
struct identifier {
    /// Kind of mark, such as `Barcode` or `Matrix / Runout`.
    std::optional<std::string> type;
    /// The mark as printed.
    std::optional<std::string> value;
    /// Which one it is, such as `Side A, etched`.
    std::optional<std::string> description;
    /// Fields without a member here.
    segue::extra extra;

    /// Compares all members.
    bool operator==(const identifier&) const = default;
};

} // namespace segue::discogs
