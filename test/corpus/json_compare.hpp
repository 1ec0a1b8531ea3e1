#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <string>

namespace segue::test {

/// Compares two JSON values as a tolerant client must see them: the order of keys does not count, an absent
/// field equals null, `"1"` equals `1`, `5` equals `5.0`, `"true"` equals `true`; an empty text equals only
/// itself.
///
/// **Returns** nothing when they are equal, else the JSON pointer of the first difference and both values.
[[nodiscard]] std::optional<std::string>
difference(const boost::json::value& left, const boost::json::value& right);

} // namespace segue::test
