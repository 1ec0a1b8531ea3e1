#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace segue::emulator {

/// Writes JSON as the service does: Boost.JSON's own serializer spells 4.37 as `4.37E0`.
[[nodiscard]] std::string to_text(const boost::json::value& from);

} // namespace segue::emulator
