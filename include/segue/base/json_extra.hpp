#pragma once

#include <segue/base/extra.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string_view>

/// Opt-in: shows what `extra` keeps as Boost.JSON values; include it only where you need them, for it brings
/// the JSON library with it.
namespace segue {

/// Returns everything that is kept, as one object.
///
/// A number beyond `double` becomes infinite here; `extra::text` has its digits.
[[nodiscard]] boost::json::object to_object(const extra& fields);

/// Returns one kept field; null when there is none of this name.
[[nodiscard]] boost::json::value to_value(const extra& fields, std::string_view name);

/// Returns the value that a raw text holds; throws `boost::system::system_error` when it is not JSON.
[[nodiscard]] boost::json::value to_value(const raw_json& raw);

/// Returns the value as raw text.
[[nodiscard]] raw_json to_raw(const boost::json::value& value);

/// Keeps a field, replacing one of the same name.
void set(extra& fields, std::string_view name, const boost::json::value& value);

} // namespace segue
