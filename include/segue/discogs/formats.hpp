#pragma once

#include <segue/discogs/models/format.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What the carriers of a release are, for people and for programs.
namespace segue::discogs {

/// Returns one line such as `2 x Vinyl, LP, Album, Reissue (Red)`: a number above one, the kind, the
/// descriptions, and the free text in brackets.
///
/// **Source** api/discogs.md, M18 and G4.
[[nodiscard]] std::string format_text(const format& carrier);

/// Returns the lines of all carriers, joined by ` + `.
[[nodiscard]] std::string format_text(std::span<const format> carriers);

/// Returns how many pieces there are of a carrier; empty when the service sent no positive number.
[[nodiscard]] std::optional<std::uint32_t> quantity_of(const format& carrier) noexcept;

/// Returns how many pieces there are in all: a box or a note about all media is none, an unreadable number
/// one.
///
/// **Returns** for files the number of files, which is how the service counts them.
[[nodiscard]] std::uint64_t quantity_of(std::span<const format> carriers) noexcept;

/// Tells whether a carrier has this description, such as `Reissue`; the case of ASCII letters does not
/// matter.
[[nodiscard]] bool is_described_as(const format& carrier, std::string_view description) noexcept;

/// Returns the diameter of a disc in inches, from a description such as `7"` or `5½"`; empty when none gives
/// it.
///
/// An `LP` is usually one of twelve inches, but nothing says so: no diameter is made up for it.
/// **Source** recorded answers.
[[nodiscard]] std::optional<double> inches_of(const format& carrier) noexcept;

/// Returns the revolutions per minute, from a description such as `45 RPM` or `33 ⅓ RPM`; empty when none
/// gives them.
///
/// **Source** recorded answers.
[[nodiscard]] std::optional<double> speed_of(const format& carrier) noexcept;

} // namespace segue::discogs
