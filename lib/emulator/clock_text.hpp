#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace segue::emulator {

using wall_second = std::chrono::sys_seconds;

[[nodiscard]] wall_second whole_second(std::chrono::system_clock::time_point when) noexcept;

/// `2018-09-27T12:59:02`: exports and uploads, without an offset; it is UTC.
[[nodiscard]] std::string naive_text(wall_second when);
/// `2018-10-14 10:17:53`: the column `listed` of an export, in the service's own zone.
[[nodiscard]] std::string column_text(wall_second when);
/// `20180927-1259`: part of the name of an export's file.
[[nodiscard]] std::string file_text(wall_second when);

/// Reads `2018-09-27T12:59:02Z`; an offset may stand for the Z. Nothing for any other form and for days that
/// do not exist.
[[nodiscard]] std::optional<wall_second> read_instant(std::string_view text);
/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`; the day of the week is not checked.
[[nodiscard]] std::optional<wall_second> read_http_date(std::string_view text);

} // namespace segue::emulator
